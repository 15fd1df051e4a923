"""Runs a command of the product and kills it with SIGKILL between two of its steps. The product knows nothing of it.

    python -m chaos.saboteur --journal FILE --chance 0.05 --most 40 --seed 7 [--points a,b] -- celery -A weibo_ops …

Every step of sending is wrapped where its name is looked up; when the dice say so, the process that is there ends at
once, as if the power had gone. Each kill is a line of the journal first: `point pid`. A name that the product no
longer has ends the command with an error, so that nobody believes in kills that never come.
"""

import argparse
import asyncio
import os
import random
import runpy
import signal
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Final

POINTS: Final = (
    "before_claim", "before_commit", "after_commit", "after_claim", "before_begin", "after_begin", "before_call",
    "call_under_way", "answered", "before_record", "after_record",
)  # fmt: skip
LONGEST_CALL: Final = 0.12
"""Seconds within which a call that left is killed: the sandbox stores after 0.05."""


class Saboteur:
    """Throws the dice at every step. `journal` is shared by all processes of a run."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.journal: Path = options.journal
        self.chance: float = options.chance
        self.most: int = options.most
        self.seed: int = options.seed
        self.points = frozenset(options.points.split(",")) if options.points else frozenset(POINTS)
        self._dice: tuple[int, random.Random] = (0, random.Random())

    def hit(self, point: str) -> bool:
        """Whether the process ends here. Each process has dice of its own, forked ones too."""
        if point not in self.points:
            return False
        if self._dice[0] != os.getpid():
            self._dice = (os.getpid(), random.Random(f"{self.seed}:{os.getpid()}"))
        return self._dice[1].random() < self.chance and self.kills() < self.most

    def kills(self) -> int:
        try:
            return len(self.journal.read_text(encoding="ascii").splitlines())
        except FileNotFoundError:
            return 0

    def kill(self, point: str) -> None:
        with self.journal.open("a", encoding="ascii") as journal:
            journal.write(f"{point} {os.getpid()}\n")
        os.kill(os.getpid(), signal.SIGKILL)

    def at(self, point: str) -> None:
        if self.hit(point):
            self.kill(point)

    def around(self, owner: Any, name: str, before: str, after: str) -> None:
        """Wrap `owner.name`: a chance to die before it begins and after it has returned."""
        original: Callable[..., Any] = getattr(owner, name)

        @wraps(original)
        def step(*args: Any, **kwargs: Any) -> Any:
            self.at(before)
            result = original(*args, **kwargs)
            self.at(after)
            return result

        setattr(owner, name, step)

    def around_call(self, owner: Any, name: str) -> None:
        """Wrap the one coroutine that talks to Weibo: before it, somewhere under way, after the answer."""
        original = getattr(owner, name)

        @wraps(original)
        async def step(client: Any, call: Any) -> Any:
            if not call.write:
                return await original(client, call)
            self.at("before_call")
            if self.hit("call_under_way"):
                delay = random.Random(os.urandom(8)).uniform(0, LONGEST_CALL)
                asyncio.get_running_loop().call_later(delay, self.kill, "call_under_way")
            try:
                return await original(client, call)
            finally:
                self.at("answered")

        setattr(owner, name, step)


def arm(saboteur: Saboteur) -> None:
    """Wrap the steps of sending. Raises AttributeError when the product has renamed one."""
    import django

    django.setup()
    from django.db.backends.base.base import BaseDatabaseWrapper

    from publishing import services
    from weibo.client import WeiboClient

    saboteur.around(services, "claim_due_slots", "before_claim", "after_claim")
    saboteur.around(services, "begin_calls", "before_begin", "after_begin")
    saboteur.around(services, "record_outcomes", "before_record", "after_record")
    saboteur.around(BaseDatabaseWrapper, "commit", "before_commit", "after_commit")
    saboteur.around_call(WeiboClient, "make")


def run(command: list[str]) -> None:
    """Become `python -m <command>`."""
    sys.argv = command
    runpy.run_module(command[0], run_name="__main__", alter_sys=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m chaos.saboteur")
    parser.add_argument("--journal", type=Path, required=True)
    parser.add_argument("--chance", type=float, default=0.05)
    parser.add_argument("--most", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--points", default="")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    import weibo_ops  # noqa: F401 - puts calendar/ on the path

    arm(Saboteur(options))
    run(options.command)


if __name__ == "__main__":
    main()
