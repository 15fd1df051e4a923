"""Polarity and kind of texts by the shipped model (M4, M8)."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.sense import Judgement, judge
from monitoring.sense.features import LONGEST, readable, rows_of
from monitoring.sense.judging import EMPTY, SHIPPED, Judge, shipped
from monitoring.sense.measuring import measured
from monitoring.sense.model import KINDS, BadModel, dumped, loaded
from monitoring.sense.recipe import figures_on_own, figures_on_posts, own_examples

LABELLED = Path(__file__).resolve().parents[4] / "shared/data/tests-only/weibo2018_train.txt"
ANGRY = "新买的水壶用了两天就漏水，打电话给客服没有人接，太让人失望了"
GLAD = "水壶很好看，保温效果特别好，客服也很耐心，推荐给大家"


def test_m4_it_tells_a_complaint_from_praise() -> None:
    angry, glad = judge([ANGRY, GLAD])
    assert (angry.polarity, angry.kind) == (-1, "complaint")
    assert (glad.polarity, glad.kind) == (1, "praise")
    assert angry.certainty > 60 and glad.certainty > 60


def test_m8_it_tells_a_question_a_suggestion_and_noise() -> None:
    texts = ["请问这款水壶可以放进洗碗机里吗", "建议壶盖做成可以单独更换的", "关注并转发，抽三位送红包，加微信领取"]
    assert [one.kind for one in judge(texts)] == ["question", "suggestion", "noise"]
    assert [one.polarity for one in judge(texts)] == [0, 0, 0]


def test_m4_emoticons_do_not_decide_it() -> None:
    """What a text says is judged: with friendly, with angry and without any emoticon it is the same."""
    decorated = [ANGRY, f"{ANGRY}[哈哈][心][鼓掌]", f"{ANGRY}😊❤️👍", f"[怒]{ANGRY}", f"{ANGRY} :) ^_^"]
    assert len({judge([text])[0] for text in decorated}) == 1
    assert judge([f"{GLAD}[怒][泪]"])[0].polarity == 1
    assert judge(["[怒][怒][怒]", "😡😡", "[心][爱你]"]) == [EMPTY] * 3


def test_m4_it_stays_neutral_when_it_is_unsure() -> None:
    assert judge(["会议纪要放在桌上了", "今天星期三", "", "   ", "@某某 http://t.cn/abc"])[2:] == [EMPTY] * 3
    assert judge(["今天星期三"])[0].polarity == 0


def test_m4_names_addresses_and_marks_of_a_repost_are_not_read() -> None:
    assert readable("回复@难用的名字:不错[赞] http://t.cn/A6x//@别人:同意") == "不错同意"
    assert len(readable("很长" * 5000)) == LONGEST


@given(st.lists(st.text(max_size=60), max_size=12))
def test_m4_any_text_is_judged_by_itself(texts: list[str]) -> None:
    together = judge(texts)
    assert together == [judge([text])[0] for text in texts]
    assert all(one.polarity in (-1, 0, 1) and one.kind in KINDS and 0 <= one.certainty <= 100 for one in together)


def test_m4_each_feature_counts_once_and_texts_do_not_run_into_each_other() -> None:
    rows = rows_of(["漏水漏水漏水", "", "漏水"])
    assert rows.sizes.tolist() == [4, 0, 3]
    assert set(rows.buckets[4:]) <= set(rows.buckets[:4])


def test_m4_the_model_is_small_tells_where_it_comes_from_and_is_no_pickle() -> None:
    data = SHIPPED.read_bytes()
    assert len(data) <= 2 * 1024 * 1024
    assert dumped(loaded(data)) == data
    facts = shipped().model.facts
    assert {"seed", "made_on", "sources", "held_out", "learnt_from", "figures"} <= set(facts)


@pytest.mark.parametrize("damage", [b"", b"WOSENSE1\n", b"WOSENSE1\n{}\n", b"\x80\x04K\x01."])
def test_m4_a_damaged_model_is_refused(damage: bytes) -> None:
    data = SHIPPED.read_bytes()
    for bad in (damage, data[:-9], data[:400] + damage + data[401:], data.replace(b'"sha256":"', b'"sha256":"0', 1)):
        with pytest.raises(BadModel):
            loaded(bad)


def test_m4_figures_of_the_model_are_those_it_ships() -> None:
    assert figures_on_own(shipped()) == shipped().model.facts["figures"]["own"]
    assert len(own_examples()) >= 600
    kinds = [one.kind for one in own_examples()]
    assert min(kinds.count(kind) for kind in KINDS if kind) >= 100


def test_m4_it_is_measured_on_posts_it_was_not_trained_on() -> None:
    if not LABELLED.exists():
        pytest.skip("the hand-labelled posts (../shared/data/tests-only) are not here")
    figures = figures_on_posts(shipped(), LABELLED)
    assert figures == shipped().model.facts["figures"]["weibo2018"]
    assert figures["forced"]["macro_f1"] >= 0.7
    assert figures["forced"]["classes"]["-1"]["recall"] >= 0.74


def test_m4_measuring_counts_each_class() -> None:
    found = measured([-1, -1, 1, 0], [-1, 1, 1, 1])
    assert found.classes[-1].recall == 0.5 and found.classes[-1].precision == 1
    assert found.classes[0].f1 == 0 and found.classes[1].precision == pytest.approx(1 / 3)


@pytest.mark.parametrize("text", ["真是好样的，把用户当猴耍", "一点都不贵，还好用"])
def test_m4_sarcasm_and_turned_words_are_a_known_limit(text: str) -> None:
    """Not asserted to be right (docs/sense.md): only that it claims no more than it knows."""
    assert judge([text])[0].certainty < 99


def test_m4_a_judge_of_another_model_does_not_touch_the_one_in_use() -> None:
    assert isinstance(Judge(shipped().model).judge([ANGRY])[0], Judgement)
