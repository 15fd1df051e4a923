"""The list of all faults."""

from collections.abc import Callable
from typing import Final

from chaos.stage import Fault

FAULTS: Final[dict[str, Fault]] = {}
"""All faults by name, in the order in which they are run."""
SHORT: Final[list[str]] = []
"""Those of the short form."""


def fault(name: str, *, short: bool = False) -> Callable[[Fault], Fault]:
    """Register a fault under the name that `--only` and the report use."""

    def register(run: Fault) -> Fault:
        FAULTS[name] = run
        if short:
            SHORT.append(name)
        return run

    return register
