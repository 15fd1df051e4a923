"""Entries: one person with his verdict, appeals, decisions, judging again, the download (P7)."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import require_somewhere
from accounts.roles import Can
from campaigns.access import appeal_for, campaign_for, entry_for, entry_job_for
from campaigns.forms.entries import AppealForm, DecisionForm
from campaigns.models import Entry, Verdict
from campaigns.panels import PANELS, panel_of
from campaigns.queries import entries as queries
from campaigns.queries.draws import LIST_KIND
from campaigns.services.appeals import decide_appeal, decide_entry, record_appeal, withdraw_decision
from campaigns.services.closing import entries_open
from campaigns.services.entry_exports import note_export
from campaigns.services.judging import start_judging
from campaigns.services.readings import start_reading
from campaigns.views.frame import address
from core.errors import UserError
from core.exports import csv_download
from core.http import done
from core.jobs import ask_to_cancel
from core.rate_limits import limited


@require_GET
def entry(request: HttpRequest, campaign_id: int, entry_id: int) -> HttpResponse:
    """One person: what he did, the verdict and why, what was said against it."""
    return _page(request, entry_for(request.user, campaign_id, entry_id))


@require_POST
def entry_decide(request: HttpRequest, campaign_id: int, entry_id: int) -> HttpResponse:
    """Let a verdict hold that the rules did not give."""
    found, form = entry_for(request.user, campaign_id, entry_id), DecisionForm(request.POST)
    if form.is_valid():
        user, values = require_somewhere(request.user, Can.CAMPAIGN), form.cleaned_data
        try:
            verdict = Verdict(values["verdict"])
            decide_entry(entry=found, verdict=verdict, reason=values["reason"], by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, _address(found), _("已改判。"))
    return _page(request, found, decision=form, status=422)


@require_POST
def entry_withdraw(request: HttpRequest, campaign_id: int, entry_id: int) -> HttpResponse:
    """What the rules say holds again."""
    found = entry_for(request.user, campaign_id, entry_id)
    withdraw_decision(entry=found, by=require_somewhere(request.user, Can.CAMPAIGN), at=timezone.now())
    return done(request, _address(found), _("已撤回改判，按规则的结果算。"))


@require_POST
def entry_appeal(request: HttpRequest, campaign_id: int, entry_id: int) -> HttpResponse:
    """Write an appeal down."""
    found, form = entry_for(request.user, campaign_id, entry_id), AppealForm(request.POST)
    if form.is_valid():
        user, text = require_somewhere(request.user, Can.CAMPAIGN), form.cleaned_data["text"]
        try:
            record_appeal(entry=found, text=text, by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, _address(found), _("申诉已记录。"))
    return _page(request, found, appeal=form, status=422)


@require_POST
def appeal_decide(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """Grant or refuse an appeal."""
    found = appeal_for(request.user, appeal_id)
    user, words = require_somewhere(request.user, Can.CAMPAIGN), request.POST.get("decision", "").strip()[:200]
    granted = request.POST.get("granted") == "1"
    decide_appeal(appeal=found, granted=granted, decision=words, by=user, at=timezone.now())
    return done(request, _address(found.entry), _("申诉已处理：改判有效。") if granted else _("申诉已处理：维持原判。"))


@require_POST
def entries_judge(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Judge everybody again."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    start_judging(campaign=found, by=require_somewhere(request.user, Can.CAMPAIGN), at=timezone.now())
    return done(request, address(found, "entries"), _("正在判定，完成后这里会更新。"))


@require_POST
def entries_read(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Read the posts' reposts, comments and mentions now."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    start_reading(campaign=found, by=require_somewhere(request.user, Can.CAMPAIGN), at=timezone.now())
    return done(request, address(found, "entries"), _("正在从微博读取。"))


@require_POST
def entries_stop(request: HttpRequest, campaign_id: int, job_id: int) -> HttpResponse:
    """Stop at the next step."""
    job = entry_job_for(request.user, campaign_id, job_id)
    ask_to_cancel(job)
    part = "draw" if job.kind == LIST_KIND else "entries"
    return done(request, address(campaign_for(request.user, campaign_id), part), _("正在停止。"))


@require_GET
@limited("export")
def entries_export(request: HttpRequest, campaign_id: int) -> StreamingHttpResponse:
    """The entries that the filters leave, as a table."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    asked = queries.Asked.read(request.GET.dict())
    note_export(campaign=found, asked=asked, by=require_somewhere(request.user, Can.CAMPAIGN), at=timezone.now())
    header = [
        "UID",
        _("昵称"),
        _("参与时间"),
        _("结果"),
        _("原因"),
        _("机器迹象"),
        _("得分"),
        _("改判说明"),
        _("规则版本"),
    ]
    rows = queries.export_cells(found, asked, zone=timezone.get_current_timezone())
    return csv_download(_("参与名单 %(name)s") % {"name": found.name}, header, rows)


def _address(entry: Entry) -> str:
    return reverse("campaigns:entry", args=[entry.campaign_id, entry.pk])


def _page(request: HttpRequest, found: Entry, *, status: int = 200, **forms: object) -> HttpResponse:
    (line,) = queries.lines_of([found])
    context = {
        "campaign": found.campaign,
        "panels": PANELS,
        "panel": panel_of("entries"),
        "may_run": True,
        "line": line,
        "acts": [(act, queries.counted(act, found.campaign)) for act in queries.acts_of(found)],
        "changes": list(found.changes.select_related("by")),
        "appeals": list(found.appeals.select_related("recorded_by", "decided_by")),
        "open": entries_open(found.campaign),
        "decision": DecisionForm(),
        "appeal": AppealForm(),
        **forms,
    }
    return render(request, "campaigns/entry.html", context, status=status)
