"""K6: what a person has published is found by itself on the account's own timeline."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.budget import Refusal, note_refusals
from accounts.models import Token, User, WeiboAccount
from core.models import Notice
from publishing import services
from publishing.dispatch.hand_over_match import differences, likeness
from publishing.dispatch.pasted import expanded
from publishing.models import HandOver, Publication, Slot, SlotState
from publishing.services import hand_over_finding
from publishing.services.hand_over import key_of
from tests.conftest import ClientOf
from tests.publishing.makers import Wanted, make_post, make_slot
from tests.weibo.sandbox_process import Platform

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = dt.timedelta(minutes=1)
TEXT = "入秋第一杯热茶，从一只不烫手的杯子开始，你喝哪一款？[茶] #山岚好物#"


@pytest.fixture
def slot(connected: WeiboAccount, editor: User) -> Slot:
    """Handed to people a moment ago, reminded."""
    now = timezone.now()
    WeiboAccount.objects.update(channel="hand_over")
    connected.refresh_from_db()
    slot = make_slot(make_post(connected, Wanted(text=TEXT, author=editor)), now)
    services.claim_due_slots(now=now, limit=5, worker="w", ahead=MINUTE)
    services.remind_of_hand_overs(now=now)
    slot.refresh_from_db()
    return slot


def by_hand(sandbox: Platform, slot: Slot, text: str) -> str:
    return str(sandbox.control("posts", {"uid": slot.account.uid, "text": text})["idstr"])  # type: ignore[index]


def look(slot: Slot, at: dt.datetime | None = None) -> None:
    HandOver.objects.update(check_after=timezone.now())
    services.find_handed_over(now=at or timezone.now())
    slot.refresh_from_db()


def test_k6_exactly_it_confirms_itself(slot: Slot, sandbox: Platform, editor: User, client_of: ClientOf) -> None:
    mid = by_hand(sandbox, slot, TEXT)
    look(slot)
    assert slot.state == SlotState.PUBLISHED and Publication.objects.get(slot=slot).weibo_id == mid
    asked = Notice.objects.filter(user_id=editor.pk, key__startswith=key_of(slot.pk))
    assert asked.exists() and not asked.filter(settled_at=None).exists()  # staying with it (K6) is asked of him now
    assert "系统自动找到" in client_of(editor).get(reverse("calendar:sent_text", args=[slot.pk])).text
    assert "自动找到" in client_of(editor).get(reverse("calendar:hand_overs")).text


def test_k6_nearly_it_asks_with_the_difference(
    slot: Slot, sandbox: Platform, editor: User, client_of: ClientOf
) -> None:
    mid = by_hand(sandbox, slot, TEXT.replace("不烫手", "不烫嘴"))
    look(slot)
    assert slot.state == SlotState.PLANNED and HandOver.objects.get().near["id"] == mid
    client = client_of(editor)
    page = client.get(reverse("calendar:sent_text", args=[slot.pk])).text
    assert "是这一条吗？" in page and "<del>手</del>" in page and "<ins>嘴</ins>" in page
    client.post(reverse("calendar:hand_over_near", args=[slot.pk]), {"weibo_id": mid, "answer": "yes"})
    slot.refresh_from_db()
    assert slot.state == SlotState.PUBLISHED and "不烫嘴" in Publication.objects.get(slot=slot).text


def test_k6_a_no_is_remembered(slot: Slot, sandbox: Platform, editor: User) -> None:
    mid = by_hand(sandbox, slot, TEXT.replace("不烫手", "不烫嘴"))
    look(slot)
    services.answer_near(slot=slot, weibo_id=mid, is_it=False, by=editor, at=timezone.now())
    look(slot)
    assert HandOver.objects.get().near == {} and slot.state == SlotState.PLANNED


def test_k6_others_and_older_ones_are_not_it(slot: Slot, sandbox: Platform) -> None:
    by_hand(sandbox, slot, "完全是另一件事：门店今天休息。")
    sandbox.control("posts", {"uid": slot.account.uid, "text": TEXT, "ago": 86400})
    look(slot)
    hand = HandOver.objects.get()
    assert slot.state == SlotState.PLANNED and hand.near == {} and hand.checks == 1
    pauses = []
    for _i in range(6):
        at = hand.check_after or timezone.now()
        services.find_handed_over(now=at)
        hand.refresh_from_db()
        pauses.append(((hand.check_after or at) - at) // MINUTE)
    assert pauses == sorted(pauses) and pauses[-1] > pauses[0], "growing intervals"


def test_k6_after_it_was_missed_it_is_still_found(slot: Slot, sandbox: Platform) -> None:
    by_hand(sandbox, slot, TEXT)
    services.remind_of_hand_overs(now=timezone.now() + 61 * MINUTE)
    slot.refresh_from_db()
    assert slot.state == SlotState.MISSED
    look(slot)
    assert slot.state == SlotState.PUBLISHED


def test_k6_without_a_grant_the_link_is_asked_for(slot: Slot, editor: User, client_of: ClientOf) -> None:
    Token.objects.all().delete()
    client = client_of(editor)
    client.post(reverse("calendar:hand_over_find", args=[slot.pk]))
    page = client.get(reverse("calendar:sent_text", args=[slot.pk])).text
    assert "系统看不到这个账号的微博" in page and "发布后请填链接" in page
    assert HandOver.objects.get().check_after is None


def test_k6_without_calls_left_it_is_looked_for_later(slot: Slot, sandbox: Platform) -> None:
    by_hand(sandbox, slot, TEXT)
    now = timezone.now()
    note_refusals([Refusal("share", slot.account_id, "statuses/user_timeline", 10023, now, now + MINUTE)])
    look(slot)
    hand = HandOver.objects.get()
    assert hand.check_after is not None and "调用次数已用完" in hand.check_detail
    look(slot, now + 2 * MINUTE)
    assert slot.state == SlotState.PUBLISHED


def test_k6_one_that_breaks_is_looked_for_again(slot: Slot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hand_over_finding, "exactly", lambda wanted, timeline, taken: 1 / 0)
    before = timezone.now()
    look(slot)
    hand = HandOver.objects.get()
    assert hand.check_after is not None and hand.check_after > before and "ZeroDivisionError" in hand.check_detail


def test_k6_find_it_for_me_looks_at_once(slot: Slot, sandbox: Platform, editor: User, client_of: ClientOf) -> None:
    by_hand(sandbox, slot, TEXT)
    client_of(editor).post(reverse("calendar:hand_over_find", args=[slot.pk]))
    slot.refresh_from_db()
    assert slot.state == SlotState.PUBLISHED


def test_k6_a_short_link_of_the_sandbox_is_followed(slot: Slot, sandbox: Platform, editor: User) -> None:
    mid = by_hand(sandbox, slot, f"{TEXT} 别的说法")
    other = by_hand(sandbox, slot, f"我们的新微博 {sandbox.base}/{slot.account.uid}/{mid}")
    raw = next(row for row in sandbox.posts(slot.account.uid or "") if row["idstr"] == other)
    assert "t.cn/" in str(raw["text"])
    link = expanded(str(raw["text"]), uid=slot.account.uid or "")
    services.confirm_hand_over(slot=slot, link=link, by=editor, at=timezone.now())
    assert Publication.objects.get(slot=slot).weibo_id == mid


def test_it_says_how_texts_differ() -> None:
    assert likeness(TEXT, TEXT.replace("#", "")) == 1.0
    pieces = differences("今天喝茶", "今天喝热茶！")
    assert pieces == [("same", "今天喝"), ("theirs", "热"), ("same", "茶"), ("theirs", "！")]
