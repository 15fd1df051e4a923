"""Tags of an account (A6): taken, put aside, rejected, taken off; every change in the audit log."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import AccountTag, TagSort, TagState, User, WeiboAccount
from accounts.roles import Can
from accounts.rules.tags import MOST_TAGS, clean_word, fits
from core.audit import Change, record
from core.errors import Conflict, UserError


@dataclass(frozen=True)
class TagInput:
    """A word, what it is for, where it comes from and why it is chosen."""

    word: str
    sort: str = TagSort.SEARCH
    source: str = ""
    reason: str = ""


def add_tag(*, account: WeiboAccount, tag: TagInput, to: TagState, by: User, at: dt.datetime) -> AccountTag:
    """Put a word into a state: in use, put aside as a proposal, or rejected; a word that is known changes its state.

    Raises `UserError` when Weibo would not take the word, `Conflict` when ten are in use or it is so already.
    """
    require(by, Can.WRITE, account.pk)
    word = clean_word(tag.word)
    if not fits(word):
        raise UserError(_("标签最长 7 个汉字（14 个字母），且不能为空。"), code="tag.length", field="word")
    sort = tag.sort if tag.sort in TagSort.values else TagSort.SEARCH
    with transaction.atomic():
        WeiboAccount.objects.select_for_update().get(pk=account.pk)  # two people may not both add the tenth
        row = AccountTag.objects.filter(account=account, word=word).first()
        row = row or AccountTag(account=account, word=word, sort=sort, source=tag.source[:100], changed_at=at)
        _move(row, to, tag.reason, by, at)
    return row


def move_tag(*, tag: AccountTag, to: TagState, by: User, at: dt.datetime, reason: str = "") -> AccountTag:
    """Take, reject or take off a word that stands on the account's list."""
    require(by, Can.WRITE, tag.account_id)
    with transaction.atomic():
        WeiboAccount.objects.select_for_update().get(pk=tag.account_id)
        row = AccountTag.objects.select_related("account").get(pk=tag.pk)
        _move(row, to, reason, by, at)
    return row


def note_on_weibo(*, tag: AccountTag, there: bool, by: User, at: dt.datetime) -> None:
    """Somebody has set the tag on Weibo, or taken it off there: no interface can do that."""
    require(by, Can.WRITE, tag.account_id)
    code = "accounts.tag.set_on_weibo" if there else "accounts.tag.off_weibo"
    with transaction.atomic():
        row = AccountTag.objects.select_for_update().get(pk=tag.pk)
        row.on_weibo_at = at if there else None
        row.save(update_fields=["on_weibo_at"])
        record(code, row, by=by, at=at, change=Change(account_id=row.account_id))


CODES = {
    TagState.ACTIVE: "accounts.tag.taken",
    TagState.PROPOSED: "accounts.tag.proposed",
    TagState.REJECTED: "accounts.tag.rejected",
    TagState.REMOVED: "accounts.tag.removed",
}


def _move(row: AccountTag, to: TagState, reason: str, by: User, at: dt.datetime) -> None:
    before = TagState(row.state) if row.pk else None
    if before == to:
        raise Conflict(_("“%(word)s”已经是“%(state)s”。") % {"word": row.word, "state": to.label}, code="tag.same")
    if to == TagState.ACTIVE:
        used = AccountTag.objects.filter(account_id=row.account_id, state=TagState.ACTIVE).count()
        if used >= MOST_TAGS:
            sentence = _("微博最多 %(n)d 个标签，请先撤下一个，或把“%(word)s”放入待选。")
            raise Conflict(sentence % {"n": MOST_TAGS, "word": row.word}, code="tag.full")
    row.state, row.changed_by, row.changed_at = to, by, at
    row.save()
    change = Change(
        before={"state": str(before.label)} if before else {},
        after={"state": str(to.label), "sort": str(row.get_sort_display()), "source": row.source},
        reason=reason,
        account_id=row.account_id,
    )
    record(CODES[to], row, by=by, at=at, change=change)
