"""Working out what comes next in a thread, while the database is busy with what came before."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from queue import Full, Queue
from threading import Event, Thread
from typing import Final, TypeVar

Item = TypeVar("Item")
DEPTH: Final = 2
"""Items that wait at most; with the one being made and the one in use, four are in memory."""
_MOMENT: Final = 0.1


class _Over:
    """The last thing in the queue: nothing more comes, or this went wrong."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


@contextmanager
def read_ahead(items: Generator[Item]) -> Iterator[Iterator[Item]]:
    """The same items in the same order, made by a thread of its own that must not touch the database.

    What the generator raises is raised in the block. However the block ends, the generator is then closed, in its
    thread, and the thread is over.
    """
    waiting: Queue[Item | _Over] = Queue(DEPTH)
    stopped = Event()
    thread = Thread(target=_work, args=(items, waiting, stopped), name="read-ahead", daemon=True)
    thread.start()
    try:
        yield _handed_out(waiting)
    finally:
        stopped.set()
        thread.join()


def _work(items: Generator[Item], waiting: "Queue[Item | _Over]", stopped: Event) -> None:
    over = _Over(None)
    try:
        for item in items:
            if not _put(waiting, item, stopped):
                return
    except BaseException as error:
        over = _Over(error)
    finally:
        items.close()
    _put(waiting, over, stopped)


def _put(waiting: "Queue[Item | _Over]", item: Item | _Over, stopped: Event) -> bool:
    """Wait for room; False when nobody wants any more."""
    while not stopped.is_set():
        try:
            waiting.put(item, timeout=_MOMENT)
        except Full:
            continue
        return True
    return False


def _handed_out(waiting: "Queue[Item | _Over]") -> Iterator[Item]:
    while True:
        item = waiting.get()
        if not isinstance(item, _Over):
            yield item
        elif item.error is not None:
            raise item.error
        else:
            return
