"""What is published of a campaign is known to the campaign, whichever way the answer is written down (P7, P10)."""

import datetime as dt

from accounts.models import WeiboAccount
from campaigns.models import Campaign, CampaignKind, CampaignPost, Purpose
from publishing.models import Publication
from publishing.services import outcomes, record_outcomes
from tests.publishing.sending import begun_attempt, stands

SECOND = dt.timedelta(seconds=1)


def test_p7_posts_of_a_campaign_are_noted_with_their_publication(account: WeiboAccount, at: dt.datetime) -> None:
    campaign = Campaign.objects.create(
        name="转发有礼",
        kind=CampaignKind.PRIZE_REPOST,
        purpose=Purpose.NEW_FANS,
        starts_at=at,
        ends_at=at + dt.timedelta(days=3),
        created_at=at,
    )
    alone, together, plain = (begun_attempt(account, at) for _ in range(3))
    for attempt in (alone, together):
        attempt.slot.post.campaign = campaign
        attempt.slot.post.save(update_fields=["campaign"])
    outcomes.record_outcome(answer=stands(alone, at + SECOND, 1))
    record_outcomes([stands(together, at + 2 * SECOND, 2), stands(plain, at + SECOND, 3)])
    noted = list(CampaignPost.objects.all())
    assert [row.role for row in noted] == ["announcement", "reminder"]
    known = {row.weibo_id: row for row in Publication.objects.filter(post__campaign=campaign)}
    assert {row.mid: (row.url, row.published_at) for row in noted} == {
        weibo_id: (row.url, row.published_at) for weibo_id, row in known.items()
    }
