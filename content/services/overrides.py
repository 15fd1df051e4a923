"""Let a finding pass with a reason (C13): recorded for one version, shown to whoever reviews it, void by an edit."""

import datetime as dt

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from content import lint
from content.events import finding_overridden
from content.models import LOCKED_STATES, FindingOverride, Post, PostVersion
from content.queries.facts import Remembered, Writing, lint_draft
from content.queries.lexicons import current_lists
from content.services.states import locked
from core import audit
from core.errors import Conflict, NotFound, UserError

LONGEST_REASON = 200


@transaction.atomic
def override_finding(
    *, post: Post, version_id: int, key: str, reason: str, by: User, at: dt.datetime
) -> FindingOverride:
    """Let the finding `key` of this version pass. A second time changes the reason.

    Raises `UserError` without a reason, `Conflict` when nothing such is found any more or the text is another
    by now, `Forbidden` when this person may not.
    """
    row, version = _to_decide(post, version_id)
    reason = reason.replace("\x00", "").strip()
    if not reason:
        raise UserError(_("请写明放行的理由。"), field="reason")
    if len(reason) > LONGEST_REASON:
        raise UserError(_("理由最多 %(n)d 字。") % {"n": LONGEST_REASON}, field="reason")
    finding = _found(row, version, key, at=at)
    _require_may(finding, row, by)
    values = {"sentence": finding.sentence, "reason": reason, "made_by": by, "created_at": at}
    override, _made = FindingOverride.objects.update_or_create(version=version, key=key, defaults=values)
    _tell(row, version, "content.finding.overridden", finding.sentence, reason, by=by, at=at)
    return override


@transaction.atomic
def withdraw_override(*, post: Post, version_id: int, key: str, by: User, at: dt.datetime) -> None:
    """It counts again. Whoever may let it pass may take that back."""
    row, version = _to_decide(post, version_id)
    override = FindingOverride.objects.filter(version=version, key=key).first()
    if override is None:
        raise NotFound(_("没有找到这条放行记录。"))
    require(by, Can.REVIEW, row.account_id)
    override.delete()
    _tell(row, version, "content.finding.override_withdrawn", override.sentence, override.reason, by=by, at=at)


def refuse_errors(post: Post, version: PostVersion, *, at: dt.datetime) -> None:
    """C13: approval asks today's lists again. Raises `UserError` with the first error that nobody let pass."""
    findings = lint.stopping(lint.check(_draft(post, version, at=at)))
    if findings:
        raise UserError(findings[0].whole, code="content.lint", field="text")


def _to_decide(post: Post, version_id: int) -> tuple[Post, PostVersion]:
    row = locked(post)
    if row.version is None or row.version_id != version_id:
        raise Conflict(_("有人刚修改过这条内容，请看过新版本再决定。"), code="content.overtaken")
    if row.state in LOCKED_STATES:
        sentence = _("这条内容现在是“%(state)s”，不能再修改。")
        raise Conflict(sentence % {"state": row.get_state_display()}, code="content.locked")
    return row, row.version


def _draft(post: Post, version: PostVersion, *, at: dt.datetime) -> lint.Draft:
    """What can stop a post: without the searches for likeness and the counts of the week, which only warn."""
    writing = Writing(post.account, None, version.text, version.version_media.count(), post)
    return lint_draft(writing, at=at, remembered=Remembered(current_lists()))


def _found(post: Post, version: PostVersion, key: str, *, at: dt.datetime) -> lint.Finding:
    writing = Writing(post.account, post.category, version.text, version.version_media.count(), post)
    with translation.override("zh-hans"):  # it is kept, and read by colleagues of every language
        findings = lint.check(lint_draft(writing, at=at))
    same = (finding for finding in findings if (finding.key or finding.rule) == key and finding.override)
    finding = next(same, None)
    if finding is None:
        raise Conflict(_("这条提醒已经不在了，或不能放行。"), code="content.finding_gone")
    return finding


def _require_may(finding: lint.Finding, post: Post, by: User) -> None:
    require(by, Can.REVIEW, None if finding.override == lint.Override.CHIEFS else post.account_id)


def _tell(
    post: Post, version: PostVersion, code: str, sentence: str, reason: str, *, by: User, at: dt.datetime
) -> None:
    """Keep the findings of the version true, the audit log whole, and let the higher layers know."""
    draft = lint_draft(Writing(post.account, post.category, version.text, version.version_media.count(), post), at=at)
    version.findings = lint.kept(draft)
    version.save(update_fields=["findings"])
    change = audit.Change(after={"finding": sentence}, reason=reason, account_id=post.account_id)
    audit.record(code, post, by=by, at=at, change=change)
    finding_overridden.send_on_commit(post_id=post.pk, account_id=post.account_id)
