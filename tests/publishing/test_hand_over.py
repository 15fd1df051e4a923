"""K6: a person publishes: who has it, what is posted, links of every form, reasons why not."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import Channel, User, WeiboAccount
from content.models import PostState
from core.dates import BEIJING
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry, Notice
from core.notices import mail_due
from publishing import services
from publishing.models import Attempt, HandOver, HandOverDuty, LateRule, Publication, Slot, SlotState
from publishing.services.hand_over_people import hand_over_row
from tests.conftest import ClientOf, make_user
from tests.publishing.makers import Wanted, make_post, make_slot
from weibo.text import id_floor_of_time, mid_to_base62

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def slot(account: WeiboAccount, editor: User, now: dt.datetime) -> Slot:
    """Handed to people this minute; the editor wrote it."""
    WeiboAccount.objects.filter(pk=account.pk).update(channel=Channel.HAND_OVER)
    account.refresh_from_db()
    slot = make_slot(make_post(account, Wanted(author=editor)), now)
    claim(now)
    slot.refresh_from_db()
    return slot


def claim(now: dt.datetime) -> None:
    services.claim_due_slots(now=now, limit=9, worker="w", ahead=MINUTE)


def link_of(slot: Slot, at: dt.datetime) -> str:
    return f"https://weibo.com/{slot.account.uid}/{mid_to_base62(id_floor_of_time(at) + 7)}"


def told(slot: Slot) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(key__startswith=f"hand-over:{slot.pk}:", settled_at=None).order_by("pk")
    names = dict(User.objects.values_list("pk", "name"))
    return [(names[row.user_id], row.key.rpartition(":")[2]) for row in rows]


def test_k6_it_tells_before_at_the_time_then_the_stand_in_then_everybody(
    slot: Slot, editor: User, approver: User, now: dt.datetime
) -> None:
    stand_in = make_user("接替的人", "responsible_editor")  # type: ignore[arg-type]
    HandOverDuty.objects.create(account=slot.account, person=approver, stand_in=stand_in, updated_at=now)
    later = make_slot(make_post(slot.account, Wanted(author=editor)), now + 14 * MINUTE, now=now)
    services.remind_of_hand_overs(now=now)
    services.remind_of_hand_overs(now=now)
    assert told(later) == [("总编辑", "1")] and told(slot) == [("总编辑", "2")]
    services.remind_of_hand_overs(now=now + 15 * MINUTE)
    assert told(slot)[1:] == [("接替的人", "3")]
    services.remind_of_hand_overs(now=now + 30 * MINUTE)
    assert {name for name, stage in told(slot) if stage == "4"} == {"责任编辑", "总编辑", "接替的人"}
    mail_due(now=now + 31 * MINUTE)
    body = next(message.body for message in mail.outbox if message.to == [stand_in.email])
    assert "请您接替" in body and reverse("calendar:sent_text", args=[slot.pk]) in body


def test_k6_whoever_takes_it_gets_his_time(slot: Slot, editor: User, approver: User, now: dt.datetime) -> None:
    services.remind_of_hand_overs(now=now)
    services.take_hand_over(slot=slot, by=editor, at=now + 14 * MINUTE)
    services.remind_of_hand_overs(now=now + 16 * MINUTE)
    assert {stage for _name, stage in told(slot)} == {"2"}


def test_k6_nobody_publishes_it_twice(slot: Slot, editor: User, approver: User, now: dt.datetime) -> None:
    services.take_hand_over(slot=slot, by=editor, at=now)
    with pytest.raises(Conflict, match=r"责任编辑从 .* 起在发这一条"):
        services.take_hand_over(slot=slot, by=approver, at=now + MINUTE)
    services.take_hand_over(slot=slot, by=approver, at=now + MINUTE, from_other=True)
    assert HandOver.objects.get(slot=slot).taken_by == approver
    services.give_back_hand_over(slot=slot, by=approver, at=now + MINUTE)
    services.take_hand_over(slot=slot, by=editor, at=now + MINUTE)
    codes = list(AuditEntry.objects.filter(code__startswith="calendar.slot.hand_").values_list("code", flat=True))
    assert [code.rpartition(".")[2] for code in reversed(codes)] == [
        "hand_taken",
        "hand_taken",
        "hand_given_back",
        "hand_taken",
    ]


def test_k6_strangers_take_nothing(slot: Slot, customer_editor: User, now: dt.datetime) -> None:
    for step in (
        lambda: services.take_hand_over(slot=slot, by=customer_editor, at=now),
        lambda: services.cannot_publish(slot=slot, reason="login", by=customer_editor, at=now),
        lambda: services.confirm_hand_over(slot=slot, link=link_of(slot, now), by=customer_editor, at=now),
    ):
        with pytest.raises(Forbidden):
            step()


def test_k6_one_click_with_the_link_ends_it(slot: Slot, editor: User, now: dt.datetime) -> None:
    services.remind_of_hand_overs(now=now)
    services.confirm_hand_over(slot=slot, link=link_of(slot, now), by=editor, at=now + MINUTE)
    slot.refresh_from_db()
    assert slot.state == SlotState.PUBLISHED and slot.post.state == PostState.PUBLISHED
    assert Publication.objects.get(slot=slot).published_at == now
    assert Attempt.objects.get(slot=slot).worker == f"person:{editor.pk}"
    assert told(slot) == [] and HandOver.objects.get(slot=slot).ended_at is not None
    assert AuditEntry.objects.filter(code="calendar.slot.confirmed_by_hand").count() == 1


@pytest.mark.parametrize("days", [-2, 1])
def test_k6_a_link_of_another_day_is_refused(slot: Slot, editor: User, now: dt.datetime, days: int) -> None:
    with pytest.raises(UserError, match="不会是这一条"):
        services.confirm_hand_over(slot=slot, link=link_of(slot, now + dt.timedelta(days=days)), by=editor, at=now)


def test_k6_a_link_that_is_another_publication_is_refused(slot: Slot, editor: User, now: dt.datetime) -> None:
    services.confirm_hand_over(slot=slot, link=link_of(slot, now), by=editor, at=now)
    other = make_slot(make_post(slot.account, text="另一条，你喝哪款？"), now)
    claim(now)
    with pytest.raises(UserError, match="已经对应另一条内容"):
        services.confirm_hand_over(slot=other, link=link_of(slot, now), by=editor, at=now)


def test_k6_cannot_goes_back_with_its_reason(slot: Slot, editor: User, approver: User, now: dt.datetime) -> None:
    with pytest.raises(UserError, match="请说明"):
        services.cannot_publish(slot=slot, reason="other", note=" ", by=editor, at=now)
    services.cannot_publish(slot=slot, reason="login", note="手机丢了", by=editor, at=now)
    slot.refresh_from_db()
    assert (slot.state, slot.post.state) == (SlotState.FAILED, PostState.FAILED)
    assert slot.state_detail == "责任编辑发不了：登录不了这个账号（手机丢了）。"
    assert [name for name, _stage in told(slot)] == ["总编辑"]
    services.hand_over_slot(slot=slot, by=editor, at=now + MINUTE)
    slot.refresh_from_db()
    assert slot.state == SlotState.PLANNED and slot.post.by_hand


@pytest.mark.parametrize(
    ("rule", "minutes", "after"), [(LateRule.SEND, 40, 40), (LateRule.SEND, 5, 15), (LateRule.SKIP, 60, 15)]
)
def test_k6_lateness_counts_for_people_too(
    slot: Slot, editor: User, now: dt.datetime, rule: str, minutes: int, after: int
) -> None:
    Slot.objects.update(late_rule=rule, late_minutes=minutes)
    services.remind_of_hand_overs(now=now + after * MINUTE)
    slot.refresh_from_db()
    assert slot.state == SlotState.PLANNED
    services.remind_of_hand_overs(now=now + after * MINUTE + dt.timedelta(seconds=1))
    slot.refresh_from_db()
    assert slot.state == SlotState.MISSED and "记为错过" in slot.state_detail
    assert {stage for _name, stage in told(slot)} == {"missed"}
    services.confirm_hand_over(slot=slot, link=link_of(slot, now + MINUTE), by=editor, at=now + 90 * MINUTE)
    slot.refresh_from_db()
    assert slot.state == SlotState.PUBLISHED, "somebody had published it after all"


def test_k6_a_moved_one_begins_anew(slot: Slot, editor: User, now: dt.datetime) -> None:
    services.remind_of_hand_overs(now=now)
    services.take_hand_over(slot=slot, by=editor, at=now)
    services.move_slot(slot=slot, scheduled_at=now + 60 * MINUTE, by=editor, at=now)
    services.remind_of_hand_overs(now=now + MINUTE)
    assert told(slot) == []
    slot.refresh_from_db()
    hand = hand_over_row(slot)
    assert (hand.stage, hand.taken_by, hand.due_at) == (0, None, slot.scheduled_at)


def test_k6_the_page_works_as_plain_forms(slot: Slot, editor: User, approver: User, client_of: ClientOf) -> None:
    now, client = timezone.now(), client_of(editor)
    page = client.get(reverse("calendar:sent_text", args=[slot.pk])).text
    for words in (
        f"@{slot.account.nickname}",
        "先看微博里登录的是不是",
        "sinaweibo://compose?content=",
        "我来发",
        "发不了",
    ):
        assert words in page
    client.post(reverse("calendar:hand_over_take", args=[slot.pk]))
    asked = client_of(approver).post(reverse("calendar:hand_over_take", args=[slot.pk]))
    assert asked.status_code == 409 and "由我接手" in asked.text
    wrong = client.post(reverse("calendar:hand_over_done", args=[slot.pk]), {"link": "看这里 http://example.com"})
    assert wrong.status_code == 422 and "看这里 http://example.com" in wrong.text
    late = client.post(reverse("calendar:hand_over_later", args=[slot.pk]), {"start": "2020-01-01T10:00"})
    assert late.status_code == 422 and "已经过去" in late.text
    pasted = f"【山岚家居】入秋第一杯热茶… {link_of(slot, now)}?type=comment 来自微博"
    assert client.post(reverse("calendar:hand_over_done", args=[slot.pk]), {"link": pasted}).status_code == 302
    assert "已记为已发布" in client.get(reverse("calendar:sent_text", args=[slot.pk])).text


def test_k6_putting_it_off_says_until_when(slot: Slot, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)
    client.post(reverse("calendar:hand_over_later", args=[slot.pk]), {"minutes": "30"})
    slot.refresh_from_db()
    page = client.get(reverse("calendar:sent_text", args=[slot.pk]))
    assert f"已改到 {slot.scheduled_at.astimezone(BEIJING):%m-%d %H:%M}，" in page.text


def test_k6_the_list_and_the_people(slot: Slot, editor: User, approver: User, client_of: ClientOf) -> None:
    client = client_of(editor)
    assert "去发布" in client.get(reverse("calendar:hand_overs")).text
    url = reverse("calendar:hand_over_duty", args=[slot.account_id])
    same = client.post(url, {"person": approver.pk, "stand_in": approver.pk})
    assert same.status_code == 422 and "要和发布的人不同" in same.text
    assert client.post(url, {"person": approver.pk, "stand_in": editor.pk}).status_code == 302
    assert "总编辑" in client.get(reverse("calendar:hand_over_duties")).text


def test_k6_a_frozen_one_says_not_to_publish(
    slot: Slot, editor: User, approver: User, client_of: ClientOf, now: dt.datetime
) -> None:
    services.remind_of_hand_overs(now=now)
    services.freeze(scope="all", reason="核实", by=approver, at=now)
    services.remind_of_hand_overs(now=now + MINUTE)
    assert told(slot) == [], "nobody is asked any more"
    page = client_of(editor).get(reverse("calendar:sent_text", args=[slot.pk])).text
    assert "现在不要发布" in page and "我已发布" not in page
    with pytest.raises(Conflict):
        services.take_hand_over(slot=slot, by=editor, at=now)
    with pytest.raises(Conflict):
        services.confirm_hand_over(slot=slot, link=link_of(slot, now), by=editor, at=now + MINUTE)
