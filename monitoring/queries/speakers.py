"""Who speaks: the list by suspicion or reach, and one account with why it is suspected (M4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.paging import KeyPage, Order, key_page, sorted_page
from monitoring.models import Hit, Mention, MentionGroup, Speaker
from monitoring.queries.groups import GroupRow, group_rows
from monitoring.speakers import SUSPECTED

DAYS: Final = 90
SENTENCES: Final = {
    "repeats": _("%(count)s 条里有 %(figure)s%% 的内容重复"),
    "blank": _("%(count)s 条里有 %(figure)s%% 只有“转发微博”，没有自己的话"),
    "answered": _("平均每条有 %(figure)s 次互动，有人回应"),
    "unanswered": _("%(count)s 条里有 %(figure)s%% 没有任何人互动"),
    "even": _("发布间隔几乎相等：%(count)s 条，每隔约 %(figure)s 分钟"),
    "burst": _("%(figure)s 条之间只隔几秒"),
    "sleepless": _("一天 24 小时里有 %(figure)s 个小时都在发"),
    "name": _("昵称像是批量生成的"),
    "few": _("只有 %(figure)s 个粉丝"),
    "follows": _("关注了 %(figure)s 人，粉丝却很少"),
    "young": _("注册只有 %(figure)s 天"),
    "verified": _("已认证"),
    "read": _("有 %(figure)s 个粉丝"),
}
VERIFIED: Final = {
    -1: _("未认证"), 0: _("个人认证"), 1: _("政府"), 2: _("企业"), 3: _("媒体"), 4: _("校园"), 5: _("网站"),
    6: _("应用"), 7: _("机构"), 200: _("微博达人"), 220: _("微博达人"),
}  # fmt: skip


@dataclass(frozen=True)
class SpeakerFilters:
    """`suspect`, `loud`, or `said` (what people decided); words are part of a name, or a uid."""

    show: str = "suspect"
    words: str = ""


ORDERS: Final = {
    "suspect": Order(F("score"), descending=True),
    "loud": Order(F("followers"), descending=True),
    "said": Order(F("said_at"), descending=True),
}


def speaker_page(filters: SpeakerFilters, *, before: int | None, after: int | None) -> KeyPage[Speaker]:
    """One page of the list."""
    narrowed = {
        "suspect": Q(score__gte=SUSPECTED) & ~Q(word="person") | Q(word="machine"),
        "loud": Q(followers__isnull=False),
        "said": ~Q(word=""),
    }
    rows: QuerySet[Speaker] = Speaker.objects.filter(narrowed[filters.show]).select_related("said_by")
    if filters.words:
        rows = rows.filter(Q(uid=filters.words) | Q(name__icontains=filters.words))
    return sorted_page(rows, ORDERS[filters.show], anchors=Speaker.objects.all(), before=before, after=after)


@dataclass(frozen=True)
class Why:
    """One reason of a score as a sentence."""

    points: int
    sentence: str


def reasons_of(speaker: Speaker) -> list[Why]:
    """Why it has its score, the heaviest first."""
    found = []
    for code, points, figures in speaker.reasons:
        if code in SENTENCES:
            values = {"figure": figures[0] if figures else "", "count": figures[1] if len(figures) > 1 else ""}
            found.append(Why(points, str(SENTENCES[code]) % values))
    return found


def standing_speaker(uid: str) -> Speaker | None:
    """Its row; an unsaved one when it has spoken but was not weighed yet."""
    found = Speaker.objects.select_related("said_by").filter(uid=uid).first()
    if found is None and uid:
        newest = Mention.objects.filter(author_id=uid).order_by("-pk").first()
        if newest is not None:
            return Speaker(uid=uid, name=newest.author_name, followers=newest.author_followers)
    return found


def page_of(speaker: Speaker, *, before: int | None, after: int | None, now: datetime) -> dict[str, Any]:
    """What the page of an account shows, always the same number of queries."""
    hits = Hit.objects.filter(mention__author_id=speaker.uid, published_at__gt=now - timedelta(days=DAYS))
    mentions = Mention.objects.filter(author_id=speaker.uid).select_related("source")
    return {
        "speaker": speaker,
        "reasons": reasons_of(speaker),
        "verified": VERIFIED.get(speaker.verified, _("已认证")) if speaker.verified is not None else None,
        "days": DAYS,
        "sets": hits.order_by().values("keyword_set", "keyword_set__name").annotate(n=Count("pk")).order_by("-n")[:12],
        "groups": _groups(speaker),
        "page": key_page(mentions.prefetch_related("hits__keyword_set"), before=before, after=after, size=20),
        "line": SUSPECTED,
    }


def _groups(speaker: Speaker) -> list[GroupRow]:
    """The largest groups among those of his newest mentions."""
    newest = Mention.objects.filter(author_id=speaker.uid, group_id__isnull=False).order_by("-pk")
    ids = {group or 0 for group in newest.values_list("group_id", flat=True)[:200]}
    return group_rows(list(MentionGroup.objects.filter(pk__in=ids).order_by("-size")[:5]))
