"""M2: crawler files, broken in every way that hypothesis thinks of: refused rows with a reason, never an exception."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitoring.readers import REASONS, Refusal, read_file
from tests.monitoring.conftest import SHARED

NOW = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
SAMPLES = sorted(path for path in (Path(__file__).parents[1] / "samples").iterdir() if path.is_file())
KINDS = {".csv", ".json", ".jsonl", ".xlsx", ".db", ".sqlite", ".sqlite3"}
PIECES = [b"\x00", b'"', b",", b"\n", b"\r\n", b"{", b"}]", b"\xff\xfe", b"\\ud800", b"1e400", b"[" * 2000, b"null"]
Change = Callable[[bytes], bytes]


def shared_files() -> list[Path]:
    if not SHARED.exists():
        return []
    return sorted(path for path in SHARED.rglob("*") if path.suffix.lower() in KINDS and path.stat().st_size < 2**20)


@st.composite
def broken(draw: st.DrawFn, content: bytes) -> bytes:
    """Some bytes of a file swapped, cut out, doubled, or replaced by what parsers dislike."""
    for _change in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, max(0, len(content) - 1)))
        length = draw(st.integers(0, 400))
        middle = draw(
            st.one_of(
                st.sampled_from(PIECES),
                st.binary(max_size=30),
                st.text(max_size=20).map(lambda text: text.encode("utf-8", "replace")),
                st.just(content[start : start + length] * 2),
                st.just(b""),
            )
        )
        content = content[:start] + middle + content[start + length :]
    return content


def read_through(path: Path, name: str) -> None:
    """Every item is a row that a mention can be made of, or a refusal with a reason; what is counted adds up."""
    reading = read_file(path, now=NOW, name=name)
    items = list(reading)
    for item in items:
        if isinstance(item, Refusal):
            assert item.code in REASONS and item.line >= 0
        else:
            assert item.external_id.isdigit() and "\x00" not in item.text
            assert item.published_at is None or item.published_at.tzinfo is not None
    assert reading.counts["rows"] + reading.counts["refused"] == len(items)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_m2_a_broken_sample_is_refused_row_by_row(sample: Path, tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / sample.name
    path.write_bytes(data.draw(broken(sample.read_bytes())))
    read_through(path, sample.name)


@pytest.mark.skipif(not shared_files(), reason="the collection of real crawler files is not here")
@pytest.mark.parametrize("source", shared_files(), ids=lambda path: path.name)
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_m2_a_broken_real_file_is_refused_row_by_row(source: Path, tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / source.name
    path.write_bytes(data.draw(broken(source.read_bytes()[:65536])))
    read_through(path, source.name)
