"""The matrix page: its filters, its order, its pages, its file (A1)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import BinaryField, Case, F, Func, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext_lazy

from accounts.models import AccountKind, Channel, User, WeiboAccount
from accounts.queries.checklist import profile_scores
from accounts.queries.groups import kind_counts, tree
from accounts.queries.health import NEEDS, healths_of, needing, summary, with_health
from accounts.rules.health import Health
from core.dates import BEIJING
from core.http import whole_number
from core.paging import KeyPage, Order, sorted_page

PAGE = 24


class Spoken(Func):
    """A Chinese word by its sound, as people look for it: GB 18030 has the common characters in the order of pinyin,
    and every PostgreSQL knows it, with or without ICU."""

    template = "convert_to(%(expressions)s, 'GB18030')"
    output_field = BinaryField()


ORDERS: dict[str, Combinable] = {
    "name": Spoken("nickname"),
    "kind": Case(*[When(kind=kind, then=Value(number)) for number, kind in enumerate(AccountKind)]),
    "group": Spoken("group__name"),
    "owner": Spoken("owner__name"),
    "until": F("token_until"),
    "call": F("last_call_ok_at"),
    "post": F("last_post_at"),
    "fans": F("followers_count"),
}


HEADS = {
    "name": _lazy("账号"),
    "kind": _lazy("类型"),
    "group": _lazy("分组"),
    "owner": _lazy("负责人"),
    "until": _lazy("授权"),
    "call": _lazy("最近调用成功"),
    "post": _lazy("最近发布"),
    "fans": _lazy("粉丝"),
}
FALLING = {"call", "post", "fans"}
"""A first click shows the most or the newest."""

NEED_LABELS = {
    "dead": _lazy("授权已失效"),
    "soon": _lazy("即将到期"),
    "unconnected": _lazy("未授权"),
    "troubled": _lazy("发布待处理"),
    "silent": _lazy("断更"),
    "ownerless": _lazy("没有负责人"),
    "deputyless": _lazy("没有替补"),
}
NEED_SENTENCES = {
    "dead": ngettext_lazy("%(n)d 个账号授权已失效", "%(n)d 个账号授权已失效", "n"),
    "soon": ngettext_lazy("%(n)d 个账号授权 7 天内到期", "%(n)d 个账号授权 7 天内到期", "n"),
    "unconnected": ngettext_lazy("%(n)d 个账号未授权", "%(n)d 个账号未授权", "n"),
    "troubled": ngettext_lazy("%(n)d 个账号有发布待处理", "%(n)d 个账号有发布待处理", "n"),
    "silent": ngettext_lazy("%(n)d 个账号断更", "%(n)d 个账号断更", "n"),
    "ownerless": ngettext_lazy("%(n)d 个账号没有负责人", "%(n)d 个账号没有负责人", "n"),
    "deputyless": ngettext_lazy("%(n)d 个账号没有替补", "%(n)d 个账号没有替补", "n"),
}


@dataclass(frozen=True, slots=True)
class MatrixFilter:
    """What chips, search field and headings say; empty means all. `sort` is a key of `ORDERS`, `-` turns it."""

    q: str = ""
    kind: str = ""
    need: str = ""
    channel: str = ""
    owner: str = ""
    sort: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "MatrixFilter":
        """From the address; unknown values are dropped."""
        values = {field.name: query.get(field.name, "").replace("\x00", "").strip()[:60] for field in fields(cls)}
        known = {
            "kind": AccountKind.values,
            "need": [*NEEDS, "retired"],
            "channel": Channel.values,
            "sort": [sign + name for sign in ("", "-") for name in ORDERS],
        }
        values |= {name: "" for name, words in known.items() if values[name] not in words}
        return cls(**{**values, "owner": "" if whole_number(values["owner"]) is None else values["owner"]})

    @property
    def is_set(self) -> bool:
        """Anything that leaves accounts out."""
        return any((self.q, self.kind, self.need, self.channel, self.owner))

    @property
    def order(self) -> Order:
        """How the list is sorted: by nickname unless somebody chose otherwise."""
        return Order(ORDERS[self.sort.removeprefix("-") or "name"], descending=self.sort.startswith("-"))


@dataclass(frozen=True)
class AccountCard:
    """An account as the matrix shows it."""

    account: WeiboAccount
    health: Health
    score: int | None = None


def filtered(accounts: "QuerySet[WeiboAccount]", chosen: MatrixFilter, now: dt.datetime) -> "QuerySet[WeiboAccount]":
    """Accounts that fit: search by nickname, uid, the people in charge or the group, and what the chips say."""
    accounts = needing(accounts, chosen.need, now)
    exact = {"kind": chosen.kind, "channel": chosen.channel, "owner_id": chosen.owner}
    accounts = accounts.filter(**{name: value for name, value in exact.items() if value})
    words = chosen.q
    if not words:
        return accounts
    people = Q(owner__name__icontains=words) | Q(deputy__name__icontains=words)
    return accounts.filter(Q(nickname__icontains=words) | Q(uid=words) | people | Q(group__name__icontains=words))


def matrix_page(
    accounts: "QuerySet[WeiboAccount]", order: Order, *, now: dt.datetime, before: int | None, after: int | None
) -> tuple[KeyPage[WeiboAccount], list[AccountCard]]:
    """One page of the matrix with everything a card shows, in a constant number of queries."""
    anchors = with_health(WeiboAccount.objects.all())
    page = sorted_page(with_facts(accounts), order, anchors=anchors, before=before, after=after, size=PAGE)
    return page, list(_cards(page.rows, now))


def with_facts(accounts: "QuerySet[WeiboAccount]") -> "QuerySet[WeiboAccount]":
    """Load what cards show."""
    unseen = ("owner__password", "deputy__password", "never_says", "tone", "service", "persona")
    return with_health(accounts).select_related("group", "owner", "deputy").defer(*unseen)


def matrix_rows(accounts: "QuerySet[WeiboAccount]", order: Order, *, now: dt.datetime) -> Iterator[AccountCard]:
    """All of them, for the CSV file, five hundred at a time."""
    part: list[WeiboAccount] = []
    for account in order.applied(with_facts(accounts)).iterator(chunk_size=500):
        part.append(account)
        if len(part) == 500:
            yield from _cards(part, now)
            part = []
    yield from _cards(part, now)


def _cards(accounts: list[WeiboAccount], now: dt.datetime) -> Iterator[AccountCard]:
    healths = healths_of(accounts, now)
    scores = profile_scores(healths, now=now)
    return (AccountCard(account, healths[account.pk], scores.get(account.pk)) for account in accounts)


def around(
    everything: "QuerySet[WeiboAccount]",
    visible: "QuerySet[WeiboAccount]",
    chosen: MatrixFilter,
    *,
    group: int | None,
    now: dt.datetime,
) -> dict[str, Any]:
    """What stands around the list: the tree and the kinds of all that is visible, the health of `everything` listed."""
    counts, kinds = summary(everything, now), kind_counts(visible)
    return {
        "branches": tree(visible),
        "group_id": group,
        "kinds": kinds,
        "missing": [kind for kind, count in kinds if not count],
        "channels": Channel.choices,
        "owners": owners(visible),
        "total": counts["all"],
        "needs": [Need(need, counts[need], chosen.need == need) for need in NEEDS],
    }


@dataclass(frozen=True)
class Need:
    """A problem as a chip: how many accounts have it, and whether only those are shown."""

    name: str
    count: int
    is_on: bool

    @property
    def label(self) -> str:
        """What the chip says."""
        return str(NEED_LABELS[self.name])

    @property
    def sentence(self) -> str:
        """What the line under the title says."""
        return str(NEED_SENTENCES[self.name] % {"n": self.count})


@dataclass(frozen=True)
class Head:
    """A heading of the table: `sort` is what a click asks for, `aria` how the list is sorted by it now."""

    name: str
    label: str
    sort: str
    aria: str


def heads(chosen: MatrixFilter) -> list[Head]:
    """The headings of the table."""
    now = chosen.sort or "name"
    found = []
    for name, label in HEADS.items():
        first = f"-{name}" if name in FALLING else name
        other = name if first.startswith("-") else f"-{name}"
        aria = {name: "ascending", f"-{name}": "descending"}.get(now, "none")
        found.append(Head(name, str(label), other if now == first else first, aria))
    return found


def owners(accounts: "QuerySet[WeiboAccount]") -> list[User]:
    """Who owns any of these accounts."""
    owning = accounts.order_by().filter(owner__isnull=False).values("owner_id")
    return list(User.objects.filter(pk__in=owning).only("name", "email").order_by(Spoken("name"), "pk"))


def matrix_header() -> list[str]:
    """Headings of the CSV file."""
    return [
        _("昵称"), _("UID"), _("账号类型"), _("分组"), _("负责人"), _("替补"), _("面向谁"), _("发布通道"), _("状态"),
        _("待办"), _("授权剩余天数"), _("断更天数"), _("资料完整度"), _("粉丝数"), _("最近一次调用成功"), _("最近发布"),
    ]  # fmt: skip


def matrix_cells(card: AccountCard) -> list[object]:
    """One line of the CSV file."""
    account, health = card.account, card.health
    return [
        account.nickname,
        account.uid or "",
        account.get_kind_display(),
        str(account.group or ""),
        str(account.owner or ""),
        str(account.deputy or ""),
        account.audience,
        account.get_channel_display(),
        health.label,
        _("；").join(problem.sentence for problem in health.problems),
        health.days_left,
        health.silent_days,
        card.score,
        account.followers_count,
        _minute(account.last_call_ok_at),
        _minute(account.last_post_at),
    ]


def _minute(at: dt.datetime | None) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}" if at else ""
