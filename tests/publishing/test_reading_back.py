"""Point 4: every unknown is settled or in front of a person within five minutes, also when nothing can be read."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.urls import reverse

from accounts import gateway
from accounts.models import CallBlock, Channel, Token, User, WeiboAccount
from content.models import PostState
from core.errors import Forbidden, UserError
from core.models import AuditEntry, Notice
from publishing import services
from publishing.dispatch.messages import Answer
from publishing.models import Attempt, Finding, Outcome, ResendRule, Slot, SlotState, TimelineCheck
from publishing.services import own_timelines
from tests.conftest import ClientOf
from tests.publishing.sending import begin_again, begun_attempt, weibo_id
from weibo.errors import Ambiguous, Limited, NotSent, TokenDead, WeiboError
from weibo.types import Page, Status

pytestmark = pytest.mark.django_db(transaction=True)
SECOND, MINUTE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)
TEXT = "回读的一条，您怎么看？ https://weibo-ops.example/p/9"
Reading = Callable[[], Page[Status]]


def shown(at: dt.datetime, text: str = "别的") -> Status:
    number = weibo_id(at, 3)
    return Status(id=number, mid=number, text=text)


def old_page(at: dt.datetime, *first: Status) -> Page[Status]:
    items = [*first, *(shown(at - n * MINUTE - 10 * MINUTE) for n in range(6))][:5]
    return Page(items=tuple(items), total=500)


@pytest.fixture
def timeline(monkeypatch: pytest.MonkeyPatch, account: WeiboAccount, at: dt.datetime) -> Callable[[Reading], None]:
    """What reading answers; a token is there."""
    monkeypatch.setattr(gateway, "token_for", lambda account: "2.00x")

    def show(reading: Reading) -> None:
        monkeypatch.setattr(own_timelines, "read_own", lambda account, token: reading())

    show(lambda: old_page(at))
    return show


@pytest.fixture
def lost(account: WeiboAccount, at: dt.datetime) -> Attempt:
    """A call whose answer never came: noticed a second after it began."""
    return lose(account, at)


def lose(account: WeiboAccount, at: dt.datetime, **more: int) -> Attempt:
    attempt = begun_attempt(account, at, text=TEXT)
    services.record_outcomes([Answer(attempt.pk, Outcome.UNKNOWN, at + SECOND, **more)])  # type: ignore[arg-type]
    return attempt


def settle(attempt: Attempt) -> tuple[Slot, list[dt.datetime]]:
    """Every look that is due, as the sweep would come by; answers when each was."""
    looks: list[dt.datetime] = []
    while True:
        slot = Slot.objects.select_related("post").get(pk=attempt.slot_id)
        if slot.state != SlotState.UNKNOWN or slot.check_after is None:
            return slot, looks
        looks.append(slot.check_after)
        services.reconcile_unknown(now=slot.check_after)


def raising(error: Exception) -> Reading:
    def read() -> Page[Status]:
        raise error

    return read


def test_it_looks_at_growing_intervals_and_proves_the_absence(
    timeline: object, lost: Attempt, at: dt.datetime, editor: User
) -> None:
    slot, looks = settle(lost)
    gaps = [later - earlier for earlier, later in zip([at, *looks], looks, strict=False)]
    assert gaps == sorted(gaps) and looks[-1] - at < 3 * MINUTE
    assert (slot.state, slot.check_after, slot.absence_proven_at) == (SlotState.UNKNOWN, None, looks[-1])
    assert "确认没有发出" in slot.state_detail
    checks = list(TimelineCheck.objects.filter(slot=slot))
    assert [check.finding for check in checks] == [Finding.ABSENT] * len(looks)
    assert all(len(check.seen) == 5 and check.total == 500 for check in checks)
    assert Notice.objects.filter(user_id=editor.pk, settled_at=None).count() == 1
    services.confirm_absent(slot=slot, by=editor, at=at + 4 * MINUTE)
    assert Notice.objects.filter(settled_at=None).count() == 0


FAILURES: list[Exception] = [
    Ambiguous("TimeoutError"),
    NotSent("ClientConnectorError"),
    Limited("x", code=10023),
    TokenDead("x", code=21327),
    UserError("额度已用完。"),
    ValueError("a bug"),
]


@pytest.mark.parametrize("error", FAILURES, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("stored", [None, 20032])
def test_a_person_has_it_within_five_minutes_when_nothing_can_be_read(
    timeline: Callable[[Reading], None],
    account: WeiboAccount,
    at: dt.datetime,
    editor: User,
    error: Exception,
    stored: int | None,
) -> None:
    timeline(raising(error))
    slot, looks = settle(lose(account, at, **({"code": stored} if stored else {})))
    assert (slot.state, slot.check_after, slot.absence_proven_at) == (SlotState.UNKNOWN, None, None)
    assert looks[-1] - at < 5 * MINUTE
    assert "请到微博核实后决定" in slot.state_detail
    if isinstance(error, Limited):  # from the first refusal on the budget says no by itself
        assert "调用次数已用完" in slot.state_detail
    elif isinstance(error, WeiboError):
        assert error.sentence in slot.state_detail
    assert Notice.objects.filter(user_id=editor.pk, settled_at=None).count() == 1


def test_a_worker_that_was_lost_is_in_front_of_a_person_within_five_minutes(
    timeline: Callable[[Reading], None], account: WeiboAccount, at: dt.datetime
) -> None:
    timeline(raising(Ambiguous("x")))
    attempt = begun_attempt(account, at, text=TEXT)
    services.reap(now=at + 100 * SECOND)
    slot, looks = settle(attempt)
    assert slot.check_after is None and looks[-1] - at < 5 * MINUTE


def test_after_an_outage_it_is_read_before_a_person_is_asked(
    timeline: Callable[[Reading], None], account: WeiboAccount, at: dt.datetime
) -> None:
    attempt, back = begun_attempt(account, at, text=TEXT), at + 60 * MINUTE
    services.reap(now=back)
    timeline(lambda: old_page(at, shown(at + SECOND, TEXT)))
    slot, looks = settle(attempt)
    assert slot.state == SlotState.PUBLISHED and looks[0] - back < MINUTE


@pytest.mark.parametrize("code", [20032, 20019])
def test_what_weibo_said_it_knows_is_never_proven_absent(
    timeline: object, account: WeiboAccount, at: dt.datetime, code: int
) -> None:
    """20032: taken in, shown later. 20019 on a repeat: evidence, not proof."""
    allow(account, at)
    slot, _looks = settle(lose(account, at, code=code))
    assert (slot.state, slot.absence_proven_at) == (SlotState.UNKNOWN, None)
    assert "可能已经发出" in slot.state_detail


def test_it_waits_for_a_twin_that_is_under_way(
    timeline: Callable[[Reading], None], account: WeiboAccount, lost: Attempt, at: dt.datetime
) -> None:
    """The same words leave from another slot just now: what is found may be that one's post."""
    twin = begun_attempt(account, at + 2 * SECOND, text=TEXT)
    timeline(lambda: old_page(at, shown(at + 3 * SECOND, TEXT)))
    services.reconcile_unknown(now=at + 6 * SECOND)
    lost.slot.refresh_from_db()
    assert lost.slot.state == SlotState.UNKNOWN
    found = shown(at + 3 * SECOND, TEXT)
    services.record_outcomes(
        [Answer(twin.pk, Outcome.PUBLISHED, at + 7 * SECOND, weibo_id=found.id, published_at=at + 3 * SECOND)]
    )
    slot, _looks = settle(lost)
    assert (slot.state, slot.absence_proven_at) == (SlotState.UNKNOWN, None)
    twin.slot.refresh_from_db()
    assert twin.slot.state == SlotState.PUBLISHED


