"""Invented files in the formats of the crawlers; binary ones are written here, text ones lie in ``samples``."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from monitoring.readers import Reading, Refusal, Row, read_file

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
NOW = dt.datetime(2026, 11, 22, 7, 0, tzinfo=dt.UTC)


def rows_of(reading: Reading) -> list[Row]:
    """Return the rows only."""
    return [item for item in reading if isinstance(item, Row)]


def refusals_of(items: list[Row | Refusal]) -> list[tuple[int, str]]:
    """Return (line, code) of the refusals."""
    return [(item.line, item.code) for item in items if isinstance(item, Refusal)]


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Reading]:
    """Read bytes as a file of a given name."""

    def read_bytes(data: bytes, name: str = "file.csv", **more: int) -> Reading:
        path = tmp_path / "upload"
        path.write_bytes(data)
        return read_file(path, now=NOW, name=name, **more)

    return read_bytes
