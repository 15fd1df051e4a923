"""Full-text search: any substring, words in any order, phrases, exclusions, topics, numbers; served by its index."""

import datetime as dt
from itertools import pairwise

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User, WeiboAccount
from content.models import Category, Grams, Idea, Post, PostVersion, SearchText
from content.queries.search import fold, grams_of, matching, matching_ideas, read
from content.services import IdeaInput, create_idea
from tests.content.conftest import Write

TEXTS = {
    "cup": "保温杯里的茶垢，用小苏打加温水泡半小时就能刷掉。#厨房小事# @山岚家居",
    "pan": "铸铁锅第一次用要开锅：擦油、烘干、再擦油。NO.1 的新手错误是用洗洁精。",
    "tea": "茶 香 满 屋，今天你喝了吗？ＡＢＣ 杯垫 100% 棉 [doge]😀",
}


@pytest.fixture
def stock(write: Write) -> dict[str, int]:
    return {name: write(text).pk for name, text in TEXTS.items()}


def found(words: str, stock: dict[str, int]) -> set[str]:
    names = {pk: name for name, pk in stock.items()}
    return {names[pk] for pk in matching(Post.objects.visible(), words).values_list("pk", flat=True)}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("保温杯", {"cup"}),
        ("茶", {"cup", "tea"}),
        ("茶垢", {"cup"}),
        ("垢茶", set()),
        ("杯 茶", {"cup", "tea"}),
        ("茶 -垢", {"tea"}),
        ("-茶", {"pan"}),
        ("小苏打清洗保温杯", set()),
        ("茶垢保温杯", {"cup"}),
        ('"茶垢保温杯"', set()),
        ("“小苏打加温水”", {"cup"}),
        ("#厨房小事#", {"cup"}),
        ("#厨房#", set()),
        ("@山岚家居", {"cup"}),
        ("no.1", {"pan"}),
        ("ABC", {"tea"}),
        ("ａｂｃ", {"tea"}),
        ("100%", {"tea"}),
        ("%", {"tea"}),
        ("_", set()),
        ("😀", {"tea"}),
        ("", {"cup", "pan", "tea"}),
        ('""', {"cup", "pan", "tea"}),
        ("\x00茶垢", {"cup"}),
    ],
)
def test_it_finds_substrings_words_and_phrases(stock: dict[str, int], words: str, expected: set[str]) -> None:
    assert found(words, stock) == expected


def test_it_finds_a_post_by_its_number(stock: dict[str, int]) -> None:
    assert found(f"#{stock['pan']}", stock) == {"pan"}
    assert found(str(stock["tea"]), stock) >= {"tea"}
    assert found("9" * 40, stock) == set()


def test_it_looks_through_the_current_version_only(write: Write, stock: dict[str, int]) -> None:
    write("换了一个说法。", post=Post.objects.get(pk=stock["cup"]))
    assert found("保温杯", stock) == set() and found("说法", stock) == {"cup"}


def test_it_forgets_what_was_deleted(stock: dict[str, int]) -> None:
    Post.objects.filter(pk=stock["cup"]).update(version=None)
    PostVersion.objects.filter(post=stock["cup"]).delete()
    Post.objects.filter(pk=stock["cup"]).delete()
    assert SearchText.objects.filter(pk=stock["cup"]).count() == 0


def test_it_searches_ideas(editor: User, at: dt.datetime, db: None) -> None:
    create_idea(idea=IdeaInput("茶垢怎么洗"), by=editor, at=at)
    Idea.objects.update(note="小苏打")
    assert [idea.title for idea in matching_ideas(Idea.objects.all(), "小苏打 茶垢")] == ["茶垢怎么洗"]
    assert not matching_ideas(Idea.objects.all(), "保温杯").exists()


def test_it_reads_what_people_type() -> None:
    assert read("保温杯  “ 半小时 ” -优惠").terms == ("保温杯", "半小时")
    assert read("保温杯 －优惠").without == ("优惠",), "full-width signs count too"
    assert read("#123").number == 123 and read("123").number == 123 and read("第123").number is None
    assert read("保温杯的清洗方法").terms == ("保温杯", "清洗", "方法")
    assert len(read("一 " * 90).terms) == 1


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)
MIXED = st.one_of(ANY_TEXT, st.text("茶垢保温杯ＡＢaB 1２#@\n\u3000😀é", max_size=40))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MIXED)
def test_it_folds_and_cuts_in_python_as_in_the_database(db: None, text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT content_fold(%s), content_grams(content_fold(%s))", [text, text])
        folded, grams = cursor.fetchone()
    assert fold(text) == folded
    pairs = [first + second for first, second in pairwise(folded)]
    assert sorted(grams) == sorted(gram for term in [*folded, *pairs] for gram in grams_of(term))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_every_phrase_of_a_text_finds_it(stock: dict[str, int], data: st.DataObject) -> None:
    name, text = data.draw(st.sampled_from(sorted(TEXTS.items())))
    words = fold(text).replace('"', "")
    start = data.draw(st.integers(0, len(words) - 1))
    phrase = words[start : data.draw(st.integers(start + 1, len(words)))][:90].strip()
    if phrase:
        assert name in found(f'"{phrase}"', stock)
        assert name in found(phrase if phrase[0] not in "-@#" else f'"{phrase}"', stock)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(ANY_TEXT, st.text('-"#@茶垢 1＃％“”', max_size=20)))
def test_no_typing_breaks_it(stock: dict[str, int], words: str) -> None:
    assert found(words, stock) <= set(TEXTS)


MANY = """
INSERT INTO content_post (account_id, category_id, author_id, state, is_visible, approved_hash, by_hand, is_repost,
    copy_reason, created_at, updated_at)
SELECT %(account)s, %(category)s, NULL, 'draft', true, '', false, false, '', now(), now() FROM generate_series(1, 6000);
INSERT INTO content_postversion (post_id, number, text, length, elements, findings, content_hash, text_key, sketch,
    sketch_recipe, created_at)
SELECT id, 1,
    '大家好，' || chr(20000 + (id * 7919 %% 5000)::int) || chr(20000 + (id * 104729 %% 5000)::int) || '的日常',
    9, '{}', '[]', '', '', '{}', 2, now() FROM content_post;
UPDATE content_post p SET version_id = v.id FROM content_postversion v WHERE v.post_id = p.id;
ANALYZE content_searchtext; ANALYZE content_post;
"""


@pytest.fixture
def many(account: WeiboAccount, category: Category) -> None:
    from benchmarks.company import set_defaults

    set_defaults(Post, PostVersion)
    with connection.cursor() as cursor:
        cursor.execute(MANY, {"account": account.pk, "category": category.pk})


@pytest.mark.parametrize("words", [chr(20000 + 7919 % 5000), "保温杯", '"日常用品"', "日常 厨房"])
def test_rare_words_are_served_by_the_index(many: None, words: str) -> None:
    plan = matching(Post.objects.visible(), words).order_by("-pk")[:51].explain()
    assert "content_search_grams" in plan, plan


def test_common_words_are_found_by_walking_from_the_newest(many: None) -> None:
    plan = matching(Post.objects.visible(), "大家 日常").order_by("-pk")[:51].explain()
    assert "content_post_pkey" in plan and "Backward" in plan and "content_search_grams" not in plan, plan
    assert matching(Post.objects.visible(), "大家 日常").count() == 6000
    assert str(Grams("words"))
