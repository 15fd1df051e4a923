"""I1: collecting inside the call budget: what cannot wait first, gaps with their reason, kills, removed posts."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import AccountState, CallLimit, LimitOrigin, Token, WeiboAccount
from accounts.secrets import seal
from core.dates import local_day
from core.models import AuditEntry
from monitoring.models import AccountGap, AccountSample, MetricSample, MissReason, SampleState
from monitoring.queries.gaps import missed_by_reason
from monitoring.services import collect_due, metrics, sample_accounts, schedule_samples
from monitoring.services.resonance import tell_resonance
from publishing.models import Publication
from tests.conftest import make_account
from tests.live_weibo import Live
from tests.monitoring.test_metrics import MINUTE, publish
from tests.weibo.sandbox_process import APP
from weibo.types import Counts

OTHER = "5501000002"


def another(live: Live) -> WeiboAccount:
    live.platform.control("users", {"uid": OTHER, "screen_name": "云岭"})
    account = make_account("云岭", OTHER)
    now = timezone.now()
    Token.objects.filter(account=account).update(
        ciphertext=seal(live.platform.token(OTHER, APP)), obtained_at=now, expires_at=now + dt.timedelta(days=7)
    )
    return account


def allow(calls: int | None) -> None:
    """So many calls an hour of each account; one for measuring is left of two."""
    CallLimit.objects.all().delete()
    if calls is not None:
        CallLimit.objects.create(
            app="share", scope="user", unit="h", origin=LimitOrigin.SET, limit=calls, known_at=timezone.now()
        )


def reasons(publication: Publication) -> dict[int, tuple[str, str]]:
    rows = publication.samples.values_list("age_minutes", "state", "reason")
    return {age: (state, reason) for age, state, reason in rows}


def test_i1_one_call_serves_posts_of_several_accounts(live: Live) -> None:
    first = publish(live)
    own, live.account = live.account, another(live)
    second = publish(live, "云岭的一条")
    Publication.objects.filter(pk=second.pk).update(weibo_id=live.post("云岭的一条", uid=OTHER))
    assert first.account == own
    assert collect_due(now=second.published_at + 11 * MINUTE).taken == 2
    assert live.calls().count("statuses/count") == 1


def test_i1_an_account_that_cannot_ask_is_stood_in_for(live: Live) -> None:
    publication = publish(live)
    stuck, live.account = live.account, another(live)
    Token.objects.filter(account=stuck).update(dead_at=timezone.now())
    later = publish(live, "云岭的一条")
    assert collect_due(now=later.published_at + 11 * MINUTE).taken == 2
    assert reasons(publication)[10] == (SampleState.TAKEN, "")


def test_i1_a_budget_that_is_used_up_leaves_a_gap_with_its_reason(live: Live) -> None:
    publication = publish(live)
    allow(0)
    collected = collect_due(now=publication.published_at + 11 * MINUTE)
    assert (collected.taken, collected.waiting) == (0, 1)
    assert reasons(publication)[10] == (SampleState.DUE, MissReason.BUDGET)
    assert collect_due(now=publication.published_at + 30 * MINUTE).missed == 1
    assert reasons(publication)[10] == (SampleState.MISSED, MissReason.BUDGET)
    assert "statuses/count" not in live.calls()
    allow(None)
    assert collect_due(now=publication.published_at + 62 * MINUTE).taken == 1
    day = local_day(publication.published_at + 10 * MINUTE)
    assert missed_by_reason({publication.account_id}, first=day, last=day) == [("调用次数不够", 1)]
    assert missed_by_reason({publication.account_id + 1}, first=day, last=day) == []


def test_i1_the_last_call_goes_to_what_cannot_wait(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "IDS_PER_CALL", 1)
    old = publish(live, "三天前的一条", ago=dt.timedelta(days=3))
    new = publish(live, "刚发的一条", ago=11 * MINUTE)
    for publication in (old, new):
        schedule_samples(publication)
    MetricSample.objects.filter(publication=old).exclude(age_minutes=4320).delete()
    allow(2)
    collected = collect_due(now=timezone.now())
    assert (collected.taken, collected.waiting) == (1, 1)
    assert reasons(new)[10][0] == SampleState.TAKEN
    assert reasons(old)[4320] == (SampleState.DUE, MissReason.BUDGET)


def test_i1_what_was_not_written_when_it_was_killed_is_taken_afterwards(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "IDS_PER_CALL", 2)
    now = [publish(live, f"第{number}条") for number in range(6)][-1].published_at + 11 * MINUTE
    whole, rounds = tell_resonance, []

    def die_in_the_second(posts: set[int]) -> None:
        rounds.append(posts)
        if len(rounds) == 2:
            raise KeyboardInterrupt
        whole(posts)

    monkeypatch.setattr(metrics, "tell_resonance", die_in_the_second)
    with pytest.raises(KeyboardInterrupt):
        collect_due(now=now)
    assert MetricSample.objects.filter(state=SampleState.TAKEN).count() == 2
    assert collect_due(now=now).taken == 4
    assert not MetricSample.objects.filter(state=SampleState.DUE, due_at__lte=now).exists()


def test_i1_of_two_rounds_at_once_one_takes_a_sample(live: Live) -> None:
    publication = publish(live)
    now = publication.published_at + 11 * MINUTE
    schedule_samples(publication)
    held = [publication.samples.select_related("publication").get(age_minutes=10)]
    assert collect_due(now=now).taken == 1
    assert metrics._keep(held, {publication.weibo_id: Counts("1", 9, 9, 9)}, now) == 0
    assert publication.samples.get(age_minutes=10).likes == 0


def test_i1_counters_that_fall_and_jump_are_kept_as_weibo_says(live: Live) -> None:
    publication = publish(live)
    for age, more in ((10, 7), (60, 100_000), (360, -100_004)):
        live.platform.control("likes", {"id": publication.weibo_id, "count": more})
        collect_due(now=publication.published_at + (age + 1) * MINUTE)
    taken = publication.samples.filter(state=SampleState.TAKEN)
    assert list(taken.values_list("likes", flat=True)) == [7, 100_007, 3]


def test_i1_a_removed_post_is_kept_marked_and_asked_for_no_more(live: Live) -> None:
    publication, other = publish(live), publish(live, "另一条")
    collect_due(now=publication.published_at + 11 * MINUTE)
    live.platform.control(f"posts/{publication.weibo_id}/remove", {"by": "review"})
    at = publication.published_at + 61 * MINUTE
    collected = collect_due(now=at)
    assert (collected.taken, collected.missed) == (1, 6)
    publication.refresh_from_db()
    assert publication.deleted_at == at
    assert reasons(publication) == {10: (SampleState.TAKEN, "")} | dict.fromkeys(
        metrics.AGES[1:], (SampleState.MISSED, MissReason.GONE)
    )
    assert AuditEntry.objects.filter(code="calendar.publication.gone").count() == 1
    asked = live.calls().count("statuses/show")
    collect_due(now=publication.published_at + 361 * MINUTE)
    assert live.calls().count("statuses/show") == asked
    other.refresh_from_db()
    assert other.deleted_at is None


def test_i1_a_post_that_stands_but_is_not_counted_costs_one_question_an_age(live: Live) -> None:
    publication = publish(live)
    live.platform.control(f"posts/{publication.weibo_id}/remove", {"by": "review"})
    live.fault("error", code=20104, call="statuses/show", count=1)
    for minutes in (11, 12, 13):
        collect_due(now=publication.published_at + minutes * MINUTE)
    assert reasons(publication)[10] == (SampleState.MISSED, MissReason.REFUSED)
    assert reasons(publication)[60] == (SampleState.DUE, "")
    assert live.calls().count("statuses/show") == 1
    publication.refresh_from_db()
    assert publication.deleted_at is None
    collect_due(now=publication.published_at + 61 * MINUTE)
    publication.refresh_from_db()
    assert publication.deleted_at is not None


def test_i1_a_question_that_nobody_answers_is_asked_again(live: Live) -> None:
    publication = publish(live)
    live.platform.control(f"posts/{publication.weibo_id}/remove", {"by": "review"})
    live.fault("http_502", call="statuses/show", count=1)
    assert collect_due(now=publication.published_at + 11 * MINUTE).waiting == 1
    assert reasons(publication)[10] == (SampleState.DUE, MissReason.REFUSED)
    assert collect_due(now=publication.published_at + 12 * MINUTE).missed == 7


def test_i1_a_day_without_followers_keeps_its_reason_until_they_are_read(live: Live) -> None:
    now = timezone.now()
    day = local_day(now)
    live.fault("http_502", call="users/counts", count=1)
    assert sample_accounts(day=day, now=now) == 0
    assert AccountGap.objects.get().reason == MissReason.REFUSED
    allow(0)
    assert sample_accounts(day=day, now=now) == 0
    assert AccountGap.objects.get().reason == MissReason.BUDGET
    assert missed_by_reason(None, first=day, last=day) == [("调用次数不够", 1)]
    allow(None)
    assert sample_accounts(day=day, now=now) == 1
    assert not AccountGap.objects.exists()
    assert AccountSample.objects.count() == 1


def test_i1_an_account_whose_grant_ended_leaves_gaps_and_a_retired_one_none(live: Live) -> None:
    now = timezone.now()
    gone = another(live)
    WeiboAccount.objects.filter(pk=gone.pk).update(state=AccountState.RETIRED)
    WeiboAccount.objects.filter(pk=live.account.pk).update(state=AccountState.EXPIRED)
    Token.objects.filter(account=live.account).update(dead_at=now)
    assert sample_accounts(day=local_day(now), now=now) == 0
    assert list(AccountGap.objects.values_list("account", "reason")) == [(live.account.pk, MissReason.TOKEN)]
