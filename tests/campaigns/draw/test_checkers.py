"""P8: three ways to repeat a draw agree: the engine, the program for everyone, and the command."""

import datetime as dt
import random
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from campaigns.beacon import round_at
from campaigns.draw import EntryLine, entry_id, header_for, verify, write_file
from weibo_ops.env import ROOT

PROGRAM = ROOT / "static" / "draw" / "check_draw.py"
KEY = bytes(32)
TYPED = ["0" * 64, "1 22 07"]


def a_file(path: Path, seed: int, count: int) -> Path:
    chance = random.Random(seed)
    rows = [
        EntryLine(entry_id(str(uid), KEY)[0], chance.choice([1, 1, 1, 7]), chance.choice(["valid", "valid", "suspect"]))
        for uid in chance.sample(range(10**9), count)
    ]
    lines = sorted(row.written for row in rows)
    tiers = tuple((tier, f"奖品{tier}", chance.randrange(1, 5)) for tier in range(1, chance.randrange(2, 4)))
    at = f"2026-12-01T20:00:{seed:02}+08:00"
    sources = (
        {"kind": "drand", "round": round_at(dt.datetime.fromisoformat(at)), "at": at},
        {"kind": "number", "name": "开奖号", "form": [1, 2, 2], "at": at},
    )
    header = header_for(
        lines, campaign="活动：名称", rules={"n": seed}, prizes=tiers, reserves=chance.randrange(6), sources=sources,
        due="2026-12-01T20:00:00+08:00",
    )  # fmt: skip
    write_file(path, header, lines)
    return path


def by_program(path: Path, *arguments: str) -> tuple[int, list[str]]:
    command = [sys.executable, "-I", str(PROGRAM), str(path), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, encoding="utf-8")
    return done.returncode, done.stdout.splitlines()


@pytest.mark.parametrize(("seed", "count"), [(1, 1), (2, 2), (3, 3), (4, 8), (5, 100), (6, 1000)])
def test_p8_engine_program_and_command_draw_the_same(tmp_path: Path, seed: int, count: int) -> None:
    path = a_file(tmp_path / "entries.txt", seed, count)
    typed = [f"{seed:064x}", f"{seed}, 22 / 07"]
    found = verify(path, typed)
    expected = [
        f"commitment  {found.header.commitment}",
        f"entries     {count}, as committed",
        f"seed        {found.seed}",
        *(f"{one.place:5}  {one.tier or 'reserve':<8}{one.id}" for one in found.picks),
    ]
    code, told = by_program(path, *typed)
    assert (code, [line for line in told if not line.startswith("value ")]) == (0, expected)
    out = StringIO()
    call_command("verify_draw", str(path), *typed, stdout=out)
    assert out.getvalue().splitlines() == expected


def test_p8_both_find_a_list_that_was_changed(tmp_path: Path) -> None:
    path = a_file(tmp_path / "entries.txt", 5, 100)
    text = path.read_text()
    path.write_text(text.replace("suspect", "valid", 1))
    assert by_program(path, *TYPED)[0] == 1
    with pytest.raises(CommandError, match="not those"):
        call_command("verify_draw", str(path), *TYPED)


def test_p8_an_entrant_finds_himself_with_his_own_salt(tmp_path: Path) -> None:
    name, salt = entry_id("1234567890", KEY)
    lines = sorted(row.written for row in (EntryLine(name, 1, "valid"), EntryLine(entry_id("2", KEY)[0], 1, "refused")))
    at = "2026-12-01T20:00:00+08:00"
    header = header_for(
        lines, campaign="a", rules={}, prizes=((1, "x", 1),), reserves=0, due=at,
        sources=({"kind": "number", "name": "开奖号", "form": [1], "at": at},),
    )  # fmt: skip
    write_file(tmp_path / "entries.txt", header, lines)
    told = by_program(tmp_path / "entries.txt", "1", "--salt", salt, "--uid", "1234567890")[1]
    assert f"you         {name} valid" in told
    assert told[-1].endswith("<- you")
    assert "you         NOT IN THE LIST" in by_program(tmp_path / "entries.txt", "--salt", salt, "--uid", "2")[1]


@pytest.mark.parametrize("typed", [["fe29"], ["fe29", "1 22 07"], ["0" * 64, "没有"], ["0" * 64, "1 22 7"]])
def test_p8_a_value_that_is_none_is_answered_with_a_sentence(tmp_path: Path, typed: list[str]) -> None:
    path = a_file(tmp_path / "entries.txt", 4, 8)
    with pytest.raises(CommandError, match="value"):
        call_command("verify_draw", str(path), *typed)
    assert by_program(path, *typed)[0] == 1


def test_p8_both_find_a_file_whose_end_was_cut_off(tmp_path: Path) -> None:
    path = a_file(tmp_path / "entries.txt", 5, 100)
    path.write_bytes(path.read_bytes()[:-1])
    assert by_program(path)[0] == 1
    with pytest.raises(CommandError, match="end"):
        call_command("verify_draw", str(path))
