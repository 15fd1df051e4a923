"""Six weeks of history of the sample company, written as rows: publications with samples, followers, voices, answers."""

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from random import Random

from accounts.models import User, WeiboAccount
from content.lint.likeness import marks_of
from content.models import Category, Post, PostState, PostVersion
from content.services import compute_hash
from core.dates import BEIJING, at_local, local_day
from monitoring.models import AccountSample, MetricSample, SampleState
from publishing.models import Publication, Slot, SlotState
from weibo.text import elements, mid_to_base62, weibo_length
from weibo_ops.demo.company import ACCOUNTS, Account
from weibo_ops.demo.texts import posts

WEEKS = 6
AGES = (10, 60, 360, 1440, 3 * 1440, 7 * 1440, 28 * 1440)
MIX = ["timely"] * 5 + ["knowledge"] * 9 + ["fun"] * 4 + ["campaign"]
HOURS = (10, 11, 14, 17, 20)
LIVELIER = {14: 0.7, 20: 1.8}
"""The evening is worth more than the early afternoon: what the map of hours has to find (I4)."""


@dataclass(frozen=True)
class Told:
    """A post of the past: what, when, where, and the id that the sandbox gave it."""

    account: WeiboAccount
    slug: str
    text: str
    at: dt.datetime


def past_posts(accounts: dict[str, WeiboAccount], *, now: dt.datetime, seed: int = 7) -> Iterator[Told]:
    """Posts of the last weeks in order of time, every text once."""
    random = Random(seed)  # noqa: S311  sample data
    stock = posts(seed)
    told = []
    for entry in ACCOUNTS:
        for week in range(WEEKS):
            for _i in range(entry.posts_a_week):
                day = local_day(now) - dt.timedelta(days=7 * week + random.randrange(7))
                at = at_local(day, dt.time(random.choice(HOURS), random.randrange(0, 60, 5)))
                slug = random.choice(MIX)
                if at < now - dt.timedelta(minutes=30) and stock[slug]:
                    told.append(Told(accounts[entry.nickname], slug, stock[slug].pop(), at))
    yield from sorted(told, key=lambda post: post.at)


@dataclass(frozen=True)
class Writer:
    """Who wrote and approved the past, and under which categories."""

    author: User
    reviewer: User
    categories: dict[str, Category]


def write_publication(told: Told, *, weibo_id: str, url: str, writer: Writer) -> Publication:
    """Post, version, slot and publication of one post of the past."""
    category = writer.categories[told.slug]
    post = Post.objects.create(
        account=told.account, category=category, author=writer.author, state=PostState.PUBLISHED, due_at=told.at,
        created_at=told.at - dt.timedelta(days=2), updated_at=told.at,
    )  # fmt: skip
    version = PostVersion.objects.create(
        post=post, number=1, text=told.text, length=weibo_length(told.text), author=writer.author,
        elements=asdict(elements(told.text)), content_hash=compute_hash(told.text, [], told.account),
        **marks_of(told.text), created_at=post.created_at,
    )  # fmt: skip
    post.version = post.approved_version = version
    post.approved_hash, post.approved_at = version.content_hash, told.at - dt.timedelta(days=1)
    post.save(update_fields=["version", "approved_version", "approved_hash", "approved_at"])
    slot = Slot.objects.create(
        account=told.account, post=post, scheduled_at=told.at, state=SlotState.PUBLISHED, generation=1,
        created_by=writer.reviewer, created_at=post.created_at, updated_at=told.at,
    )  # fmt: skip
    return Publication.objects.create(
        slot=slot, account=told.account, post=post, version=version, weibo_id=weibo_id,
        mid62=mid_to_base62(weibo_id), url=url, text=told.text, published_at=told.at,
    )  # fmt: skip


def write_samples(publication: Publication, *, now: dt.datetime, random: Random) -> None:
    """Counts that grow fast and then flatten, taken at the usual ages; those to come stay due."""
    size = math.log10(publication.account.followers_count or 1000) ** 3
    hour = publication.published_at.astimezone(BEIJING).hour
    final = size * random.lognormvariate(0, 0.5) * LIVELIER.get(hour, 1.0)
    rows = []
    for age in AGES:
        due_at = publication.published_at + dt.timedelta(minutes=age)
        reached = final * (1 - math.exp(-age / 500))
        taken = due_at <= now
        rows.append(
            MetricSample(
                publication=publication, age_minutes=age, due_at=due_at,
                state=SampleState.TAKEN if taken else SampleState.DUE, taken_at=due_at if taken else None,
                reposts=int(reached * 0.2) if taken else None, comments=int(reached * 0.25) if taken else None,
                likes=int(reached) if taken else None,
            )
        )  # fmt: skip
    MetricSample.objects.bulk_create(rows)


def write_followers(account: WeiboAccount, entry: Account, *, now: dt.datetime, random: Random) -> None:
    """One sample a day, growing by about one in a thousand."""
    today, followers = local_day(now), float(entry.followers)
    rows = []
    for back in range(7 * WEEKS + 1):
        day = today - dt.timedelta(days=back)
        rows.append(
            AccountSample(account=account, day=day, followers=int(followers), taken_at=at_local(day, dt.time(3)))
        )
        followers -= followers * random.uniform(-0.0003, 0.0018)
    AccountSample.objects.bulk_create(rows)
