"""A person decides otherwise than the rules, or an entrant appeals; both before the list is published only (P7)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from campaigns.models import Appeal, AppealState, Campaign, Entry, Judgement, Verdict, VerdictChange
from campaigns.services.closing import open_entries
from campaigns.services.judging import verdicts_of
from core.audit import Change, record
from core.errors import Conflict, UserError

DECIDABLE = frozenset({Verdict.VALID, Verdict.REFUSED})
"""What a person may say; whether something looks like a machine is for the rules."""


def decide_entry(*, entry: Entry, verdict: Verdict, reason: str, by: User, at: datetime) -> Entry:
    """Let a verdict hold that the rules did not give. The reason is kept, shown and audited."""
    require_somewhere(by, Can.CAMPAIGN)
    if verdict not in DECIDABLE:
        raise UserError(_("只能改判为有效或不符合条件。"), code="entry.verdict", field="verdict")
    if not reason.strip():
        raise UserError(_("请写明为什么改判，参与者会看到。"), code="entry.reason", field="reason")
    with transaction.atomic():
        row = _open(entry)
        _change(row, verdict, reason.strip(), by, at)
        row.decided_by, row.decided_at, row.decided_reason = by, at, reason.strip()[:200]
        row.save(update_fields=["verdict", "decided_by", "decided_at", "decided_reason"])
        _recount(row.campaign)
        _tell("campaigns.entries.decided", row, by, at, reason)
    return row


def withdraw_decision(*, entry: Entry, by: User, at: datetime) -> Entry:
    """What the rules say holds again."""
    require_somewhere(by, Can.CAMPAIGN)
    with transaction.atomic():
        row = _open(entry)
        if row.decided_at is None:
            raise Conflict(_("这位参与者没有被改判过。"), code="entry.undecided")
        _change(row, Verdict(row.ruled), _("撤回改判"), by, at)
        row.decided_by, row.decided_at, row.decided_reason = None, None, ""
        row.save(update_fields=["verdict", "decided_by", "decided_at", "decided_reason"])
        _recount(row.campaign)
        _tell("campaigns.entries.decision_withdrawn", row, by, at)
    return row


def record_appeal(*, entry: Entry, text: str, by: User, at: datetime) -> Appeal:
    """Write down what an entrant says against the verdict; one at a time."""
    require_somewhere(by, Can.CAMPAIGN)
    if not text.strip():
        raise UserError(_("请写下对方说了什么。"), code="appeal.text", field="text")
    with transaction.atomic():
        row = _open(entry)
        if row.appeals.filter(state=AppealState.OPEN).exists():
            raise Conflict(_("这位参与者已有一条待处理的申诉。"), code="appeal.open")
        appeal = Appeal.objects.create(entry=row, text=text.strip()[:2000], recorded_by=by, recorded_at=at)
        _tell("campaigns.entries.appeal_recorded", row, by, at)
    return appeal


def decide_appeal(*, appeal: Appeal, granted: bool, decision: str, by: User, at: datetime) -> Appeal:
    """Grant it, which makes the entry valid, or refuse it; either way with a sentence for the entrant."""
    require_somewhere(by, Can.CAMPAIGN)
    if not decision.strip():
        raise UserError(_("请写明怎么处理、为什么。"), code="appeal.decision", field="decision")
    with transaction.atomic():
        _open(appeal.entry)
        row = Appeal.objects.select_for_update(of=("self",)).select_related("entry").get(pk=appeal.pk)
        if row.state != AppealState.OPEN:
            raise Conflict(_("这条申诉已经处理过。"), code="appeal.closed")
        row.state = AppealState.GRANTED if granted else AppealState.REFUSED
        row.decided_by, row.decided_at, row.decision = by, at, decision.strip()[:200]
        row.save()
        if granted:
            decide_entry(entry=row.entry, verdict=Verdict.VALID, reason=decision, by=by, at=at)
        _tell("campaigns.entries.appeal_decided", row.entry, by, at, decision)
    return row


def _open(entry: Entry) -> Entry:
    """The entry, locked, while entries may change. The campaign is locked first, as everywhere."""
    open_entries(entry.campaign)
    return Entry.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=entry.pk)


def _change(entry: Entry, verdict: Verdict, note: str, by: User, at: datetime) -> None:
    if entry.verdict != verdict:
        values = {"before": entry.verdict, "after": verdict, "reasons": entry.reasons}
        VerdictChange.objects.create(entry=entry, by=by, note=note[:200], at=at, **values)
        entry.verdict = verdict


def _recount(campaign: Campaign) -> None:
    judgement = Judgement.objects.filter(campaign=campaign).order_by("-number").first()
    if judgement is not None:
        judgement.counts = {**judgement.counts, "verdicts": verdicts_of(campaign)}
        judgement.save(update_fields=["counts"])


def _tell(code: str, entry: Entry, by: User, at: datetime, reason: str = "") -> None:
    change = Change(after={"entry": entry.pk, "verdict": str(entry.verdict)}, reason=reason.strip()[:200])
    record(code, entry.campaign, by=by, at=at, change=change)
