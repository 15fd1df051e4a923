"""Comments on passages of a text: marking, answering, closing, taking back; and versions beside each other."""

import datetime as dt
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import member
from accounts.roles import Can
from content import services
from content.access import comment_for, passage_for, passages_door, post_for
from content.forms.passages import PassageForm
from content.queries.compared import two_versions
from core.errors import UserError
from core.http import done, int_param, safe_next


@require_POST
def passage_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something about a passage; with `then=changes` the post goes back to its author because of it."""
    user, now = member(request), timezone.now()
    sends_back = request.POST.get("then") == "changes"
    post = post_for(user, pk, to=Can.REVIEW) if sends_back else passages_door(user, pk)
    form = PassageForm(request.POST)
    if not form.is_valid():
        raise UserError(str(next(iter(form.errors.values()))[0]))
    url = safe_next(request, reverse("content:post", args=[pk]))
    if sends_back:
        services.send_back_with(post=post, passage=form.passage(), by=user, at=now)
        return done(request, url, _("已退回给作者，意见标在正文里。"))
    thread = services.mark_passage(post=post, passage=form.passage(), by=user, at=now)
    undo = reverse("content:passage_withdraw", args=[thread.comments.all()[0].pk])
    here = reverse("content:review" if request.POST.get("on") == "review" else "content:post", args=[pk])
    url = _beside(here, thread.pk, now)
    return done(request, url, _("已提意见，作者会收到提醒。"), undo_url=f"{undo}?next={here}")


@require_POST
def passage_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something in a thread."""
    user = member(request)
    thread = passage_for(user, pk)
    now = timezone.now()
    services.answer_passage(thread=thread, text=request.POST.get("text", ""), by=user, at=now)
    return done(request, _beside(_here(request, thread.post_id), pk, now), _("已回复。"))


@require_POST
def passage_resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a thread; with `back` open it again."""
    user, now = member(request), timezone.now()
    thread = passage_for(user, pk)
    resolved = not request.POST.get("back") and not request.GET.get("back")
    services.resolve_passage(thread=thread, resolved=resolved, by=user, at=now)
    here = _here(request, thread.post_id)
    url = _beside(here, pk, now)
    if not resolved:
        return done(request, url, _("已重新打开。"))
    undo = f"{reverse('content:passage_resolve', args=[pk])}?back=1&next={here}"
    return done(request, url, _("已标为解决。"), undo_url=undo)


@require_POST
def passage_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own last word."""
    user = member(request)
    comment = comment_for(user, pk)
    services.withdraw_comment(comment=comment, by=user, at=timezone.now())
    return done(request, safe_next(request, reverse("content:post", args=[comment.thread.post_id])), _("已撤回。"))


def _here(request: HttpRequest, post_id: int) -> str:
    """The page on which something was said."""
    return urlsplit(safe_next(request, reverse("content:post", args=[post_id]))).path


def _beside(here: str, thread_id: int, now: dt.datetime) -> str:
    """That page at the thread. The time makes it another address: a browser does not load the same one again when only
    the part behind # is new. Milliseconds, since somebody quick does two things within one second."""
    return f"{here}?at={int(now.timestamp() * 1000)}#passage-{thread_id}"


@require_GET
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Any two versions beside each other: `from` and `to` are their numbers."""
    user = member(request)
    post = post_for(user, pk)
    rows, compared = two_versions(post, int_param(request, "from"), int_param(request, "to"))
    return render(request, "content/versions.html", {"post": post, "rows": rows, "compared": compared})
