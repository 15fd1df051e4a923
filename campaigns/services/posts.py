"""Posts of a campaign that stand on Weibo: their reposts, comments and mentions are entries (P7, P10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from campaigns.models import CampaignPost, Draw, DrawState, PostRole


@dataclass(frozen=True, slots=True)
class PostedInput:
    """A published post that belongs to a campaign. `mid` is Weibo's id."""

    campaign_id: int
    account_id: int
    mid: str
    url: str
    published_at: datetime


def note_posts(*, posted: Iterable[PostedInput]) -> int:
    """Keep them; publishing calls it in the transaction that records the publications. Known ones stay as they are.

    The first post of a campaign announces it, those after the draw tell its result, the others remind.
    Returns how many are new.
    """
    found = sorted((post for post in posted if post.mid), key=lambda post: post.published_at)
    if not found:
        return 0
    ids = {post.campaign_id for post in found}
    begun = set(CampaignPost.objects.filter(campaign_id__in=ids).values_list("campaign_id", flat=True))
    drawn = dict(Draw.objects.filter(campaign__in=ids, state=DrawState.DRAWN).values_list("campaign_id", "drawn_at"))
    rows = []
    for post in found:
        role = PostRole.REMINDER if post.campaign_id in begun else PostRole.ANNOUNCEMENT
        if (at := drawn.get(post.campaign_id)) is not None and post.published_at > at:
            role = PostRole.RESULT
        begun.add(post.campaign_id)
        values = {"mid": post.mid, "url": post.url, "published_at": post.published_at, "role": role}
        rows.append(CampaignPost(campaign_id=post.campaign_id, account_id=post.account_id, **values))
    known = CampaignPost.objects.filter(mid__in=[row.mid for row in rows]).count()
    CampaignPost.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows) - known
