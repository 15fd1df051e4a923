"""A simulated audience: people who like, repost, comment, follow, ask and complain, at a speed that can be set.

Everything is drawn from one seeded generator: the same seed on the same world says the same things in the same order.
"""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from sandbox import actions, phrases
from sandbox.fans_service import Service
from sandbox.models import LIFETIME, OWNER_LIFETIME, Comment, Post, Token, User
from sandbox.state import World

CROWD = 90
TICK_SECONDS = 1.0
ACTS_A_MINUTE = 12.0  # at speed 1, at a busy hour
FRESH_SECONDS = 6 * 3600.0
POOL = 150
HOURS = (3, 2, 2, 2, 2, 3, 5, 8, 9, 9, 9, 10, 10, 9, 8, 8, 8, 8, 9, 10, 10, 10, 8, 5)  # tenths, China's time
AUDIENCE: web.AppKey[Audience] = web.AppKey("audience")
MOODS = {"question": 26, "complaint": 20, "praise": 26, "suggestion": 10, "noise": 18}


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody just did, for the log of the control panel and for tests."""

    kind: str
    who: str
    text: str = ""


class Audience:
    """The crowd and its generator."""

    def __init__(self, world: World, service: Service) -> None:
        self.world = world
        self.service = service
        self.reseed()
        world.listeners.append(self.hear)

    def hear(self, type_: str, event: str, id_: int, other: int) -> None:
        """A world that begins anew has a play that begins anew."""
        if (type_, event) == ("world", "reset"):
            self.reseed()

    def reseed(self) -> None:
        self.debt = 0.0
        self.rng = random.Random(self.world.settings["audience_seed"])  # noqa: S311 a play, not a secret
        self.deeds: list[tuple[Callable[[], Act | None], int]] = [
            (self.like, 34),
            (self.comment, 22),
            (self.repost, 10),
            (self.mention, 9),
            (self.talk, 8),
            (self.live, 5),
            (self.compete, 3),
            (self.follow, 6),
            (self.answer, 5),
            (self.write, 2),
        ]

    # ---- the loop

    async def run(self) -> None:
        """Act for ever, a tick a second; every tick is one commit."""
        while True:
            await asyncio.sleep(TICK_SECONDS)
            if self.step(self.due()):
                await self.world.commit()

    def due(self) -> int:
        """How many acts this tick owes: the speed, bent by the hour of the day in China."""
        speed = float(self.world.settings["audience_speed"])
        hour = int((self.world.now() + 8 * 3600) // 3600 % 24)
        self.debt += speed * ACTS_A_MINUTE / 60 * TICK_SECONDS * HOURS[hour] / 10
        acts = int(self.debt)
        self.debt -= acts
        return min(acts, 500)

    def step(self, acts: int) -> list[Act]:
        """Do so many acts now. The caller commits."""
        if acts:
            self.gather_crowd()
        done: list[Act] = []
        deeds, weights = [deed for deed, _ in self.deeds], [weight for _, weight in self.deeds]
        for _ in range(acts):
            act = self.rng.choices(deeds, weights)[0]()
            if act is not None:
                done.append(act)
        return done

    def gather_crowd(self) -> None:
        """The crowd exists from the first act on; most of its people have authorised each ordinary app."""
        world = self.world
        crowd = [user for user in world.users.values() if user.kind == "audience"]
        for number in range(len(crowd), CROWD):
            facts = {"gender": self.rng.choice("mfn"), "location": self.rng.choice(phrases.PHRASES["fill.city"])}
            person = actions.add_person(
                world,
                phrases.nickname(self.rng, number + 1),
                kind="audience",
                followers_base=int(self.rng.lognormvariate(4.2, 1.3)),
                friends_base=self.rng.randrange(20, 600),
                statuses_base=self.rng.randrange(5, 3000),
                **facts,
            )
            if number % 3:
                self.join_apps(person)

    def join_apps(self, person: User) -> None:
        now = self.world.now()
        for app in self.world.apps.values():
            if not app.commercial:
                value = f"2.00crowd{person.uid}{app.key[:8]}"
                lifetime = OWNER_LIFETIME if app.level == "normal" else LIFETIME["test"]
                self.world.save_token(Token(value, app.key, person.uid, now, now + lifetime))

    # ---- whom and what

    def person(self) -> User:
        people = [user for user in self.world.users.values() if user.kind in ("audience", "person")]
        return self.rng.choice(people)

    def company(self) -> User:
        """One of the accounts the company runs, the big ones more often."""
        found = [user for user in self.world.users.values() if user.kind == "company"]
        return self.rng.choices(found, [math.sqrt(user.followers_base + 100) for user in found])[0]

    def target(self) -> Post | None:
        """A recent post of the company or of an app; fresh ones, and ones that happen to be popular, draw more."""
        world, now = self.world, self.world.now()
        pool: list[Post] = []
        for id_ in reversed(world.timeline[-5000:]):
            post = world.posts[id_]
            ours = post.app_key or world.users[post.uid].kind == "company"
            if ours and post.fate(now) == "live" and not post.visible:
                pool.append(post)
            if len(pool) == POOL:
                break
        if not pool:
            return None
        weights = [charm(post) * (math.exp((post.created_at - now) / FRESH_SECONDS) + 0.03) for post in pool]
        return self.rng.choices(pool, weights)[0]

    def mood(self) -> str:
        return self.rng.choices(list(MOODS), list(MOODS.values()))[0]

    def say(self, section: str, **fixed: str) -> str:
        return phrases.say(self.rng, section, **fixed)

    def pictures(self, most: int) -> list[str]:
        count = self.rng.choices((0, 1, 2, 3, 4, 6, 9), (60, 16, 6, 8, 3, 4, 3))[0]
        return [f"crowd{self.rng.randrange(10**9)}p{index}" for index in range(min(count, most))]

    # ---- what people do

    def like(self) -> Act | None:
        post = self.target()
        if post is None:
            return None
        times = max(1, int(self.rng.paretovariate(1.4) * charm(post)))
        actions.like(self.world, post, min(times, 60))
        return Act("like", self.world.users[post.uid].screen_name, str(times))

    def comment(self) -> Act | None:
        post, who = self.target(), self.person()
        if post is None:
            return None
        text = self.say(f"comment.{self.mood()}")
        actions.comment(self.world, actions.Remark(who.uid, post.id, text))
        return Act("comment", who.screen_name, text)

    def repost(self) -> Act | None:
        post, who = self.target(), self.person()
        if post is None:
            return None
        text = self.say("repost")
        actions.repost(self.world, actions.Draft(who.uid, text), post)
        return Act("repost", who.screen_name, text)

    def _post(self, kind: str, who: User, text: str, pictures: int = 9) -> Act:
        actions.publish(self.world, actions.Draft(who.uid, text, pics=self.pictures(pictures)))
        return Act(kind, who.screen_name, text)

    def mention(self) -> Act:
        mood = self.rng.choices(("question", "complaint", "praise", "suggestion"), (32, 34, 22, 12))[0]
        text = self.say(f"mention.{mood}", name=self.company().screen_name)
        return self._post("mention", self.person(), text)

    def talk(self) -> Act:
        return self._post("talk", self.person(), self.say("talk"))

    def live(self) -> Act:
        return self._post("live", self.person(), self.say("live"))

    def compete(self) -> Act | None:
        rivals = [user for user in self.world.users.values() if user.kind == "rival"]
        if not rivals:
            return None
        who = self.rng.choice(rivals)
        return self._post("compete", who, self.say("compete", rival=who.screen_name[:2]))

    def follow(self) -> Act:
        who, target = self.person(), self.company()
        if target.uid in self.world.following[who.uid]:
            if self.rng.random() < 0.3:
                self.world.unfollow(who.uid, target.uid)
                return Act("unfollow", who.screen_name, target.screen_name)
        else:
            self.world.follow(who.uid, target.uid, self.world.now())
        return Act("follow", who.screen_name, target.screen_name)

    def answer(self) -> Act | None:
        """Somebody answers the company's reply."""
        world = self.world
        replies: list[Comment] = []
        for id_ in list(world.comments)[-400:]:
            item = world.comments[id_]
            parent = world.comments.get(item.reply_to)
            if parent is not None and world.users[item.uid].kind == "company" and item.uid != parent.uid:
                replies.append(item)
        if not replies:
            return None
        item = self.rng.choice(replies[-20:])
        if item.fate(world.now()) != "live" or world.posts[item.post_id].fate(world.now()) != "live":
            return None
        asker = world.users[world.comments[item.reply_to].uid]
        text = self.say("answer")
        actions.comment(world, actions.Remark(asker.uid, item.post_id, text, reply_to=item.id))
        return Act("answer", asker.screen_name, text)

    def write(self) -> Act | None:
        """A private message to an account that has an app for messages."""
        found = [user for user in self.world.users.values() if user.fans_app]
        if not found:
            return None
        who, target = self.person(), self.rng.choice(found)
        text = self.say("letter")
        self.service.send(who.uid, target.uid, "text", text, {})
        return Act("write", who.screen_name, text)


def charm(post: Post) -> float:
    """How much a post draws people, fixed by who says what (an id is a clock, and no play repeats by the clock): most
    draw little, a few a lot."""
    luck = random.Random(f"{post.uid} {post.raw}").random()  # noqa: S311 a play, not a secret
    return 0.3 + 0.4 / (1.02 - luck) + (0.6 if post.pics else 0.0)
