"""C12: what differs between two texts is marked: changed words, moved clauses."""

from hypothesis import given, settings
from hypothesis import strategies as st

from content.lint.differing import Kind, differences

OURS = "杯垢用小苏打泡30分钟，再刷两圈就干净了。别用钢丝球。"


def told(ours: str, theirs: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    found = differences(ours, theirs)
    return tuple([(p.kind.value, p.text) for p in side if p.kind != Kind.SAME] for side in (found.ours, found.theirs))  # type: ignore[return-value]


def test_c12_a_changed_number_is_the_only_thing_marked() -> None:
    assert told(OURS, OURS.replace("30", "45")) == ([("changed", "30")], [("changed", "45")])


def test_c12_a_moved_sentence_is_told_as_moved() -> None:
    ours, theirs = told(OURS, "别用钢丝球！杯垢用小苏打泡30分钟，再刷两圈就干净了。")
    assert ours == [("moved", "别用钢丝球。")] and theirs == [("moved", "别用钢丝球！")]


def test_c12_what_was_added_is_marked_on_one_side() -> None:
    assert told(OURS, OURS[:-1] + "😀。") == ([], [("changed", "😀")])
    assert told(OURS, "完全是另一件事情而已")[1] == [("changed", "完全是另一件事情而已")]
    assert not differences(OURS, OURS).has_changed and not differences(OURS, OURS).has_moved


CLAUSES = st.lists(
    st.sampled_from(["杯垢，", "别用钢丝球。", "泡30分钟；", "😀", "好\n", "NO.1 新品！", "。"]), max_size=12
)
TEXTS = st.one_of(st.text(max_size=80), CLAUSES.map("".join))


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_c12_the_passages_are_the_texts(ours: str, theirs: str) -> None:
    found = differences(ours, theirs)
    assert "".join(p.text for p in found.ours) == ours
    assert "".join(p.text for p in found.theirs) == theirs
    mine, other = ("".join(p.text for p in side if p.kind == Kind.SAME) for side in (found.ours, found.theirs))
    assert len(mine) == len(other), "what is the same is the same on both sides"
    assert differences(ours, ours).has_changed is False
