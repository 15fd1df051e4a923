"""Tags of threads: their page, and what one thread wears (E1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import rights_of
from accounts.roles import Can
from core.errors import UserError
from core.http import done, whole_number, whole_numbers
from engagement.access import inbox_member, tag_for, thread_for
from engagement.forms.sorting import TagForm
from engagement.models import ThreadTag
from engagement.queries.sorting import tags_with_counts
from engagement.services import remove_tag, save_tag, sort_thread
from engagement.views.threads import changed


@require_POST
def sort(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Tags and priority of one thread."""
    found, user = thread_for(request.user, thread_id), inbox_member(request)
    tag_ids, priority = whole_numbers(request.POST.getlist("tag")), whole_number(request.POST.get("priority", ""))
    level = -1 if priority is None else priority
    sort_thread(thread=found, tag_ids=tag_ids, priority=level, by=user, at=timezone.now())
    return changed(request, found, _("已保存。"))


@require_http_methods(["GET", "POST"])
def tags(request: HttpRequest) -> HttpResponse:
    """All of them, and a form for a new one."""
    inbox_member(request)
    return _page(request, None)


@require_http_methods(["GET", "POST"])
def tag_edit(request: HttpRequest, tag_id: int) -> HttpResponse:
    """The same page with one in the form."""
    return _page(request, tag_for(request.user, tag_id))


@require_POST
def tag_remove(request: HttpRequest, tag_id: int) -> HttpResponse:
    """Away from every thread."""
    found, user = tag_for(request.user, tag_id), inbox_member(request)
    n = remove_tag(tag=found, by=user, at=timezone.now())
    sentence = ngettext("已删除标签，%(n)d 条留言不再带它。", "已删除标签，%(n)d 条留言不再带它。", n) % {"n": n}
    return done(request, reverse("engagement:tags"), sentence)


def _page(request: HttpRequest, found: ThreadTag | None) -> HttpResponse:
    user = inbox_member(request)
    form = TagForm(request.POST if request.method == "POST" else None, tag=found)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            save_tag(tag=found, name=values["name"], colour=values["colour"], by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return done(request, reverse("engagement:tags"), _("标签已保存。"))
    context = {"form": form, "tag": found, "rows": tags_with_counts(), "leads": rights_of(user).may(Can.REVIEW)}
    return render(request, "engagement/tags.html", context, status=422 if form.errors else 200)
