"""What the frame around every page shows: navigation with counts, the freeze light, the scope, the person.

Counts are cached for a short time per person and dropped by events (`forget_counts`), so that the frame stays
within six queries (house.md). Everything here is computed only when a template asks for it: fragments do not.
"""

from dataclasses import asdict, dataclass
from functools import cache, cached_property
from typing import Any, Final, cast
from urllib.parse import urlencode

from django.core.cache import cache as redis_cache
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import Rights, rights_of
from accounts.models import User
from accounts.roles import Can
from core.http import int_param
from weibo_ops.queries.counts import FrameCounts, FreezeNote, frame_counts, scope_name

SECONDS: Final = 30
GENERATION: Final = "frame:generation"


@dataclass(frozen=True)
class Place:
    """One entry of the navigation. `count` names a field of `FrameCounts`; `key` follows `g` on the keyboard."""

    label: str | Promise
    icon: str
    url_name: str
    can: Can
    key: str
    count: str = ""
    urgent: bool = False
    on_phone: bool = False


PLACES: Final = (
    Place(_("工作台"), "home", "workbench", Can.VIEW, "h", on_phone=True),
    Place(_("日历"), "calendar", "calendar:calendar", Can.VIEW, "c", on_phone=True),
    Place(_("内容"), "folder", "content:library", Can.VIEW, "l"),
    Place(_("审核"), "eye-check", "content:reviews", Can.REVIEW, "r", count="reviews", on_phone=True),
    Place(pgettext_lazy("navigation", "发布"), "send", "calendar:board", Can.VIEW, "b", count="troubles", urgent=True),
    Place(_("收件箱"), "mail", "engagement:inbox", Can.REPLY, "i", count="threads", on_phone=True),
    Place(_("监测"), "radar", "monitoring:home", Can.MONITOR, "m", count="alerts", urgent=True),
    Place(_("活动"), "speakerphone", "campaigns:list", Can.CAMPAIGN, "a"),
    Place(_("报表"), "chart-bar", "reports:overview", Can.REPORT, "t"),
    Place(_("矩阵"), "building-community", "accounts:matrix", Can.VIEW, "x"),
    Place(_("治理"), "shield-check", "reports:governance", Can.REPORT, "v"),
    Place(_("设置"), "settings", "settings", Can.MANAGE_SETTINGS, "s"),
)


@cache
def address(url_name: str) -> str:
    """The address behind a URL name without arguments; empty when no such page is mounted. Asked once per process."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def forget_counts() -> None:
    """Events call it: everybody's counts are read again on the next page."""
    try:
        redis_cache.incr(GENERATION)
    except ValueError:
        redis_cache.set(GENERATION, 1, timeout=None)


class Frame:
    """The context variable `frame` of `templates/base.html`."""

    def __init__(self, request: HttpRequest, user: User) -> None:
        self.request = request
        self.user = user
        self.search_url = address("search")
        self.notices_url = address("notices")

    @cached_property
    def rights(self) -> Rights:
        return rights_of(self.user)

    @cached_property
    def counts(self) -> FrameCounts:
        """Numbers beside the navigation, from Redis when they are young enough."""
        key = f"frame:{self.user.pk}"
        found = redis_cache.get_many([GENERATION, key])
        generation = found.get(GENERATION, 0)
        kept = found.get(key)
        if kept and kept["generation"] == generation:
            freezes = tuple(FreezeNote(**note) for note in kept["counts"].pop("freezes"))
            return FrameCounts(**kept["counts"], freezes=freezes)
        counts = frame_counts(self.user, self.rights)
        redis_cache.set(key, {"generation": generation, "counts": asdict(counts)}, timeout=SECONDS)
        return counts

    @cached_property
    def scope_query(self) -> str:
        """`?account=ID` or `?group=ID` of this page, carried on to the other pages."""
        for name in ("account", "group"):
            value = int_param(self.request, name)
            if value is not None:
                return "?" + urlencode({name: value})
        return ""

    @cached_property
    def scope(self) -> str:
        """The name of the account or group that this page is limited to; empty for all."""
        return scope_name(self.user, account=int_param(self.request, "account"), group=int_param(self.request, "group"))

    @cached_property
    def nav(self) -> list[dict[str, Any]]:
        """Pages this person may open, in order, with the one that is open marked."""
        places = [place for place in PLACES if address(place.url_name) and self.rights.may_somewhere(place.can)]
        path = self.request.path
        home = address("workbench")
        fitting = [url for place in places if path.startswith(url := address(place.url_name)) and url != home]
        current = max(fitting, key=len, default=home if path == home else "")
        return [
            {
                "label": place.label,
                "icon": place.icon,
                "key": place.key,
                "url": address(place.url_name) + self.scope_query,
                "current": address(place.url_name) == current,
                "count": getattr(self.counts, place.count) if place.count else 0,
                "urgent": place.urgent,
                "on_phone": place.on_phone,
            }
            for place in places
        ]

    @property
    def may_settings(self) -> bool:
        return self.rights.may(Can.MANAGE_SETTINGS)

    @cached_property
    def freeze_url(self) -> str:
        return address("calendar:freezes") or address("calendar:board")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of `templates/base.html`; `layout` is the base of pages that strangers may see, too."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"layout": "bare.html"}
    if user.must_change_password:
        return {"layout": "bare.html"}
    return {"layout": "base.html", "frame": SimpleLazyObject(lambda: Frame(request, cast(User, user)))}
