"""Every code of the reference's tables has a sentence and a remedy, written as an operator would."""

import pytest

from weibo import errors, sentences
from weibo.sentences import FALLBACKS, SENTENCES, sentence_for

SYSTEM = [*range(10001, 10015), 10016, 10017, 10018, *range(10020, 10027)]
SERVICES = [
    *(20001, 20002, 20003, 20005, 20006, 20007, 20008, 20009, 20012, 20013),
    *range(20014, 20024),
    *(20031, 20032, 20033, 20038, 20044, 20045, 20049),
    *(20101, 20102, 20103, 20104, 20109, 20111, 20112, 20120, 20121, 20130, 20132, 20134, 20135, 20136),
    *(20201, 20202, 20203, 20204, 20206, 20207, 20301, 20302, 20303, 20305, 20306, 20307),
    *range(20501, 20514),
    *(20521, 20522, 20523, 20524),
]
OAUTH = [21301, 21302, 21303, *range(21314, 21336), 21337]


@pytest.mark.parametrize("code", [*SYSTEM, *SERVICES, *OAUTH])
def test_it_has_a_sentence_for_every_code_of_the_tables(code: int) -> None:
    sentence, mend = sentence_for(code)
    assert code in SENTENCES
    for text in (sentence, mend):
        assert text.endswith("。")
        assert "！" not in text
        assert "{" not in text


@pytest.mark.parametrize(
    "name", ["Refused", "Limited", "TokenDead", "Misconfigured", "Ambiguous", "NotSent", "UnreadableAnswer"]
)
def test_it_has_a_sentence_for_every_class(name: str) -> None:
    assert name in FALLBACKS
    assert getattr(errors, name)().sentence == sentence_for(None, name)[0]


def test_it_joins_what_happened_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentences, "_tongue", [])
    assert errors.Refused(code=20012).whole == "正文超过 140 字。请删减正文。"
    sentences.speak_with({"正文超过 140 字。": "Too long.", "请删减正文。": "Shorten it."}.__getitem__)
    assert errors.Refused(code=20012).whole == "Too long. Shorten it."


def test_it_names_an_unknown_code() -> None:
    assert "29999" in sentence_for(29999)[0]
    assert "未知" in sentence_for(None)[0]
