"""The matrix page, one account, pickers, what expires (A1, A2)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.access import groups_below
from accounts.gateway import app_of
from accounts.models import AccountKind, AccountState, Channel, Grant, Token, WeiboAccount
from accounts.queries.groups import groups_above
from core.dates import BEIJING
from core.paging import KeyPage, key_page

SOON = dt.timedelta(days=7)
DAY = dt.timedelta(days=1)
PAGE = 48
PICKS = 30


LABELS = {
    "ok": _lazy("授权正常"),
    "soon": _lazy("授权即将到期"),
    "dead": _lazy("授权已失效"),
    "unconnected": _lazy("未授权"),
    "retired": _lazy("已停用"),
}


@dataclass(frozen=True)
class Health:
    """How an account stands: a word for the badge, and the facts behind it. Without token no `days_left`."""

    word: str  # ok, soon, dead, unconnected, retired
    days_left: int | None
    silent_days: int | None

    @property
    def label(self) -> str:
        """The word for people."""
        return str(LABELS[self.word])

    @property
    def silent(self) -> bool:
        """Has it posted nothing for longer than it should (A1)?"""
        return self.silent_days is not None


@dataclass(frozen=True)
class AccountCard:
    """An account as the matrix shows it."""

    account: WeiboAccount
    health: Health


def matrix_page(
    accounts: "QuerySet[WeiboAccount]", *, now: dt.datetime, before: int | None, after: int | None
) -> tuple[KeyPage[WeiboAccount], list[AccountCard]]:
    """One page of the matrix with everything a card shows, in two queries."""
    page = key_page(with_facts(accounts), before=before, after=after, size=PAGE)
    return page, [AccountCard(account, health_of(account, now)) for account in page.rows]


def matrix_rows(accounts: "QuerySet[WeiboAccount]", *, now: dt.datetime) -> Iterator[AccountCard]:
    """All of them, for the CSV file."""
    for account in with_facts(accounts).order_by("group_id", "nickname").iterator(chunk_size=500):
        yield AccountCard(account, health_of(account, now))


def with_facts(accounts: "QuerySet[WeiboAccount]") -> "QuerySet[WeiboAccount]":
    """Load what cards show."""
    tokens = Prefetch("tokens", Token.objects.defer("ciphertext"))
    return accounts.select_related("group", "owner", "deputy").prefetch_related(tokens)


def health_of(account: WeiboAccount, now: dt.datetime) -> Health:
    """Token and silence of an account. Silence counts from the last post, or from the beginning when there is none."""
    silent_for = (now - (account.last_post_at or account.created_at)).days
    silent = silent_for if account.state == AccountState.CONNECTED and silent_for >= account.silent_after_days else None
    if account.state == AccountState.RETIRED:
        return Health("retired", None, None)
    token = next((token for token in account.tokens.all() if token.app == app_of(account)), None)
    if token is None:
        return Health("unconnected", None, silent)
    left = (token.expires_at - now).days
    if token.dead_at is not None or token.expires_at <= now or account.state == AccountState.EXPIRED:
        return Health("dead", min(left, 0), silent)
    return Health("soon" if token.expires_at - now <= SOON else "ok", left, silent)


def needing(accounts: "QuerySet[WeiboAccount]", what: str, now: dt.datetime) -> "QuerySet[WeiboAccount]":
    """Accounts of one health chip (`CHIPS`), `retired`, or all that are in use."""
    if what == "retired":
        return accounts.filter(state=AccountState.RETIRED)
    used = accounts.exclude(state=AccountState.RETIRED)
    condition = chips(now).get(what)
    return used if condition is None else _with_token(used).filter(condition)


def chips(now: dt.datetime) -> dict[str, Q]:
    """The conditions of the health chips, over `_with_token`; the same words as `Health`."""
    lives = Q(token_dead__isnull=True, token_until__gt=now) & ~Q(state=AccountState.EXPIRED)
    silence = ExpressionWrapper(F("silent_after_days") * Value(DAY, DurationField()), DurationField())
    limit = ExpressionWrapper(Value(now, DateTimeField()) - silence, DateTimeField())
    return {
        "dead": Q(token_until__isnull=False) & ~lives,
        "soon": lives & Q(token_until__lte=now + SOON),
        "unconnected": Q(token_until__isnull=True),
        "silent": Q(state=AccountState.CONNECTED, quiet_since__lte=limit),
    }


def summary(accounts: "QuerySet[WeiboAccount]", now: dt.datetime) -> dict[str, int]:
    """How many accounts are in use (`all`), and how many of them each health chip shows."""
    used = _with_token(accounts.exclude(state=AccountState.RETIRED))
    counts = {name: Count("pk", filter=condition) for name, condition in chips(now).items()}
    return used.aggregate(all=Count("pk"), **counts)


def _with_token(accounts: "QuerySet[WeiboAccount]") -> "QuerySet[WeiboAccount]":
    """End and death of the token of the app that the account's channel uses; since when it has been quiet."""
    commercial = When(channel=Channel.COMMERCIAL, then=Value(str(Channel.COMMERCIAL)))
    own = Token.objects.filter(account=OuterRef("pk"), app=OuterRef("own_app"))
    return accounts.annotate(own_app=Case(commercial, default=Value(str(Channel.SHARE)))).annotate(
        token_until=Subquery(own.values("expires_at")),
        token_dead=Subquery(own.values("dead_at")),
        quiet_since=Coalesce("last_post_at", "created_at"),
    )


