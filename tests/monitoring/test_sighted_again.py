"""M2, M4: a mention that is sighted again is refreshed and counted once; what grew about it can be told."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from accounts.models import User
from monitoring.collect import merging
from monitoring.collect.merging import Merged, merge_rows
from monitoring.collect.rows import MentionRow
from monitoring.collect.understanding import understood
from monitoring.models import Aspect, Hit, JudgedDay, KeywordSet, Mention, NewsKind, Source, SourceKind
from monitoring.services import sweep_set
from monitoring.services.corrections import correct_mention
from monitoring.services.judging import judge_due
from tests.conftest import AT
from tests.monitoring.conftest import Say, make_set
from tests.monitoring.test_alerts import past
from weibo.text import id_floor_of_time

LATER = AT + dt.timedelta(minutes=10)
LOUD = AT + dt.timedelta(minutes=5)


def rows_of(number: int, text: str = "山岚的盖子漏水", **more: Any) -> list[MentionRow]:
    first = id_floor_of_time(LOUD)
    return [
        MentionRow(external_id=str(first + index), text=text, author_name=f"路人{index}", published_at=LOUD, **more)
        for index in range(number)
    ]


def take(rows: Sequence[MentionRow], source: Source, at: dt.datetime = AT) -> Merged:
    return merge_rows([replace(row) for row in rows], source=source, at=at)


def test_m2_counts_are_refreshed_and_what_was_not_known_is_added(source: Source) -> None:
    take(rows_of(1, likes=1, reposts=4), source)
    other = Source.objects.create(kind=SourceKind.STREAM, name="推送流")
    merged = take(rows_of(1, likes=9, author_id="5504000001", url="https://weibo.com/1/a"), other, LATER)
    assert (merged.new, merged.refreshed) == (0, 1)
    said = Mention.objects.get()
    assert (said.likes, said.reposts, said.author_id, said.url) == (9, 4, "5504000001", "https://weibo.com/1/a")
    assert (said.source, said.first_seen_at, said.last_seen_at) == (source, AT, LATER)


def test_m2_a_post_from_the_future_is_refreshed_like_any_other(source: Source) -> None:
    """A crawler's wrong clock: a time to come would otherwise be newer than every later sight."""
    ahead = [replace(row, published_at=AT + dt.timedelta(days=400)) for row in rows_of(1, likes=1)]
    take(ahead, source)
    take([replace(row, likes=9) for row in ahead], source, LATER)
    assert (Mention.objects.get().likes, Mention.objects.get().last_seen_at) == (9, LATER)


def test_m2_what_is_known_is_not_written_over_by_less(source: Source) -> None:
    take(rows_of(1, author_id="5504000001", author_followers=7), source)
    take(rows_of(1), source, LATER)
    assert (Mention.objects.get().author_id, Mention.objects.get().author_followers) == ("5504000001", 7)


def test_m4_only_what_is_new_is_judged(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[str] = []

    def watched(rows: Sequence[MentionRow], *, at: dt.datetime) -> list[MentionRow]:
        judged.extend(row.external_id for row in rows)
        return understood(rows, at=at)

    monkeypatch.setattr(merging, "understood", watched)
    take(rows_of(2), source)
    said = {row.pk: (row.polarity, row.group_id) for row in Mention.objects.all()}
    take(rows_of(3, likes=5), source, LATER)
    assert judged == [row.external_id for row in rows_of(3)]
    assert said.items() <= {row.pk: (row.polarity, row.group_id) for row in Mention.objects.all()}.items()
    assert not Mention.objects.filter(polarity=None).exists()


def test_m4_what_a_person_corrected_stays(source: Source, approver: User) -> None:
    take(rows_of(1), source)
    correct_mention(mention=Mention.objects.get(), aspect=Aspect.POLARITY, value="1", by=approver, at=AT)
    take(rows_of(1, likes=3), source, LATER)
    judge_due(now=LATER)
    assert (Mention.objects.get().polarity, Mention.objects.get().likes) == (1, 3)


def test_m2_hits_and_the_week_of_judgements_count_it_once(source: Source) -> None:
    keyword_set = make_set("山岚")
    for at in (AT, LATER):
        take(rows_of(5, likes=at.minute), source, at)
        sweep_set(keyword_set, now=at)
        judge_due(now=at)
    assert Hit.objects.count() == 5
    assert sum(JudgedDay.objects.filter(aspect=Aspect.POLARITY).values_list("number", flat=True)) == 5


@pytest.fixture
def alarmed(say: Say, source: Source) -> KeywordSet:
    """A set with a live alert on people of whom no more is known than their names."""
    keyword_set = make_set("山岚")
    past(say, keyword_set)
    take(rows_of(41, author_id=""), source)
    sweep_set(keyword_set, now=LATER)
    assert keyword_set.alerts.get().reach is None
    return keyword_set


def test_m4_a_reach_that_shows_later_raises_the_alert_and_is_told(alarmed: KeywordSet, source: Source) -> None:
    before = alarmed.alerts.get()
    followed = [
        replace(row, author_id=str(index + 1), author_followers=300_000) for index, row in enumerate(rows_of(41))
    ]
    take(followed, source, LATER)
    sweep_set(alarmed, now=LATER + dt.timedelta(minutes=5))
    alert = alarmed.alerts.get()
    assert (alert.reach, alert.count, alert.severity) == (41 * 300_000, before.count, before.severity + 2)
    assert list(alert.news.values_list("kind", flat=True)) == [NewsKind.RAISED, NewsKind.WORSE]


def test_m4_a_speaker_who_turns_out_to_be_big_is_told_once(alarmed: KeywordSet, source: Source) -> None:
    loud = [replace(row, author_id="1", author_followers=200_000, author_verified=1) for row in rows_of(1)]
    for number in (1, 2):
        take(loud, source, LATER)
        sweep_set(alarmed, now=LATER + dt.timedelta(minutes=number))
    alert = alarmed.alerts.get()
    assert alert.facts["big"] == ["路人0"]
    assert list(alert.news.values_list("kind", flat=True)) == [NewsKind.RAISED, NewsKind.BIG]
