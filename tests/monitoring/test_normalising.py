"""One form of a text: total, settled, the same for one text and for many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.watch.normalising import normalise, normalise_all, normalised_batches

ANY = st.text(alphabet=st.characters(), max_size=30)


@given(st.lists(ANY, max_size=5))
def test_it_makes_of_many_texts_what_it_makes_of_each(texts: list[str]) -> None:
    each = [normalise(text) for text in texts]
    assert normalise_all(texts) == each
    assert [text for batch in normalised_batches(texts) for text in batch] == each
    assert normalise_all(each) == each


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("ＡＢＣ，１２３", "abc,123"),
        ("臺灣 後來", "台湾 后来"),
        ("保\u200b温\ufeff杯", "保温杯"),
        ("真好[允悲][doge]", "真好[允悲][doge]"),
        ("ﬁ ㎡ ① ß", "fi m2 1 ss"),
        ("等等……好～", "等等……好~"),
        ("café", "cafe"),
        ("", ""),
        ("😀👍🏻", "😀👍🏻"),
        ("a\x00b\ud800", "ab\ufffd"),
    ],
)
def test_it_writes_the_same_thing_in_one_form(text: str, form: str) -> None:
    assert normalise(text) == form


def test_it_crosses_batches_without_loss() -> None:
    texts = [f"第{number}条" for number in range(1300)]
    assert normalise_all(texts) == texts
