"""The follow list of an account (A9): rows, reviews, clean-up."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import queries
from accounts.access import account_for, follow_for, require
from accounts.forms import FollowForm, FollowRulesForm
from accounts.models import FollowEntry, WeiboAccount
from accounts.roles import Can
from accounts.rules.suspicion import ENOUGH, VERSION
from accounts.services import (
    keep_follow,
    remove_follow,
    restore_follow,
    save_follow,
    save_follow_rules,
    settle_follow_review,
)  # fmt: skip
from accounts.views.sections import section
from core.dates import local_day
from core.errors import UserError
from core.exports import csv_download
from core.http import done, int_param, safe_next, text_param
from core.paging import key_page
from core.rate_limits import limited


def _address(account_id: int) -> str:
    return reverse("accounts:account_follows", args=[account_id])


def _chosen(request: HttpRequest, account: WeiboAccount) -> "tuple[QuerySet[FollowEntry], dict[str, object]]":
    due = local_day(timezone.now()) if request.GET.get("due") else None
    sort, words = text_param(request, "sort", limit=16), text_param(request, "q")
    rows = queries.follows_of(account, sort=sort, words=words, due=due)
    return rows, {"sort": sort, "q": words, "due": due is not None}


@require_GET
def account_follows(request: HttpRequest, account_id: int) -> HttpResponse:
    """The list by sort, what is due for review, what was taken off lately."""
    found, day = account_for(request.user, account_id), local_day(timezone.now())
    rows, chosen = _chosen(request, found)
    page = key_page(rows, before=int_param(request, "before"), after=int_param(request, "after"))
    context = {
        "page": page,
        "chosen": chosen,
        "numbers": queries.follow_numbers(found),
        "due": queries.reviews_due(found, day).count(),
        "to_clean": len(queries.clean_up(found, day)),
        "removed": queries.removed_follows(found),
        "today": day,
        "rules": FollowRulesForm(
            initial={"inactive_days": found.follow_inactive_days, "review_days": found.follow_review_days}
        ),
    }
    return section(request, found, "follows", context)


@require_GET
@limited("export")
def follow_export(request: HttpRequest, account_id: int) -> StreamingHttpResponse:
    """The rows of the page as a CSV file, which can be taken in again."""
    found = account_for(request.user, account_id)
    rows = queries.follows_of(found, sort=text_param(request, "sort", limit=16), words=text_param(request, "q"))
    name = _("%(name)s 关注名单") % {"name": found.nickname}
    return csv_download(name, queries.follow_header(), queries.follow_cells(rows))


@require_http_methods(["GET", "POST"])
def follow_form(request: HttpRequest, account_id: int, follow_id: int | None = None) -> HttpResponse:
    """Put somebody on the list, or change what is noted."""
    found = account_for(request.user, account_id, to=Can.WRITE)
    user = require(request.user, Can.WRITE, account_id)
    entry = None if follow_id is None else follow_for(found, follow_id)
    form = FollowForm(request.POST or None, entry=entry)
    if request.method == "POST" and form.is_valid():
        try:
            row = save_follow(account=found, entry=entry, values=form.cleaned_data, by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, _address(account_id), _("已保存“%(name)s”。") % {"name": row.screen_name})
    context = {"form": form, "account": found, "entry": entry}
    return render(request, "accounts/follow_form.html", context, status=422 if form.is_bound else 200)


@require_POST
def follow_move(request: HttpRequest, account_id: int, follow_id: int, verb: str) -> HttpResponse:
    """Keep after a look, take off, or put back; each with undo."""
    found, now = account_for(request.user, account_id, to=Can.WRITE), timezone.now()
    entry, user = follow_for(found, follow_id), require(request.user, Can.WRITE, account_id)
    undo = reverse("accounts:follow_move", args=[account_id, follow_id, "restore"])
    if verb == "restore":
        restore_follow(entry=entry, by=user, at=now)
        undo = ""
    elif verb == "keep":
        keep_follow(entry=entry, by=user, at=now)
    else:
        remove_follow(entry=entry, reason=request.POST.get("reason", "").replace("\x00", ""), by=user, at=now)
    settle_follow_review(account=found, at=now)
    return done(request, safe_next(request, _address(account_id)), _said(entry, verb), undo_url=undo)


def _said(entry: FollowEntry, verb: str) -> str:
    sentences = {
        "keep": _("已保留“%(name)s”，到下次复核前不再提醒。"),
        "remove": _("已把“%(name)s”移出名单，请在微博上取消关注。"),
        "restore": _("“%(name)s”已恢复。"),
    }
    return sentences[verb] % {"name": entry.screen_name}


@require_GET
def follow_clean(request: HttpRequest, account_id: int) -> HttpResponse:
    """Who is quiet or looks like a machine, with the reasons."""
    found = account_for(request.user, account_id)
    candidates = queries.clean_up(found, local_day(timezone.now()))
    context = {"candidates": candidates[:100], "number": len(candidates), "version": VERSION, "enough": ENOUGH}
    return section(request, found, "clean", context | {"rule_rows": queries.rule_rows()})


@require_POST
def follow_rules(request: HttpRequest, account_id: int) -> HttpResponse:
    """When somebody counts as quiet, and how often people are reviewed."""
    found = account_for(request.user, account_id, to=Can.WRITE)
    user, form = require(request.user, Can.WRITE, account_id), FollowRulesForm(request.POST)
    if not form.is_valid():
        raise UserError(_("天数应在 7 到 3650 之间。"), code="follow.rules")
    save_follow_rules(account=found, by=user, at=timezone.now(), **form.cleaned_data)
    return done(request, _address(account_id), _("规则已保存。"))
