"""Point 4: found is found, absent is only said when the page would surely show it. Generated timelines, no network."""

import datetime as dt
from dataclasses import dataclass, replace

from hypothesis import given
from hypothesis import strategies as st

from publishing.dispatch.timeline import SHOWN, Sought, find_sent, judge_page, proves_absence
from publishing.models import Finding
from weibo.text import id_floor_of_time
from weibo.types import Page, Status

CALLED = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
TEXT = "入秋第一杯热茶，从一只不烫手的杯子开始，你喝哪一款？ https://weibo-ops.example/p/1"
SHOWN_TEXT = "入秋第一杯热茶，从一只不烫手的杯子开始，你喝哪一款？ http://t.cn/A6xyz"
SOUGHT = Sought(TEXT, 0, CALLED)
SECOND, MINUTE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)
OLD = CALLED - 60 * MINUTE


def status(at: dt.datetime, text: str = "别的一条", **facts: object) -> Status:
    number = str(id_floor_of_time(at) + 7)
    return replace(Status(id=number, mid=number, text=text), **facts)  # type: ignore[arg-type]


def page(*items: Status, total: int = 99) -> Page[Status]:
    return Page(items=items, total=total)


def newest_first(*items: Status, total: int = 99) -> Page[Status]:
    return page(*sorted(items, key=lambda item: -int(item.id))[:SHOWN], total=total)


def older(count: int) -> list[Status]:
    return [status(OLD - n * MINUTE) for n in range(count)]


OURS = status(CALLED + SECOND, SHOWN_TEXT)


@dataclass(frozen=True)
class World:
    """What really stands on Weibo: posts of others' hands before and after, ours or not."""

    before: int
    after: int
    arrived: bool

    @property
    def shown(self) -> Page[Status]:
        later = [status(CALLED + (n + 1) * MINUTE, f"后来的第 {n} 条") for n in range(self.after)]
        everything = [*later, *([OURS] if self.arrived else []), *older(self.before)]
        return newest_first(*everything, total=len(everything))


worlds = st.builds(World, st.integers(0, 12), st.integers(0, 8), st.booleans())


@given(worlds)
def test_it_never_proves_the_absence_of_what_stands_there(world: World) -> None:
    seen = judge_page([SOUGHT], world.shown, taken=set())
    if world.arrived:
        assert seen.finding != Finding.ABSENT
        assert (seen.status == OURS) == (world.after < SHOWN)
    else:
        assert seen.finding in {Finding.ABSENT, Finding.HIDDEN}


@given(worlds)
def test_absence_is_proven_when_an_older_post_is_in_view(world: World) -> None:
    expected = world.before > 0 and world.after < SHOWN
    assert proves_absence(SOUGHT, replace_arrived(world).shown) is expected


def replace_arrived(world: World) -> World:
    return replace(world, arrived=False)


@given(worlds, st.integers(0, 5))
def test_a_pinned_old_post_proves_nothing(world: World, age: int) -> None:
    """It stands at the top however old it is, and takes the place of one that would be seen."""
    pinned = status(OLD - (100 + age) * MINUTE, "置顶")
    rest = [item for item in world.shown.items if item.id != pinned.id][: SHOWN - 1]
    seen = judge_page([SOUGHT], page(pinned, *rest), taken=set())
    if world.arrived:
        assert seen.finding != Finding.ABSENT


@given(worlds, st.permutations(range(SHOWN)))
def test_a_page_out_of_order_hides_nothing_that_stands_there(world: World, order: list[int]) -> None:
    items = world.shown.items
    mixed = page(*(items[place] for place in order if place < len(items)))
    seen = judge_page([SOUGHT], mixed, taken=set())
    if world.arrived:
        assert seen.finding != Finding.ABSENT


@given(worlds, st.integers(1, 3))
def test_what_cannot_be_read_proves_nothing(world: World, unreadable: int) -> None:
    assert not proves_absence(SOUGHT, replace(world.shown, unreadable=unreadable))


@given(worlds, st.data())
def test_a_post_that_was_left_out_is_not_called_absent(world: World, data: st.DataObject) -> None:
    """Moderated posts are left out of the page: it is shorter than what it should show."""
    items = world.shown.items
    if not items:
        return
    gone = data.draw(st.integers(0, len(items) - 1))
    shorter = page(*(item for place, item in enumerate(items) if place != gone), total=world.shown.total)
    assert not proves_absence(SOUGHT, shorter)


