"""Posts of a campaign that stand on Weibo: their reposts, comments and mentions are entries (P7, P10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from campaigns.models import CampaignPost, Draw, DrawState, Duty, PostRole
from core import notices
from core.audit import SYSTEM, record
from core.dates import local_day
from core.models import NoticeLevel

GONE = gettext_noop("活动“%(name)s”的一条微博在微博上已经不存在。请查明原因，需要时补发并公告；此前读到的参与不变。")


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


def note_post_gone(*, mid: str, at: datetime) -> bool:
    """P7, P10: Weibo says that there is no such post any more; who minds the campaign today and who owns it are told.

    Entries keep their verdicts: what people did counted when it was read. False: not of a campaign, or known.
    """
    with transaction.atomic():
        posts = CampaignPost.objects.select_for_update(of=("self",)).select_related("campaign")
        post = posts.filter(mid=mid, gone_at=None).first()
        if post is None:
            return False
        post.gone_at = at
        post.save(update_fields=["gone_at"])
        record("campaigns.post.gone", post.campaign, by=SYSTEM, at=at)
        minding = Duty.objects.filter(campaign=post.campaign, day=local_day(at)).values_list("person", flat=True)
        people = {person for person in (*minding, post.campaign.owner_id) if person is not None}
        url = f"{reverse('campaigns:campaign', args=[post.campaign_id])}?part=posts"
        message = notices.Message(GONE, {"name": post.campaign.name}, url, NoticeLevel.DANGER, mail=True)
        notices.notify(to=people, key=f"campaign-post:{post.pk}:gone", message=message, at=at)
    return True


def note_post_back(*, post: CampaignPost, at: datetime) -> None:
    """It stands again, as after a review by the platform."""
    with transaction.atomic():
        if CampaignPost.objects.filter(pk=post.pk, gone_at__isnull=False).update(gone_at=None):
            record("campaigns.post.back", post.campaign, by=SYSTEM, at=at)
            notices.settle(key_prefix=f"campaign-post:{post.pk}", at=at)
