"""I2: the catalogue says what each measure is; I3: small samples are known as such."""

import pytest

from accounts.models import AccountKind
from reports.measures import CATALOGUE, COUNTERS, PRESETS, Gathering, compute, is_small, node_of, preset_for

NUMBERS = dict.fromkeys(COUNTERS, 0.0) | {
    "posts": 10.0, "reposts": 30.0, "comments": 20.0, "likes": 50.0, "followers": 1100.0, "followers_growth": 100.0,
    "threads": 20.0, "answered": 15.0, "first_answer": 12.5, "judged": 40.0, "negative": 10.0, "missed": 2.0,
    "samples_due": 70.0, "samples_taken": 63.0,
}  # fmt: skip


@pytest.mark.parametrize("key", CATALOGUE)
def test_i2_each_measure_says_what_it_is(key: str) -> None:
    definition = CATALOGUE[key]
    assert all(map(str, (definition.name, definition.meaning, definition.source, definition.gathered)))
    assert bool(definition.formula) == (definition.gathering is Gathering.FORMULA)
    assert not definition.formula or node_of(definition.formula).names() <= set(CATALOGUE) - {key}
    assert definition.sample in {*CATALOGUE, ""}
    assert bool(definition.sample) == bool(definition.smallest)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("interactions", 100),
        ("per_post", 10),
        ("per_thousand", 100 / 1.1),
        ("discussion", 0.5),
        ("growth_rate", 0.1),
        ("answered_share", 0.75),
        ("first_answer", 12.5),
        ("negative_share", 0.25),
        ("on_time", 10 / 12),
        ("completeness", 0.9),
    ],
)
def test_i2_a_measure_comes_to(key: str, value: float) -> None:
    assert compute(CATALOGUE[key], NUMBERS) == pytest.approx(value)


@pytest.mark.parametrize("key", CATALOGUE)
def test_i2_nothing_known_gives_no_value_and_never_0(key: str) -> None:
    assert compute(CATALOGUE[key], {}) is None
    assert compute(CATALOGUE[key], dict.fromkeys(COUNTERS)) is None


@pytest.mark.parametrize("key", [key for key, one in CATALOGUE.items() if "/" in one.formula])
def test_i2_a_share_of_nothing_is_no_value(key: str) -> None:
    assert compute(CATALOGUE[key], dict.fromkeys(COUNTERS, 0.0)) is None


def test_i3_few_posts_are_a_small_sample() -> None:
    assert is_small(CATALOGUE["per_post"], NUMBERS | {"posts": 4.0})
    assert not is_small(CATALOGUE["per_post"], NUMBERS | {"posts": 5.0})
    assert is_small(CATALOGUE["first_answer"], {})
    assert not is_small(CATALOGUE["posts"], NUMBERS | {"posts": 0.0})


def test_i2_every_kind_has_a_set_of_measures_that_there_are() -> None:
    assert set(PRESETS) == set(AccountKind.values)
    for keys in PRESETS.values():
        assert set(keys) <= set(CATALOGUE)
        assert 3 <= len(keys) == len(set(keys))
    assert {"first_answer", "negative_share"} <= set(preset_for("customer_service"))
    assert {"reposts", "comments", "discussion"} <= set(preset_for("brand"))
    assert preset_for("made later")
