"""What Weibo and the network between answer: nothing, half, errors, limits, dead tokens."""

from typing import Any

from chaos.faults.registry import fault
from chaos.stage import Stage


def _strikes(stage: Stage, *kinds: dict[str, Any]) -> None:
    """Lay each kind in wait for a random one of the next calls, again and again while posts are due."""
    stage.wait_for_burst()
    while stage.busy:
        for how in kinds:
            stage.fault(**{"count": 1, "skip": stage.rng.randrange(4), **how})
        stage.wait(stage.rng.uniform(0.2, 0.8) if len(kinds) == 1 else stage.rng.uniform(0.5, 1.5))


@fault("reset_before_storing")
def reset_before(stage: Stage) -> None:
    """The connection is cut, nothing is stored."""
    _strikes(stage, {"kind": "reset_before"})


@fault("reset_after_storing")
def reset_after(stage: Stage) -> None:
    """The connection is cut, the post stands."""
    _strikes(stage, {"kind": "reset_after"})


@fault("hang_before_storing")
def hang_before(stage: Stage) -> None:
    """No answer until the time-out, nothing is stored."""
    _strikes(stage, {"kind": "hang_before", "seconds": 30})


@fault("hang_after_storing")
def hang_after(stage: Stage) -> None:
    """No answer until the time-out, the post stands."""
    _strikes(stage, {"kind": "hang_after", "seconds": 30})


@fault("bad_gateway")
def bad_gateway(stage: Stage) -> None:
    """502, with the post stored and without."""
    _strikes(stage, {"kind": "http_502"}, {"kind": "http_502_after"})


@fault("stored_slowly")
def stored_slowly(stage: Stage) -> None:
    """20032: stored, visible only after a while; and answered well, visible later."""
    _strikes(stage, {"kind": "20032", "seconds": 25}, {"kind": "delayed", "seconds": 25})


@fault("refused")
def refused(stage: Stage) -> None:
    """20016 and 20031: too fast, a code is asked for."""
    _strikes(stage, {"kind": "20016"}, {"kind": "20031"})


@fault("limited")
def limited(stage: Stage) -> None:
    """10022, 10023, 10024: the budgets of address, person and call are used up."""
    _strikes(stage, {"kind": "10023"}, {"kind": "10024"}, {"kind": "10022"})


@fault("tokens_revoked")
def tokens_revoked(stage: Stage) -> None:
    """Half-way, a third of the accounts take their grant back, some expire."""
    stage.wait_for_burst()
    stage.wait(stage.plan.span * 0.4)
    chosen = stage.rng.sample(stage.company.accounts, len(stage.company.accounts) // 3)
    for account in chosen:
        stage.sandbox.call(stage.rng.choice(["tokens/revoke", "tokens/expire"]), uid=account.uid)
    stage.notes["tokens_ended"] = len(chosen)
    stage.wait_out()


@fault("lost_answers")
def lost_answers(stage: Stage) -> None:
    """Answers that never come back although the post stands: everything has to be found by reading back."""
    _strikes(stage, {"kind": "reset_after"}, {"kind": "http_502_after"}, {"kind": "20032", "seconds": 4})
