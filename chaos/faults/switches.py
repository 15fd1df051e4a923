"""The freeze switch, thrown in the middle of a burst."""

from chaos.faults.registry import fault
from chaos.stage import Stage


@fault("frozen")
def frozen(stage: Stage) -> None:
    """Accounts one by one, then everything; thawed after a moment, what it held stays held."""
    stage.wait_for_burst()
    for _ in range(3):
        stage.wait(stage.rng.uniform(0.2, stage.plan.span / 6))
        stage.freeze(everything=False)
    stage.wait(stage.plan.span * stage.rng.uniform(0.1, 0.3))
    everything = stage.freeze(everything=True)
    stage.wait(min(5.0, stage.plan.span / 4))
    stage.people.thaw(everything)
    stage.wait_out()
