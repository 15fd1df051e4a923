"""C13: listed words are found however they are written, and ordinary posts do not drown in warnings."""

import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.lint import RULES, Draft, Lexicon, Severity, Term, build_lexicon, check, check_words
from content.lint.folding import SLIPPED, SPREAD, fold, squeezed
from content.models import ListKind
from content.presets import presets

POSTS = Path(__file__).resolve().parents[2].parent / "shared/data/licensed/timmmgz_mit_user_posts.jsonl"
ALPHABET = "最好用顶级国家的第一abAB1 *.·，。\u200b🔥頂級Ａ"
WORDS = ["最好用", "顶级", "国家级", "No.1", "a1", "第一品牌", "好"]


def term(word: str, level: str = "warning", *, allowed: bool = False, kind: str = "superlatives") -> Term:
    return Term(word, kind, "表", level, "不许用。", allowed=allowed, kind=kind)


def found(text: str, *terms: Term) -> list[str]:
    return [text[hit.start : hit.end] for hit in build_lexicon(terms).hits(text)]


@cache
def shipped() -> Lexicon:
    """All shipped lists, compiled."""
    return build_lexicon(
        Term(
            each.word, preset.slug, preset.fields["name"], each.level or preset.fields["level"], "说明",
            each.suggestion, each.is_allowed, preset.fields["kind"], preset.fields["importance"],
            preset.fields["override_by"],
        )
        for preset in presets().values()
        if preset.fields["kind"] != ListKind.HOSTS
        for each in preset.terms
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["最好用", "最 好 用", "最*好用", "最\u200b好用", "最.好.用", "最🔥好🔥用", "很最好用的", "最　好　用", "最_好_用"],
)
def test_c13_evasions_are_found(text: str) -> None:
    assert found(text, term("最好用"))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("质量最低 价格实惠", "最低价"), ("到了山顶 级别不同", "顶级"), ("最好。用了三年", "最好用"),
        ("STOP10", "TOP1"),
        ("看 https://a.cn/no.1", "NO.1"), ("TOP100", "TOP1"), ("casino.1", "NO.1"), ("最好\n用它", "最好用"),
        ("国家，级别", "国家级"),
    ],
)  # fmt: skip
def test_c13_what_only_looks_like_an_evasion_is_left_alone(text: str, word: str) -> None:
    assert found(text, term(word)) == []


def test_c13_other_forms_of_the_same_characters_are_the_same_word() -> None:
    assert found("頂級享受", term("顶级")) == ["頂級"]
    assert found("我们是ｎｏ．１", term("NO.1")) == ["ｎｏ．１"]
    assert found("我们是NO 1", term("NO.1")) == ["NO 1"]
    assert found("第1品牌", term("第一品牌")) == ["第1品牌"]


def test_c13_an_allowed_word_shields_its_own_list_and_the_companys_names_shield_all() -> None:
    text = "最好的朋友"
    assert found(text, term("最好"), term("最好的朋友", allowed=True)) == []
    assert found(text, term("最好"), term("最好的朋友", allowed=True, kind="sensitive")) == ["最好"]
    assert found(text, term("最好"), term("最好的朋友", allowed=True, kind="own")) == []


def test_c13_a_warning_never_hides_an_error_inside_it() -> None:
    text = "最好的根治办法"
    hits = build_lexicon([term("最好的根治办法"), term("根治", "error", kind="sensitive")]).hits(text)
    assert {hit.term.level for hit in hits} == {"error", "warning"}
    strict = build_lexicon([term("最好的根治办法"), term("根治", "error", kind="sensitive")]).strict
    assert [hit.term.word for hit in strict.hits(text)] == ["根治"]


def test_c13_the_guides_exemptions_become_hints() -> None:
    def severities(text: str) -> list[Severity]:
        draft = Draft(text, lexicon=build_lexicon([term("最佳"), term("销量第一"), term("最轻")]))
        return [finding.severity for finding in check_words(draft)]

    assert severities("最佳保温杯来了") == [Severity.WARNING]
    assert severities("最佳饮用温度在六十度，建议趁热") == [Severity.HINT]
    assert severities("荣获2025年最佳设计奖") == [Severity.HINT]
    assert severities("2025年11月天猫保温杯类目销量第一，数据来源见图") == [Severity.HINT]
    assert severities("自家历代产品里最轻的一款") == [Severity.HINT]
    assert severities("《最佳拍档》重映") == [Severity.HINT]
    assert severities("《杯子》重映。最佳保温杯来了") == [Severity.WARNING]


@given(st.text(alphabet=ALPHABET, max_size=40))
def test_c13_a_hit_is_the_word_that_is_listed(text: str) -> None:
    lexicon = build_lexicon([term(word) for word in WORDS] + [term("最好用的", allowed=True)])
    for hit in lexicon.hits(text):
        assert 0 <= hit.start < hit.end <= len(text)
        left = [char for char in fold(text[hit.start : hit.end]) if char not in SLIPPED | SPREAD | {"🔥"}]
        listed = [char for char in fold(hit.term.word) if char not in SLIPPED | SPREAD]
        assert left == listed or left == [char.replace("一", "1") for char in listed]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), st.text(alphabet="今天去喝茶，。\n", max_size=20))
def test_c13_a_listed_word_is_always_found(words: list[str], around: str) -> None:
    lexicon = build_lexicon([term(word) for word in WORDS])
    for word in words:
        assert any(hit.start <= len(around) < hit.end for hit in lexicon.hits(f"{around}{word}{around}")), word


@given(st.text(max_size=200))
def test_c13_folding_keeps_every_position(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text) and fold(folded) == folded
    spread = squeezed(folded)
    if spread is not None:
        assert [folded[place] for place in spread.places] == list(spread.text)


@given(st.text(max_size=300))
def test_every_rule_answers_any_text(text: str) -> None:
    for finding in check(Draft(text, lexicon=shipped())):
        assert finding.sentence and finding.source and finding.rule
        assert finding.start is None or 0 <= finding.start < (finding.end or 0) <= len(text)
        assert finding.as_json()["key"]


def test_rules_are_registered_once_each_with_a_title_and_a_source() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES) == len({rule.check for rule in RULES})
    assert all(str(rule.title) and rule.source for rule in RULES)


def test_the_shipped_lists_state_where_they_come_from_and_when() -> None:
    for preset in presets().values():
        assert preset.fields["origin"] and preset.fields["origin_on"] and preset.version
        assert preset.fields["kind"] in ListKind.values


@pytest.mark.skipif(not POSTS.exists(), reason="the real posts of ../shared/data/licensed are not here")
def test_c13_ordinary_posts_do_not_drown_in_warnings() -> None:
    """At most 8% of ordinary posts, of long ones by themselves too, get a superlative warning; none an error."""
    rows = [json.loads(line) for line in POSTS.read_text(encoding="utf-8").split("\n") if line]
    texts = [row["text"] for row in rows if not row["bot"]]
    warned, errors = set[str](), []
    for text in texts:
        for finding in check_words(Draft(text, lexicon=shipped())):
            if finding.severity == Severity.ERROR:
                errors.append((finding.key, text[:60]))
            elif finding.severity == Severity.WARNING and finding.rule == "words.superlatives":
                warned.add(text)
    longer = [text for text in texts if len(text) >= 40]
    assert errors == []
    assert sum(text in warned for text in texts) / len(texts) <= 0.08
    assert sum(text in warned for text in longer) / len(longer) <= 0.08
