"""Papers for verification (A4): taken in through the upload pipeline, replaced, never thrown away; downloads told."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import require
from accounts.models import Paper, PaperKind, User, WeiboAccount
from accounts.queries import DuePaper, holders_on, in_charge_ids, papers_due
from accounts.roles import Can
from core import uploads
from core.audit import Change, record
from core.dates import local_day
from core.errors import Conflict, UserError
from core.models import NoticeLevel
from core.notices import Message, notify, settle
from core.uploads.pipeline import Sent

PAPERS = uploads.Purpose("papers", uploads.PICTURES | {uploads.Kind.PDF}, 20 * uploads.MB)
ENDING = gettext_noop("账号“%(account)s”的%(paper)s将于 %(day)s 到期，请准备新的一份。")
ENDED = gettext_noop("账号“%(account)s”的%(paper)s已于 %(day)s 到期，请尽快补上新的一份。")


@dataclass(frozen=True)
class PaperInput:
    """What a person says about a paper: until when it counts, the year of the last inspection, a note."""

    kind: str
    expires_on: dt.date | None = None
    inspected_year: int | None = None
    note: str = ""


def store_paper(*, account: WeiboAccount, values: PaperInput, file: Sent, by: User, at: dt.datetime) -> Paper:
    """Take in a new version; the former one stays, marked as replaced. Raises `UserError` for an unfit file or date."""
    require(by, Can.MANAGE_ACCOUNTS, account.pk)
    _check(values, local_day(at))
    upload = uploads.examine(file, PAPERS)
    upload.content.seek(0)
    digest = hashlib.sha256(upload.content.read()).hexdigest()
    with uploads.kept(upload, at=at) as path, transaction.atomic():
        former = _put_aside(account, values.kind, digest, at)
        paper = Paper.objects.create(
            account=account, file=path, mime=upload.mime, size=upload.size, sha256=digest, original_name=upload.name,
            uploaded_by=by, uploaded_at=at, **vars(values),
        )  # fmt: skip
        change = Change(
            before=_plain(former) if former else None, after=_plain(paper) | {"sha256": digest}, account_id=account.pk
        )
        record("accounts.paper.stored", paper, by=by, at=at, change=change)
    return paper


def change_paper(*, paper: Paper, values: PaperInput, by: User, at: dt.datetime) -> Paper:
    """Mend what was said about the version in use; its file stays."""
    require(by, Can.MANAGE_ACCOUNTS, paper.account_id)
    _check(values, local_day(at))
    with transaction.atomic():
        paper = Paper.objects.select_for_update().get(pk=paper.pk)
        if paper.replaced_at is not None:
            raise Conflict(_("这一版已被替换，请刷新后再改。"), code="paper.replaced")
        before = _plain(paper)
        paper.expires_on, paper.inspected_year = values.expires_on, values.inspected_year
        paper.note = values.note
        if _plain(paper) != before:
            paper.save(update_fields=["expires_on", "inspected_year", "note"])
            settle(key_prefix=f"paper:{paper.pk}:", at=at)
            change = Change(before=before, after=_plain(paper), account_id=paper.account_id)
            record("accounts.paper.changed", paper, by=by, at=at, change=change)
    return paper


def note_download(*, paper: Paper, by: User, at: dt.datetime) -> None:
    """Papers are legal and personal data: who took a copy is written down."""
    require(by, Can.MANAGE_ACCOUNTS, paper.account_id)
    change = Change(after={"version": paper.pk}, account_id=paper.account_id)
    record("accounts.paper.downloaded", paper, by=by, at=at, change=change)


def remind_of_papers(*, now: dt.datetime) -> int:
    """60, 30, 7 days and 1 day before a paper ends, and once it has: owner, deputy, and who manages the account."""
    told = 0
    for due in papers_due(local_day(now)):
        told += notify(to=_responsible(due.paper.account, now), key=_key(due), message=_message(due), at=now)
    return told


def _message(due: DuePaper) -> Message:
    paper = due.paper
    params = {"account": paper.account.nickname, "paper": str(paper), "day": f"{due.end:%Y-%m-%d}"}
    url = reverse("accounts:account_papers", args=[paper.account_id])
    level = NoticeLevel.WARNING if due.step <= 7 else NoticeLevel.INFO
    return Message(ENDED if due.step == 0 else ENDING, params, url, level, mail=True)


def _key(due: DuePaper) -> str:
    return f"paper:{due.paper.pk}:{due.step}d:{due.end}"


def _responsible(account: WeiboAccount, now: dt.datetime) -> set[int]:
    return holders_on(account, Can.MANAGE_ACCOUNTS, now=now) | in_charge_ids(account)


def _put_aside(account: WeiboAccount, kind: str, digest: str, at: dt.datetime) -> Paper | None:
    """Mark the version in use as replaced. The same file again would only hide that nothing new came."""
    WeiboAccount.objects.select_for_update().get(pk=account.pk)
    former = Paper.objects.filter(account=account, kind=kind, replaced_at__isnull=True).first()
    if former is None:
        return None
    if former.sha256 == digest:
        raise UserError(_("这和现在使用的是同一个文件，要改日期请用“修改”。"), code="paper.same", field="file")
    former.replaced_at = at
    former.save(update_fields=["replaced_at"])
    settle(key_prefix=f"paper:{former.pk}:", at=at)
    return former


def _check(values: PaperInput, today: dt.date) -> None:
    if values.kind not in PaperKind.values:
        raise UserError(_("请选择证照的种类。"), code="paper.kind", field="kind")
    if values.expires_on is not None and values.expires_on < today:
        raise UserError(_("有效期已经过去，请上传在有效期内的版本。"), code="paper.expired", field="expires_on")
    if values.kind == PaperKind.LICENCE_COPY and values.inspected_year is None:
        raise UserError(_("请填写副本上最近一次年检的年度。"), code="paper.year", field="inspected_year")
    if values.inspected_year is not None and not 2000 <= values.inspected_year <= today.year:
        raise UserError(_("年检年度应在 2000 年到今年之间。"), code="paper.year", field="inspected_year")


def _plain(paper: Paper) -> dict[str, object]:
    end = paper.expires_on.isoformat() if paper.expires_on else ""
    return {"expires_on": end, "inspected_year": paper.inspected_year, "note": paper.note}
