"""Rotation of the keys under which tokens and other secrets lie: seal everything anew with the first key.

Restartable: a row that the first key opens is left alone, so a run that was killed goes on where it stopped.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from accounts.secrets import SEALED, SealedColumn, fingerprint

BATCH: Final = 200


@dataclass
class Rotated:
    """What a run did with the values of one column."""

    column: SealedColumn
    resealed: int = 0
    already: int = 0
    unreadable: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class KeyUse:
    """How many sealed values each key opens, by fingerprint in the order of FERNET_KEYS; and how many none does."""

    by_key: dict[str, int]
    unreadable: int = 0

    @property
    def by_old_keys(self) -> int:
        """Values that need a key other than the first."""
        return sum(list(self.by_key.values())[1:])


def _rows(column: SealedColumn) -> "models.QuerySet[Any]":
    rows: models.QuerySet[Any] = apps.get_model(column.model)._default_manager.order_by("pk")
    if column.json_key:
        return rows.filter(**{f"{column.field}__has_key": column.json_key})
    return rows.exclude(**{f"{column.field}__isnull": True})


def _value(row: models.Model, column: SealedColumn) -> bytes:
    """The sealed bytes of a row; empty when it holds none."""
    found = getattr(row, column.field)
    if column.json_key:
        found = found.get(column.json_key)
    return found.encode() if isinstance(found, str) else bytes(found or b"")


def _put(row: models.Model, column: SealedColumn, value: bytes) -> None:
    """In the shape in which it was found."""
    old = getattr(row, column.field)
    if column.json_key:
        setattr(row, column.field, {**old, column.json_key: value.decode()})
    else:
        setattr(row, column.field, value.decode() if isinstance(old, str) else value)


def reseal_all(*, on_batch: Callable[[SealedColumn, int], None] | None = None) -> Iterator[Rotated]:
    """Reseal every column, in batches with a transaction each; yields the result of one column after the other.

    `on_batch` hears how many rows of a column have been looked at.
    """
    for column in SEALED:
        result, last, seen = Rotated(column), 0, 0
        while True:
            last, count = _reseal_batch(column, after=last, result=result)
            if not count:
                break
            seen += count
            if on_batch is not None:
                on_batch(column, seen)
        yield result


@transaction.atomic
def _reseal_batch(column: SealedColumn, *, after: int, result: Rotated) -> tuple[int, int]:
    """Reseal the next rows under lock. Returns the key of the last one and how many there were."""
    first = Fernet(settings.FERNET_KEYS[0])
    every = MultiFernet([Fernet(key) for key in settings.FERNET_KEYS])
    rows = list(_rows(column).filter(pk__gt=after).select_for_update(of=("self",))[:BATCH])
    for row in rows:
        value = _value(row, column)
        if not value:
            continue
        if _opens(first, value):
            result.already += 1
            continue
        try:
            plain = every.decrypt(value)
        except InvalidToken:
            result.unreadable.append(int(row.pk))
            continue
        _put(row, column, first.encrypt(plain))
        row.save(update_fields=[column.field])
        result.resealed += 1
    return (int(rows[-1].pk), len(rows)) if rows else (after, 0)


def keys_in_use() -> KeyUse:
    """Which keys the stored secrets need. Reads every sealed value."""
    boxes = {fingerprint(key): Fernet(key) for key in settings.FERNET_KEYS}
    by_key, unreadable = dict.fromkeys(boxes, 0), 0
    for column in SEALED:
        for row in _rows(column).only("pk", column.field).iterator(chunk_size=1000):
            value = _value(row, column)
            if not value:
                continue
            opener = next((name for name, box in boxes.items() if _opens(box, value)), None)
            if opener is None:
                unreadable += 1
            else:
                by_key[opener] += 1
    return KeyUse(by_key, unreadable)


def _opens(box: Fernet, value: bytes) -> bool:
    try:
        box.decrypt(value)
    except InvalidToken:
        return False
    return True
