"""Redis: gone, forgetful, full, too old; and clocks that differ."""

import json
import time

import pytest
import redis
from django.utils import timezone
from pytest_django import Settings

from core.heartbeats import beat
from tests.sandbox.conftest import Sandbox
from tests.weibo_ops.doctor.breaking import breaks, look, mark
from weibo_ops.doctor import Mark
from weibo_ops.doctor.checks import clocks, redis_server
from weibo_ops.doctor.stores import redis_client
from weibo_ops.embedded.redis_server import RedisServer


def told(*words: str) -> None:
    with redis_client() as client:
        client.execute_command(*words)  # type: ignore[no-untyped-call]


def test_an_embedded_redis_is_fine(own_redis: RedisServer) -> None:
    keys = ("redis.answers", "redis.policy", "redis.persistence", "redis.memory", "processes.queues", "clock.redis")
    assert {key: mark(key) for key in keys} == dict.fromkeys(keys, Mark.OK)


@breaks("redis.answers")
def test_it_notices_that_redis_is_gone(own_redis: RedisServer) -> None:
    own_redis.stop()
    started = time.monotonic()
    assert mark("redis.answers") == Mark.BROKEN
    assert mark("redis.policy") == mark("processes.queues") == mark("clock.redis") == Mark.UNKNOWN
    assert "先按 Redis" in look("redis.memory").mend
    assert time.monotonic() - started < 3


def test_it_notices_that_redis_is_too_old(own_redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_server, "OLDEST", (99,))
    assert mark("redis.answers") == Mark.BROKEN
    assert redis_server.version_of("7.2.4-rc1") == (7, 2, 41)
    assert redis_server.version_of("6.x") == (6,)


@breaks("redis.policy")
def test_it_notices_a_policy_that_drops_messages(own_redis: RedisServer) -> None:
    told("CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
    found = look("redis.policy")
    assert found.mark == Mark.BROKEN
    assert "allkeys-lru" in found.sentence
    assert found.command == "redis-cli CONFIG SET maxmemory-policy noeviction"
    told(*found.command.split()[1:])
    assert mark("redis.policy") == Mark.OK


@breaks("redis.persistence")
def test_it_notices_a_redis_that_forgets(own_redis: RedisServer) -> None:
    told("CONFIG", "SET", "appendonly", "no")
    found = look("redis.persistence")
    assert found.mark == Mark.WARNING
    told(*found.command.split()[1:])
    assert mark("redis.persistence") == Mark.OK


@breaks("redis.memory")
def test_it_notices_a_redis_that_is_filling(own_redis: RedisServer) -> None:
    with redis_client() as client:
        used = int(client.info("memory")["used_memory"])
        client.config_set("maxmemory", int(used * 1.25))
        assert mark("redis.memory") == Mark.WARNING
        client.config_set("maxmemory", int(used * 1.01))
        assert mark("redis.memory") == Mark.BROKEN


@breaks("processes.queues")
def test_it_notices_a_queue_that_nobody_works_on(own_redis: RedisServer) -> None:
    with redis_client(1) as client:
        message = {"headers": {"sent_at": time.time() - 900}, "body": ""}
        client.lpush("send", json.dumps(message))
        client.lpush("send", json.dumps({"headers": {"sent_at": time.time()}}))
        found = look("processes.queues")
        assert found.mark == Mark.WARNING
        assert "发送（send）：2 件，最久的等了 900 秒" in found.sentence
        client.rpush("slow", json.dumps({"headers": {"sent_at": time.time() - 3 * 3600}}))
        assert mark("processes.queues") == Mark.BROKEN
        client.delete("send", "slow")
        client.lpush("default", *["not json"] * 300)
        found = look("processes.queues")
        assert found.mark == Mark.WARNING
        assert "日常（default）：300 件" in found.sentence


@breaks("clock.redis", "clock.database")
@pytest.mark.django_db
@pytest.mark.parametrize(("ahead", "state"), [(-2.5, Mark.WARNING), (40.0, Mark.BROKEN), (0.4, Mark.OK)])
def test_it_notices_a_clock_that_is_wrong(
    own_redis: RedisServer, monkeypatch: pytest.MonkeyPatch, ahead: float, state: Mark
) -> None:
    """Our own clock is the one that is set off: against both it differs the other way."""
    monkeypatch.setattr(clocks, "here", lambda: time.time() - ahead)
    assert mark("clock.redis") == mark("clock.database") == state
    if state == Mark.BROKEN:
        assert "快 40.0 秒" in look("clock.redis").sentence


@breaks("clock.processes")
@pytest.mark.parametrize(("ahead", "state"), [(0.2, Mark.OK), (-3.0, Mark.WARNING), (90.0, Mark.BROKEN)])
@pytest.mark.django_db
def test_it_notices_a_process_with_a_wrong_clock(ahead: float, state: Mark) -> None:
    assert mark("clock.processes") == Mark.UNKNOWN
    beat("worker:send@one", at=timezone.now(), ahead=0.0)
    beat("worker:work@two", at=timezone.now(), ahead=ahead)
    found = look("clock.processes")
    assert found.mark == state
    assert (state == Mark.OK) != ("work@two" in found.sentence)


@breaks("clock.weibo")
def test_it_compares_with_the_date_of_weibos_answers(
    sandbox: Sandbox, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert mark("clock.weibo") == Mark.OK
    monkeypatch.setattr(clocks, "here", lambda: time.time() + 90)
    assert mark("clock.weibo") == Mark.BROKEN
    assert "慢" in look("clock.weibo").sentence
    settings.WEIBO_SANDBOX_URL = "http://127.0.0.1:9"
    assert mark("clock.weibo") == Mark.UNKNOWN


@breaks("weibo.reach")
def test_it_notices_that_weibo_is_away(sandbox: Sandbox, settings: Settings) -> None:
    assert mark("weibo.reach") == Mark.OK
    sandbox.control("faults", kind="http_502", call="emotions", count=1)
    assert "HTTP 502" in look("weibo.reach").sentence
    settings.WEIBO_SANDBOX_URL = "http://127.0.0.1:9"
    assert mark("weibo.reach") == Mark.BROKEN


@breaks("clock.zone")
def test_it_notices_a_wrong_zone(settings: Settings) -> None:
    assert mark("clock.zone") == Mark.OK
    settings.TIME_ZONE = "UTC"
    assert mark("clock.zone") == Mark.BROKEN


def test_a_message_that_says_nothing_has_no_age(own_redis: RedisServer) -> None:
    from weibo_ops.doctor.checks.processes import oldest_message

    with redis_client(1) as client:
        client.lpush("slow", json.dumps({"headers": {}}))
        assert oldest_message(client, "slow") is None
        assert oldest_message(client, "nothing") is None
        assert isinstance(client, redis.Redis)
