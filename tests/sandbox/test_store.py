"""The store below the emulator: groups, failures, pictures."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from sandbox.models import Fault
from sandbox.store import Store


def test_it_commits_a_group_and_answers_everybody_in_it(tmp_path: Path) -> None:
    async def play() -> list[tuple[str, Any]]:
        store = Store(tmp_path / "s.sqlite")

        async def write(number: int) -> None:
            store.put("fault", number, Fault(number, "latency"))
            await store.commit()

        await asyncio.gather(*(write(number) for number in range(50)))
        store.drop("fault", 7)
        await store.close()
        again = Store(tmp_path / "s.sqlite")
        rows = again.load("fault")
        await again.close()
        return rows

    rows = asyncio.run(play())
    assert len(rows) == 49 and {"7"}.isdisjoint(key for key, _ in rows)
    assert Fault(**rows[0][1]).kind == "latency"


def test_it_keeps_what_could_not_be_written_for_the_next_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def play() -> list[tuple[str, Any]]:
        store = Store(tmp_path / "s.sqlite")
        write = store._write

        def fail(*_: Any) -> None:
            raise sqlite3.OperationalError("database or disk is full")

        monkeypatch.setattr(store, "_write", fail)
        store.put("link", "a", "old")
        with pytest.raises(sqlite3.OperationalError):
            await store.commit()
        monkeypatch.setattr(store, "_write", write)
        store.put("link", "b", "new")
        await store.commit()
        found = store.load("link")
        await store.close()
        return found

    assert dict(asyncio.run(play())) == {"a": "old", "b": "new"}


def test_it_stores_pictures_and_wipes_everything(tmp_path: Path) -> None:
    async def play() -> None:
        store = Store(tmp_path / "s.sqlite")
        store.put_picture("p", "image/png", b"x")
        store.put("link", "a", "b")
        await store.commit()
        assert await store.picture("p") == ("image/png", b"x")
        store.wipe()
        store.put("link", "c", "d")
        await store.commit()
        assert await store.picture("p") is None
        assert store.load("link") == [("c", "d")]
        await store.close()

    asyncio.run(play())
