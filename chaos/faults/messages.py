"""Celery's messages: doubled, reordered, held back; two beats."""

from chaos.faults.registry import fault
from chaos.faults.stores import BROKER, redis_client
from chaos.stage import Stage

QUEUES = ("send", "default")
WAKE_UPS = (("publishing.dispatch_due", "send"), ("publishing.reap", "default"), ("publishing.reconcile", "default"))


@fault("messages_doubled")
def messages_doubled(stage: Stage) -> None:
    """Every waiting message is doubled, the order shuffled, and old ones come back; wake-ups come in swarms."""
    kept: list[bytes | str] = []
    stage.wait_for_burst()
    while stage.busy:
        with redis_client(BROKER) as client:
            for queue in QUEUES:
                waiting = client.lrange(queue, 0, -1)
                kept = [*kept, *waiting][-200:]
                swarm = [*waiting, *waiting, *stage.rng.sample(kept, min(4, len(kept)))]
                stage.rng.shuffle(swarm)
                with client.pipeline() as pipe:
                    pipe.delete(queue)
                    if swarm:
                        pipe.rpush(queue, *swarm[:60])
                    pipe.execute()
        _wake(stage)
        stage.notes["rounds"] = stage.notes.get("rounds", 0) + 1
        stage.wait(stage.rng.uniform(0.2, 1.0))


def _wake(stage: Stage) -> None:
    """Wake-ups that nobody asked for."""
    from weibo_ops.celery import app

    for task, queue in WAKE_UPS:
        for _ in range(stage.rng.randrange(3)):
            app.send_task(task, queue=queue)


@fault("two_beats")
def two_beats(stage: Stage) -> None:
    """A second beat with a timetable of its own."""
    folder = str(stage.installation.data)
    stage.installation.add("beat2", "beat", instead={f"{folder}/beat": f"{folder}/beat2"})
    try:
        stage.wait_for_burst()
        stage.wait_out()
    finally:
        stage.installation.remove("beat2")
