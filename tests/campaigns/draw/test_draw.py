"""P8: the draw's pure parts: the file, the tree, the seed, the picks."""

import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.draw import (
    BadFile,
    EntryLine,
    Header,
    Tree,
    check_sources,
    entry_id,
    header_for,
    pick,
    proof_holds,
    read_header,
    root_of,
    rows_of,
    seed_of,
    stream,
    value_of,
    verify,
    write_file,
)
from campaigns.draw.merkle import EMPTY, leaf_of
from campaigns.draw.seeding import below

PRIZES = ((1, "保温杯", 2), (2, "杯套", 3))
KEY = bytes(range(32))
DUE = "2026-11-30T20:00:00+08:00"
SOURCES = (
    {"kind": "drand", "chain": "52db", "round": 34412212, "at": DUE},
    {"kind": "number", "name": "开奖号", "form": [2, 2], "at": DUE},
)
HEX = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"
VALUES = [HEX, "03 11"]
verdicts = st.sampled_from(["valid", "valid", "refused", "suspect"])
people = st.dictionaries(st.integers(1, 10**10), st.tuples(st.integers(1, 5), verdicts), max_size=60)


def lines_of(drawn: dict[int, tuple[int, str]]) -> list[bytes]:
    rows = [EntryLine(entry_id(str(uid), KEY)[0], weight, verdict) for uid, (weight, verdict) in drawn.items()]
    return sorted(row.written for row in rows)


def header(lines: list[bytes], reserves: int = 4) -> Header:
    return header_for(
        lines, campaign="秋日保温杯", rules={"combine": "all"}, prizes=PRIZES, reserves=reserves,
        sources=SOURCES, due=DUE,
    )  # fmt: skip


def saved(path: Path, lines: list[bytes]) -> Path:
    write_file(path, header(lines), lines)
    return path


@given(drawn=people)
def test_p8_nobody_is_drawn_twice_and_only_valid_entries_are(drawn: dict[int, tuple[int, str]]) -> None:
    entries = list(rows_of(lines_of(drawn)))
    picks = pick(entries, prizes=PRIZES, reserves=4, seed=seed_of("00" * 32, SOURCES, VALUES))
    valid = {entry.id for entry in entries if entry.verdict == "valid"}
    assert len({one.id for one in picks}) == len(picks) == min(9, len(valid))
    assert {one.id for one in picks} <= valid
    assert [one.tier for one in picks] == [1, 1, 2, 2, 2, None, None, None, None][: len(picks)]
    assert all(entries[one.number].id == one.id for one in picks)


@given(drawn=people, order=st.randoms(use_true_random=False))
def test_p8_the_order_in_which_entries_came_changes_nothing(drawn: dict[int, tuple[int, str]], order: object) -> None:
    mixed = dict(order.sample(list(drawn.items()), len(drawn)))  # type: ignore[attr-defined]
    assert header(lines_of(mixed)).written == header(lines_of(drawn)).written


@given(drawn=people.filter(bool), where=st.integers(0, 10**6), bit=st.integers(0, 7))
def test_p8_a_changed_byte_is_found(
    tmp_path_factory: pytest.TempPathFactory, drawn: dict[int, tuple[int, str]], where: int, bit: int
) -> None:
    path = saved(tmp_path_factory.mktemp("draw") / "entries.txt", lines_of(drawn))
    told = verify(path).header.commitment
    data = bytearray(path.read_bytes())
    data[where % len(data)] ^= 1 << bit
    path.write_bytes(bytes(data))
    try:
        found = verify(path)
    except (BadFile, ValueError):
        return
    assert not found.is_whole or found.header.commitment != told


@given(st.lists(st.binary(max_size=8), max_size=40))
def test_p8_every_line_has_a_proof_and_no_other_line_has_it(lines: list[bytes]) -> None:
    tree = Tree.over(lines)
    assert tree.root == root_of(lines)
    for place, line in enumerate(lines):
        proof = tree.proof(place)
        assert proof_holds(line, proof, tree.root)
        assert not proof_holds(line + b"x", proof, tree.root)
        assert len(proof) <= max(len(lines) - 1, 0).bit_length()
    with pytest.raises(IndexError):
        tree.proof(len(lines))


def test_p8_the_tree_is_that_of_rfc_6962() -> None:

    def node(left: bytes, right: bytes) -> bytes:
        return hashlib.sha256(b"\x01" + left + right).digest()

    a, b, c = (leaf_of(text) for text in (b"a", b"b", b"c"))
    assert root_of([b"a", b"b", b"c"]) == node(node(a, b), c).hex()
    assert root_of([]) == EMPTY
    # a node cannot be passed off as a leaf
    assert root_of([b"a", b"b"]) != hashlib.sha256(b"\x00" + a + b).hexdigest()


def test_p8_the_test_vectors_of_the_documentation_hold() -> None:
    """docs/draw.md prints these; whoever writes the method again checks against them."""
    lines = lines_of(dict.fromkeys(range(1, 11), (1, "valid")))
    told = header(lines, reserves=2)
    assert entry_id("1", KEY)[1] == "ebc05db3ab794f48cd1c9f312fd83b19"
    assert told.root == "924b9868449db900baade28020c450c2398302447e0f7fb0971fa9e8a2bba160"
    assert told.commitment == "78f17c6ec1e528bcbb8048ef706cc2cb768f39a2cfcfd4ef474e3a9d1b3a2320"
    seed = seed_of(told.commitment, SOURCES, VALUES)
    assert seed.hex() == "f930bae2d86bd963a022fe618c2d424de692315242f11232b03189bee9047c2b"
    picks = pick(rows_of(lines), prizes=PRIZES, reserves=2, seed=seed)
    assert [one.number for one in picks] == [5, 7, 3, 6, 9, 8, 0]


