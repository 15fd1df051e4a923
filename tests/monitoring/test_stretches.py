"""M2: arithmetic of stretches, against the same done minute by minute."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from monitoring.watch.stretches import both, in_all, minus, union, within

spans = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda pair: (min(pair), max(pair))), max_size=6)


def minutes(found: list[tuple[int, int]]) -> set[int]:
    return {minute for start, end in found for minute in range(start, end)}


@given(spans, spans, spans)
def test_m2_it_equals_the_naive_way(
    one: list[tuple[int, int]], two: list[tuple[int, int]], three: list[tuple[int, int]]
) -> None:
    assert minutes(union(one)) == minutes(one)
    assert minutes(minus(one, two)) == minutes(one) - minutes(two)
    assert minutes(both(one, two)) == minutes(one) & minutes(two)
    assert minutes(in_all([one, two, three])) == minutes(one) & minutes(two) & minutes(three)
    assert minutes(within(one, 5, 20)) == minutes(one) & set(range(5, 20))
    merged = union(one)
    assert all(start < end for start, end in merged)
    assert all(before[1] < after[0] for before, after in itertools.pairwise(merged))
