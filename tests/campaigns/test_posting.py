"""P10: the posts of a campaign in their time, and who minds it each day."""

import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User, WeiboAccount
from campaigns.models import Campaign, CampaignPost, CampaignState, Draw, DrawState, Duty, PostRole
from campaigns.planning.posting import posts_before_the_draw
from campaigns.planning.record import Record, record_of
from campaigns.queries.duties import open_duties
from campaigns.services.duties import hand_duty, plan_duties, tick_duty
from campaigns.services.posts import PostedInput, note_posts
from content.models import CampaignPlace, PostState
from content.services import cancel_post
from content.services.campaign_places import draft_campaign_posts
from core.dates import BEIJING, local_day
from core.errors import Conflict, Forbidden
from tests.conftest import ClientOf

DAY = dt.timedelta(days=1)


def test_p10_the_announcement_comes_first_and_reminders_in_the_evening(whole: Campaign) -> None:
    plans = posts_before_the_draw(record_of(whole))
    assert [plan.role for plan in plans] == [PostRole.ANNOUNCEMENT, PostRole.REMINDER, PostRole.REMINDER]
    assert plans[0].at == whole.starts_at
    assert [plan.at.astimezone(BEIJING).hour for plan in plans[1:]] == [20, 20]
    assert "云雾保温杯 3 份" in plans[0].text and "开奖" in plans[0].text
    assert plans[0].text.startswith("#初雪热饮季#")


@given(st.integers(0, 4 * 365 * 24 * 60), st.integers(1, 90 * 24 * 60))
def test_p10_every_post_lies_within_the_campaign(start: int, minutes: int) -> None:
    begins = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=start)
    campaign = Campaign(name="x", starts_at=begins, ends_at=begins + dt.timedelta(minutes=minutes))
    plans = posts_before_the_draw(Record(campaign, (), ()))
    times = [plan.at for plan in plans]
    assert times == sorted(set(times))
    assert all(campaign.starts_at <= at < campaign.ends_at for at in times)


def test_p10_drafts_are_made_once_and_the_result_after_the_draw(
    whole: Campaign, account: WeiboAccount, editor: User, manager: User, client_of: ClientOf, at: dt.datetime
) -> None:
    with pytest.raises(Forbidden):
        draft_campaign_posts(campaign=whole, account=account, by=manager, at=at)
    posts = draft_campaign_posts(campaign=whole, account=account, by=editor, at=at)
    assert [post.campaign_id for post in posts] == [whole.pk] * 3
    assert {post.state for post in posts} == {PostState.DRAFT}
    with pytest.raises(Conflict, match="都已起草"):
        draft_campaign_posts(campaign=whole, account=account, by=editor, at=at)
    cancel_post(post=posts[1], by=editor, at=at)
    assert len(draft_campaign_posts(campaign=whole, account=account, by=editor, at=at)) == 1, "drafted anew"
    panel = client_of(editor).get(reverse("content:campaign_panel", args=[whole.pk])).content.decode()
    assert "发起" in panel and "宜在" in panel

    Draw.objects.create(
        campaign=whole, slug="p10", state=DrawState.DRAWN, engine="x", rules_hash="x", root="x", entries=0,
        value_due_at=at, committed_at=at, drawn_at=whole.ends_at,
    )  # fmt: skip
    (result,) = draft_campaign_posts(campaign=whole, account=account, by=editor, at=whole.ends_at + DAY)
    assert CampaignPlace.objects.get(post=result).role == PostRole.RESULT
    assert result.version is not None and "获奖名单" in result.version.text


def test_p10_what_stands_after_the_draw_tells_the_result(whole: Campaign, account: WeiboAccount) -> None:
    times = [whole.starts_at, whole.starts_at + DAY, whole.ends_at + 2 * DAY]
    Draw.objects.create(
        campaign=whole, slug="p10", state=DrawState.DRAWN, engine="x", rules_hash="x", root="x", entries=0,
        value_due_at=whole.ends_at, committed_at=whole.ends_at, drawn_at=whole.ends_at + DAY,
    )  # fmt: skip
    assert note_posts(posted=[PostedInput(whole.pk, account.pk, str(n), "", at) for n, at in enumerate(times, 1)]) == 3
    assert list(CampaignPost.objects.values_list("role", flat=True)) == ["announcement", "reminder", "result"]


def test_p10_every_day_has_somebody_who_minds_it(
    whole: Campaign, editor: User, manager: User, client_of: ClientOf, at: dt.datetime
) -> None:
    with pytest.raises(Forbidden):
        plan_duties(campaign=whole, person=editor, by=manager, at=at)
    assert plan_duties(campaign=whole, person=editor, by=editor, at=at) == 8
    assert plan_duties(campaign=whole, person=manager, by=editor, at=at) == 0
    first = Duty.objects.order_by("day")[0]
    assert first.day == local_day(whole.starts_at)
    with pytest.raises(Conflict, match="还没有到"):
        tick_duty(duty=first, note="", by=editor, at=whole.starts_at - DAY)
    assert not open_duties(editor, day=first.day).exists(), "it does not run yet"
    Campaign.objects.update(state=CampaignState.RUNNING)
    assert list(open_duties(editor, day=first.day)) == [first]
    hand_duty(duty=first, person=manager, by=editor, at=whole.starts_at)
    assert list(open_duties(manager, day=first.day)) == [first]
    tick_duty(duty=first, note="评论 12 条，都答了", by=manager, at=whole.starts_at)
    assert not open_duties(manager, day=first.day).exists()
    with pytest.raises(Conflict, match="已经有人"):
        tick_duty(duty=first, note="", by=editor, at=whole.starts_at)
    with pytest.raises(Conflict, match="已经有人"):
        hand_duty(duty=first, person=editor, by=editor, at=whole.starts_at)
    page = client_of(editor).get(reverse("campaigns:campaign", args=[whole.pk]) + "?part=posts").content.decode()
    assert "评论 12 条，都答了" in page
    Campaign.objects.update(state=CampaignState.ENDED)
    with pytest.raises(Conflict, match="不用再安排"):
        plan_duties(campaign=whole, person=editor, by=editor, at=at)
