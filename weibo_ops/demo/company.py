"""People, groups, accounts and rules of the sample company."""

import datetime as dt
import secrets
from dataclasses import dataclass

from accounts.gateway import app_of
from accounts.models import (
    AccountGroup,
    AccountKind,
    AccountState,
    Channel,
    Grant,
    Token,
    User,
    WeiboAccount,
)
from accounts.roles import Role
from accounts.secrets import seal
from core.audit import SYSTEM, record


@dataclass(frozen=True)
class Person:
    """A colleague of the sample company."""

    email: str
    name: str
    job_title: str
    role: Role


PEOPLE = [
    Person("lin@shanlan.example", "林知夏", "内容总监", Role.CHIEF_EDITOR),
    Person("shen@shanlan.example", "沈嘉禾", "新媒体编辑", Role.RESPONSIBLE_EDITOR),
    Person("he@shanlan.example", "何景行", "平面设计", Role.PICTURE_EDITOR),
    Person("zhou@shanlan.example", "周予安", "客服主管", Role.CUSTOMER_EDITOR),
    Person("xu@shanlan.example", "许望舒", "品牌副总", Role.MANAGER),
]


@dataclass(frozen=True)
class Account:
    """An account of the sample company as the sandbox knows it; `posts_a_week` shapes the history."""

    uid: str
    nickname: str
    kind: AccountKind
    card: tuple[str, str, str, str, str]
    posts_a_week: int
    followers: int
    channel: Channel = Channel.SHARE


ACCOUNTS = [
    Account(
        "5501000001",
        "山岚",
        AccountKind.OFFICIAL,
        (
            "关心生活品质的城市家庭",
            "讲清楚杯与锅的好用之处",
            "细心的邻居",
            "温和、具体、有画面",
            "闭眼入\n全网最低\n秒杀同行",
        ),
        14,
        128000,
        Channel.COMMERCIAL,
    ),
    Account(
        "5501000002",
        "山岚厨房",
        AccountKind.BRAND,
        ("爱下厨的人", "每周教会一道菜", "掌勺的大姐", "家常、利落", "失败\n黑暗料理"),
        6,
        64000,
    ),
    Account(
        "5501000003",
        "山岚客服",
        AccountKind.CUSTOMER_SERVICE,
        ("已经买了的人", "一天之内答复每个问题", "不推脱的客服", "先致歉，再给办法", "不归我们管\n自己看说明书"),
        14,
        18000,
    ),
    Account(
        "5501000005",
        "顾山岚",
        AccountKind.LEADER,
        ("关注创业与制造的人", "讲产品背后的决定", "做了二十年杯子的创始人", "直率、少用形容词", "竞争对手都不行"),
        3,
        41000,
    ),
]
UNCONNECTED = ("山岚会员中心", AccountKind.PROMOTION)


@dataclass(frozen=True)
class Company:
    """What was made: people by role, accounts by nickname, and the password of the people (shown once)."""

    people: dict[Role, User]
    accounts: dict[str, WeiboAccount]
    password: str


def make_people(*, administrator: User, at: dt.datetime) -> tuple[dict[Role, User], str]:
    """Five colleagues with one password, which is shown once."""
    password = secrets.token_urlsafe(9)
    made = {}
    for person in PEOPLE:
        user = User.objects.create_user(person.email, password, name=person.name, job_title=person.job_title)
        Grant.objects.create(user=user, role=person.role, given_by=administrator, given_at=at, reason="示例公司")
        record("accounts.user.created", user, by=SYSTEM, at=at)
        made[person.role] = user
    return made, password


def make_accounts(*, people: dict[Role, User], at: dt.datetime) -> dict[str, WeiboAccount]:
    """The groups and accounts, not yet connected; one stays so for W1."""
    root = AccountGroup.objects.create(name="山岚集团")
    brands = AccountGroup.objects.create(name="品牌与产品", parent=root, position=1)
    owner, deputy = people[Role.CHIEF_EDITOR], people[Role.RESPONSIBLE_EDITOR]
    made = {}
    for entry in ACCOUNTS:
        audience, service, persona, tone, never_says = entry.card
        group = brands if entry.kind == AccountKind.BRAND else root
        account = WeiboAccount.objects.create(
            group=group, nickname=entry.nickname, uid=entry.uid, kind=entry.kind, channel=entry.channel, owner=owner, deputy=deputy,
            audience=audience, service=service, persona=persona, tone=tone, never_says=never_says,
            link="https://weibo-ops.example/hi", verified_type=2, followers_count=entry.followers, created_at=at,
        )  # fmt: skip
        record("accounts.account.created", account, by=SYSTEM, at=at)
        made[entry.nickname] = account
    name, kind = UNCONNECTED
    WeiboAccount.objects.create(group=root, nickname=name, kind=kind, owner=owner, created_at=at)
    return made


def connect(account: WeiboAccount, *, access_token: str, lifetime: int, at: dt.datetime) -> None:
    """Store a token that the sandbox minted, as the consent page would have given it."""
    Token.objects.create(
        account=account, app=app_of(account), ciphertext=seal(access_token), obtained_at=at,
        expires_at=at + dt.timedelta(seconds=lifetime),
    )  # fmt: skip
    account.state, account.last_call_ok_at = AccountState.CONNECTED, at
    account.save(update_fields=["state", "last_call_ok_at"])
    record("accounts.account.connected", account, by=SYSTEM, at=at)
