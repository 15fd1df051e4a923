"""Control of an audience that takes part in a campaign."""

from __future__ import annotations

from sandbox import entrants
from sandbox.control.bodies import Body, Refused, integer, number, post_of
from sandbox.state import World

MOST = 50_000


def add_entrants(world: World, body: Body) -> Body:
    """`{"id": post, "count"?, "seed"?, "start"?, "end"?, "friends"?, "authorised"?, "follows"?}`: they all act at once.

    `start` and `end` are Unix seconds: by default from the post's time to now; without room after the end (it lies now
    or later) nobody is late. Returns how many of each sort.
    """
    post, now = post_of(world, body), world.now()
    start = number(body, "start", post.created_at)
    end = number(body, "end", now)
    wish = entrants.Wish(
        count=integer(body, "count", 10_000),
        seed=integer(body, "seed", 7),
        start=start,
        end=min(end, now),
        until=now,
        friends=integer(body, "friends", 10),
        authorised=number(body, "authorised", 0.6),
        follows=number(body, "follows", 0.8),
    )
    if not 0 < wish.count <= MOST:
        raise Refused(f"count must be between 1 and {MOST}")
    if wish.end - wish.start < 120:
        raise Refused("two minutes at least must lie between start and end, and start may not be in the future")
    if not 1 <= wish.friends <= 30:
        raise Refused("friends must be between 1 and 30")
    return {"sorts": entrants.gather(world, post, wish)}


def list_entrants(world: World, body: Body) -> Body:
    """`?id=post`: everybody who took part, with what he is and did: the truth, whatever an app may see."""
    return {"people": entrants.truth(world, post_of(world, body))}
