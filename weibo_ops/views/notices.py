"""The bell: what a person was told, what he has not looked at yet."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import member
from core.http import done, int_param, page_or_fragment, safe_next, whole_number
from core.notices import mark_read, notices_of, unread_of
from core.paging import key_page
from weibo_ops.access import notice_for
from weibo_ops.queries.counts import jobs_under_way

SIZE: Final = 30


def notices(request: HttpRequest) -> HttpResponse:
    """Everything, newest first; `?unread=1` only what still waits for a look."""
    user = member(request)
    only_unread = request.GET.get("unread") == "1"
    rows = unread_of(user.pk) if only_unread else notices_of(user.pk)
    context = {
        "page": key_page(rows, before=int_param(request, "before"), after=int_param(request, "after"), size=SIZE),
        "unread": unread_of(user.pk).count(),
        "only_unread": only_unread,
        "jobs": jobs_under_way(user).count(),
    }
    return page_or_fragment(request, "weibo_ops/notices.html", "weibo_ops/_notices.html", context)


def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to what a notice is about; it counts as read."""
    notice = notice_for(member(request), pk)
    mark_read(user_id=notice.user_id, at=timezone.now(), pk=pk)
    return redirect(notice.url or reverse("notices"))


@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark all, or the one of `notice`, as read."""
    user = member(request)
    asked = whole_number(request.POST.get("notice", ""))
    pk = None if asked is None else notice_for(user, asked).pk
    count = mark_read(user_id=user.pk, at=timezone.now(), pk=pk)
    sentence = ngettext("%(n)d 条通知已标为已读。", "%(n)d 条通知已标为已读。", count) % {"n": count}
    return done(request, safe_next(request, reverse("notices")), sentence if count else _("没有未读的通知。"))
