"""Weibo Ops in a burst: approved posts of as many accounts in the real tables, the real sender, worker and beat."""

import datetime as dt
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.models import AccountKind, AccountState, CallLimit, Channel, LimitOrigin, Token, User, WeiboAccount
from accounts.secrets import seal
from benchmarks.dispatching.burst import Burst, Figures, next_due
from benchmarks.dispatching.endpoint import Endpoint
from benchmarks.dispatching.jobs import ADDRESS, job
from benchmarks.dispatching.processes import Family, cpu_seconds
from content.models import Category, Post, PostState, PostVersion
from content.services import compute_hash
from publishing.models import Slot, SlotState
from weibo.errors import Scope
from weibo.limits import Unit
from weibo_ops.env import ROOT, data_dir
from weibo_ops.procfile import read_procfile

NAME = "发送基准"
FIRST_UID = 6_700_000_000
CLAIMED_FROM = 7.0
"""Seconds before T from which processor time counts: claims begin five seconds ahead."""
LONG = dt.timedelta(days=3650)
BATCH = 2000
APPROVE = """
    UPDATE content_post post SET state = 'approved', version_id = version.id, approved_version_id = version.id,
        approved_hash = version.content_hash, approved_at = %s
    FROM content_postversion version WHERE version.post_id = post.id AND post.id = ANY(%s)
"""


def accounts(count: int) -> list[WeiboAccount]:
    """The first `count` accounts of the benchmark, each with a token; those that are missing are made."""
    rows, now = WeiboAccount.objects.filter(nickname__startswith=NAME).order_by("pk"), timezone.now()
    numbers = range(rows.count() + 1, count + 1)
    new = WeiboAccount.objects.bulk_create(
        WeiboAccount(nickname=f"{NAME}{n}", uid=str(FIRST_UID + n), kind=AccountKind.BRAND, created_at=now)
        for n in numbers
    )
    tokens = {"app": Channel.SHARE, "obtained_at": now, "expires_at": now + LONG}
    Token.objects.bulk_create(
        Token(account=account, ciphertext=seal(f"token-{n}"), **tokens) for n, account in zip(numbers, new, strict=True)
    )
    rows.update(state=AccountState.CONNECTED, link=ADDRESS)
    return list(rows[:count])


def approve(prefix: str, owners: Sequence[WeiboAccount]) -> list[Post]:
    """An approved post for every one of `owners`, in this order; the texts are those of `job`."""
    now, category = timezone.now(), Category.objects.earliest("pk")
    author, made = User.objects.order_by("pk").first(), list[Post]()
    for start in range(0, len(owners), BATCH):
        posts = Post.objects.bulk_create(
            Post(account=owner, category=category, author=author, created_at=now, updated_at=now)
            for owner in owners[start : start + BATCH]
        )
        PostVersion.objects.bulk_create(_version(post, job(prefix, n)[1], now) for n, post in enumerate(posts, start))
        with connection.cursor() as cursor:
            cursor.execute(APPROVE, [now, [post.pk for post in posts]])
        made += posts
    return made


