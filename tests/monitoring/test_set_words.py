"""M1: a set as people write it: lines, checks, versions that can be brought back, words that come and go."""

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.models import User
from core.audit import SYSTEM
from core.errors import Conflict, UserError
from core.models import Notice
from monitoring.models import KeywordSet
from monitoring.queries.patterns import pattern_of
from monitoring.queries.set_drafts import SetDraft, draft_of_set
from monitoring.queries.versions import version_rows
from monitoring.services import (
    accept_word,
    change_words,
    decline_word,
    remind_of_reviews,
    restore_version,
    save_set,
)
from monitoring.watch.lines import line_of, word_of, words_of
from monitoring.watch.rules import Guard, Word
from tests.conftest import AT
from tests.monitoring.conftest import make_set

LINES = st.text(alphabet="山岚A1/／+＋-−、，= \t", max_size=24)


def words_in(keyword_set: KeywordSet) -> list[str]:
    return [line_of(word) for word in pattern_of(keyword_set).words]


@given(LINES)
@example("1/=− 1")
@example("1/=− =+ A")
def test_m1_a_line_that_was_read_is_written_so_that_it_reads_the_same(line: str) -> None:
    word = word_of(line)
    assert word is None or word_of(line_of(word)) == word


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("汉源 / 汗源／汉原", Word("汉源", ("汗源", "汉原"))),
        ("统一 + 方便面、老坛 - 战线", Word("统一", (), Guard(("方便面", "老坛"), ("战线",)))),
        ("＝AI ＋ 模型", Word("AI", (), Guard(("模型",), whole=True))),
        ("100+", Word("100+")),
        ("A-B", Word("A-B")),
    ],
)
def test_m1_a_word_is_written_in_one_line(line: str, word: Word) -> None:
    assert word_of(line) == word


@pytest.mark.django_db
def test_m1_rules_come_back_as_they_were_saved() -> None:
    draft = SetDraft(
        name="统一", words=words_of("统一 + 方便面 - 战线\n=AI"), requires=words_of("漏水 / 渗水"), within=9, reach=20
    )
    saved = save_set(draft=draft, by=SYSTEM, at=AT)
    found = pattern_of(saved)
    assert found.words[0].guard == Guard(("方便面",), ("战线",), 20)
    assert found.words[1].guard.whole
    assert (found.requires[0].spellings, found.within) == (("漏水", "渗水"), 9)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (SetDraft(name="词", words=()), "words"),
        (SetDraft(name="词", words=(Word("长" * 61),)), "words"),
        (SetDraft(name="词", words=(Word("台湾"),), requires=(Word("臺灣"),)), "requires"),
        (SetDraft(name="词", words=(Word("山岚"),), requires=(Word("ＳＬ"), Word("sl"))), "requires"),
        (SetDraft(name="词", words=(Word("山岚"),), exclusions=("山岚",)), "exclusions"),
        (SetDraft(name="词", words=tuple(Word(f"词{n}") for n in range(21)), match_all=True), "words"),
        (SetDraft(name="词", words=(Word("统一", (), Guard(near=tuple(f"近{n}" for n in range(31)))),)), "words"),
        (SetDraft(name="词", words=tuple(Word(f"词{n}") for n in range(10_001))), "words"),
    ],
)
@pytest.mark.django_db
def test_m1_what_cannot_be_searched_is_refused_at_its_field(draft: SetDraft, field: str) -> None:
    with pytest.raises(UserError) as refused:
        save_set(draft=draft, by=SYSTEM, at=AT)
    assert refused.value.field == field


@pytest.mark.django_db
def test_m1_every_change_is_a_version_that_can_be_brought_back() -> None:
    found = make_set("山岚", "保温杯")
    change_words(keyword_set=found, add=(Word("随行杯"),), drop=frozenset(["山岚"]), by=SYSTEM, at=AT)
    newest, first = version_rows(found)
    assert (newest.came, newest.went, newest.is_newest, first.is_first) == (["随行杯"], ["山岚"], True, True)
    restore_version(version=first.version, by=SYSTEM, at=AT)
    assert words_in(found) == ["山岚", "保温杯"]
    assert [row.version.number for row in version_rows(found)] == [3, 2, 1]


@pytest.mark.django_db
def test_m1_saving_without_a_change_makes_no_version() -> None:
    found = make_set("山岚")
    save_set(draft=draft_of_set(found), by=SYSTEM, at=AT)
    assert found.versions.count() == 1


@pytest.mark.django_db
def test_m1_who_looked_at_an_older_version_is_told() -> None:
    found = make_set("山岚")
    change_words(keyword_set=found, add=(Word("随行杯"),), by=SYSTEM, at=AT)
    with pytest.raises(Conflict):
        save_set(draft=SetDraft(name="品牌", words=(Word("杯"),), keyword_set=found, seen=1), by=SYSTEM, at=AT)
    assert words_in(found) == ["山岚", "随行杯"]


def test_m1_a_proposed_word_is_taken_up_or_declined_for_good(editor: User) -> None:
    found = make_set("山岚")
    accept_word(keyword_set=found, word="随行杯", by=editor, at=AT)
    accept_word(keyword_set=found, word="山兰", variant_of="山岚", by=editor, at=AT)
    assert words_in(found) == ["山岚 / 山兰", "随行杯"]
    decline_word(keyword_set=found, word="天气", by=editor, at=AT)
    decline_word(keyword_set=found, word="天氣", by=editor, at=AT)
    assert list(found.declined.values_list("word", flat=True)) == ["天气"]


@pytest.mark.django_db
def test_m1_the_last_word_cannot_be_dropped() -> None:
    with pytest.raises(UserError):
        change_words(keyword_set=make_set("山岚"), drop=frozenset(["山岚"]), by=SYSTEM, at=AT)


def test_m1_the_owner_is_told_a_week_before_the_review_and_on_its_day(editor: User) -> None:
    found = make_set("山岚")
    day = AT.date() + dt.timedelta(days=6)
    KeywordSet.objects.filter(pk=found.pk).update(owner=editor, review_on=day)
    assert [remind_of_reviews(now=AT + dt.timedelta(days=days)) for days in (0, 1, 6, 7)] == [1, 0, 1, 0]
    found.refresh_from_db()
    draft = draft_of_set(found)
    later = SetDraft(**{**vars(draft), "review_on": day + dt.timedelta(days=90)})
    save_set(draft=later, by=SYSTEM, at=AT)
    assert not Notice.objects.filter(user_id=editor.pk, settled_at=None).exists()
