"""The fan book (E3)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import UserError
from core.http import done, int_param, page_or_fragment
from engagement import services
from engagement.access import fan_for, inbox_member, thread_for
from engagement.forms.fans import ContactForm, EraseForm, FanFilterForm, FanForm, MergeForm
from engagement.models import Fan, FanKind
from engagement.queries import fans as queries


@require_GET
def fans(request: HttpRequest) -> HttpResponse:
    """The book, and who is worth adding."""
    user, now = inbox_member(request), timezone.now()
    filters = FanFilterForm(request.GET).filters()
    before, after = int_param(request, "before"), int_param(request, "after")
    context = {
        "page": queries.fans_page(filters, user=user, now=now, before=before, after=after),
        "filters": filters,
        "kinds": FanKind.choices,
        "long_days": queries.LONG_DAYS,
        "book": queries.book_state(now=now),
        "proposals": queries.proposals(user, now=now),
    }
    return page_or_fragment(request, "engagement/fans.html", "engagement/_fans.html", context)


@require_http_methods(["GET", "POST"])
def fan_new(request: HttpRequest) -> HttpResponse:
    """Write somebody into the book."""
    inbox_member(request)
    return _form(request, None)


@require_GET
def fan(request: HttpRequest, fan_id: int) -> HttpResponse:
    """One person: who he is, what was said, what to do."""
    return _page(request, fan_for(request.user, fan_id))


@require_http_methods(["GET", "POST"])
def fan_edit(request: HttpRequest, fan_id: int) -> HttpResponse:
    """Write something else about him."""
    return _form(request, fan_for(request.user, fan_id))


@require_POST
def fan_contact(request: HttpRequest, fan_id: int) -> HttpResponse:
    """Note a contact; what was typed stays when it cannot be kept."""
    found, user = fan_for(request.user, fan_id), inbox_member(request)
    form = ContactForm(request.POST)
    if form.is_valid():
        try:
            services.note_contact(fan=found, by=user, at=timezone.now(), **form.cleaned_data)
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, reverse("engagement:fan", args=[found.pk]), _("已记下。"))
    return _page(request, found, contact=form, status=422)


@require_POST
def fan_merge(request: HttpRequest, fan_id: int) -> HttpResponse:
    """Two entries of one person become one."""
    found, user = fan_for(request.user, fan_id), inbox_member(request)
    form = MergeForm(request.POST)
    if not form.is_valid():
        raise UserError(_("没有找到这条记录，请写它的编号。"), field="other")
    kept = services.merge_fans(kept=found, other=form.cleaned_data["other"], by=user, at=timezone.now())
    return done(request, reverse("engagement:fan", args=[kept.pk]), _("已合并成一条。"))


@require_http_methods(["GET", "POST"])
def fan_erase(request: HttpRequest, fan_id: int) -> HttpResponse:
    """At his request: first what would go, then it goes."""
    found, user = fan_for(request.user, fan_id), inbox_member(request)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.erase_fan(fan=found, by=user, at=timezone.now(), **form.cleaned_data)
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, reverse("engagement:fans"), _("已删除这个人的资料和留言内容。"))
    context = {"fan": found, "form": form, "messages_to_erase": queries.words_to_erase(found)}
    return render(request, "engagement/fan_erase.html", context, status=422 if form.errors else 200)


@require_POST
def thread_fan(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Write the person of a message into the book."""
    found, user = thread_for(request.user, thread_id), inbox_member(request)
    kind = request.POST.get("kind", "")
    kind = kind if kind in FanKind.values else FanKind.POTENTIAL
    added = services.add_fan_of(thread=found, kind=kind, by=user, at=timezone.now())
    return done(request, reverse("engagement:fan", args=[added.pk]), _("已加入粉丝册。"))


def _form(request: HttpRequest, found: Fan | None) -> HttpResponse:
    form = FanForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        user, now = inbox_member(request), timezone.now()
        try:
            if found is None:
                kept = services.add_fan(given=form.given(), by=user, at=now)
            else:
                kept = services.change_fan(fan=found, given=form.given(), by=user, at=now)
        except UserError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return done(request, reverse("engagement:fan", args=[kept.pk]), _("已保存。"))
    return render(request, "engagement/fan_form.html", {"form": form, "fan": found}, status=422 if form.errors else 200)


def _page(request: HttpRequest, found: Fan, *, contact: ContactForm | None = None, status: int = 200) -> HttpResponse:
    user = inbox_member(request)
    context = {"fan": found, "history": queries.history_of_fan(found, user), "form": contact or ContactForm()}
    return render(request, "engagement/fan.html", context, status=status)
