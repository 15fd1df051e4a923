"""M2: the push stream is read without a loss or a doubling, however often it breaks; what a long break lost is said."""

import datetime as dt
import os
from collections.abc import Callable
from threading import Event

import pytest
from django.utils import timezone

from accounts.models import AccountState, Channel, Token
from accounts.secrets import seal
from monitoring.models import GapState, Mention, Source, SourceGap, SourceKind, SourceRun, Subscription
from monitoring.services import streaming
from tests.conftest import make_account
from tests.live_weibo import FANS, Live
from tests.monitoring.conftest import make_set
from weibo.calls import pushing
from weibo.errors import UnreadableAnswer
from weibo.streaming import Pushed

BIZ = "sandbox-biz-key"
UID = "5501000002"
CUTS = int(os.environ.get("STREAM_CUTS", "30"))


@pytest.fixture
def stream(live: Live, monkeypatch: pytest.MonkeyPatch) -> Live:
    """A commercial account on the sandbox and a set with one word; the reader looks often."""
    live.platform.control("users", {"uid": UID, "screen_name": "山岚厨房"})
    account = make_account("山岚厨房", UID)
    account.channel, account.state = Channel.COMMERCIAL, AccountState.CONNECTED
    account.save()
    sealed = seal(live.platform.token(UID, app=BIZ))
    Token.objects.filter(account=account).update(app=Channel.COMMERCIAL, ciphertext=sealed)
    make_set("保温杯")
    monkeypatch.setattr(streaming, "_WAIT", 0.05)
    return live


class Enough(Event):
    """Set by itself once so many mentions are there, or after so many looks."""

    def __init__(self, mentions: int, looks: int = 400) -> None:
        super().__init__()
        self.mentions, self.looks = mentions, looks

    def is_set(self) -> bool:
        self.looks -= 1
        return super().is_set() or self.looks < 0 or Mention.objects.count() >= self.mentions


def read(stop: Event) -> bool:
    return streaming.stream_once(clock=timezone.now, stop=stop)


def cuts_left(live: Live) -> bool:
    answer = live.platform.control("faults")
    return bool(answer["faults"] if isinstance(answer, dict) else answer)


def quiet(looks: int = 3) -> Enough:
    return Enough(10**6, looks)


def say(live: Live, number: int, first: int = 0) -> list[str]:
    return [live.post(f"第{index}个保温杯真好看", FANS[index % 3]) for index in range(first, first + number)]


def test_m2_it_reads_what_is_pushed_and_says_until_when_it_heard(stream: Live) -> None:
    read(quiet())
    ids = say(stream, 3)
    stream.post("别的话题", FANS[0])
    assert read(Enough(3))
    assert sorted(Mention.objects.values_list("external_id", flat=True)) == sorted(ids)
    source = Source.objects.get(kind=SourceKind.STREAM)
    assert source.heard_until is not None and timezone.now() - source.heard_until < dt.timedelta(seconds=30)
    assert (source.last_error, SourceGap.objects.count()) == ("", 0)


def test_m2_cuts_lose_nothing_and_double_nothing(stream: Live) -> None:
    """The sandbox cuts each connection somewhere, mostly in the middle of a line. STREAM_CUTS=200 for more of them."""
    read(quiet())
    stream.fault("cut", call="commercial/push", count=CUTS, ms=4000)
    ids = say(stream, 40)
    for turn in range(2 * CUTS):
        if not cuts_left(stream):
            break
        if turn % 20 == 0 or Mention.objects.count() == len(ids):
            ids += say(stream, 6, len(ids))
        read(quiet(4))
    else:
        pytest.fail("not all cuts struck")
    read(Enough(len(ids)))
    assert sorted(Mention.objects.values_list("external_id", flat=True)) == sorted(ids)
    assert sum(SourceRun.objects.values_list("new", flat=True)) == len(ids)
    assert SourceGap.objects.count() == 0


def test_m2_more_than_weibo_keeps_in_a_break_is_a_gap(stream: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    say_settings(stream, 5)
    monkeypatch.setattr(pushing, "KEPT", 5)
    read(quiet())
    say(stream, 1)
    read(Enough(1))
    Source.objects.update(heard_until=timezone.now() - dt.timedelta(hours=1))
    say(stream, 9, 1)
    read(Enough(6))
    read(quiet())
    assert Mention.objects.count() == 6
    gap = SourceGap.objects.get()
    assert gap.state == GapState.OPEN
    assert gap.end - gap.start > dt.timedelta(minutes=50)


def say_settings(live: Live, keep: int) -> None:
    live.platform.control("settings", {"stream_keep": keep})


def test_m2_a_subscription_that_weibo_lost_is_made_again_and_its_time_is_a_gap(stream: Live) -> None:
    read(quiet())
    Subscription.objects.update(subid="99999")
    assert not read(quiet())
    read(quiet())
    assert SourceGap.objects.count() == 1
    say(stream, 1)
    assert read(Enough(1))


def test_m2_other_words_are_asked_for_without_losing_any(stream: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "_WORDS_EVERY", dt.timedelta(0))
    read(quiet())
    before = Subscription.objects.get().subid
    make_set("煎锅", name="厨具")
    say(stream, 2)
    read(quiet(200))
    known = Subscription.objects.get()
    assert known.subid != before
    assert known.words == ["保温杯", "煎锅"]
    stream.post("新煎锅到了", FANS[0])
    read(Enough(3))
    assert Mention.objects.count() == 3


def test_m2_without_a_commercial_account_nothing_is_asked(live: Live) -> None:
    make_set("保温杯")
    assert not read(quiet())
    assert not Source.objects.filter(kind=SourceKind.STREAM).exists()


def test_m2_a_refusal_stands_on_the_source_and_is_said_once(stream: Live) -> None:
    read(quiet())
    stream.fault("error", call="commercial/push", code=10014, count=2)
    read(quiet())
    read(quiet())
    source = Source.objects.get(kind=SourceKind.STREAM)
    assert source.last_error
    assert source.runs.filter(outcome="failed").count() == 1


@pytest.mark.parametrize("line", [b"{", b"[]", b'{"text":{}}', b"\xff\xfe", b'{"id":1.5}', b"[" * 5000])
def test_m2_a_line_that_is_no_event_is_refused_by_one_error(line: bytes) -> None:
    with pytest.raises(UnreadableAnswer):
        Pushed.from_line(line)


def test_m2_deletions_and_unknown_things_bring_nothing() -> None:
    read_line: Callable[[bytes], Pushed] = Pushed.from_line
    assert read_line(b'{"id":7,"text":{"type":"status","event":"delete","status":{"id":5}}}').item is None
    assert read_line(b'{"id":7,"text":{"type":"thing","event":"add","thing":{}}}').item is None
    assert read_line(b'{"id":7}').id == "7"
