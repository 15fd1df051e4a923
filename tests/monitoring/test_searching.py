"""M2, M3: each set searches Weibo for its words at its own interval, downwards until nothing is left."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AccountState, Channel, Token, User
from accounts.secrets import seal
from core.audit import SYSTEM
from monitoring.models import GapState, KeywordSet, Mention, RunOutcome, SearchCursor, Source, SourceKind, WatchWindow
from monitoring.queries.coverage import sources_of
from monitoring.queries.searching import searches_of
from monitoring.services import SetDraft, save_set, searching
from monitoring.watch.rules import Guard, Word
from tests.conftest import AT, make_account
from tests.live_weibo import FANS, Live
from tests.monitoring.conftest import make_set

UID = "5501000002"


@pytest.fixture
def weibo(live: Live) -> Live:
    """A commercial account on the sandbox."""
    live.platform.control("users", {"uid": UID, "screen_name": "山岚厨房"})
    account = make_account("山岚厨房", UID)
    account.channel, account.state = Channel.COMMERCIAL, AccountState.CONNECTED
    account.save()
    sealed = seal(live.platform.token(UID, app="sandbox-biz-key"))
    Token.objects.filter(account=account).update(app=Channel.COMMERCIAL, ciphertext=sealed)
    return live


def soon(minutes: int = 0) -> dt.datetime:
    """After what the sandbox wrote just now."""
    return timezone.now() + dt.timedelta(seconds=5, minutes=minutes)


def test_m2_a_set_without_a_rule_asks_for_each_word_and_one_of_contexts_for_both(db: None) -> None:
    draft = SetDraft(name="品牌", words=(Word("保温杯"), Word("统一", guard=Guard(near=("方便面", "老坛")))))
    found = save_set(draft=draft, by=SYSTEM, at=AT)
    assert searches_of(found, []) == ["保温杯", "统一 方便面", "统一 老坛"]


def test_m2_words_needed_together_are_asked_together(db: None) -> None:
    assert searches_of(make_set("山岚", '漏"水', every=True), []) == ["山岚 漏 水"]
    draft = SetDraft(name="杯", words=(Word("保温杯", ("保温壶",)), Word("水壶")), requires=(Word("漏水", ("渗水",)),))
    found = save_set(draft=draft, by=SYSTEM, at=AT)
    assert searches_of(found, []) == [
        "保温杯 漏水",
        "保温杯 渗水",
        "保温壶 漏水",
        "保温壶 渗水",
        "水壶 漏水",
        "水壶 渗水",
    ]


def test_m2_it_finds_what_people_say_and_nothing_of_our_own_or_twice(weibo: Live) -> None:
    made = make_set("保温杯", "焖烧罐")
    ids = [weibo.post("保温杯漏水", FANS[0]), weibo.post("焖烧罐和保温杯都好", FANS[1])]
    weibo.post("保温杯上新", UID)
    weibo.post("别的话题", FANS[0])
    assert searching.search_sets(now=soon()) == 2
    assert sorted(Mention.objects.values_list("external_id", flat=True)) == sorted(ids)
    source = Source.objects.get(kind=SourceKind.SEARCH)
    assert source.runs.get().outcome == RunOutcome.OK
    assert source.heard_until is not None and source.interval_minutes == made.interval_minutes
    assert searching.search_sets(now=soon(5)) == 0, "its turn has not come"
    assert source.runs.count() == 1
    weibo.post("保温杯又漏了", FANS[2])
    assert searching.search_sets(now=soon(made.interval_minutes + 1)) == 1


def test_m2_a_burst_is_read_down_over_several_turns_until_nothing_is_left(
    weibo: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_set("保温杯")
    monkeypatch.setattr(searching, "PAGE", 5)
    monkeypatch.setattr(searching, "CALLS", 3)
    for number in range(23):
        said = {"uid": FANS[number % 3], "text": f"第{number}个保温杯", "ago": 7 * number // 2}
        weibo.platform.control("posts", said)
    now = soon()
    searching.search_sets(now=now)
    source = Source.objects.get()
    assert source.runs.get().outcome == RunOutcome.CAPPED
    assert source.heard_until is None, "what is below was not heard yet"
    for _turn in range(12):
        searching.read_now(source=source, now=now)
    assert Mention.objects.count() == 23
    source.refresh_from_db()
    assert source.heard_until == now.replace(microsecond=0)
    assert SearchCursor.objects.get().target is None


def test_m2_more_in_one_second_than_can_be_asked_for_is_said(weibo: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    make_set("保温杯")
    monkeypatch.setattr(searching, "PAGE", 2)
    monkeypatch.setattr(searching, "DEEPEST", 2)
    at = int(timezone.now().timestamp()) - 60
    for number in range(9):
        weibo.platform.control("posts", {"uid": FANS[0], "text": f"第{number}个保温杯", "at": at})
    weibo.platform.control("posts", {"uid": FANS[0], "text": "更早的保温杯", "at": at - 30})
    searching.search_sets(now=soon())
    source = Source.objects.get()
    assert Mention.objects.filter(text="更早的保温杯").exists()
    assert any(gap.start.timestamp() <= at <= gap.end.timestamp() for gap in source.gaps.all())
    assert SearchCursor.objects.get().target is None


def test_m2_what_lies_too_far_back_is_given_up_and_said(weibo: Live) -> None:
    make_set("保温杯")
    now = soon()
    searching.search_sets(now=now)
    source = Source.objects.get()
    searching.read_now(source=source, now=now + dt.timedelta(days=5))
    gap = source.gaps.get()
    assert gap.state == GapState.OPEN
    assert gap.end - gap.start == dt.timedelta(days=2)


def test_m2_an_error_stays_and_the_next_turn_goes_on_where_it_stopped(weibo: Live) -> None:
    make_set("保温杯")
    weibo.post("保温杯漏水", FANS[0])
    weibo.fault("error", call="search/statuses/limited", count=9, code=10014)
    searching.search_sets(now=soon())
    source = Source.objects.get()
    assert (source.runs.get().outcome, source.heard_until) == (RunOutcome.FAILED, None)
    assert source.last_error
    weibo.platform.control("faults", method="DELETE")
    assert searching.read_now(source=source, now=soon()) == 1


def test_m3_a_watch_window_hastens_the_search_and_adds_its_words(weibo: Live) -> None:
    made = make_set("保温杯")
    day = timezone.now().date()
    WatchWindow.objects.create(
        name="3·15", first_on=day - dt.timedelta(days=1), last_on=day + dt.timedelta(days=1), interval_minutes=2,
        words=["质量投诉"], created_at=AT,
    )  # fmt: skip
    weibo.post("质量投诉没人理", FANS[0])
    assert searching.search_sets(now=soon()) == 1
    assert Source.objects.get().interval_minutes == 2
    assert KeywordSet.objects.get(pk=made.pk).interval_minutes == 15


def test_m2_without_a_commercial_account_nothing_is_tried(db: None) -> None:
    make_set("保温杯")
    assert searching.search_sets(now=AT) == 0
    assert not Source.objects.exists()


def test_m2_the_search_of_a_set_that_is_gone_ends_and_is_no_ear_of_another(weibo: Live) -> None:
    made, other = make_set("保温杯"), make_set("炒锅", name="炊具")
    searching.search_sets(now=soon())
    assert [source.set_search.keyword_set for source in sources_of(other, now=soon())] == [other]
    made.delete()
    searching.search_sets(now=soon())
    assert Source.objects.filter(is_active=True).count() == 1


def test_m2_read_now_is_offered_only_where_it_does_something(weibo: Live, administrator: User, client: Client) -> None:
    make_set("保温杯")
    searching.search_sets(now=soon())
    search, stream = Source.objects.get(), Source.objects.create(kind=SourceKind.STREAM, name="推送流")
    client.force_login(administrator)
    page = client.get("/monitoring/sources/").content.decode()
    for source, shown in ((search, True), (stream, False)):
        one = client.get(f"/monitoring/sources/{source.pk}/").content.decode()
        assert (f"/monitoring/sources/{source.pk}/read/" in one) is shown
    assert search.name in page
    client.post(f"/monitoring/sources/{search.pk}/read/")
    assert search.runs.count() == 2
