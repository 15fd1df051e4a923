"""Replies of people without a valid assessment: a second person decides (A7)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.queries import is_assessed
from core.http import done, safe_next
from engagement.access import approvals_member, waiting_reply_for
from engagement.models import ReplyState
from engagement.queries.approvals import own_waiting, waiting_replies
from engagement.services import approve_reply, return_reply, send_now

SHOWN = 100


@require_GET
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for my decision, and what of mine waits for others."""
    user = approvals_member(request)
    waiting = list(waiting_replies(user)[: SHOWN + 1])
    context = {
        "waiting": waiting[:SHOWN],
        "more": len(waiting) > SHOWN,
        "own": own_waiting(user)[:SHOWN],
        "assessed": is_assessed(user.pk, at=timezone.now()),
    }
    return render(request, "engagement/approvals.html", context)


@require_POST
def reply_approve(request: HttpRequest, reply_id: int) -> HttpResponse:
    """Approve and send."""
    user, found = approvals_member(request), waiting_reply_for(request.user, reply_id)
    now = timezone.now()
    sent = send_now(approve_reply(reply=found, by=user, at=now), by=user, at=now)
    sentence = (
        _("已批准，回复已发送。") if sent.state == ReplyState.SENT else _("已批准：%(why)s") % {"why": sent.error_text}
    )
    return done(request, safe_next(request, reverse("engagement:approvals")), sentence)


@require_POST
def reply_return(request: HttpRequest, reply_id: int) -> HttpResponse:
    """Send back with a reason, or take back one's own."""
    user, found = approvals_member(request), waiting_reply_for(request.user, reply_id)
    returned = return_reply(reply=found, note=request.POST.get("note", "")[:200], by=user, at=timezone.now())
    sentence = _("已撤回。") if returned.author_id == user.pk else _("已退回给作者。")
    return done(request, safe_next(request, reverse("engagement:approvals")), sentence)
