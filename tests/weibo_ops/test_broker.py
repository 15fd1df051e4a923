"""The broker carries wake-ups only: when it is silent, nobody waits for it."""

import socket
from pathlib import Path

import pytest
from kombu.exceptions import OperationalError

from weibo_ops.celery import app


@pytest.mark.timeout(20, func_only=True)
def test_it_gives_a_wake_up_up_when_redis_takes_connections_and_answers_nothing(tmp_path: Path) -> None:
    path = tmp_path / "r.sock"
    with socket.socket(socket.AF_UNIX) as frozen:
        frozen.bind(str(path))
        frozen.listen(8)
        with app.connection_for_write(f"redis+socket://{path}") as silent, pytest.raises(OperationalError):
            app.send_task("publishing.look_at_changed", connection=silent, expires=600)
