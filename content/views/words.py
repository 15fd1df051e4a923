"""Word lists, edited in the browser (C13)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import member, require, rights_of
from accounts.roles import Can
from content import services
from content.access import list_for, term_for
from content.forms import TermForm
from content.lint import Term
from content.models import ListLevel
from content.queries.same_text import same_text_rule
from content.queries.words import word_lists
from core.errors import UserError
from core.http import done


def words(request: HttpRequest) -> HttpResponse:
    """All lists with their words; `?q=` narrows them."""
    user = member(request)
    query = request.GET.get("q", "").strip()
    context = {
        "lists": word_lists(query),
        "q": query,
        "same_text": same_text_rule(),
        "form": TermForm(),
        "levels": ListLevel.choices,
        "may_edit": rights_of(user).may(Can.REVIEW),
    }
    return render(request, "content/words.html", context)


@require_POST
def same_text_set(request: HttpRequest) -> HttpResponse:
    """How near in time and words two accounts may be before a reason is asked for (A11)."""
    user = require(request.user, Can.REVIEW)
    raw = [request.POST.get(name, "") for name in ("window_hours", "alike_percent")]
    if not all(value.isascii() and value.isdigit() and len(value) < 5 for value in raw):
        raise UserError(_("请填写整数。"), field="window_hours")
    hours, percent = (int(value) for value in raw)
    services.set_same_text_rule(window_hours=hours, alike_percent=percent, by=user, at=timezone.now())
    return done(request, reverse("content:words") + "#same-text", _("已保存。"))


@require_POST
def list_set(request: HttpRequest, pk: int) -> HttpResponse:
    """How strict a list is, and whether it counts."""
    user = require(request.user, Can.REVIEW)
    level, is_active = request.POST.get("level", ""), request.POST.get("is_active") == "on"
    services.set_list(word_list=list_for(user, pk), level=level, is_active=is_active, by=user, at=timezone.now())
    return done(request, reverse("content:words"), _("词表已更新。"))


@require_POST
def term_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add or change a word."""
    user = require(request.user, Can.REVIEW)
    form = TermForm(request.POST)
    word_list = list_for(user, pk)
    if not form.is_valid():
        raise UserError(_("词语不能为空，最多 60 字；建议最多 100 字。"), field="word")
    values = form.cleaned_data
    term = Term(values["word"], word_list.slug, "", "", "", values["suggestion"], values["is_allowed"])
    services.add_term(word_list=word_list, term=term, by=user, at=timezone.now())
    return done(request, f"{reverse('content:words')}#list-{pk}", _("已保存“%(word)s”。") % {"word": values["word"]})


@require_POST
def term_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a word off its list."""
    user = require(request.user, Can.REVIEW)
    term = term_for(user, pk)
    services.remove_term(term=term, by=user, at=timezone.now())
    url = f"{reverse('content:words')}#list-{term.list_id}"
    return done(request, url, _("已移除“%(word)s”。") % {"word": term.word})
