"""kill -9: between every two steps of sending, and of every process of the installation."""

from collections.abc import Callable

from chaos.faults.registry import fault
from chaos.saboteur import POINTS
from chaos.stage import Stage


@fault("calm")
def calm(stage: Stage) -> None:
    """Nothing happens: what the others are measured against."""
    stage.wait_for_burst()
    stage.wait_out()


@fault("kill_between_steps")
def kill_between_steps(stage: Stage) -> None:
    """The sender is killed from inside at every step, until the wanted number of kills is reached."""
    saboteur = [
        "chaos.saboteur", "--journal", str(stage.journal), "--most", str(stage.plan.kills),
        "--chance", "0.04", "--seed", str(stage.seed), "--points", ",".join(POINTS),
    ]  # fmt: skip
    stage.installation.wrap("sender", saboteur)
    try:
        stage.wait_for_burst()
        stage.wait_out()
        stage.wait(10)  # what is late is sent under the same kills
    finally:
        stage.installation.wrap("sender", [])


@fault("kill_sender_children")
def kill_sender_children(stage: Stage) -> None:
    """Pool processes of the sender, at random moments."""
    _kills(stage, lambda: stage.kill_pool("sender"), every=(0.05, 0.6))


@fault("kill_sender")
def kill_sender(stage: Stage) -> None:
    """The sender itself; its children lose their parent in the middle of what they do."""
    _kills(stage, lambda: stage.kill("sender"), every=(4.0, 9.0))


@fault("kill_worker")
def kill_worker(stage: Stage) -> None:
    """The worker of all sweeps: it reads back what is unknown."""
    stage.fault("reset_after", count=max(3, stage.plan.posts // 50), skip=3)
    _kills(
        stage,
        lambda: stage.rng.choice([stage.kill_pool, stage.kill])(stage.rng.choice(["worker", "slow"])),
        every=(1.0, 5.0),
    )


@fault("kill_beat")
def kill_beat(stage: Stage) -> None:
    """Beat, which wakes everybody up."""
    _kills(stage, lambda: stage.kill("beat"), every=(1.0, 6.0))


@fault("kill_web")
def kill_web(stage: Stage) -> None:
    """The pages: nothing of sending hangs on them."""
    _kills(stage, lambda: stage.rng.choice([stage.kill_pool, stage.kill])("web"), every=(1.0, 5.0))


def _kills(stage: Stage, kill: Callable[[], None], *, every: tuple[float, float]) -> None:
    stage.wait_for_burst()
    while stage.busy:
        kill()
        stage.wait(stage.rng.uniform(*every))
