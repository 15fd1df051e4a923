"""M2: a burst larger than one read may fetch is read on downwards; nothing is skipped, whatever breaks in between."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.incoming import MOST_PAGES, PAGE_SIZE
from engagement.models import InboxCursor, Thread
from engagement.services import read_inbox
from monitoring.models import GapState, Mention, RunOutcome, Source, SourceGap, SourceKind, SourceRun, SourceStretch
from monitoring.services import read_source, read_sources, source_gaps, sources
from tests.live_weibo import FANS, Live

SIZE = 4
CAP = SIZE * MOST_PAGES
TURN = dt.timedelta(minutes=16)


@pytest.fixture
def burst(live: Live, monkeypatch: pytest.MonkeyPatch) -> tuple[Live, str, dt.datetime]:
    """A post whose comments were read once; then came two and a half times what one read may fetch."""
    monkeypatch.setitem(PAGE_SIZE, "comments", SIZE)
    # Weibo tells times in whole seconds: the first read lies at the start of one, so nothing seems to come before it.
    post, now = live.post("你好"), timezone.now().replace(microsecond=0)
    live.comment(post, "第一条")
    assert (read_sources(now=now), read_inbox(now=now)) == (1, 1)
    for number in range(CAP * 5 // 2):
        live.comment(post, f"第{number}条", uid=FANS[number % 3])
    return live, post, now


def listening() -> Source:
    return Source.objects.get(kind=SourceKind.COMMENTS)


def is_whole() -> bool:
    return not SourceGap.objects.filter(state=GapState.OPEN).exists()


def test_m2_a_burst_above_the_cap_is_read_on_and_the_newest_come_first(burst: tuple[Live, str, dt.datetime]) -> None:
    live, post, now = burst
    assert read_source(source=listening(), now=now + TURN) == CAP
    assert Mention.objects.filter(text=f"第{CAP * 5 // 2 - 1}条").exists()
    gap = SourceGap.objects.get()
    assert (gap.state, gap.start) == (GapState.OPEN, now)
    run = SourceRun.objects.filter(source=listening()).first()
    assert run is not None
    assert (run.outcome, run.gap_from, run.fetched) == (RunOutcome.CAPPED, now, CAP)
    live.comment(post, "后来的一条")
    assert read_source(source=listening(), now=now + 2 * TURN) == 1 + CAP - SIZE
    for turn in range(3, 6):
        read_source(source=listening(), now=now + turn * TURN)
    assert is_whole()
    assert Mention.objects.count() == CAP * 5 // 2 + 2
    (stretch,) = SourceStretch.objects.filter(source=listening())
    assert (stretch.end, stretch.state) == (now + 5 * TURN, "full")


def test_m2_the_inbox_loses_nothing_either(burst: tuple[Live, str, dt.datetime]) -> None:
    _live, _post, now = burst
    for turn in range(1, 5):
        read_inbox(now=now + turn * TURN)
    assert Thread.objects.count() == CAP * 5 // 2 + 1
    assert list(InboxCursor.objects.values_list("holes", flat=True)) == [[], []]


@pytest.mark.parametrize(("module", "survived"), [(sources, 0), (source_gaps, CAP)])
def test_m2_a_worker_killed_half_way_loses_nothing(
    burst: tuple[Live, str, dt.datetime], monkeypatch: pytest.MonkeyPatch, module: object, survived: int
) -> None:
    """Killed after the rows were written and before it was noted how far: one transaction holds both."""
    _live, _post, now = burst

    def killed(**_facts: object) -> None:
        raise SystemExit

    if survived:
        read_source(source=listening(), now=now + TURN)
    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(module, "note_run", killed)
        read_source(source=listening(), now=now + 2 * TURN)
    assert Mention.objects.count() == 1 + survived
    for turn in range(3, 7):
        read_source(source=listening(), now=now + turn * TURN)
    assert Mention.objects.count() == CAP * 5 // 2 + 1
    assert is_whole()


def test_m2_what_was_fetched_before_an_error_is_kept(burst: tuple[Live, str, dt.datetime]) -> None:
    live, _post, now = burst
    live.fault("http_502", call="comments/to_me", skip=3, count=1)
    new = read_source(source=listening(), now=now + TURN)
    assert 0 < new < CAP
    run = SourceRun.objects.filter(source=listening()).first()
    assert run is not None
    assert run.outcome == RunOutcome.CAPPED
    assert run.error
    for turn in range(2, 7):
        read_source(source=listening(), now=now + turn * TURN)
    assert Mention.objects.count() == CAP * 5 // 2 + 1


def test_m2_what_weibo_no_longer_serves_is_said_to_be_lost(
    burst: tuple[Live, str, dt.datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    _live, _post, now = burst
    monkeypatch.setattr(source_gaps, "DEEPEST", CAP * 2)
    for turn in range(1, 5):
        read_source(source=listening(), now=now + turn * TURN)
    gap = SourceGap.objects.get()
    assert (gap.state, gap.start) == (GapState.LOST, now)
    assert gap.reason
