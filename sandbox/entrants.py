"""An audience that takes part in a campaign: reposts and comments with @, some late, some double, some machines.

Drawn from one seeded generator: the same seed on the same world makes the same people and acts. What each of them is
stands in the kind of the user (`entrant:late`), which no call of the platform shows.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from sandbox import actions, phrases
from sandbox.models import OWNER_LIFETIME, Comment, Post, Token, User
from sandbox.state import World

SORTS = {"fair": 70, "few": 10, "late": 5, "twice": 6, "pair": 2, "machine": 6, "silent": 1}
"""In a hundred: everything right; too few friends; after the end; several acts; two accounts of one person with the
same friends; machines with the same words; reposts without a word."""
WORDS = (
    "希望中奖", "冬天就缺一个保温杯", "支持一下", "转给朋友们看看", "这个颜色太好看了", "第一次参加",
    "等开奖", "家里的杯子该换了",
)  # fmt: skip
SPAM = ("转发赢好礼大家快来参加吧", "好运锦鲤保佑我一定要中奖")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the audience of one post should be. Times are seconds since 1970; what is late comes up to `until`."""

    count: int
    seed: int
    start: float
    end: float
    until: float
    friends: int = 10
    authorised: float = 0.6
    follows: float = 0.8


def gather(world: World, post: Post, wish: Wish) -> dict[str, int]:
    """Let them all act. Returns how many there are of each sort. The caller commits."""
    rng = random.Random(wish.seed)  # noqa: S311 a play, not a secret
    sorts = rng.choices(list(SORTS), list(SORTS.values()), k=wish.count)
    people = [_person(world, rng, number, sort, wish) for number, sort in enumerate(sorts, start=1)]
    names = [person.screen_name for person in people]
    half: list[str] = []  # the friends of a person whose second account has not come yet
    for person, sort in zip(people, sorts, strict=True):
        own = rng.sample(names, min(len(names), wish.friends + 1))
        friends = [name for name in own if name != person.screen_name][: wish.friends]
        if sort == "pair":
            friends, half = (half, []) if half else (friends, friends)
        _act(world, rng, post, person, sort, friends, wish)
        if rng.random() < wish.follows:
            world.follow(person.uid, post.uid, wish.start)
    return {sort: sorts.count(sort) for sort in SORTS}


def _person(world: World, rng: random.Random, number: int, sort: str, wish: Wish) -> User:
    machine = sort == "machine"
    name = f"用户{rng.randrange(10**9, 10**10)}" if machine else phrases.nickname(rng, 10_000 + number)
    followers = rng.randrange(3) if machine else int(rng.lognormvariate(4.2, 1.3)) + 5
    person = actions.add_person(world, name, kind=f"entrant:{sort}", followers_base=followers, statuses_base=9)
    if rng.random() < wish.authorised:
        for app in world.apps.values():
            if not app.commercial:
                value = f"2.00entrant{person.uid}{app.key[:8]}"
                world.save_token(Token(value, app.key, person.uid, wish.start, wish.start + OWNER_LIFETIME))
    return person


def _act(world: World, rng: random.Random, post: Post, person: User, sort: str, friends: list[str], wish: Wish) -> None:
    named = friends[: rng.randrange(1, max(2, wish.friends - 1))] if sort == "few" else friends
    text = "" if sort == "silent" else " ".join(f"@{name}" for name in named)
    words = rng.choice(SPAM) if sort == "machine" else f"{rng.choice(WORDS)}{rng.randrange(10_000)}"
    at = rng.uniform(wish.end + 60, wish.until) if sort == "late" else rng.uniform(wish.start, wish.end - 60)
    raw = "" if sort == "silent" else f"{words} {text}"
    actions.repost(world, actions.Draft(person.uid, raw, at=at), post)
    for _ in range(rng.randrange(1, 4) if sort == "twice" else 0):
        later = rng.uniform(at, wish.end - 30)
        actions.comment(world, actions.Remark(person.uid, post.id, f"{rng.choice(WORDS)}，再来一次", at=later))


def truth(world: World, post: Post) -> list[dict[str, Any]]:
    """Everybody who took part in this way, with what he is and all that he did, whoever may see it."""
    found: dict[int, dict[str, Any]] = {}
    acts: list[tuple[str, Post | Comment]] = [("repost", world.posts[id_]) for id_ in world.reposts_of[post.id]]
    acts += [("comment", world.comments[id_]) for id_ in world.comments_on[post.id]]
    for kind, item in acts:
        person = world.users[item.uid]
        if not person.kind.startswith("entrant:"):
            continue
        facts = {
            "uid": str(person.uid),
            "name": person.screen_name,
            "sort": person.kind.removeprefix("entrant:"),
            "followers": person.followers_base + len(world.followers[person.uid]),
            "follows": post.uid in world.following[person.uid],
            "acts": [],
        }
        row = found.setdefault(person.uid, facts)
        row["acts"].append({"kind": kind, "id": str(item.id), "text": item.text, "at": item.created_at})
    return list(found.values())
