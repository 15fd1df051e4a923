"""All at once."""

import signal
from collections.abc import Callable

from chaos.faults.registry import fault
from chaos.faults.stores import redis_client, restart_postgres, restart_redis
from chaos.stage import Stage

KINDS = ("reset_before", "reset_after", "http_502", "http_502_after", "20032", "20016", "10023", "hang_after")


@fault("mixed")
def mixed(stage: Stage) -> None:
    """Whatever the dice say, several times a second; a freeze in the middle."""
    acts: list[Callable[[Stage], None]] = [
        *[_strike] * 6, *[_kill_child] * 5, *[_kill_process] * 2, _flush, _restart_redis, _restart_postgres,
    ]  # fmt: skip
    stage.wait_for_burst()
    frozen = False
    while stage.busy:
        stage.rng.choice(acts)(stage)
        stage.wait(stage.rng.uniform(0.1, 1.2))
        if not frozen and stage.rng.random() < 0.15:
            frozen = True
            stage.freeze(everything=False)


def _strike(stage: Stage) -> None:
    stage.fault(stage.rng.choice(KINDS), seconds=8, skip=stage.rng.randrange(3))


def _kill_child(stage: Stage) -> None:
    stage.kill_pool(stage.rng.choice(["sender", "sender", "worker", "slow"]))


def _kill_process(stage: Stage) -> None:
    stage.kill(stage.rng.choice(["sender", "worker", "slow", "beat", "web"]))


def _flush(stage: Stage) -> None:
    with redis_client() as client:
        client.flushall()


def _restart_redis(stage: Stage) -> None:
    restart_redis(stage, away=0.5)


def _restart_postgres(stage: Stage) -> None:
    restart_postgres(stage, stage.rng.choice([signal.SIGINT, signal.SIGKILL]), away=0.5)