def allow(account: WeiboAccount, at: dt.datetime) -> None:
    ResendRule.objects.create(account=account, is_automatic=True, set_at=at)


def test_the_rule_sends_a_proven_absent_post_again_once(
    timeline: object, account: WeiboAccount, lost: Attempt, at: dt.datetime
) -> None:
    allow(account, at)
    planned = lost.slot.scheduled_at
    slot, _looks = settle(lost)
    assert (slot.state, slot.post.state) == (SlotState.PLANNED, PostState.SCHEDULED)
    assert slot.scheduled_at == planned and slot.sent_again_at is not None
    entry = AuditEntry.objects.get(code="calendar.slot.sent_again")
    assert "确认没有发出" in entry.reason
    second = begin_again(slot, at + 4 * MINUTE, generation=2)
    services.record_outcomes([Answer(second.pk, Outcome.UNKNOWN, at + 4 * MINUTE)])
    slot, _looks = settle(second)
    assert (slot.state, slot.check_after) == (SlotState.UNKNOWN, None)


def test_the_rule_stays_within_the_lateness_rule(
    timeline: object, account: WeiboAccount, lost: Attempt, at: dt.datetime
) -> None:
    allow(account, at)
    Slot.objects.update(late_minutes=1)
    slot, _looks = settle(lost)
    assert (slot.state, slot.sent_again_at) == (SlotState.UNKNOWN, None)
    assert slot.absence_proven_at is not None