def place(prefix: str, among: Sequence[WeiboAccount], times: Sequence[dt.datetime]) -> list[int]:
    """One approved and planned post for each time, on the accounts in turn, without asking any rule; the slots' ids."""
    now = timezone.now()
    posts = approve(prefix, [among[number % len(among)] for number in range(len(times))])
    slots = Slot.objects.bulk_create(
        (
            Slot(account=post.account, post=post, scheduled_at=at, created_at=now, updated_at=now)
            for post, at in zip(posts, times, strict=True)
        ),
        batch_size=BATCH,
    )
    Post.objects.filter(pk__in=[post.pk for post in posts]).update(state=PostState.SCHEDULED, due_at=now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE calendar_slot, content_post, content_postversion")
    return [slot.pk for slot in slots]


def _version(post: Post, text: str, now: dt.datetime) -> PostVersion:
    return PostVersion(
        post=post,
        number=1,
        text=text,
        length=len(text),
        elements={},
        findings=[],
        content_hash=compute_hash(text, [], post.account),
        text_key=f"{post.pk}",
        sketch=[],
        author=post.author,
        created_at=now,
    )


@dataclass(slots=True)
class Ours:
    """The running product and the endpoint that it sends to."""

    endpoint: Endpoint
    family: Family
    pids: list[int]
    burst_number: int = 0

    def burst(self, count: int) -> Figures:
        """`count` posts of as many accounts at one instant. Raises `RuntimeError` when not all are written down."""
        self.burst_number += 1
        prefix, among = f"ours-{os.getpid()}-{self.burst_number}", accounts(count)
        started = time.perf_counter()
        ids = place(prefix, among, [timezone.now() + LONG] * count)
        due = next_due(CLAIMED_FROM + 2)
        at = dt.datetime.fromtimestamp(due, dt.UTC)
        Slot.objects.filter(pk__in=ids).update(scheduled_at=at)
        Post.objects.filter(slots__in=ids).update(due_at=at)
        enqueue_s = time.perf_counter() - started
        burst = Burst(self.endpoint, due, [job(prefix, number)[1] for number in range(count)], self.pids)
        time.sleep(max(0.0, due - CLAIMED_FROM - time.time()))
        before = cpu_seconds(self.pids)
        slots = Slot.objects.filter(pk__in=ids).exclude(state=SlotState.PUBLISHED)
        figures = burst.figures(cpu_before=before, enqueue_s=enqueue_s, finished=lambda: not slots.exists())
        left = dict.fromkeys(slots.values_list("state", flat=True))
        if left or self.family.died():
            raise RuntimeError(
                f"not everything was written down as published: {list(left)}; ended: {self.family.died()}"
            )
        return figures


@contextmanager
def running(endpoint: Endpoint, *, names: Sequence[str] = ("sender", "beat"), senders: int = 1) -> Iterator[Ours]:
    """The product's processes from the Procfile, sending to the endpoint. `senders`: workers of the queue `send`.

    Begins with an empty calendar, because the endpoint begins with its first id again.
    """
    endpoint.ask("/_reset", {})
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE calendar_slot, content_post, accounts_callwindow CASCADE")
    _lift_limits()
    address = {"WEIBO_SANDBOX_URL": endpoint.base, "WEIBO_APP_KEY": "", "WEIBO_SANDBOX_PORT": "0", "PORT": "0"}
    environ = {**os.environ, "HOST": "127.0.0.1", **address}
    family = Family()
    try:
        for entry in read_procfile(ROOT / "Procfile", environ, without=frozenset()):
            if entry.name not in names:
                continue
            for number in range(senders if entry.name == "sender" else 1):
                args = [word.replace("send@", f"send{number}@") for word in entry.args]
                family.start(args, name=f"ours-{entry.name}", env=address)
        pids = [*(process.pid for process in family.processes), *service_pids()]
        time.sleep(8)  # imports, first wake-ups, connections
        yield Ours(endpoint, family, pids)
    finally:
        family.end()


def _lift_limits() -> None:
    """As somebody does whose app has a higher level: the whole app may call as often as is measured."""
    for unit in Unit:
        name: dict[str, Any] = {"app": Channel.SHARE, "scope": Scope.IP, "account": None, "endpoint": "", "unit": unit}
        limit = {"limit": 10_000_000, "known_at": timezone.now()}
        CallLimit.objects.update_or_create(**name, origin=LimitOrigin.SET, defaults=limit)


def service_pids() -> list[int]:
    """PostgreSQL's first process and Redis, when they run on this machine."""
    pids = [redis.Redis.from_url(settings.REDIS_URL).info("server")["process_id"]]
    own = data_dir() / "postgres" / "postmaster.pid"
    if own.exists():
        pids.append(int(own.read_text(encoding="ascii").split("\n", 1)[0]))
    return pids
