"""Answers that somebody gave on Weibo himself (E1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import UserError
from core.http import wants_fragment
from engagement.access import inbox_member, reply_for, thread_for
from engagement.forms import ByHandForm
from engagement.services import note_by_hand, take_back
from engagement.views.inbox import list_context, thread_context
from engagement.views.threads import changed


@require_POST
def reply_by_hand(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Write down what was said on Weibo; what was typed stays when it cannot be."""
    found, user, now = thread_for(request.user, thread_id), inbox_member(request), timezone.now()
    form, status = ByHandForm(request.POST), 422
    if form.is_valid():
        try:
            reply = note_by_hand(thread=found, told=form.values(by=user, at=now), by=user, at=now)
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            status = error.status
        else:
            undo = reverse("engagement:reply_take_back", args=[reply.pk])
            return changed(request, found, _("已登记为回复。"), undo_url=undo, replied=True)
    context = thread_context(found, user) | {"by_hand": form}
    if wants_fragment(request):
        return render(request, "engagement/_thread.html", context, status=status)
    return render(request, "engagement/inbox.html", list_context(request, user) | context, status=status)


@require_POST
def reply_take_back(request: HttpRequest, reply_id: int) -> HttpResponse:
    """It was a mistake."""
    found, user = reply_for(request.user, reply_id), inbox_member(request)
    thread = take_back(reply=found, by=user, at=timezone.now())
    return changed(request, thread, _("已撤回登记。"))
