"""What an account can post and read, and how we know: the one source for composer, lint and send check.

Nothing is guessed from papers alone. Reads are asked for; what cannot be asked without posting follows from the channel
(weibo-api 2.1, 2.3, 9) until a real send was refused or succeeded: that is stronger.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from django.conf import settings
from django.db.models import Count, Max, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.gateway import app_of
from accounts.models import AccountState, Capability, Channel, KnownFrom, WeiboAccount
from accounts.models.capabilities import CAPABILITY_LABELS
from core.dates import BEIJING
from weibo.text import LENGTH_LIMIT

LONG_LIMIT = 2000
"""Weibo length of a long post."""
NINE = 9


class Source(StrEnum):
    """How we know."""

    CHANNEL = "channel"
    PROBED = "probed"
    LEARNT = "learnt"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ability:
    """One thing an account can (True), cannot (False) or nobody knows (None), with the reason for people."""

    name: str
    allowed: bool | None
    reason: str = ""
    source: Source = Source.CHANNEL
    at: dt.datetime | None = None
    limit: int = 0
    code: int | None = None

    @property
    def label(self) -> str:
        """What it is about."""
        if self.name == "pictures" and self.limit:
            return _("每条最多 %(n)d 张图片") % {"n": self.limit}
        return str(dict(CAPABILITY_LABELS).get(self.name, self.name))

    @property
    def from_where(self) -> str:
        """How we know, in a few words: by channel, asked on a day, learnt from a send on a day."""
        day = f"{self.at.astimezone(BEIJING):%Y-%m-%d}" if self.at else ""
        if self.source == Source.LEARNT:
            return (_("%(day)s 发送被拒得知") if not self.allowed else _("%(day)s 发送成功得知")) % {"day": day}
        if self.source == Source.PROBED:
            return _("%(day)s 查询得知") % {"day": day}
        return _("按通道") if self.source == Source.CHANNEL else _("还不知道")


@dataclass(frozen=True, slots=True)
class Abilities:
    """What can be posted and read for one account through one channel. `limit` of `length` and `pictures` are counts;
    `without_link` False means that a link under `safe_domain` is needed, and `default_link` is added by rule."""

    channel: str
    publish: Ability
    length: Ability
    pictures: Ability
    topics: Ability
    without_link: Ability
    long_text: Ability
    repost: Ability
    video: Ability
    reads: tuple[Ability, ...] = ()
    default_link: str = ""
    safe_domain: str = ""

    @property
    def by_hand(self) -> bool:
        """A person publishes it."""
        return self.channel == Channel.HAND_OVER

    @property
    def channel_label(self) -> str:
        """The channel in words."""
        return str(Channel(self.channel).label) if self.channel in Channel.values else ""

    def chips(self) -> list[str]:
        """What a writer must know at a glance, shortest words."""
        if self.by_hand:
            return [_("人工发布"), _("最多 %(n)d 图") % {"n": self.pictures.limit}]
        pictures = {0: _("不能带图"), 1: _("单图")}.get(self.pictures.limit)
        found = [self.channel_label, pictures or _("最多 %(n)d 图") % {"n": self.pictures.limit}]
        found += [_("需带链接")] if not self.without_link.allowed else []
        found += [_("不带话题")] if not self.topics.allowed else []
        found += [_("可发长微博")] if self.long_text.allowed else [_("140 字")]
        return [*found, *([_("不能转发")] if not self.repost.allowed else [])]

    def posting(self) -> list[Ability]:
        """What concerns posts, in the order in which people read it."""
        return [self.publish, self.pictures, self.topics, self.without_link, self.long_text, self.repost, self.video]


READS = ("own_posts", "comments", "mentions", "reposts", "search", "commercial", "comments_write", "limits")
UNASKED = {name: Ability(name, None, source=Source.UNKNOWN) for name in READS}


def abilities_of(account: WeiboAccount, *, by_hand: bool = False) -> Abilities:
    """What this account can do; `by_hand`: this post is handed to a person, whatever the channel of the account.

    Reads the account's stored answers (prefetched ones are used), nothing else.
    """
    channel = Channel.HAND_OVER if by_hand else account.channel
    app = app_of(account)
    known = {row.name: row for row in account.capabilities.all() if row.app == app}
    found = derive(channel, known)
    return replace(found, default_link=account.link, safe_domain=settings.WEIBO_SAFE_DOMAIN)


def derive(channel: str, known: Mapping[str, Capability] | None = None) -> Abilities:
    """What follows from the channel, corrected by the answers `known` by name. Pure."""
    known = known or {}
    start = _by_channel(channel, get_language())
    reads = tuple(_read(name, known.get(name)) for name in READS)
    if channel in {Channel.HAND_OVER, ""}:
        return replace(start, reads=reads)
    several = _corrected(replace(start.pictures, name="pictures"), known)
    single = _corrected(Ability("picture", True, limit=1), known)
    long_text = _corrected(start.long_text, known)
    return replace(
        start,
        publish=_corrected(start.publish, known),
        pictures=_fewer(start.pictures, several, single),
        topics=_corrected(start.topics, known),
        long_text=long_text,
        length=replace(start.length, limit=LONG_LIMIT if long_text.allowed else LENGTH_LIMIT),
        repost=_corrected(start.repost, known),
        reads=reads,
    )


def _corrected(ability: Ability, known: Mapping[str, Capability]) -> Ability:
    """What a real send has taught is stronger than what the channel says."""
    row = known.get(ability.name)
    if row is None or row.source != KnownFrom.LEARNT:
        return ability
    if row.allowed:
        return replace(ability, allowed=True, source=Source.LEARNT, at=row.checked_at)
    reason = row.sentence if row.code else ability.reason
    return replace(ability, allowed=False, reason=reason, source=Source.LEARNT, at=row.checked_at, code=row.code)


def _fewer(start: Ability, several: Ability, single: Ability) -> Ability:
    """How many pictures remain when one of the picture calls was refused."""
    if single.allowed is False:
        return replace(single, name="pictures", limit=0)
    if several.allowed is False:
        return replace(several, limit=1)
    return several if several.source == Source.LEARNT else start


def _read(name: str, row: Capability | None) -> Ability:
    if row is None:
        return UNASKED[name]
    source = Source.LEARNT if row.source == KnownFrom.LEARNT else Source.PROBED
    reason = "" if row.allowed else row.sentence
    return Ability(name, row.allowed, reason, source, row.checked_at, code=row.code)


@lru_cache(maxsize=16)
def _by_channel(channel: str, language: str | None) -> Abilities:
    """Its reasons are in `language`. Kept, because a sender asks for thousands of accounts at once."""
    if channel == Channel.SHARE:
        return _ordinary()
    if channel == Channel.COMMERCIAL:
        return _commercial()
    limit = LONG_LIMIT if channel == Channel.HAND_OVER else LENGTH_LIMIT
    return Abilities(
        channel=channel,
        publish=Ability("publish", True),
        length=Ability("length", True, limit=limit),
        pictures=Ability("pictures", True, limit=NINE),
        topics=Ability("topics", True),
        without_link=Ability("without_link", True),
        long_text=Ability("long_text", limit > LENGTH_LIMIT),
        repost=Ability("repost", True),
        video=Ability("video", True),
    )


def _ordinary() -> Abilities:
    """weibo-api 2.1: `statuses/share` is the only write call of an ordinary app."""
    return Abilities(
        channel=Channel.SHARE,
        publish=Ability("publish", True),
        length=Ability("length", True, limit=LENGTH_LIMIT),
        pictures=Ability("pictures", True, _("普通应用一次只能带一张图片。"), limit=1),
        topics=Ability("topics", False, _("普通应用发的话题会被微博去掉。")),
        without_link=Ability("without_link", False, _("普通应用发微博必须带安全域名下的链接。")),
        long_text=Ability("long_text", False, _("普通应用最多 140 字。")),
        repost=Ability("repost", False, _("普通应用不能转发，转发交给人工。")),
        video=Ability("video", False, _("接口不能带视频，请人工发布。")),
    )


def _commercial() -> Abilities:
    """weibo-api 9: the commercial calls."""
    return Abilities(
        channel=Channel.COMMERCIAL,
        publish=Ability("publish", True),
        length=Ability("length", True, limit=LONG_LIMIT),
        pictures=Ability("pictures", True, limit=NINE),
        topics=Ability("topics", True),
        without_link=Ability("without_link", True),
        long_text=Ability("long_text", True),
        repost=Ability("repost", True),
        video=Ability("video", False, _("接口不能带视频，请人工发布。")),
    )


def capabilities_of(account: WeiboAccount) -> list[Capability]:
    """The stored answers of the app that the account uses, by name."""
    return list(Capability.objects.filter(account=account, app=app_of(account)))


@dataclass(frozen=True, slots=True)
class AppAnswer:
    """How many accounts of one app may do a thing, how many may not, and when Weibo said so last."""

    app: str
    label: str
    allowed: int
    denied: int
    last_at: dt.datetime


def answers_by_app() -> list[AppAnswer]:
    """For the settings page: what each of our apps may do, counted over the accounts in use."""
    rows = Capability.objects.exclude(account__state=AccountState.RETIRED).order_by().values("app", "name")
    counted = rows.annotate(
        yes=Count("pk", filter=Q(allowed=True)), no=Count("pk", filter=Q(allowed=False)), last=Max("checked_at")
    ).values_list("app", "name", "yes", "no", "last")
    order = [name for name, _label in CAPABILITY_LABELS]
    known = sorted(
        (row for row in counted if row[1] in order), key=lambda row: (row[0] != Channel.SHARE, order.index(row[1]))
    )
    labels = dict(CAPABILITY_LABELS)
    return [AppAnswer(str(Channel(app).label), str(labels[name]), yes, no, last) for app, name, yes, no, last in known]
