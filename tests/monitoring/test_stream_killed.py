"""M2: the reader of the push stream is a process: whenever it is killed, the next one loses and doubles nothing."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db.models import F

from monitoring.models import Mention, Source, SourceGap, SourceKind, Subscription
from tests.live_weibo import Live
from tests.monitoring.test_stream import say, stream
from tests.publishing.test_races import database_url
from tests.weibo.sandbox_process import ROOT

__all__ = ["stream"]
pytestmark = pytest.mark.django_db(transaction=True)
KILLS = int(os.environ.get("STREAM_KILLS", "4"))
PATIENCE = 40.0


@contextmanager
def reader(live: Live) -> Iterator["subprocess.Popen[bytes]"]:
    """`manage.py read_stream` as script/server runs it; SIGKILL ends it."""
    environment = {**os.environ, "DATABASE_URL": database_url(), "WEIBO_SANDBOX_URL": live.platform.base}
    command = [sys.executable, "manage.py", "read_stream"]
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=10)


def wait_for(what: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert process.poll() is None, "it ended by itself"
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.005)


def test_m2_a_reader_killed_at_random_while_the_stream_is_cut_loses_and_doubles_nothing(stream: Live) -> None:
    chance = random.Random(20261123)
    with reader(stream) as process:
        wait_for(Subscription.objects.exists, process)
    ids: list[str] = []
    for _kill in range(KILLS):
        before = Mention.objects.count()
        stream.fault("cut", call="commercial/push", count=2, ms=chance.randrange(50, 400))
        ids += say(stream, 30, len(ids))
        enough = before + chance.randrange(1, len(ids) - before)
        with reader(stream) as process:
            wait_for(lambda enough=enough: Mention.objects.count() >= enough, process)  # type: ignore[misc]
            time.sleep(chance.random() / 20)
    with reader(stream) as process:
        wait_for(lambda: Mention.objects.count() >= len(ids), process)
    assert sorted(Mention.objects.values_list("external_id", flat=True)) == sorted(ids)
    seen_twice = Mention.objects.exclude(last_seen_at=F("first_seen_at"))
    assert not seen_twice.exists(), "an event that was kept came again"
    assert Source.objects.get(kind=SourceKind.STREAM).since_id
    assert not SourceGap.objects.exists()
