"""All word lists, and a text tried on them (C13, C14)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import member, require, rights_of
from accounts.roles import Can
from content import lint, services
from content.forms import ListForm
from content.queries.lexicons import current_lexicon
from content.queries.same_text import same_text_rule
from content.queries.words import word_lists, words_found
from core.errors import UserError
from core.http import done, page_or_fragment, text_param, whole_numbers
from core.rate_limits import limited

TRY_LIMIT = 5000


@limited("search")
def words(request: HttpRequest) -> HttpResponse:
    """All lists; `?q=` finds words in any of them."""
    user = member(request)
    query = text_param(request, "q")
    context = {
        "lists": word_lists(),
        "q": query,
        "found": words_found(query),
        "same_text": same_text_rule(),
        "rules": lint.RULES,
        "may_edit": rights_of(user).may(Can.REVIEW),
    }
    return render(request, "content/words.html", context)


@require_POST
@limited("check")
def words_try(request: HttpRequest) -> HttpResponse:
    """What the lists say about a text; nothing is kept."""
    member(request)
    text = request.POST.get("text", "").replace("\x00", "")[:TRY_LIMIT]
    findings = lint.check_words(lint.Draft(text, lexicon=current_lexicon()))
    context = {"findings": findings, "text": text, "tried": bool(text.strip())}
    return page_or_fragment(request, "content/words_try.html", "content/_words_tried.html", context)


@require_http_methods(["GET", "POST"])
def list_new(request: HttpRequest) -> HttpResponse:
    """A list of the company's own."""
    user = require(request.user, Can.REVIEW)
    form = ListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = services.make_list(values=form.values(), by=user, at=timezone.now())
        sentence = _("词表“%(name)s”已建好，现在可以加词或导入文件。") % {"name": row.name}
        return done(request, reverse("content:word_list", args=[row.pk]), sentence)
    status = 422 if request.method == "POST" else 200
    return render(request, "content/word_list_new.html", {"form": form}, status=status)


@require_POST
def same_text_set(request: HttpRequest) -> HttpResponse:
    """How near in time and words two accounts may be before a reason is asked for (A11)."""
    user = require(request.user, Can.REVIEW)
    found = whole_numbers([request.POST.get(name, "") for name in ("window_hours", "alike_percent")])
    if len(found) != 2 or max(found) > 9999:
        raise UserError(_("请填写整数。"), field="window_hours")
    services.set_same_text_rule(window_hours=found[0], alike_percent=found[1], by=user, at=timezone.now())
    return done(request, reverse("content:words") + "#same-text", _("已保存。"))
