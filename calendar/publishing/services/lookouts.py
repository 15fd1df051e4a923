"""Many changes of one moment wake one look ahead. Losing a mark costs a doubled look or lateness, nothing else."""

from typing import Final

from django.core.cache import cache

WAIT: Final = 60
"""Seconds after which a wake-up that nobody heard no longer keeps others back."""


def first_alarm(account_id: int | None = None) -> bool:
    """Whether nobody has been woken for this yet: for an account, or for whatever has changed."""
    return bool(cache.add(_key(account_id), 1, WAIT))


def alarm_heard(account_id: int | None = None) -> None:
    """The look begins now: what changes from here on wakes the next one."""
    cache.delete(_key(account_id))


def _key(account_id: int | None) -> str:
    return f"look-ahead:{account_id or 'changed'}"
