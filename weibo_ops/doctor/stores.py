"""Short-tempered ways to Redis and PostgreSQL: an answer within two seconds, or an error."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, Final

import psycopg2
import redis
from django.conf import settings
from django.db import connection
from redis.backoff import NoBackoff
from redis.retry import Retry

from weibo_ops.env import redis_number

SECONDS: Final = 2
BROKER: Final = 1
"""The queue lies in the database after the cache's."""


@contextmanager
def redis_client(number: int = 0) -> Iterator[redis.Redis]:
    """Redis, database `number` above ours. Raises `RedisError` when it does not answer."""
    client = redis.Redis.from_url(
        redis_number(settings.REDIS_URL, number),
        socket_timeout=SECONDS,
        socket_connect_timeout=SECONDS,
        decode_responses=True,
        retry=Retry(NoBackoff(), 0),
    )
    with closing(client):
        yield client


@contextmanager
def postgres() -> Iterator[Any]:
    """A cursor of a connection of its own. Raises `psycopg2.Error` when PostgreSQL does not answer."""
    given = {**connection.get_connection_params(), "connect_timeout": SECONDS}
    given.pop("cursor_factory", None)
    options = f"{given.pop('options', '')} -c statement_timeout={SECONDS * 1000}".strip()
    with closing(psycopg2.connect(**given, options=options)) as link, link.cursor() as cursor:
        yield cursor
