"""The one way in: opens a file, tells its format by content, and streams what it holds."""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Self

from monitoring.readers.building import build
from monitoring.readers.csv_files import csv_batches
from monitoring.readers.json_files import json_batches
from monitoring.readers.lines import encoding_of
from monitoring.readers.rows import Record, Refusal, Row, refusal
from monitoring.readers.sources import Batch, origin_of
from monitoring.readers.sqlite_files import sqlite_batches
from monitoring.readers.values import as_id, as_text, id_of_bid
from monitoring.readers.xlsx_files import xlsx_batches

_HEAD = 1024 * 1024
_SQLITE = b"SQLite format 3\x00"
_ZIP = b"PK\x03\x04"
_PACKED = (b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ")
_PROBE_RECORDS = 60
_ENOUGH_IDS = 12  # so many ids that all end in 0 are no chance: a spreadsheet kept 15 digits of them
_SEEN_LIMIT = 2_000_000  # ids remembered to notice repeats; about 140 MB at most


class Reading(Iterator[Row | Refusal]):
    """The rows and refusals of one file as a stream.

    ``progress`` of ``size`` bytes are consumed; ``records`` is the checkpoint to pass as ``resume_after`` later (all
    that the records up to it gave was handed out). ``counts``: ``rows``, ``repeated``, ``refused``, ``refused:CODE``.
    """

    def __init__(self, path: Path, *, now: dt.datetime, name: str, resume_after: int) -> None:
        self.size = 0
        self.records = resume_after
        self.counts: Counter[str] = Counter()
        self._position = 0
        self._now = now
        self._seen: set[int] = set()
        self._ids_rounded = False
        self._file: BinaryIO | None = None
        self._stream = self._read(path, name or path.name, resume_after)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Row | Refusal:
        return next(self._stream)

    @property
    def progress(self) -> int:
        """Bytes consumed so far, at most ``size``."""
        if self._file is not None and not self._file.closed:
            self._position = max(self._position, self._file.tell())
        return min(self._position, self.size)

    def close(self) -> None:
        """Stop early and close the file."""
        self._stream.close()

    def _read(self, path: Path, name: str, resume_after: int) -> Generator[Row | Refusal]:
        try:
            with path.open("rb") as self._file:
                self.size = path.stat().st_size
                yield from self._judged(self._batches(path, self._file, name), resume_after)
        except OSError as error:
            yield self._counted(refusal(0, "not_readable", error.strerror or ""))
        self._position = self.size

    def _judged(self, batches: Iterator[Batch], resume_after: int) -> Iterator[Row | Refusal]:
        first = list(itertools.islice(batches, _PROBE_RECORDS))
        if strange := _all_unknown(first):
            yield self._counted(strange)
            return
        self._ids_rounded = _all_rounded(first)
        for number, batch in enumerate(itertools.chain(first, batches), start=1):
            if number <= resume_after:
                continue
            for item in batch:
                yield self._counted(item if isinstance(item, Refusal) else self._built(item))
            self.records = number

    def _built(self, record: Record) -> Row | Refusal:
        result = build(record, now=self._now, ids_rounded=self._ids_rounded)
        if isinstance(result, Refusal):
            return result
        number = int(result.external_id)
        if number in self._seen:
            return replace(result, repeated=True)
        if len(self._seen) < _SEEN_LIMIT:
            self._seen.add(number)
        return result

    def _counted(self, item: Row | Refusal) -> Row | Refusal:
        if isinstance(item, Refusal):
            self.counts["refused"] += 1
            self.counts[f"refused:{item.code}"] += 1
        else:
            self.counts["rows"] += 1
            self.counts["repeated"] += item.repeated
        return item

    def _batches(self, path: Path, file: BinaryIO, name: str) -> Iterator[Batch]:
        head = file.read(_HEAD)
        file.seek(0)
        origin = origin_of(name)
        if head.startswith(_SQLITE):
            return sqlite_batches(path, self._told)
        if head.startswith(_ZIP):
            return xlsx_batches(file, origin)
        if head.startswith(_PACKED):
            return iter([(refusal(0, "compressed"),)])
        encoding = encoding_of(head)
        start = head.decode(encoding, "replace").lstrip("\ufeff\x00 \t\r\n")[:1]
        if start in {"{", "["}:
            return json_batches(file, encoding, origin)
        return csv_batches(file, encoding, origin)

    def _told(self, share: float) -> None:
        self._position = int(share * self.size)


def read_file(path: Path | str, *, now: dt.datetime, name: str = "", resume_after: int = 0) -> Reading:
    """Stream the rows and refusals of a crawler's file; never raises on what the file holds.

    ``now`` (aware) judges relative dates and dates in the future. ``name`` is the name under which the file was
    uploaded (weibo-crawler tells the author by it). ``resume_after`` is ``Reading.records`` of an interrupted reading:
    repeats of ids from before it are not noticed again, so the caller stores by id.
    """
    if now.tzinfo is None:
        raise ValueError("an aware time is needed")
    return Reading(Path(path), now=now, name=name, resume_after=resume_after)


def _all_rounded(batches: list[Batch]) -> bool:
    """Tell whether every id at the beginning of the file ends in 0 although no base62 code confirms it."""
    records = [item for batch in batches for item in batch if isinstance(item, Record)]
    ids = {as_id(record.fields.get("id"))[0] for record in records if not id_of_bid(as_text(record.fields.get("bid")))}
    long = {found for found in ids if len(found) >= 16}
    return len(long) >= _ENOUGH_IDS and all(found.endswith("0") for found in long)


def _all_unknown(batches: list[Batch]) -> Refusal | None:
    """Return one refusal for a file of which nothing at all is recognised, instead of one for every line."""
    items = [item for batch in batches for item in batch]
    if items and all(isinstance(item, Refusal) and item.code == "unknown_format" for item in items):
        first = items[0]
        return first if isinstance(first, Refusal) else None
    return None
