"""The cache on Redis, for pages that must be answered while Redis is away: then nothing is known, nothing is kept.

Sessions lie in PostgreSQL as well, counts are read again, so a page without Redis is slower, not wrong.
"""

import time
from collections.abc import Callable
from typing import Any, Final, TypeVar

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import TimeoutError as RedisSilent

log = structlog.get_logger(__name__)
T = TypeVar("T")
PAUSE: Final = 5.0
"""Seconds without another attempt, so that a page with ten reads does not wait ten times."""


class Cache(RedisCache):
    """Reads miss and writes are dropped while Redis does not answer."""

    away_until = 0.0

    def _try(self, call: Callable[[], T], otherwise: T) -> T:
        if time.monotonic() < Cache.away_until:
            return otherwise
        try:
            return call()
        except (RedisAway, RedisSilent) as error:
            Cache.away_until = time.monotonic() + PAUSE
            log.warning("cache_away", error=type(error).__name__)
            return otherwise

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._try(lambda: super(Cache, self).get(key, default, version), default)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        return self._try(lambda: super(Cache, self).get_many(keys, version), {})

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        self._try(lambda: super(Cache, self).set(key, value, *args, **kwargs), None)

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> list[Any]:
        return self._try(lambda: super(Cache, self).set_many(data, *args, **kwargs), list(data))

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        return self._try(lambda: super(Cache, self).add(key, value, *args, **kwargs), True)

    def delete(self, key: Any, version: int | None = None) -> bool:
        return self._try(lambda: super(Cache, self).delete(key, version), False)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Raises ValueError for a key that is not there, as every cache does."""
        found = self._try(lambda: super(Cache, self).incr(key, delta, version), -1)
        if found == -1 and time.monotonic() < Cache.away_until:
            raise ValueError(f"Key '{key}' not found")
        return found