def test_an_empty_page_proves_nothing() -> None:
    assert not proves_absence(SOUGHT, page(total=0))


@given(st.integers(-179, 600))
def test_it_is_found_by_the_clock_in_its_id(seconds: int) -> None:
    ours = status(CALLED + seconds * SECOND, SHOWN_TEXT)
    assert find_sent(SOUGHT, [status(CALLED), ours, *older(2)], taken=set()) == ours


@given(st.one_of(st.integers(-5000, -182), st.integers(602, 5000)))
def test_the_same_words_at_another_time_are_a_doubt(seconds: int) -> None:
    """A clock that jumped must not make a duplicate: what looks like it is never called absent."""
    other = status(CALLED + seconds * SECOND, SHOWN_TEXT)
    shown = newest_first(other, *older(4))
    assert find_sent(SOUGHT, shown.items, taken=set()) is None
    assert judge_page([SOUGHT], shown, taken=set()).finding == Finding.DOUBTFUL


def test_a_deleted_post_of_the_same_time_is_a_doubt() -> None:
    gone = status(CALLED + SECOND, "", deleted=True)
    assert judge_page([SOUGHT], newest_first(gone, *older(4)), taken=set()).finding == Finding.DOUBTFUL
    long_ago = status(OLD + SECOND, "", deleted=True)
    assert judge_page([SOUGHT], newest_first(long_ago, *older(4)), taken=set()).finding == Finding.ABSENT


def test_anothers_publication_is_not_taken_and_is_a_doubt() -> None:
    seen = judge_page([SOUGHT], newest_first(OURS, *older(4)), taken={OURS.id})
    assert (seen.finding, seen.status) == (Finding.DOUBTFUL, None)
    assert "另一条排期" in seen.sentence


def test_another_number_of_pictures_is_a_doubt() -> None:
    with_picture = replace(OURS, pictures=("a",))
    assert judge_page([SOUGHT], newest_first(with_picture, *older(4)), taken=set()).finding == Finding.DOUBTFUL
    assert find_sent(replace(SOUGHT, pictures=1), [with_picture], taken=set()) == with_picture


def test_another_long_link_is_another_post() -> None:
    """A short link may be ours; a long one that is shown must be."""
    other = status(CALLED + SECOND, TEXT.replace("/p/1", "/p/2"))
    assert find_sent(SOUGHT, [other], taken=set()) is None
    same = status(CALLED + SECOND, TEXT)
    assert find_sent(SOUGHT, [same], taken=set()) == same


def test_a_repost_is_found_by_what_it_reposts() -> None:
    original = status(OLD, "首发")
    sought = replace(SOUGHT, repost_of=original.id)
    repost = replace(OURS, retweeted=original)
    assert find_sent(sought, [OURS, repost], taken=set()) == repost
    of_another = replace(OURS, retweeted=status(OLD - MINUTE, "别的首发"))
    assert judge_page([sought], newest_first(of_another, *older(4)), taken=set()).finding == Finding.DOUBTFUL


@given(st.integers(0, 300), st.integers(0, 300))
def test_of_two_lost_calls_with_the_same_words_the_nearer_one_takes_it(first: int, second: int) -> None:
    minted = CALLED + 310 * SECOND
    found = status(minted, SHOWN_TEXT)
    calls = [CALLED + first * SECOND, CALLED + second * SECOND]
    takers = [
        call
        for call, rival in (calls, calls[::-1])
        if find_sent(replace(SOUGHT, called_at=call, rivals=(rival,)), [found], taken=set())
    ]
    assert takers and set(takers) == {max(calls)}


def test_any_call_of_the_slot_may_be_the_one_that_arrived() -> None:
    second = replace(SOUGHT, called_at=CALLED + 20 * MINUTE)
    assert judge_page([SOUGHT, second], newest_first(OURS, *older(4)), taken=set()).call == 0
    later = status(second.called_at + SECOND, SHOWN_TEXT)
    assert judge_page([SOUGHT, second], newest_first(later, *older(4)), taken=set()).call == 1