@pytest.mark.parametrize(
    ("form", "typed", "value"),
    [
        ([2, 2, 2, 2, 2, 2, 2], "０３，08、11 19 27 30 + 12", "03 08 11 19 27 30 12"),
        ([4, 2], "3245.67", "3245 67"),
        ("drand", f" {HEX.upper()}\n", HEX),
    ],
)
def test_p8_a_value_reads_the_same_however_it_is_typed(form: list[int] | str, typed: str, value: str) -> None:
    source = {"kind": "drand"} if form == "drand" else {"kind": "number", "form": form}
    assert value_of(source, typed) == value


@pytest.mark.parametrize("typed", ["3,245.67", "3245.670", "03245.67", "收盘3245.67（11月30日）", "3245", "没有", ""])
def test_p8_there_is_one_way_to_write_a_number_and_so_no_choice(typed: str) -> None:
    with pytest.raises(ValueError, match="0000 00"):
        value_of({"kind": "number", "form": [4, 2]}, typed)


@pytest.mark.parametrize("typed", ["fe29", "g" * 64, HEX + "0"])
def test_p8_what_is_no_value_of_drand_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="64"):
        value_of({"kind": "drand"}, typed)


@pytest.mark.parametrize("values", [[], [HEX], [HEX, "03 11", "03 11"], ["03 11", HEX]])
def test_p8_only_the_values_that_were_named_count(values: list[str]) -> None:
    with pytest.raises(ValueError, match=r"public values|digits"):
        seed_of("00" * 32, SOURCES, values)


@pytest.mark.parametrize(
    "sources",
    [
        [],
        [{"kind": "drand", "round": 1000, "at": DUE}],
        [{"kind": "coin", "at": DUE}],
        [{"kind": "number", "form": [], "at": DUE}],
    ],
)
def test_p8_a_value_that_is_known_already_or_not_described_cannot_be_named(sources: list[dict[str, object]]) -> None:
    with pytest.raises(ValueError, match=r"value|round"):
        check_sources(sources)


def test_p8_every_value_and_every_byte_of_the_header_decides() -> None:
    plain = {"kind": "number", "form": [2, 2], "at": DUE}
    seeds = {
        seed_of(commitment, [plain] * len(values), values)
        for commitment in ("00" * 32, "01" + "00" * 31)
        for values in (["03 11"], ["03 11", "03 11"], ["03 12"], ["03 11", "03 12"], ["03 12", "03 11"])
    }
    assert len(seeds) == 10


def test_p8_the_numbers_are_fair() -> None:
    """Chi-squared over 7 and over 1,000 boxes: within what chance does in 999 of 1,000 cases."""
    for boxes, limit in ((7, 22.5), (1000, 1143.0)):
        fair, counts = stream(hashlib.sha256(bytes([boxes % 251])).digest()), [0] * boxes
        for _n in range(50 * boxes if boxes > 7 else 7000):
            counts[below(fair, boxes)] += 1
        mean = sum(counts) / boxes
        assert sum((count - mean) ** 2 / mean for count in counts) < limit


def test_p8_everybody_wins_equally_often_and_twice_the_weight_twice_as_often() -> None:
    entries = [EntryLine(f"{n:064x}", 2 if n == 0 else 1, "valid") for n in range(20)]
    wins = [0] * 20
    for draw in range(4000):
        seed = seed_of(f"{draw:064x}", [{"kind": "number", "form": [4]}], [f"{draw:04}"])
        wins[pick(entries, prizes=((1, "x", 1),), reserves=0, seed=seed)[0].number] += 1
    expected = [4000 * (2 if n == 0 else 1) / 21 for n in range(20)]
    assert sum((got - want) ** 2 / want for got, want in zip(wins, expected, strict=True)) < 43.8


def test_p8_below_throws_the_incomplete_round_away() -> None:
    assert below(iter([2**64 - 1, 5]), 3) == 2
    assert below(iter([2**64 - 1, 7]), 5) == 2
    assert below(iter([2**64 - 2]), 5) == 4


@pytest.mark.parametrize("text", [b"", b"weibo-ops-draw 2\n", b"weibo-ops-draw 1\ncampaign: 1\n" * 3, b"\xff" * 50])
def test_p8_a_file_of_something_else_is_refused(text: bytes) -> None:
    with pytest.raises(BadFile):
        read_header(io.BytesIO(text))


def test_p8_lines_out_of_order_or_doubled_are_refused() -> None:
    lines = lines_of(dict.fromkeys(range(1, 4), (1, "valid")))
    plain = lines[0]
    for wrong in (
        [lines[1], plain], [plain, plain], [plain + b" "], [plain.replace(b" 1 ", b" 01 ")],
        [plain.replace(b" 1 ", b" 101 ")],
    ):  # fmt: skip
        with pytest.raises(BadFile):
            header(wrong)


def test_p8_a_file_whose_end_was_cut_off_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "entries.txt", lines_of(dict.fromkeys(range(1, 4), (1, "valid"))))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(BadFile, match="end"):
        verify(path)


@pytest.mark.parametrize("numbers", [(2, -1), (-2, 1), (True, 1), ("2", 1), (10**9, 1)])
def test_p8_a_header_with_impossible_numbers_is_refused(numbers: tuple[int, int]) -> None:
    with pytest.raises((BadFile, ValueError, TypeError)):
        header_for(
            [], campaign="a", rules={}, prizes=((1, "x", numbers[0]),), reserves=numbers[1], sources=SOURCES, due=DUE
        )