def filtered(accounts: "QuerySet[WeiboAccount]", *, words: str, kind: str) -> "QuerySet[WeiboAccount]":
    """Search by nickname, uid, or the people in charge; one kind."""
    if words:
        accounts = accounts.filter(
            Q(nickname__icontains=words)
            | Q(uid=words)
            | Q(owner__name__icontains=words)
            | Q(deputy__name__icontains=words)
        )
    return accounts.filter(kind=kind) if kind in AccountKind.values else accounts


def pickable(
    accounts: "QuerySet[WeiboAccount]", words: str, recent: list[int], *, group: int | None = None
) -> list[WeiboAccount]:
    """What a picker offers: those whose nickname holds `words`, or the recent ones first; at most `PICKS`."""
    used = accounts.exclude(state=AccountState.RETIRED).select_related("group")
    if group is not None:
        used = used.filter(group_id__in=groups_below(group))
    if words:
        return list(used.filter(nickname__icontains=words).order_by("nickname")[:PICKS])
    places = (
        Case(*[When(pk=pk, then=place) for place, pk in enumerate(recent)], default=len(recent)) if recent else Value(0)
    )
    return list(used.order_by(places, "nickname")[:PICKS])


def tokens_expiring(*, within: dt.timedelta, now: dt.datetime) -> "QuerySet[Token]":
    """Live tokens of accounts in use that end within a time: for reminders and the workbench, soonest first."""
    live = Token.objects.filter(dead_at__isnull=True, expires_at__gt=now, expires_at__lte=now + within)
    return (
        live.exclude(account__state=AccountState.RETIRED)
        .select_related("account")
        .defer("ciphertext")
        .order_by("expires_at")
    )


def accounts_due_for_profile(*, now: dt.datetime, limit: int) -> list[WeiboAccount]:
    """Connected accounts whose profile was not asked for in the last 20 hours, longest ago first."""
    due = Q(profile_asked_at__isnull=True) | Q(profile_asked_at__lt=now - dt.timedelta(hours=20))
    connected = WeiboAccount.objects.filter(due, state=AccountState.CONNECTED)
    return list(connected.order_by(F("profile_asked_at").asc(nulls_first=True), "pk")[:limit])


def matrix_header() -> list[str]:
    """Headings of the CSV file."""
    return [
        _("昵称"), _("UID"), _("账号类型"), _("分组"), _("负责人"), _("替补"), _("面向谁"), _("发布通道"), _("状态"),
        _("授权剩余天数"), _("断更天数"), _("粉丝数"), _("最近一次调用成功"), _("最近发布"),
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
        health.days_left,
        health.silent_days,
        account.followers_count,
        _minute(account.last_call_ok_at),
        _minute(account.last_post_at),
    ]


def _minute(at: dt.datetime | None) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}" if at else ""


def tokens_of(account: WeiboAccount) -> list[Token]:
    """The tokens of an account without their secret."""
    return list(
        Token.objects.filter(account=account).defer("ciphertext").select_related("obtained_by").order_by("-app")
    )


def grants_on(account: WeiboAccount, now: dt.datetime) -> list[Grant]:
    """Who may do what on an account: by a grant on it, on a group around it, or on the whole matrix."""
    groups = groups_above(account.group_id)
    reaches = Q(account=account) | Q(group_id__in=groups) | Q(account__isnull=True, group__isnull=True)
    live = Grant.objects.filter(reaches, user__is_active=True).in_force(now)
    return list(live.select_related("user", "group", "account", "custom_role").order_by("role", "user__name"))
