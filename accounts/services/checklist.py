"""The profile checklist (A3): items ticked by people, the checklist itself, links among our own accounts."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import AccountState, MatrixLink, ProfileItem, ProfileTick, User, WeiboAccount
from accounts.roles import Can
from core import uploads
from core.audit import Change, record
from core.errors import UserError
from core.uploads.pipeline import Sent

EVIDENCE = uploads.Purpose("evidence", uploads.PICTURES, 10 * uploads.MB, field="evidence")


@dataclass(frozen=True)
class ItemInput:
    """How much an item counts (by kind where it differs) and when its tick has to be looked at again."""

    advice: str
    least: int
    weight: int
    recheck_days: int
    by_kind: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Tick:
    """What a person says when he ticks an item: a note, and a picture that shows it (None: without)."""

    note: str = ""
    evidence: Sent | None = None


def tick_item(*, account: WeiboAccount, item: ProfileItem, tick: Tick, by: User, at: dt.datetime) -> ProfileTick:
    """A person has looked: this item is done (A3). Ticking again renews date, note and picture.

    Raises `UserError` for a picture that may not come in.
    """
    require(by, Can.WRITE, account.pk)
    if tick.evidence is None:
        return _tick(account, item, tick.note, "", by, at)
    upload = uploads.examine(tick.evidence, EVIDENCE)
    with uploads.kept(upload, at=at) as path:
        return _tick(account, item, tick.note, path, by, at)


def _tick(account: WeiboAccount, item: ProfileItem, note: str, path: str, by: User, at: dt.datetime) -> ProfileTick:
    with transaction.atomic():
        before = ProfileTick.objects.select_for_update().filter(account=account, item=item).first()
        known = None if before is None else _plain(before)
        _drop_evidence(before)
        values = {"by": by, "at": at, "note": note, "evidence": path}
        tick, _created = ProfileTick.objects.update_or_create(account=account, item=item, defaults=values)
        change = Change(before=known, after=_plain(tick), account_id=account.pk)
        record("accounts.profile.ticked", tick, by=by, at=at, change=change)
    return tick


def _drop_evidence(tick: ProfileTick | None) -> None:
    """The picture of a former tick goes once the change is certain."""
    if tick is not None and tick.evidence:
        transaction.on_commit(partial(uploads.drop, str(tick.evidence.name)))


def untick_item(*, account: WeiboAccount, item: ProfileItem, by: User, at: dt.datetime) -> None:
    """It is not so, or not any more. Does nothing when it was not ticked."""
    require(by, Can.WRITE, account.pk)
    with transaction.atomic():
        tick = ProfileTick.objects.select_for_update().filter(account=account, item=item).first()
        if tick is not None:
            change = Change(before=_plain(tick), account_id=account.pk)
            record("accounts.profile.unticked", tick, by=by, at=at, change=change)
            _drop_evidence(tick)
            tick.delete()


def save_item(*, item: ProfileItem, values: ItemInput, by: User, at: dt.datetime) -> ProfileItem:
    """Change what an item asks for and how much it counts, for the whole matrix."""
    require(by, Can.MANAGE_ACCOUNTS)
    names = ("advice", "least", "weight", "recheck_days", "by_kind")
    with transaction.atomic():
        item = ProfileItem.objects.select_for_update().get(pk=item.pk)
        before = {name: getattr(item, name) for name in names}
        after = {name: getattr(values, name) for name in names}
        if before != after:
            for name, value in after.items():
                setattr(item, name, value)
            item.save(update_fields=list(names))
            record("accounts.profile.item_changed", item, by=by, at=at, change=Change(before=before, after=after))
    return item


def declare_links(*, account: WeiboAccount, targets: Iterable[WeiboAccount], by: User, at: dt.datetime) -> int:
    """This account should link to these on its Weibo page. Returns how many are new."""
    require(by, Can.WRITE, account.pk)
    made = 0
    with transaction.atomic():
        for target in targets:
            if target.pk == account.pk or target.state == AccountState.RETIRED:
                raise UserError(_("请选择另一个在用的账号。"), code="link.target")
            facts = {"declared_by": by, "declared_at": at}
            link, new = MatrixLink.objects.get_or_create(account=account, target=target, defaults=facts)
            if new:
                made += 1
                record("accounts.link.declared", link, by=by, at=at, change=Change(account_id=account.pk))
    return made


def check_link(*, link: MatrixLink, seen: bool, by: User, at: dt.datetime) -> None:
    """Somebody has looked at the Weibo page: the link is there, or it is not."""
    require(by, Can.WRITE, link.account_id)
    code = "accounts.link.seen" if seen else "accounts.link.missed"
    with transaction.atomic():
        link = MatrixLink.objects.select_for_update().get(pk=link.pk)
        link.seen_by, link.seen_at = (by, at) if seen else (None, None)
        link.save(update_fields=["seen_by", "seen_at"])
        record(code, link, by=by, at=at, change=Change(account_id=link.account_id))


def drop_link(*, link: MatrixLink, by: User, at: dt.datetime) -> None:
    """The account need not link there."""
    require(by, Can.WRITE, link.account_id)
    with transaction.atomic():
        record("accounts.link.dropped", link, by=by, at=at, change=Change(account_id=link.account_id))
        link.delete()


def _plain(tick: ProfileTick) -> dict[str, str]:
    return {"note": tick.note, "evidence": str(tick.evidence), "by": str(tick.by or ""), "at": tick.at.isoformat()}
