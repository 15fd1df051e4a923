"""M7: a word of grammar, a number, a time, a place by itself and our own name lead no topic; what happened does."""

import pytest

from monitoring.hot.noise import is_noise
from monitoring.hot.words import Said, candidates


@pytest.mark.parametrize("word", ["虽然", "竟然", "为什么", "最后", "一起", "第三天", "昨晚", "北京", "山东省", "全国"])
def test_m7_words_that_name_no_matter_are_noise(word: str) -> None:
    assert is_noise(word)


@pytest.mark.parametrize("word", ["召回", "烫伤", "漏水", "退款", "台风", "客服", "保温杯", "iphone", "凡尔赛", "离婚"])
def test_m7_what_happened_and_what_it_happened_to_is_none(word: str) -> None:
    assert not is_noise(word)


def test_m7_our_own_name_and_its_parts_are_no_candidates_and_topics_stay() -> None:
    said = [Said(n, "虽然北京的山岚保温杯漏水 #北京#", 0, f"茶友{n}") for n in range(6)]
    assert {"山岚", "漏水"} <= {one.key for one in candidates(said)}
    found = {one.key for one in candidates(said, own_names={"山岚家居"})}
    assert {"漏水", "#北京"} <= found
    assert not found & {"山岚", "虽然", "北京"}
