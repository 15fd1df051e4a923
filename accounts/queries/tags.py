"""Tags of an account (A6) and what was decided about words."""

from dataclasses import dataclass

from accounts.models import AccountTag, TagSort, TagState, WeiboAccount
from accounts.queries.timeline import Event, event_of
from core.models import AuditEntry

HISTORY = 50


@dataclass(frozen=True)
class TagBoard:
    """The tags of an account: in use by sort, put aside, rejected, and what has still to be done on Weibo."""

    by_sort: list[tuple[str, list[AccountTag]]]
    proposed: list[AccountTag]
    rejected: list[AccountTag]
    to_set: list[AccountTag]
    to_take_off: list[AccountTag]
    used: int


def tag_board(account: WeiboAccount) -> TagBoard:
    """Everything about an account's tags, in one query."""
    tags = list(AccountTag.objects.filter(account=account).select_related("changed_by"))
    active = [tag for tag in tags if tag.state == TagState.ACTIVE]
    return TagBoard(
        by_sort=[(str(sort.label), [tag for tag in active if tag.sort == sort]) for sort in TagSort],
        proposed=[tag for tag in tags if tag.state == TagState.PROPOSED],
        rejected=[tag for tag in tags if tag.state == TagState.REJECTED],
        to_set=[tag for tag in active if tag.on_weibo_at is None],
        to_take_off=[tag for tag in tags if tag.state != TagState.ACTIVE and tag.on_weibo_at is not None],
        used=len(active),
    )


def decided_words(account: WeiboAccount) -> set[str]:
    """Words about which somebody has decided on this account: not to be proposed again."""
    return set(AccountTag.objects.filter(account=account).values_list("word", flat=True))


def tag_history(account: WeiboAccount) -> list[Event]:
    """Who changed which tag, when and why, newest first."""
    entries = AuditEntry.objects.filter(account_id=account.pk, code__startswith="accounts.tag.")
    return [event_of(entry) for entry in entries[:HISTORY]]
