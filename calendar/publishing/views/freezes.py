"""The freeze switch, the page of a freeze, and the way back for what it holds."""

from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import accounts_for, member, require_somewhere, rights_of
from accounts.roles import Can
from core.errors import UserError
from core.http import done, int_param
from core.paging import key_page
from publishing import queries, services
from publishing.access import concerns, freeze_for, freeze_seen_by, groups_to_freeze, may_freeze, release_for
from publishing.forms import FreezeForm, ReleaseForm
from publishing.models import Freeze, ReleaseState
from publishing.queries import releases as read
from publishing.views.answers import read_signed

UNDO_SALT = "calendar.release.undo"


def _freeze_form(request: HttpRequest, data: Any = None) -> FreezeForm:
    accounts = accounts_for(request.user, Can.FREEZE)
    initial = {"account": int_param(request, "account"), "group": int_param(request, "group")}
    scope = next((name for name, value in initial.items() if value is not None), "all")
    values = {"scope": scope, **{name: value for name, value in initial.items() if value is not None}}
    everywhere = rights_of(request.user).may(Can.FREEZE)
    return FreezeForm(
        data, accounts=accounts, groups=groups_to_freeze(request.user), everywhere=everywhere, initial=values
    )


@require_http_methods(["GET", "POST"])
def freezes(request: HttpRequest) -> HttpResponse:
    """The freeze switch: what is frozen now and was before; stop more."""
    user = member(request)
    if request.method == "POST":
        require_somewhere(request.user, Can.FREEZE)
    may = rights_of(user).may_somewhere(Can.FREEZE)
    form = _freeze_form(request, request.POST or None) if may else None
    if form is not None and form.is_bound and form.is_valid():
        try:
            row = services.freeze(**form.order, by=user, at=timezone.now())[0]
            return done(request, reverse("calendar:freeze", args=[row.pk]), _frozen_sentence(row))
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "calendar/freezes.html", _switch(request, form), status=status)


def _switch(request: HttpRequest, form: FreezeForm | None) -> dict[str, Any]:
    live = read.tallies([row for row in queries.live_freezes() if concerns(row, request.user)])
    page = key_page(
        read.earlier_freezes(rights_of(request.user).account_ids(Can.VIEW)), before=int_param(request, "before")
    )
    waiting = sum(tally.held for tally in live)
    return {"form": form, "live": live, "earlier": read.tallies(list(page.rows)), "page": page, "held_now": waiting}


def _frozen_sentence(row: Freeze) -> str:
    sentence = _("已冻结 %(n)d 条排期。") % {"n": row.held_at_start}
    if not row.leaving:
        return sentence
    n = len(row.leaving)
    more = ngettext("另有 %(n)d 条在点击前已经发出，无法停止。", "另有 %(n)d 条在点击前已经发出，无法停止。", n)
    return sentence + more % {"n": n}


@require_GET
def freeze_preview(request: HttpRequest) -> HttpResponse:
    """What a freeze would hold: numbers, the next posts, whose they are, what cannot be stopped any more."""
    require_somewhere(request.user, Can.FREEZE)
    form = _freeze_form(request, request.GET)
    del form.fields["reason"]
    found = read.preview(form.reach) if form.is_valid() else None
    return render(request, "calendar/_freeze_preview.html", {"preview": found})


@require_GET
def freeze(request: HttpRequest, freeze_id: int) -> HttpResponse:
    """One freeze: who, when, how long; what it holds and what was decided about it."""
    found = freeze_seen_by(request.user, freeze_id)
    return render(request, "calendar/freeze.html", _page(request, found))


def _page(request: HttpRequest, found: Freeze, **more: Any) -> dict[str, Any]:
    rights = rights_of(request.user)
    held = read.held_by(found, accounts_for(request.user))
    ids = rights.account_ids(Can.FREEZE)
    asked = [(row, read.may_decide(row, member(request), ids)) for row in read.asked_of(found)]
    return {
        "freeze": found,
        "tally": read.tallies([found])[0],
        "held": list(held[:200]),
        "asked": asked,
        "decided": read.decided_of(found),
        "leaving": (leaving := read.leaving_of(found)),
        "settling": read.is_settling(leaving),
        "freeze_id": found.pk,
        "may_end": found.ended_at is None and may_freeze(request.user, queries.reach_of(found)),
        "may_release": rights.may_somewhere(Can.SCHEDULE),
        "form": ReleaseForm(),
        "now": timezone.now(),
        **more,
    }


