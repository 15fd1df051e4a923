"""The profile checklist of accounts (A3), for one page and for lists of a thousand."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import (
    AccountKind,
    AccountState,
    AccountTag,
    MatrixLink,
    ProfileFact,
    ProfileItem,
    ProfileTick,
    TagState,
    WeiboAccount,
)
from accounts.queries.verification import is_verified
from accounts.rules.checklist import Item, ItemState, ProfileFacts, has_own_avatar, score_of, state_of
from core.errors import NotFound

SHOWN = ("pk", "kind", "nickname", "avatar_url", "domain", "description", "verified_type", "profile_read_at")
MOST_SUGGESTED = 12


@dataclass(frozen=True)
class ItemRow:
    """One line of the checklist on the account page. `by_fact`: the system sees it by itself, nobody ticks it."""

    item: ProfileItem
    state: ItemState
    weight: int
    by_fact: bool
    count: int | None
    tick: ProfileTick | None

    @property
    def recheck_on(self) -> dt.datetime | None:
        """When the tick has to be looked at again."""
        return None if self.tick is None else self.tick.at + dt.timedelta(days=self.item.recheck_days)


@dataclass(frozen=True)
class Checklist:
    """The checklist of one account: what counts on it, what does not, and its score."""

    rows: list[ItemRow]
    not_counted: list[ItemRow]
    score: int

    @property
    def missing(self) -> list[ItemRow]:
        """What is not done yet, the heaviest first."""
        return sorted((row for row in self.rows if row.state == ItemState.MISSING), key=lambda row: -row.weight)

    @property
    def stale(self) -> list[ItemRow]:
        """What somebody should look at again."""
        return [row for row in self.rows if row.state == ItemState.STALE]


def profile_scores(account_ids: Iterable[int], *, now: dt.datetime) -> dict[int, int]:
    """Score 0 to 100 of each account by id (A3); five queries whatever their number. Unknown ids are left out."""
    items = [_item(row) for row in ProfileItem.objects.all()]
    accounts = WeiboAccount.objects.filter(pk__in=set(account_ids))
    return {pk: score_of(items, facts, now=now) for pk, facts in _facts(accounts).items()}


def checklist(account: WeiboAccount, *, now: dt.datetime) -> Checklist:
    """Every item of one account with its state and its tick."""
    facts = _facts(WeiboAccount.objects.filter(pk=account.pk))[account.pk]
    ticks = {tick.item_id: tick for tick in ProfileTick.objects.filter(account=account).select_related("by")}
    items = list(ProfileItem.objects.all())
    rows = [_row(item, ticks.get(item.pk), facts, now) for item in items]
    return Checklist(
        rows=[row for row in rows if row.weight],
        not_counted=[row for row in rows if not row.weight],
        score=score_of([_item(item) for item in items], facts, now=now),
    )


def profile_items() -> "QuerySet[ProfileItem]":
    """The checklist itself, for those who change it."""
    return ProfileItem.objects.all()


def evidence_of(account: WeiboAccount, code: str) -> str:
    """Where the picture of a tick is kept. Raises `NotFound` when there is none."""
    tick = ProfileTick.objects.filter(account=account, item__code=code).first()
    if tick is None or not tick.evidence:
        raise NotFound(_("没有找到这张图片。"))
    return str(tick.evidence.name)


def links_of(account: WeiboAccount) -> list[MatrixLink]:
    """The accounts that this one should link to, seen or not."""
    return list(MatrixLink.objects.filter(account=account).select_related("target", "seen_by"))


def _row(item: ProfileItem, tick: ProfileTick | None, facts: ProfileFacts, now: dt.datetime) -> ItemRow:
    asked = _item(item)
    count = facts.counts.get(item.fact) if item.fact else None
    return ItemRow(item, state_of(asked, facts, now=now), asked.weight_for(facts.kind), count is not None, count, tick)


def _item(row: ProfileItem) -> Item:
    return Item(row.code, row.fact, row.least, row.weight, row.by_kind, row.recheck_days)


def _facts(accounts: "QuerySet[WeiboAccount]") -> dict[int, ProfileFacts]:
    """What is known of each account, in four queries."""
    found = list(accounts.only(*SHOWN))
    ids = [account.pk for account in found]
    ticked: dict[int, dict[str, dt.datetime]] = {}
    for account_id, code, at in ProfileTick.objects.filter(account__in=ids).values_list(
        "account_id", "item__code", "at"
    ):
        ticked.setdefault(account_id, {})[code] = at
    tags = AccountTag.objects.filter(account__in=ids, state=TagState.ACTIVE).values_list("account_id")
    tagged = dict(tags.annotate(Count("pk")))
    links = MatrixLink.objects.filter(account__in=ids).values_list("account_id")
    linked = {pk: (n, seen) for pk, n, seen in links.annotate(Count("pk"), Count("seen_at"))}
    return {
        account.pk: ProfileFacts(
            account.kind, _counts(account, tagged.get(account.pk), linked.get(account.pk)), ticked.get(account.pk, {})
        )
        for account in found
    }


def _counts(account: WeiboAccount, tags: int | None, links: tuple[int, int] | None) -> dict[str, int]:
    """Facts by name; those of Weibo only once the profile has been read, our own only once somebody has kept them."""
    counts: dict[str, int] = {}
    if account.profile_read_at is not None:
        counts = {
            ProfileFact.NICKNAME: int(bool(account.nickname)),
            ProfileFact.AVATAR: int(has_own_avatar(account.avatar_url)),
            ProfileFact.DOMAIN: int(bool(account.domain)),
            ProfileFact.INTRODUCTION: int(bool(account.description)),
            ProfileFact.VERIFIED: int(bool(is_verified(account))),
        }
    if tags is not None:
        counts[ProfileFact.TAGS] = tags
    if links is not None:
        declared, seen = links
        counts[ProfileFact.LINKS] = int(declared == seen)
    return counts


def links_to(account: WeiboAccount) -> list[MatrixLink]:
    """Which of our accounts should link to this one."""
    return list(MatrixLink.objects.filter(target=account).select_related("account"))


def suggested_links(account: WeiboAccount) -> list[WeiboAccount]:
    """Whom an account should link to and has not declared yet (A3): the official and leader accounts, the
    customer-service accounts, and those of its own group; staff only link upwards."""
    wanted = Q(kind__in=[AccountKind.OFFICIAL, AccountKind.LEADER, AccountKind.CUSTOMER_SERVICE])
    if account.kind == AccountKind.OFFICIAL:
        wanted |= Q(kind__in=[AccountKind.BRAND, AccountKind.PRODUCT, AccountKind.RECRUITING, AccountKind.PROMOTION])
    if account.group_id is not None:
        wanted |= Q(group=account.group_id) & ~Q(kind__in=[AccountKind.EMPLOYEE, AccountKind.FAN_CLUB])
    used = WeiboAccount.objects.filter(wanted).exclude(state=AccountState.RETIRED).exclude(pk=account.pk)
    return list(used.exclude(linked_from__account=account).order_by("kind", "nickname")[:MOST_SUGGESTED])
