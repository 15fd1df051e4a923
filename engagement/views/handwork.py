"""Beside the answer: who is answering, putting off, notes (E1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from engagement.access import inbox_member, thread_for
from engagement.services import add_note, snooze_thread, tell_answering, wake_thread
from engagement.views.threads import changed


@require_POST
def presence(request: HttpRequest, thread_id: int) -> HttpResponse:
    """A sign of life of who writes, or only the question who does (`look`); answers with the line for the panel."""
    found, user = thread_for(request.user, thread_id), inbox_member(request)
    now = timezone.now()
    if not request.POST.get("look") and tell_answering(thread=found, by=user, at=now):
        found.answering_by, found.answering_until = user, now
    return render(request, "engagement/_presence.html", {"thread": found, "now": now})


@require_POST
def snooze(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Not now."""
    found, user = thread_for(request.user, thread_id), inbox_member(request)
    snooze_thread(thread=found, choice=request.POST.get("until", ""), by=user, at=timezone.now())
    return changed(request, found, _("已推迟，到时回到列表。"), undo_url=reverse("engagement:wake", args=[found.pk]))


@require_POST
def wake(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Now after all."""
    found, user = thread_for(request.user, thread_id), inbox_member(request)
    wake_thread(thread=found, by=user, at=timezone.now())
    return changed(request, found, _("已回到列表。"))


@require_POST
def note(request: HttpRequest, thread_id: int) -> HttpResponse:
    """A word to colleagues."""
    found, user = thread_for(request.user, thread_id), inbox_member(request)
    add_note(thread=found, text=request.POST.get("note", ""), by=user, at=timezone.now())
    return changed(request, found, _("备注已保存，只有同事能看到。"))
