"""I1, I3: samples of publications at fixed ages, gaps kept as gaps, followers once a day."""

import datetime as dt

import pytest
from django.utils import timezone

from content.models import Category, Post, PostVersion
from core.dates import local_day
from monitoring.models import AccountSample, MetricSample, SampleState
from monitoring.services import AGES, collect_due, sample_accounts, schedule_samples
from publishing.models import Publication, Slot, SlotState
from tests.live_weibo import FANS, Live

MINUTE = dt.timedelta(minutes=1)


def publish(live: Live, text: str = "秋天的第一只保温杯", *, ago: dt.timedelta = dt.timedelta()) -> Publication:
    """A post of ours that stands on the sandbox."""
    at = timezone.now() - ago
    weibo_id = live.post(text)
    category, _made = Category.objects.get_or_create(slug="of-this-test", defaults={"name": "测试用"})
    post = Post.objects.create(account=live.account, category=category, created_at=at, updated_at=at)
    version = PostVersion.objects.create(post=post, number=1, text=text, length=9, content_hash="0" * 64, created_at=at)
    slot = Slot.objects.create(
        account=live.account, post=post, scheduled_at=at, state=SlotState.PUBLISHED, created_at=at, updated_at=at
    )
    return Publication.objects.create(
        slot=slot, account=live.account, post=post, version=version, weibo_id=weibo_id, text=text, published_at=at
    )


def test_i3_a_publication_gets_its_seven_ages_once(live: Live) -> None:
    publication = publish(live)
    schedule_samples(publication)
    schedule_samples(publication)
    due = {sample.age_minutes: sample.due_at - publication.published_at for sample in publication.samples.all()}
    assert due == {age: age * MINUTE for age in AGES}


def test_i1_it_takes_the_counts_when_their_time_has_come(live: Live) -> None:
    publication = publish(live)
    live.comment(publication.weibo_id, "好看")
    live.platform.control("likes", {"id": publication.weibo_id, "count": 7})
    assert collect_due(now=publication.published_at + 9 * MINUTE).taken == 0
    collected = collect_due(now=publication.published_at + 11 * MINUTE)
    assert (collected.taken, collected.missed) == (1, 0)
    sample = publication.samples.get(age_minutes=10)
    assert (sample.state, sample.comments, sample.likes, sample.reposts) == (SampleState.TAKEN, 1, 7, 0)


def test_i1_one_call_serves_many_posts(live: Live) -> None:
    publications = [publish(live, f"第{index}篇") for index in range(4)]
    assert collect_due(now=publications[-1].published_at + 11 * MINUTE).taken == 4
    assert live.calls().count("statuses/count") == 1


def test_i1_what_is_too_late_stays_a_gap(live: Live) -> None:
    publication = publish(live)
    collected = collect_due(now=publication.published_at + dt.timedelta(hours=7))
    assert (collected.taken, collected.missed) == (1, 2)
    states = dict(publication.samples.values_list("age_minutes", "state"))
    assert [states[age] for age in AGES[:4]] == ["missed", "missed", "taken", "due"]


def test_i1_a_call_that_fails_leaves_the_samples_due(live: Live) -> None:
    publication = publish(live)
    live.fault("http_502", call="statuses/count", count=1)
    now = publication.published_at + 11 * MINUTE
    assert collect_due(now=now).waiting == 1
    assert collect_due(now=now + MINUTE).taken == 1


def test_i1_a_post_that_weibo_removed_leaves_a_gap(live: Live) -> None:
    publication = publish(live)
    live.platform.control(f"posts/{publication.weibo_id}/remove", {"by": "review"})
    collect_due(now=publication.published_at + 11 * MINUTE)
    sample = publication.samples.get(age_minutes=10)
    assert (sample.state, sample.likes) == (SampleState.MISSED, None)


def test_i1_followers_are_kept_once_a_day(live: Live) -> None:
    for fan in FANS:
        live.platform.control("follows", {"uid": fan, "target": live.account.uid})
    now = timezone.now()
    day = local_day(now)
    assert sample_accounts(day=day, now=now) == 1
    assert sample_accounts(day=day, now=now) == 0
    assert AccountSample.objects.get().followers >= len(FANS)


@pytest.mark.parametrize("age", AGES)
def test_i1_a_sample_may_be_a_quarter_of_its_age_late(live: Live, age: int) -> None:
    publication = publish(live)
    schedule_samples(publication)
    late = publication.published_at + (age + max(15, age // 4) + 1) * MINUTE
    MetricSample.objects.exclude(age_minutes=age).delete()
    assert collect_due(now=late).missed == 1


def test_what_readers_did_is_told_to_the_library(live: Live) -> None:
    publication = publish(live)
    live.comment(publication.weibo_id, "好看")
    live.platform.control("likes", {"id": publication.weibo_id, "count": 7})
    collect_due(now=publication.published_at + 11 * MINUTE)
    assert Post.objects.get(pk=publication.post_id).resonance == 8