@pytest.mark.parametrize("finding", ["hidden", "doubtful"])
def test_the_rule_does_nothing_when_absence_is_not_certain(
    timeline: Callable[[Reading], None], account: WeiboAccount, lost: Attempt, at: dt.datetime, finding: str
) -> None:
    allow(account, at)
    newer = Page(items=tuple(shown(at + n * MINUTE) for n in range(9, 4, -1)), total=500)
    doubt = old_page(at, replace(shown(at + SECOND, TEXT), pictures=("a",)))
    timeline(lambda: newer if finding == "hidden" else doubt)
    slot, _looks = settle(lost)
    assert (slot.state, slot.check_after, slot.absence_proven_at) == (SlotState.UNKNOWN, None, None)
    assert set(slot.timeline_checks.values_list("finding", flat=True)) == {finding}


def test_the_rule_is_set_on_the_plan_page(
    client_of: ClientOf, editor: User, customer_editor: User, account: WeiboAccount, at: dt.datetime
) -> None:
    url = reverse("calendar:resend_rule", args=[account.pk])
    client_of(editor).post(url, {"is_automatic": "1"})
    assert ResendRule.objects.get().is_automatic
    assert "checked" in client_of(editor).get(reverse("calendar:plan", args=[account.pk])).text
    client_of(editor).post(url, {})
    assert not ResendRule.objects.get().is_automatic
    assert AuditEntry.objects.filter(code="calendar.resend_rule.set").count() == 2
    with pytest.raises(Forbidden):
        services.set_resend_rule(account=account, is_automatic=True, by=customer_editor, at=at)


def test_send_again_reads_once_more_and_sends_nothing_when_it_stands_there(
    timeline: Callable[[Reading], None], client_of: ClientOf, editor: User, lost: Attempt, at: dt.datetime
) -> None:
    """Moderated posts come late: between the proof and the click it may have appeared."""
    settle(lost)
    timeline(lambda: old_page(at, shown(at + SECOND, TEXT)))
    answer = client_of(editor).post(reverse("calendar:absent", args=[lost.slot_id]), headers={"HX-Request": "true"})
    slot = Slot.objects.get()
    assert (slot.state, slot.generation) == (SlotState.PUBLISHED, 1)
    assert "没有再发" in json.loads(answer["HX-Trigger"])["toast"]["text"]


def test_send_again_goes_on_when_it_is_still_absent(
    timeline: object, client_of: ClientOf, editor: User, lost: Attempt
) -> None:
    settle(lost)
    page = client_of(editor).get(reverse("calendar:slot", args=[lost.slot_id])).text
    assert "再发一次" in page and "系统没能核实结果" not in page
    client_of(editor).post(reverse("calendar:absent", args=[lost.slot_id]))
    assert Slot.objects.get().state == SlotState.PLANNED


def test_a_missing_token_asks_a_person_at_once(lost: Attempt, at: dt.datetime) -> None:
    Token.objects.all().delete()
    slot, looks = settle(lost)
    assert len(looks) == 1 and "还没有授权" in slot.state_detail


def test_a_limit_holds_back_the_endpoint_that_was_called(
    timeline: Callable[[Reading], None], account: WeiboAccount, at: dt.datetime
) -> None:
    attempt = lose(account, at)
    WeiboAccount.objects.update(channel=Channel.COMMERCIAL)
    timeline(raising(Limited("x", code=10024)))
    settle(attempt)
    assert set(CallBlock.objects.values_list("app", "endpoint")) == {("commercial", "statuses/user_timeline/biz")}
