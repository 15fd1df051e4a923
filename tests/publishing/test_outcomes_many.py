"""Outcomes written down together: constant cost, one bad row harms no other, a second answer changes nothing."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Capability, WeiboAccount
from content.models import PostState
from core.audit import first_broken_sequence
from core.models import AuditEntry
from publishing.dispatch.messages import Answer
from publishing.events import slots_published, slots_settled
from publishing.models import Attempt, Outcome, Publication, Slot, SlotState
from publishing.services import learning, outcomes, published, record_outcomes
from tests.publishing.sending import begin_again, begun_attempt, stands

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = dt.timedelta(seconds=1)


def batch_of(account: WeiboAccount, at: dt.datetime, count: int) -> list[Answer]:
    return [stands(begun_attempt(account, at), at + SECOND, number) for number in range(count)]


def cost(action: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        action()
    return len(asked)


def test_k5_the_published_majority_costs_the_same_whatever_its_size(account: WeiboAccount, at: dt.datetime) -> None:
    record_outcomes(batch_of(account, at, 1))  # what the app may do is learnt by the first
    few, many = batch_of(account, at + SECOND, 6), batch_of(account, at + 2 * SECOND, 40)
    assert cost(lambda: record_outcomes(few)) == cost(lambda: record_outcomes(many)) <= 12
    assert Slot.objects.filter(state=SlotState.PUBLISHED).count() == Publication.objects.count() == 47


def test_k5_a_row_written_together_is_the_row_written_alone(account: WeiboAccount, at: dt.datetime) -> None:
    alone, together = begun_attempt(account, at), begun_attempt(account, at)
    outcomes.record_outcome(answer=stands(alone, at + SECOND, 1))
    record_outcomes([stands(together, at + SECOND, 2)])
    differs = {"id", "slot_id", "post_id", "version_id", "weibo_id", "mid62", "url", "approved_version_id"}
    differs |= {"object_id", "object_name", "sequence", "previous_hash", "hash", "after"}
    of_slots = "calendar.slot.published"
    for rows in (
        Slot.objects.order_by("pk").values(),
        Attempt.objects.order_by("pk").values(),
        Publication.objects.order_by("pk").values(),
        Slot.objects.order_by("pk").values(
            *(f"post__{name}" for name in ("state", "published_at", "due_at", "updated_at"))
        ),
        AuditEntry.objects.filter(code=of_slots).order_by("pk").values(),
    ):
        one, many = ({name: value for name, value in row.items() if name not in differs} for row in rows)
        assert one == many
    urls = Publication.objects.values_list("url", flat=True)
    assert set(urls) == {entry.after["url"] for entry in AuditEntry.objects.filter(code=of_slots)}
    account.refresh_from_db()
    assert (account.last_post_at, account.last_call_ok_at) == (at + SECOND, at + SECOND)
    assert first_broken_sequence() is None


def test_k5_other_answers_of_the_batch_are_settled_too(account: WeiboAccount, at: dt.datetime) -> None:
    first, second, third = (begun_attempt(account, at) for _ in range(3))
    refused = Answer(second.pk, Outcome.REFUSED, at + SECOND, sentence="被拒", code=20031)
    lost = Answer(third.pk, Outcome.UNKNOWN, at + SECOND)
    assert record_outcomes([refused, lost, stands(first, at + SECOND)]) == 3
    states = list(Slot.objects.order_by("pk").values_list("state", "post__state"))
    assert states == [
        (SlotState.PUBLISHED, PostState.PUBLISHED),
        (SlotState.FAILED, PostState.FAILED),
        (SlotState.UNKNOWN, PostState.UNCONFIRMED),
    ]


def test_an_id_that_is_taken_does_not_keep_the_others(account: WeiboAccount, at: dt.datetime) -> None:
    """Two answers with one id cannot both be right: one stays open for the lease, the others are written."""
    answers = batch_of(account, at, 4)
    twin = begun_attempt(account, at)
    record_outcomes([*answers, stands(twin, at + SECOND, 2)])
    twin.refresh_from_db()
    assert Publication.objects.count() == 4
    assert (twin.outcome, twin.slot.state) == ("", SlotState.SENDING)


@pytest.mark.parametrize("bad", ["x", "", "9" * 60])
def test_an_id_that_is_none_does_not_keep_the_others(account: WeiboAccount, at: dt.datetime, bad: str) -> None:
    broken = begun_attempt(account, at)
    answers = [stands(broken, at + SECOND, known_as=bad), *batch_of(account, at, 3)]
    assert record_outcomes(answers) == 3
    broken.refresh_from_db()
    assert broken.outcome == ""


def test_a_post_that_was_not_on_its_way_does_not_keep_the_others(account: WeiboAccount, at: dt.datetime) -> None:
    answers = batch_of(account, at, 3)
    odd = begun_attempt(account, at)
    type(odd.slot.post).objects.filter(pk=odd.slot.post_id).update(state=PostState.DRAFT)
    assert record_outcomes([stands(odd, at + SECOND, 9), *answers]) == 3
    assert set(Slot.objects.values_list("state", flat=True)) == {SlotState.PUBLISHED, SlotState.SENDING}


def test_a_second_answer_changes_nothing(account: WeiboAccount, at: dt.datetime) -> None:
    answers = batch_of(account, at, 3)
    record_outcomes(answers)
    before = list(Attempt.objects.order_by("pk").values())
    again = [stands(Attempt.objects.get(pk=one.attempt_id), at + 5 * SECOND, 50 + n) for n, one in enumerate(answers)]
    record_outcomes([*again, *answers, Answer(answers[0].attempt_id, Outcome.UNKNOWN, at + SECOND)])
    assert list(Attempt.objects.order_by("pk").values()) == before
    assert (Publication.objects.count(), AuditEntry.objects.filter(code="calendar.slot.published").count()) == (3, 3)


def test_a_definite_answer_replaces_an_unknown_one(account: WeiboAccount, at: dt.datetime) -> None:
    attempts = [begun_attempt(account, at) for _ in range(3)]
    record_outcomes([Answer(attempt.pk, Outcome.UNKNOWN, at + SECOND) for attempt in attempts])
    record_outcomes([stands(attempt, at + 2 * SECOND, n) for n, attempt in enumerate(attempts)])
    assert set(Slot.objects.values_list("state", "post__state")) == {(SlotState.PUBLISHED, PostState.PUBLISHED)}
    assert Publication.objects.count() == 3


def test_an_answer_of_an_earlier_attempt_is_written_alone(account: WeiboAccount, at: dt.datetime) -> None:
    first = begun_attempt(account, at)
    begin_again(first.slot, at + SECOND, generation=2)
    assert published.publish_many([stands(first, at + SECOND)]) == set()


def test_two_connections_with_the_same_answers_write_them_once(account: WeiboAccount, at: dt.datetime) -> None:
    answers = batch_of(account, at, 30)
    errors: list[BaseException] = []

    def write(mine: list[Answer]) -> None:
        try:
            record_outcomes(mine)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(mine,)) for mine in (answers, answers[::-1], answers[10:20])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert set(Slot.objects.values_list("state", flat=True)) == {SlotState.PUBLISHED}
    assert Publication.objects.count() == AuditEntry.objects.filter(code="calendar.slot.published").count() == 30
    assert first_broken_sequence() is None


def test_a_batch_tells_its_news_once(account: WeiboAccount, at: dt.datetime) -> None:
    told: list[Any] = []
    answers = batch_of(account, at, 5)

    def hear(**news: Any) -> None:
        told.append(news.get("publication_ids") or news.get("slot_ids"))

    for event in (slots_published, slots_settled):
        event.connect(hear, weak=False, dispatch_uid="test")
    try:
        record_outcomes(answers)
    finally:
        for event in (slots_published, slots_settled):
            event.disconnect(dispatch_uid="test")
    assert sorted(map(sorted, told)) == sorted(
        [sorted(Publication.objects.values_list("pk", flat=True)), sorted(Slot.objects.values_list("pk", flat=True))]
    )


def test_while_the_database_is_away_the_batch_is_kept(
    account: WeiboAccount, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(answers: object) -> set[int]:
        raise OperationalError

    answers = batch_of(account, at, 2)
    with monkeypatch.context() as patch:
        patch.setattr(outcomes, "publish_many", gone)
        with pytest.raises(OperationalError):
            record_outcomes(answers)
    assert record_outcomes(answers) == 2


def test_lessons_of_many_first_sends_are_written_together(
    account: WeiboAccount, other_account: WeiboAccount, at: dt.datetime
) -> None:
    """What an app may do is learnt from the first send of every account, in a constant number of queries."""

    def answers(accounts: list[WeiboAccount], number: int) -> list[Answer]:
        return [stands(begun_attempt(one, at), at + SECOND, number + n) for n, one in enumerate(accounts)]

    one = answers([account], 0)
    record_outcomes(one)
    Capability.objects.all().delete()
    single = cost(lambda: learning.learn_from(one))
    both = answers([account, other_account], 10)
    record_outcomes(both)
    Capability.objects.all().delete()
    assert cost(lambda: learning.learn_from(both)) == single
    found = Capability.objects.filter(name="publish", allowed=True, source="learnt")
    assert set(found.values_list("account_id", flat=True)) == {account.pk, other_account.pk}
