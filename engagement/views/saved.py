"""The page of saved replies (E1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import UserError
from core.http import done
from engagement.access import inbox_member, saved_reply_for
from engagement.forms.saved import SavedReplyForm
from engagement.models import SavedReply
from engagement.queries.saved import saved_replies
from engagement.services import remove_saved_reply, save_saved_reply


@require_http_methods(["GET", "POST"])
def saved(request: HttpRequest) -> HttpResponse:
    """All of them, and a form for a new one."""
    inbox_member(request)
    return _page(request, None)


@require_http_methods(["GET", "POST"])
def saved_edit(request: HttpRequest, saved_id: int) -> HttpResponse:
    """The same page with one in the form."""
    return _page(request, saved_reply_for(request.user, saved_id))


@require_POST
def saved_remove(request: HttpRequest, saved_id: int) -> HttpResponse:
    """Offered no longer."""
    found, user = saved_reply_for(request.user, saved_id), inbox_member(request)
    remove_saved_reply(saved=found, by=user, at=timezone.now())
    return done(request, reverse("engagement:saved"), _("已删除这条常用回复。"))


def _page(request: HttpRequest, found: SavedReply | None) -> HttpResponse:
    user = inbox_member(request)
    form = SavedReplyForm(request.POST if request.method == "POST" else None, by=user, saved=found)
    if request.method == "POST" and form.is_valid():
        try:
            save_saved_reply(saved=found, values=form.values(), by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return done(request, reverse("engagement:saved"), _("常用回复已保存。"))
    context = {"form": form, "saved": found, "rows": saved_replies(user)}
    return render(request, "engagement/saved.html", context, status=422 if form.errors else 200)
