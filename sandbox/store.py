"""SQLite below the in-memory state: changes are collected and committed in groups by one writer thread.

Whoever changed something awaits `commit()` before answering; what was answered is therefore in the write-ahead log and
survives `kill -9`. Groups keep the price of a commit constant while thousands of calls a second come in.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path
from typing import Any

KINDS = (
    "app", "user", "token", "code", "post", "comment", "follow", "link", "fault", "setting", "counter", "message",
    "subscription", "event",
)  # fmt: skip
GROUP_SECONDS = 0.003
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _names(record: Any) -> tuple[str, ...]:
    cls = type(record)
    if cls not in _FIELDS:
        _FIELDS[cls] = tuple(field.name for field in fields(cls))
    return _FIELDS[cls]


_FIELDS: dict[type, tuple[str, ...]] = {}


def encode(record: Any) -> str:
    if hasattr(record, "__dataclass_fields__"):
        record = {name: getattr(record, name) for name in _names(record)}
    return ENCODER.encode(record)


class Store:
    """One SQLite file; a table of (key, body) per kind of record, and the pictures as blobs."""

    def __init__(self, path: Path, *, fresh: bool = False) -> None:
        if fresh:
            for suffix in ("", "-wal", "-shm"):
                Path(f"{path}{suffix}").unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, timeout=2, check_same_thread=False, isolation_level=None)
        # One process owns the file: a second sandbox on the same data must fail, not mint the same ids.
        self._db.execute("PRAGMA locking_mode=EXCLUSIVE")
        self._db.execute("PRAGMA journal_mode=WAL")
        # NORMAL: a commit is in the system's hands, so killing this process cannot undo it.
        self._db.execute("PRAGMA synchronous=NORMAL")
        for kind in KINDS:
            self._db.execute(f"CREATE TABLE IF NOT EXISTS {kind} (key TEXT PRIMARY KEY, body TEXT NOT NULL)")
        self._db.execute("BEGIN EXCLUSIVE")
        self._db.execute("COMMIT")
        self._db.execute("CREATE TABLE IF NOT EXISTS picture (key TEXT PRIMARY KEY, mime TEXT, body BLOB NOT NULL)")
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="sandbox-store")
        self._dirty: dict[tuple[str, str], Any] = {}
        self._pictures: list[tuple[str, str, bytes]] = []
        self._wipe = False
        self._waiter: asyncio.Future[None] | None = None
        self._flusher: asyncio.Task[None] | None = None

    def load(self, kind: str) -> list[tuple[str, Any]]:
        rows = self._db.execute(f"SELECT key, body FROM {kind} ORDER BY rowid").fetchall()  # noqa: S608 fixed names
        return [(key, json.loads(body)) for key, body in rows]

    def put(self, kind: str, key: str | int, record: Any) -> None:
        """Remember to write this record; it is encoded when its group is written."""
        self._dirty[(kind, str(key))] = record

    def drop(self, kind: str, key: str | int) -> None:
        self._dirty[(kind, str(key))] = None

    def put_picture(self, key: str, mime: str, body: bytes) -> None:
        self._pictures.append((key, mime, body))

    def wipe(self) -> None:
        """Forget everything with the next commit; records put after this call are kept."""
        self._dirty.clear()
        self._pictures.clear()
        self._wipe = True

    async def picture(self, key: str) -> tuple[str, bytes] | None:
        loop = asyncio.get_running_loop()
        row = await loop.run_in_executor(self._pool, self._picture, key)
        return None if row is None else (row[0], row[1])

    def _picture(self, key: str) -> tuple[str, bytes] | None:
        row: tuple[str, bytes] | None = self._db.execute(
            "SELECT mime, body FROM picture WHERE key = ?", (key,)
        ).fetchone()
        return row

    async def commit(self) -> None:
        """Return when everything put so far is in the file. Raises what SQLite raised when it could not be written."""
        if not (self._dirty or self._pictures or self._wipe) and self._flusher is None:
            return
        if self._waiter is None:
            self._waiter = asyncio.get_running_loop().create_future()
        if self._flusher is None:
            self._flusher = asyncio.create_task(self._flush_all())
        await asyncio.shield(self._waiter)

    async def _flush_all(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._waiter is not None:
                await asyncio.sleep(GROUP_SECONDS)
                waiter, self._waiter = self._waiter, None
                dirty, pictures, wipe = self._dirty, self._pictures, self._wipe
                self._dirty, self._pictures, self._wipe = {}, [], False
                rows = [(kind, key, None if rec is None else encode(rec)) for (kind, key), rec in dirty.items()]
                try:
                    await loop.run_in_executor(self._pool, self._write, wipe, rows, pictures)
                except sqlite3.Error as error:
                    # Nothing of this group is on disk: keep it for the next try, newer changes win.
                    self._dirty = {**dirty, **self._dirty}
                    self._pictures, self._wipe = pictures + self._pictures, wipe or self._wipe
                    waiter.set_exception(error)
                else:
                    waiter.set_result(None)
        finally:
            self._flusher = None

    def _write(
        self, wipe: bool, rows: list[tuple[str, str, str | None]], pictures: list[tuple[str, str, bytes]]
    ) -> None:
        by_kind: dict[str, list[tuple[str, str]]] = {}
        self._db.execute("BEGIN IMMEDIATE")
        try:
            if wipe:
                for kind in (*KINDS, "picture"):
                    self._db.execute(f"DELETE FROM {kind}")  # noqa: S608 fixed names
            for kind, key, body in rows:
                if body is None:
                    self._db.execute(f"DELETE FROM {kind} WHERE key = ?", (key,))  # noqa: S608 fixed names
                else:
                    by_kind.setdefault(kind, []).append((key, body))
            for kind, pairs in by_kind.items():
                self._db.executemany(
                    f"INSERT INTO {kind} VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET body = excluded.body",  # noqa: S608
                    pairs,
                )
            self._db.executemany("INSERT OR REPLACE INTO picture VALUES (?, ?, ?)", pictures)
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    async def close(self) -> None:
        await self.commit()
        self._pool.shutdown(wait=True)
        self._db.close()