@require_GET
def freeze_leaving(request: HttpRequest, freeze_id: int) -> HttpResponse:
    """What had begun when the freeze came, with its outcome; asked again until all have one."""
    leaving = read.leaving_of(freeze_seen_by(request.user, freeze_id))
    context = {"leaving": leaving, "freeze_id": freeze_id, "settling": read.is_settling(leaving)}
    return render(request, "calendar/_freeze_leaving.html", context)


@require_POST
def freeze_end(request: HttpRequest, freeze_id: int) -> HttpResponse:
    """End a freeze; nothing is sent by that: what it holds waits for a decision."""
    found = freeze_for(request.user, freeze_id)
    user = require_somewhere(request.user, Can.FREEZE)
    row = services.unfreeze(freeze=found, by=user, at=timezone.now())
    n = read.tallies([row])[0].held
    sentence = _("已解除冻结，没有发出任何内容；%(n)d 条排期仍暂停，请逐条或批量决定。") % {"n": n}
    if not n:
        sentence = _("已解除冻结，没有待决定的排期。")
    return done(request, reverse("calendar:freeze", args=[row.pk]), sentence)


@require_POST
def freeze_release(request: HttpRequest, freeze_id: int) -> HttpResponse:
    """Decide about what a freeze holds, one or many; after a crisis this proposes it to a second person."""
    found = freeze_seen_by(request.user, freeze_id)
    user = require_somewhere(request.user, Can.SCHEDULE)
    form = ReleaseForm(request.POST)
    if form.is_valid():
        try:
            result = services.release_held(wish=form.wish, by=user, at=timezone.now())
            return done(
                request, reverse("calendar:freeze", args=[freeze_id]), said(result), undo_url=release_undo_url(result)
            )
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    return render(request, "calendar/freeze.html", _page(request, found, form=form), status=422)


def said(result: services.Released) -> str:
    """What became of held slots, in numbers."""
    parts = [
        (result.asked, _("已提出放回 %(n)d 条，等待第二人决定。")),
        (result.planned, _("已放回 %(n)d 条。")),
        (result.missed, _("%(n)d 条原定时间已过，移到“已错过”，请选择新的时间。")),
        (result.cancelled, _("已取消 %(n)d 条，内容仍是已通过。")),
    ]
    return "".join(sentence % {"n": n} for n, sentence in parts if n) or _("没有需要改动的排期。")


def release_undo_url(result: services.Released) -> str:
    """Where the undo button goes; none for a proposal, which can be withdrawn at any time."""
    ids = [row.pk for row in result.releases if row.state == ReleaseState.DONE]
    return reverse("calendar:release_undo", args=[signing.dumps(ids, salt=UNDO_SALT)]) if ids else ""


@require_POST
def release_decide(request: HttpRequest, release_id: int) -> HttpResponse:
    """The second person says yes or no."""
    row = release_for(request.user, release_id)
    user = require_somewhere(request.user, Can.FREEZE)
    answer, accept = request.POST.get("answer", "")[:200], request.POST.get("accept") == "1"
    result = services.decide_release(release=row, accept=accept, by=user, at=timezone.now(), answer=answer)
    back = reverse("calendar:freeze", args=[row.freeze_id])
    sentence = said(result) if accept else _("已回复不同意，排期仍暂停。")
    return done(request, back, sentence, undo_url=release_undo_url(result))


@require_POST
def release_withdraw(request: HttpRequest, release_id: int) -> HttpResponse:
    """Take one's own proposal back."""
    row = release_for(request.user, release_id)
    user = require_somewhere(request.user, Can.SCHEDULE)
    services.withdraw_release(release=row, by=user, at=timezone.now())
    return done(request, reverse("calendar:freeze", args=[row.freeze_id]), _("已撤回，排期仍暂停。"))


@require_POST
def release_undo(request: HttpRequest, token: str) -> HttpResponse:
    """The button of the toast: what was put back is held again."""
    user = require_somewhere(request.user, Can.VIEW)
    rows = [release_for(user, pk) for pk in read_signed(token, salt=UNDO_SALT)]
    n = sum(services.undo_release(release=row, by=user, at=timezone.now()) for row in rows)
    return done(request, read.freeze_url(rows[0].freeze_id), _("已撤销，%(n)d 条重新暂停。") % {"n": n})
