"""What is said to the public: a holding statement becomes a post; the checklist before it leaves (M5).

There is no second way to Weibo: a statement is a post with its steps of review, sent by the sender.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.gateway import is_sandbox
from accounts.models import User, WeiboAccount
from content.contributions import Points
from content.models import Category, Post, PostVersion
from content.services import DraftInput, save_draft, submit_for_review
from core.audit import Change, record
from core.errors import UserError
from monitoring.models import LIVE_STATES, Case, CaseStatement, Check, Drill, HoldingStatement
from monitoring.services.case_log import locked_case, write_entry

DRAFTED = gettext_noop("起草声明，账号“%(account)s”")
CHECKED = gettext_noop("声明核对完毕：事情和态度一次说清")
SUBMITTED = gettext_noop("声明送审")
OPEN_PLACE = "【"


@transaction.atomic
def draft_statement(
    *, case: Case, account: WeiboAccount, text: str, by: User, at: dt.datetime, holding: HoldingStatement | None = None
) -> CaseStatement:
    """A post of this case, from a holding statement or from scratch. Raises `UserError`, `Forbidden`."""
    row = locked_case(case)
    if not text.strip():
        raise UserError(_("请写正文。"), field="text")
    category = Category.objects.filter(is_active=True, is_promotional=False, is_entertainment=False).first()
    if category is None:
        raise UserError(_("没有可用的分类：至少要有一个不属于推广和娱乐的分类。"), field="text")
    post = save_draft(draft=DraftInput(account, category, text.strip()), by=by, at=at)
    made = CaseStatement.objects.create(case=row, post=post, holding=holding, made_at=at)
    write_entry(row, DRAFTED, {"account": account.nickname}, by=by, at=at, url=_page_of(post.pk))
    record("monitoring.case.statement", row, by=by, at=at, change=Change(after={"post": post.pk}))
    return made


@transaction.atomic
def check_statement(*, statement: CaseStatement, checks: Iterable[str], by: User, at: dt.datetime) -> CaseStatement:
    """Tick the points for the text as it stands. Raises `UserError` while one is missing or a 【…】 is still open."""
    row = (
        CaseStatement.objects.select_for_update(of=("self",))
        .select_related("case", "post__version")
        .get(pk=statement.pk)
    )
    given = [one for one in Check.values if one in set(checks)]
    if missing := [str(Check(one).label) for one in Check.values if one not in given]:
        raise UserError(_("还没有说清：%(points)s。") % {"points": _("、").join(missing)}, field="checks")
    _refuse_open_places(row.post.version)
    row.checked, row.checked_version, row.checked_by, row.checked_at = given, row.post.version_id, by, at
    row.save(update_fields=["checked", "checked_version", "checked_by", "checked_at"])
    write_entry(row.case, CHECKED, by=by, at=at, url=_page_of(row.post_id))
    return row


def _page_of(post_id: int) -> str:
    return reverse("content:post", args=[post_id])


def _refuse_open_places(version: PostVersion | None) -> None:
    if version is None or OPEN_PLACE not in version.text:
        return
    place = version.text.split(OPEN_PLACE, 1)[1].split("】", 1)[0]
    raise UserError(_("正文里还有没填的地方：【%(place)s】。") % {"place": place[:20]}, field="checks")


def why_not_yet(post: Post) -> str:
    """What keeps a statement from review: points not ticked for this version, or a drill that is over or on the real
    Weibo."""
    row = CaseStatement.objects.select_related("case").filter(post_id=post.pk).first()
    if row is None:
        return ""
    if row.case.is_drill and not is_sandbox():
        return _("这是演练，接的是真实微博，声明不会送审和发布。")
    if row.case.is_drill and not row.case.is_live:
        return _("这是一次演练的声明，演练已经结束，不再送审。")
    if row.checked_version != post.version_id:
        return _("危机声明送审前，请先在案件页核对“事情和态度一次说清”的六项；正文改动后要重新核对。")
    return ""


def statements_under_way() -> frozenset[int]:
    """Posts that answer for a live case: they pass one step of review more."""
    rows = CaseStatement.objects.filter(case__state__in=LIVE_STATES)
    return frozenset(rows.values_list("post_id", flat=True))


def points_of_thread(thread_id: int) -> Points | None:
    """What an answer to this thread of the inbox says before it leaves: asked while a case it is tied to lives."""
    case = (
        Case.objects.filter(is_drill=False, state__in=LIVE_STATES, thread_ids__contains=[thread_id])
        .order_by("pk")
        .first()
    )
    if case is None:
        return None
    points = tuple((code, str(label)) for code, label in Check.choices)
    return Points(str(case), reverse("monitoring:case", args=[case.pk]), points)


@transaction.atomic
def submit_statement(*, statement: CaseStatement, checks: Iterable[str], by: User, at: dt.datetime) -> CaseStatement:
    """Tick the points and ask for review in one act. Raises what either raises; then nothing is ticked.

    In a drill on the real Weibo it ends with the points: whoever leads the drill answers as if.
    """
    row = check_statement(statement=statement, checks=checks, by=by, at=at)
    if Drill.objects.filter(case=row.case_id).exists() and not is_sandbox():
        return row
    submit_for_review(post=row.post, by=by, at=at)
    write_entry(row.case, SUBMITTED, by=by, at=at, url=_page_of(row.post_id))
    return row
