"""The posts of one run: accounts that the sandbox knows, approved posts, planned slots, all made in bulk."""

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.models import AccountKind, AccountState, CallBlock, CallWindow, Channel, Grant, Token, User, WeiboAccount
from accounts.roles import Role
from accounts.secrets import seal
from content.models import Category, Post, PostState, PostVersion
from content.services import compute_hash
from publishing.models import LateRule, Policy, Slot
from weibo_ops.demo.control import SandboxControl

APP_KEY: Final = "sandbox-app-key"
FIRST_HAN, HAN = 0x4E00, 20_000
POSTS_PER_ACCOUNT: Final = 4
"""An ordinary app sees the five newest posts of an account: with four, every unknown answer can be settled."""


@dataclass
class Wanted:
    """What a run needs. `span`: seconds over which the posts are due; `together`: share of them due at one instant."""

    name: str
    posts: int
    span: float
    lead: float = 6.0
    together: float = 0.3


@dataclass
class Company:
    """What a run sends. `texts` by slot: what was approved."""

    name: str
    started_at: dt.datetime
    last_due_at: dt.datetime
    accounts: list[WeiboAccount]
    slot_ids: list[int]
    texts: dict[int, str] = field(repr=False)
    slot_of_text: dict[str, int] = field(repr=False)
    writer: User
    chief: User

    @property
    def uids(self) -> set[str]:
        return {account.uid or "" for account in self.accounts}


def person(name: str, role: str) -> User:
    """A colleague who may do all that the role may, on every account."""
    email = f"{name}@chaos.invalid"
    found = User.objects.filter(email=email).first()
    if found is None:
        found = User.objects.create_user(email, None, name=name)
        Grant.objects.create(user=found, role=role, given_at=timezone.now() - dt.timedelta(days=1))
    return found


def make_company(wanted: Wanted, *, sandbox: SandboxControl, rng: random.Random) -> Company:
    """Everything committed; the first post is due in `wanted.lead` seconds."""
    chief, writer = person("chief", Role.ADMINISTRATOR), person("writer", Role.ADMINISTRATOR)
    accounts = make_accounts(wanted, sandbox=sandbox)
    now = timezone.now()
    start = now + dt.timedelta(seconds=wanted.lead)
    instant = rng.uniform(0.2, 0.6) * wanted.span
    dues = [
        start + dt.timedelta(seconds=instant if rng.random() < wanted.together else rng.uniform(0, wanted.span))
        for _ in range(wanted.posts)
    ]
    texts = [text_of(wanted.name, number, rng) for number in range(wanted.posts)]
    slots = _make_slots(texts, dues, accounts, writer=writer, now=now)
    return Company(
        wanted.name, now, max(dues), accounts, [slot.pk for slot in slots],
        {slot.pk: text for slot, text in zip(slots, texts, strict=True)},
        {text: slot.pk for slot, text in zip(slots, texts, strict=True)},
        writer, chief,
    )  # fmt: skip


def make_accounts(wanted: Wanted, *, sandbox: SandboxControl) -> list[WeiboAccount]:
    """Connected accounts, each with a token that the sandbox minted."""
    count = max(2, wanted.posts // POSTS_PER_ACCOUNT)
    now = timezone.now()
    people = [sandbox.call("users", screen_name=f"{wanted.name}{number}") for number in range(count)]
    accounts = WeiboAccount.objects.bulk_create(
        WeiboAccount(
            nickname=one["screen_name"], uid=str(one["uid"]), kind=AccountKind.BRAND, state=AccountState.CONNECTED,
            link="https://weibo-ops.example/", created_at=now, profile_asked_at=now, last_post_at=now,
        )
        for one in people
    )  # fmt: skip
    # many posts of an account within minutes are the point of a run; its rhythm has tests of its own
    Policy.objects.bulk_create(
        Policy(account=account, name=wanted.name, burst_posts=1000, burst_minutes=1) for account in accounts
    )
    Token.objects.bulk_create(
        Token(
            account=account, app=Channel.SHARE, ciphertext=seal(sandbox.mint_token(account.uid or "", app=APP_KEY)),
            obtained_at=now - dt.timedelta(days=1), expires_at=now + dt.timedelta(days=29),
        )
        for account in accounts
    )  # fmt: skip
    return accounts


def text_of(name: str, number: int, rng: random.Random) -> str:
    """Unlike every other, with the link that the ordinary app wants."""
    words = "".join(chr(FIRST_HAN + rng.randrange(HAN)) for _ in range(12))
    return f"{name}第{number}条：{words} https://weibo-ops.example/p/{number}"


@transaction.atomic
def _make_slots(
    texts: list[str], dues: list[dt.datetime], accounts: list[WeiboAccount], *, writer: User, now: dt.datetime
) -> list[Slot]:
    category = Category.objects.order_by("pk").filter(is_promotional=False)[0]
    owners = [accounts[number % len(accounts)] for number in range(len(texts))]
    posts = Post.objects.bulk_create(
        Post(account=account, category=category, author=writer, created_at=now, updated_at=now, due_at=due)
        for account, due in zip(owners, dues, strict=True)
    )
    versions = PostVersion.objects.bulk_create(
        PostVersion(
            post=post, number=1, text=text, length=30, content_hash=compute_hash(text, [], post.account),
            author=writer, created_at=now,
        )
        for post, text in zip(posts, texts, strict=True)
    )  # fmt: skip
    for post, version in zip(posts, versions, strict=True):
        post.version = post.approved_version = version
        post.approved_hash, post.approved_at, post.state = version.content_hash, now, PostState.SCHEDULED
    Post.objects.bulk_update(posts, ["version", "approved_version", "approved_hash", "approved_at", "state"], 500)
    return Slot.objects.bulk_create(
        Slot(
            account=post.account, post=post, scheduled_at=due, late_rule=LateRule.SEND, late_minutes=120,
            reason="chaos", created_at=now, updated_at=now,
        )
        for post, due in zip(posts, dues, strict=True)
    )  # fmt: skip


def retire(company: Company) -> None:
    """Sweeps over all accounts leave those of finished runs alone, and no limit of one run stops the next."""
    CallBlock.objects.all().delete()
    CallWindow.objects.all().delete()
    WeiboAccount.objects.filter(pk__in=[account.pk for account in company.accounts]).update(state=AccountState.RETIRED)
