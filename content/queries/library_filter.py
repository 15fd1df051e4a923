"""What the library is narrowed by: read from its address, written back into one, served by indexes."""

import datetime as dt
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import WeiboAccount
from content.models import Post, PostState
from content.queries.library import with_cards
from content.queries.search import matching
from core.dates import day_start
from core.http import whole_number
from core.paging import KeyPage, Order, key_page, sorted_page

ELEMENTS: dict[str, str | Promise] = {
    "text": _("文字"),
    "picture": _("图片"),
    "video": _("视频"),
    "audio": _("音频"),
    "link": _("链接"),
    "mention": _("提到"),
    "topic": _("话题"),
    "app": _("应用"),
    "emoji": _("表情"),
}
LEAST = (10, 50, 100, 500, 1000)
"""Numbers of interactions that are offered; any other may stand in the address."""
SORTS = ("resonance",)
PERIODS: dict[str, str | Promise] = {"": _("排期或发布"), "written": _("写作")}
CARRIED = ("state", "element", "idea", "account", "group", "view", "saved")
"""What the search form passes on as it is."""
PLACES = ("account", "group", "view")
"""What else of the address a saved filter keeps: whose posts, and how they are shown."""


@dataclass(frozen=True, slots=True)
class LibraryFilter:
    """What the chips and the search field say; empty means all."""

    state: str = ""
    category: str = ""
    author: str = ""
    campaign: str = ""
    element: str = ""
    idea: str = ""
    since: str = ""
    until: str = ""
    on: str = ""
    least: str = ""
    sort: str = ""
    q: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "LibraryFilter":
        """From the address; unknown values are dropped."""
        values = {field.name: query.get(field.name, "").strip()[:100] for field in fields(cls)}
        known = {"state": PostState.values, "element": ELEMENTS, "on": PERIODS, "sort": SORTS}
        values |= {name: "" for name, names in known.items() if values[name] not in names}
        numbers = ("category", "author", "campaign", "idea", "least")
        values |= {name: "" for name in numbers if whole_number(values[name]) is None}
        values |= {name: "" for name in ("since", "until") if _day(values[name]) is None}
        return cls(**values)

    @property
    def is_set(self) -> bool:
        """Anything chosen that leaves posts out."""
        return self != LibraryFilter(on=self.on, sort=self.sort)

    @property
    def is_set_beyond_state(self) -> bool:
        """Anything but a state: then the numbers beside the states would be those of another list."""
        return replace(self, state="").is_set

    @property
    def more(self) -> int:
        """How many of those that stand in the folded part are chosen."""
        return sum(1 for value in (self.author, self.campaign, self.since or self.until, self.least) if value)


def address_of(query: QueryDict) -> str:
    """The query string that a saved filter keeps: known names and values, without the keys of a page."""
    chosen = LibraryFilter.of(query)
    values = {field.name: getattr(chosen, field.name) for field in fields(chosen)}
    values |= {name: query.get(name, "")[:20] for name in PLACES}
    return urlencode({name: value for name, value in values.items() if value})


def library(accounts: QuerySet[WeiboAccount], chosen: LibraryFilter) -> QuerySet[Post]:
    """Visible posts of these accounts that fit."""
    posts: QuerySet[Post] = Post.objects.visible().filter(account__in=accounts)
    exact = {"category_id": chosen.category, "author_id": chosen.author, "campaign_id": chosen.campaign}
    exact |= {"idea_id": chosen.idea, "resonance__gte": chosen.least}
    posts = posts.filter(**{name: int(value) for name, value in exact.items() if value})
    if chosen.state:
        posts = posts.filter(state=chosen.state)
    if chosen.element:
        posts = posts.filter(version__elements__contains={chosen.element: True})
    if chosen.sort == "resonance":
        posts = posts.filter(resonance__isnull=False)
    posts = _in_period(posts, chosen)
    return matching(posts, chosen.q) if chosen.q else posts


def page_of(
    posts: QuerySet[Post], chosen: LibraryFilter, *, before: int | None, after: int | None, size: int
) -> KeyPage[Post]:
    """One page in the order that was chosen, with its cards: newest first, or those that moved readers most first.

    Only keys are sorted and cut; what cards show is read for this page alone. Together, the planner would now and then
    join it to every post that fits.
    """
    bare = posts.only("pk")
    if chosen.sort == "resonance":
        most = Order(F("resonance"), descending=True, total=True)
        found = sorted_page(bare, most, anchors=Post.objects.all(), before=before, after=after, size=size)
    else:
        found = key_page(bare, before=before, after=after, size=size)
    cards = with_cards(Post.objects.visible()).in_bulk([row.pk for row in found.rows])
    return replace(found, rows=[cards[row.pk] for row in found.rows if row.pk in cards])


def _in_period(posts: QuerySet[Post], chosen: LibraryFilter) -> QuerySet[Post]:
    """Both days belong to it; by the planned or real time of publishing, or by when it was written."""
    name = "created_at" if chosen.on == "written" else "due_at"
    since, until = _day(chosen.since), _day(chosen.until)
    if since:
        posts = posts.filter(**{f"{name}__gte": day_start(since)})
    return posts.filter(**{f"{name}__lt": day_start(until + dt.timedelta(days=1))}) if until else posts


def _day(text: str) -> dt.date | None:
    """A date between 2000 and 2999, or None."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 3000 else None
