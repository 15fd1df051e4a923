"""The list of all faults."""

from collections.abc import Callable
from typing import Final

from chaos.stage import Fault

FAULTS: Final[dict[str, Fault]] = {}
"""All faults by name."""


def fault(name: str) -> Callable[[Fault], Fault]:
    """Register a fault under the name that `--only` and the report use."""

    def register(run: Fault) -> Fault:
        FAULTS[name] = run
        return run

    return register
