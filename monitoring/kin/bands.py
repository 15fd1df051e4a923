"""The keys by which near-identical texts find each other, read and written a batch at a time in PostgreSQL's own bytes.

A batch of 5,000 texts asks for 25,000 keys and brings as many. As rows of Python values these cost more than all else
that is done with a text; as binary COPY they are one array of numpy on both ways.
"""

import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, cast

import numpy as np
from django.db import connection
from numpy.typing import NDArray
from psycopg2.extensions import cursor as RawCursor

_ROW: Final = np.dtype(
    [
        ("columns", ">i2"),
        ("band_size", ">i4"),
        ("band", ">i8"),
        ("group_size", ">i4"),
        ("group", ">i8"),
        ("print_size", ">i4"),
        ("print", "u1", (32,)),
        ("day_size", ">i4"),
        ("day", ">i4"),
    ]
)
"""A row as binary COPY has it: how many columns, then the size of each before its bytes."""
_HEAD: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TAIL: Final = b"\xff\xff"
_FIRST_DAY: Final = dt.date(2000, 1, 1)
_NAMES: Final = "band, group_id, print, day"
_READ: Final = "COPY (SELECT {names} FROM monitoring_kinband WHERE band = ANY('{bands}'::bigint[]) ORDER BY band) TO STDOUT (FORMAT binary)"  # noqa: E501  names and numbers only
_WRITE: Final = f"COPY monitoring_kinband ({_NAMES}) FROM STDIN (FORMAT binary)"
_DROP: Final = "DELETE FROM monitoring_kinband WHERE band = ANY(%s::bigint[])"
_TOUCH: Final = "UPDATE monitoring_kinband SET day = %s WHERE band = ANY(%s::bigint[])"


@dataclass(frozen=True, slots=True)
class Bands:
    """Keys in ascending order with their group, the packed print of its first text (32 bytes) and the last day."""

    band: NDArray[np.int64]
    group: NDArray[np.int64]
    print: NDArray[np.uint8]
    day: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.band)

    def where(self, kept: NDArray[np.bool_]) -> "Bands":
        """Those of which the flag is set."""
        return Bands(self.band[kept], self.group[kept], self.print[kept], self.day[kept])


def day_number(day: dt.date) -> int:
    """A day as PostgreSQL counts it."""
    return (day - _FIRST_DAY).days


def find_bands(bands: NDArray[np.int64]) -> Bands:
    """What stands under these keys."""
    statement = _READ.format(names=_NAMES, bands=as_array(np.unique(bands).tolist()))
    buffer = io.BytesIO()
    _copy(statement, buffer)
    rows = np.frombuffer(buffer.getbuffer()[len(_HEAD) : -len(_TAIL)], _ROW)
    return Bands(
        rows["band"].astype(np.int64), rows["group"].astype(np.int64), rows["print"], rows["day"].astype(np.int32)
    )


def keep_bands(new: Bands, *, instead: NDArray[np.int64]) -> None:
    """Write keys that stand nowhere yet; those of `instead` are dropped before. Call it in line."""
    if instead.size:
        _execute(_DROP, [as_array(instead.tolist())])
    if len(new):
        rows = np.empty(len(new), _ROW)
        rows["columns"], rows["band_size"], rows["group_size"] = 4, 8, 8
        rows["print_size"], rows["day_size"] = 32, 4
        rows["band"], rows["group"], rows["print"], rows["day"] = new.band, new.group, new.print, new.day
        _copy(_WRITE, io.BytesIO(_HEAD + rows.tobytes() + _TAIL))


def touch_bands(bands: NDArray[np.int64], day: dt.date) -> None:
    """Keys of texts that were met again live on."""
    if bands.size:
        _execute(_TOUCH, [day, as_array(bands.tolist())])


def as_array(values: Iterable[int]) -> str:
    """A PostgreSQL array as text: psycopg takes ten times as long over a list."""
    return "{" + ",".join(map(str, values)) + "}"


def _copy(statement: str, buffer: io.BytesIO) -> None:
    with connection.cursor() as cursor:
        cast(RawCursor, cursor.cursor).copy_expert(statement, buffer)


def _execute(statement: str, params: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
