"""What of a campaign's reposts, comments and mentions our app has read, and what it cannot see (P7)."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaigns.models import ActKind, Campaign, CampaignPost, EntryReading


@dataclass(frozen=True)
class Reach:
    """One list of one post. `told` by Weibo, `seen` by our app."""

    post: CampaignPost
    kind: ActKind
    told: int | None
    seen: int
    read_at: dt.datetime | None
    problem: str
    sentence: str


@dataclass(frozen=True)
class Coverage:
    """All lists of a campaign; `sentence` says the whole in one line."""

    reaches: list[Reach]
    posts: int
    sentence: str

    @property
    def gone(self) -> list[CampaignPost]:
        """Posts that are no longer on Weibo."""
        return list({reach.post.pk: reach.post for reach in self.reaches if reach.post.gone_at}.values())

    @property
    def problems(self) -> list[str]:
        """What went wrong, each once."""
        return list(dict.fromkeys(reach.problem for reach in self.reaches if reach.problem))


def coverage_of(campaign: Campaign) -> Coverage:
    """How far the lists have been read."""
    posts = list(CampaignPost.objects.filter(campaign=campaign).select_related("account"))
    rows = {
        (row.post_id, row.kind): row for row in EntryReading.objects.filter(post__in=posts).order_by("post_id", "kind")
    }
    reaches = [_reach(post, kind, rows.get((post.pk, kind))) for post in posts for kind in ActKind]
    return Coverage(reaches, len(posts), _sentence(posts, reaches))


def _reach(post: CampaignPost, kind: ActKind, row: EntryReading | None) -> Reach:
    if post.gone_at is not None:
        seen, at = (row.seen, row.read_at) if row else (0, None)
        problem = _("微博已不存在，此前读到的照算")
        return Reach(post, kind, row.told if row else None, seen, at, "", problem)
    if row is None or row.read_at is None:
        return Reach(post, kind, None, 0, None, row.problem if row else "", _("还没有读过"))
    sentence = _("已读完")
    if row.gap_max:
        sentence = _("还没读完，接着读")
    elif row.lost:
        sentence = _("更早的微博不再提供")
    elif row.told is not None and row.told > row.seen:
        sentence = _("其余没有授权我们的应用，看不到")
    return Reach(post, kind, row.told, row.seen, row.read_at, row.problem, sentence)


def _sentence(posts: list[CampaignPost], reaches: list[Reach]) -> str:
    """Mentions have no number of Weibo for one post, so they are not in the sum."""
    if not posts:
        return _("还没有发出活动微博，参与要在发出后才能读取；也可以导入文件。")
    counted = [reach for reach in reaches if reach.told is not None and reach.kind != ActKind.MENTION]
    if not counted:
        return _("还没有从微博读取过，也可以导入文件。")
    told, seen = sum(reach.told or 0 for reach in counted), sum(reach.seen for reach in counted)
    values = {"told": told, "seen": seen, "rest": max(0, told - seen)}
    if told <= seen:
        return _("微博显示的 %(told)d 次转发和评论都已读到。") % values
    return (
        _("微博显示 %(told)d 次转发和评论，我们的应用看得到 %(seen)d 次；其余 %(rest)d 次请用采集文件补上。") % values
    )
