"""E1: rules sort what the fans service brings as they sort comments, each talk once, and never answer."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import User
from engagement.models import Reply, RuleTouch, Thread, ThreadKind, ThreadState
from engagement.services import take_events
from engagement.services.rules import apply_rules, save_rule
from engagement.sorting.rules import RuleValues
from tests.conftest import AT
from tests.engagement.service.conftest import Push

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def keep(by: User, values: RuleValues) -> None:
    save_rule(rule=None, name="私信", values=values, active=True, by=by, at=AT)


def brought(push: Push, text: str = "杯盖漏水", *, at: dt.datetime = AT, **more: object) -> None:
    push(text, at=at, **more)
    take_events(now=timezone.now())


def test_e1_a_rule_for_messages_sorts_a_talk_and_leaves_comments_alone(
    push: Push, editor: User, customer_editor: User
) -> None:
    keep(editor, RuleValues(kinds=(ThreadKind.MESSAGE,), priority=2, person=customer_editor.pk))
    brought(push)
    talk = Thread.objects.get()
    comment = Thread.objects.create(
        account=talk.account, kind=ThreadKind.COMMENT, external_id="1", author_name="路人", text="杯盖漏水",
        received_at=AT, due_at=AT, created_at=AT,
    )  # fmt: skip
    assert apply_rules(now=AT) == 1
    talk.refresh_from_db()
    comment.refresh_from_db()
    assert (talk.priority, talk.assignee, comment.priority) == (2, customer_editor, 0)
    assert not Reply.objects.exists()


def test_e1_what_is_said_later_in_a_talk_is_not_ruled_again(push: Push, editor: User) -> None:
    keep(editor, RuleValues(words=("漏水",), priority=2))
    brought(push, "在吗")
    assert apply_rules(now=AT) == 0
    brought(push, "杯盖漏水", at=AT + HOUR)
    assert apply_rules(now=AT + HOUR) == 0
    assert Thread.objects.get().priority == 0


def test_e1_all_words_that_stand_in_the_talk_by_the_first_sweep_count(push: Push, editor: User) -> None:
    keep(editor, RuleValues(words=("漏水",), priority=2))
    brought(push, "在吗")
    brought(push, "杯盖漏水", at=AT + HOUR)
    assert apply_rules(now=AT + HOUR) == 1


def test_e1_noise_in_messages_is_closed_and_opens_again_when_the_person_writes_on(push: Push, editor: User) -> None:
    keep(editor, RuleValues(kinds=(ThreadKind.MESSAGE,), words=("加微信",), closes=True))
    brought(push, "加微信领券")
    apply_rules(now=AT)
    assert Thread.objects.get().state == ThreadState.CLOSED
    brought(push, "不好意思发错了，杯子漏水", at=AT + HOUR)
    assert Thread.objects.get().state == ThreadState.OPEN
    assert apply_rules(now=AT + HOUR) == 0


def test_e1_a_happening_is_no_thread_and_touches_no_rule(push: Push, editor: User) -> None:
    keep(editor, RuleValues(kinds=(ThreadKind.MESSAGE,), priority=1))
    brought(push, "", type="event", data={"subtype": "follow"})
    assert apply_rules(now=AT) == 0
    assert not Thread.objects.exists()
    assert not RuleTouch.objects.exists()
