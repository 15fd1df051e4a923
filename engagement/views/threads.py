"""What can be done with a thread: answer, hand on, close, open again (E1)."""

from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import accounts_for
from accounts.roles import Can
from core.errors import Sentence, UserError
from core.http import done, toast, wants_fragment, whole_numbers
from engagement.access import inbox_member, thread_for
from engagement.forms import AssignForm, ReplyForm
from engagement.models import Reply, ReplyState, Thread, ThreadState
from engagement.queries.inbox import SNOOZED, threads_of
from engagement.services import OnPage, assign_thread, close_thread, count_use, reopen_thread, send_reply
from engagement.services.answering import Care
from engagement.views.inbox import list_context, thread_context

AT_MOST: Final = 200
"""Threads of one panel; a case takes no more."""


@require_POST
def reply(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Send an answer now; what was typed stays when it cannot be sent."""
    found, user = thread_for(request.user, thread_id), inbox_member(request)
    form = ReplyForm(request.POST)
    try:
        if not form.is_valid():
            raise UserError(_("回复过长，无法发送。"), field="text")
        values = form.cleaned_data
        page = OnPage(values["seen"], values["heard"])
        care = Care(minding=not values["sure"], said=tuple(request.POST.getlist("said")))
        typed = {"text": values["text"], "private": values["private"], "care": care}
        sent = send_reply(thread=found, page=page, by=user, at=timezone.now(), **typed)
        count_use(saved_id=values["saved"], by=user)
    except UserError as error:
        form.add_error("text", str(error))
        context = thread_context(found, user, form) | {"said": request.POST.getlist("said")}
        context["insist"] = error.code == "reply.manners"
        if error.code != "reply.answered_meanwhile":
            context["seen"] = request.POST.get("seen", 0)
        if wants_fragment(request):
            return render(request, "engagement/_thread.html", context, status=error.status)
        return render(request, "engagement/inbox.html", list_context(request, user) | context, status=error.status)
    level = "success" if sent.state in (ReplyState.SENT, ReplyState.WAITING) else "warning"
    return changed(request, found, _outcome(sent), level=level, replied=sent.state != ReplyState.FAILED)


@require_GET
def threads_tied(request: HttpRequest) -> HttpResponse:
    """A panel for a page beside us: these threads as lines, as far as this person answers people for their accounts."""
    user = inbox_member(request)
    ids = whole_numbers(request.GET.getlist("thread"))[:AT_MOST]
    threads = threads_of(accounts_for(user, Can.REPLY), user).filter(pk__in=ids).order_by("-pk")
    return render(request, "engagement/_tied.html", {"threads": threads})


@require_POST
def assign(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Give the thread to a colleague, or to nobody."""
    found, user = thread_for(request.user, thread_id), inbox_member(request)
    form = AssignForm(request.POST)
    if not form.is_valid():
        raise UserError(_("没有找到这位同事。"))
    assignee = form.cleaned_data["assignee"]
    assign_thread(thread=found, assignee=assignee, by=user, at=timezone.now())
    sentence = _("已交给%(name)s。") % {"name": assignee.get_full_name()} if assignee else _("已取消分配。")
    return changed(request, found, sentence)


@require_POST
def take(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Take the thread oneself."""
    found, user = thread_for(request.user, thread_id), inbox_member(request)
    assign_thread(thread=found, assignee=user, by=user, at=timezone.now())
    return changed(request, found, _("由您来回复。"))


@require_POST
def close(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Done."""
    found, user = thread_for(request.user, thread_id), inbox_member(request)
    close_thread(thread=found, by=user, at=timezone.now(), reason=request.POST.get("reason", ""))
    return changed(request, found, _("已关闭。"), undo_url=reverse("engagement:reopen", args=[found.pk]))


@require_POST
def reopen(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Not done after all."""
    found, user = thread_for(request.user, thread_id), inbox_member(request)
    reopen_thread(thread=found, by=user, at=timezone.now())
    return changed(request, found, _("已重新打开。"))


def _outcome(sent: Reply) -> str:
    if sent.state == ReplyState.SENT:
        return _("回复已发送。")
    if sent.state == ReplyState.WAITING:
        why = sent.risks[0]["found"] if sent.risks else ""
        if why:
            return _("%(why)s，已交给另一位同事批准，批准后发送。") % {"why": why}
        return _("已交给另一位同事批准，批准后发送。")
    return _("回复没有发送：%(why)s") % {"why": sent.error_text} if sent.state == ReplyState.FAILED else sent.error_text


def place_of(found: Thread, now: datetime) -> str:
    """Where a thread belongs now: its state, or that it was put off."""
    put_off = found.state == ThreadState.OPEN and found.snoozed_until is not None and found.snoozed_until > now
    return SNOOZED if put_off else found.state


def changed(
    request: HttpRequest,
    found: Thread,
    sentence: Sentence,
    *,
    level: str = "success",
    undo_url: str = "",
    replied: bool = False,
) -> HttpResponse:
    """The panel again with a toast, or the page of the thread. `replied`: what was typed is on its way."""
    if not wants_fragment(request):
        return done(request, reverse("engagement:thread", args=[found.pk]), sentence, undo_url=undo_url)
    found = thread_for(request.user, found.pk)
    context = thread_context(found, inbox_member(request)) | {
        "changed": place_of(found, timezone.now()),
        "replied": replied,
    }
    return toast(render(request, "engagement/_thread.html", context), sentence, level=level, undo_url=undo_url)
