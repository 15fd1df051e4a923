"""M2: a file is read by a thread while the database takes in the batch before."""

from collections.abc import Generator
from threading import active_count, current_thread

import pytest

from monitoring.collect.ahead import DEPTH, read_ahead


class Numbers:
    """Counts upwards; remembers how far, in which thread, and that it was closed."""

    def __init__(self, last: int, error: type[BaseException] | None = None) -> None:
        self.last, self.error = last, error
        self.made, self.closed_by = 0, ""

    def items(self) -> Generator[int]:
        try:
            for number in range(self.last):
                self.made += 1
                yield number
            if self.error is not None:
                raise self.error
        finally:
            self.closed_by = current_thread().name


def test_it_hands_out_all_in_order_from_a_thread_of_its_own() -> None:
    before, numbers = active_count(), Numbers(50)
    with read_ahead(numbers.items()) as items:
        assert list(items) == list(range(50))
    assert numbers.closed_by == "read-ahead"
    assert active_count() == before


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_it_raises_what_the_reader_raised_after_what_came_before(error: type[BaseException]) -> None:
    got = list[int]()
    with pytest.raises(error), read_ahead(Numbers(3, error).items()) as items:
        for item in items:
            got += [item]
    assert got == [0, 1, 2]


def test_it_stops_reading_when_whoever_uses_it_fails() -> None:
    before, numbers = active_count(), Numbers(10**9)
    with pytest.raises(RuntimeError, match="database"), read_ahead(numbers.items()) as items:
        assert next(items) == 0
        raise RuntimeError("database")
    assert numbers.made <= DEPTH + 2
    assert (numbers.closed_by, active_count()) == ("read-ahead", before)
