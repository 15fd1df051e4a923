"""The ideas board: columns, quick adding, moving by drag, keyboard or form; one click to the composer."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require_somewhere
from accounts.roles import Can
from content import services
from content.access import idea_for, posts_for
from content.forms import IdeaForm
from content.models import IdeaState
from content.queries import ideas as queries
from content.queries.ideas import IdeaFilter
from content.services import IdeaInput
from core.dates import local_day
from core.errors import UserError
from core.http import done, int_param, page_or_fragment, safe_next
from core.paging import key_page


def ideas(request: HttpRequest, form: IdeaForm | None = None, status: int = 200) -> HttpResponse:
    """The board; with `state` one column as a list that reaches the last row."""
    user = require_somewhere(request.user, Can.WRITE)
    chosen, state = IdeaFilter.of(request.GET), request.GET.get("state", "")
    context = {
        "chosen": chosen,
        "form": form or IdeaForm(),
        "states": IdeaState.choices,
        "today": _today(),
        **queries.filter_choices(),
    }
    if state in IdeaState.values:
        rows = queries.with_posts(queries.ideas(chosen).filter(state=state), posts_for(user))
        page = key_page(rows, before=int_param(request, "before"), after=int_param(request, "after"))
        return render(request, "content/ideas_list.html", {**context, "page": page, "state": state}, status=status)
    context["columns"] = queries.columns(chosen, posts_for(user))
    return page_or_fragment(request, "content/ideas.html", "content/_ideas_board.html", context, status=status)


def _today() -> dt.date:
    return local_day(timezone.now())


@require_POST
def idea_new(request: HttpRequest) -> HttpResponse:
    """Keep an idea; with `write=1` go straight to the composer (C10: from a mention in one click)."""
    user = require_somewhere(request.user, Can.WRITE)
    form = IdeaForm(request.POST)
    if not form.is_valid() or not (form.cleaned_data["title"] or form.cleaned_data["source_text"]):
        form.add_error("title", _("请写一句话说明这个选题。"))
        return ideas(request, form, status=422)
    idea = services.create_idea(idea=IdeaInput(**form.cleaned_data), by=user, at=timezone.now())
    url = reverse("content:ideas")
    if request.POST.get("write"):
        url = f"{reverse('content:compose')}?idea={idea.pk}"
    return done(request, url, _("已记下这个选题。"))


@require_http_methods(["GET", "POST"])
def idea_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Its words, category, owner and day."""
    user = require_somewhere(request.user, Can.WRITE)
    row = idea_for(user, pk)
    names = ("title", "note", "category", "owner", "due_on")
    form = IdeaForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_idea(idea=row, given=IdeaInput(**form.cleaned_data), by=user, at=timezone.now())
            return done(request, reverse("content:ideas"), _("已保存选题。"))
        except UserError as error:
            form.add_error("title", str(error))
    context = {"idea": row, "form": form, "fields": [form[name] for name in names]}
    context["posts"] = posts_for(user).filter(idea=row).select_related("account", "version")
    status = 422 if request.method == "POST" else 200
    return render(request, "content/idea_edit.html", context, status=status)


@require_POST
def idea_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Into the column `state`; the answer carries the way back."""
    user = require_somewhere(request.user, Can.WRITE)
    row, to = idea_for(user, pk), request.POST.get("state") or request.GET.get("state", "")
    if to not in IdeaState.values:
        raise UserError(_("请选择要移到哪一列。"), field="state")
    before = row.state
    moved = services.move_idea(idea=row, to=IdeaState(to), by=user, at=timezone.now())
    undo = f"{reverse('content:idea_move', args=[pk])}?state={before}"
    sentence = _("“%(title)s”已移到“%(state)s”。") % {"title": moved.title, "state": moved.get_state_display()}
    return done(request, safe_next(request, reverse("content:ideas")), sentence, undo_url=undo)


@require_POST
def idea_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Not used; the same address brings it back."""
    user = require_somewhere(request.user, Can.WRITE)
    idea = services.drop_idea(idea=idea_for(user, pk), by=user, at=timezone.now())
    url = reverse("content:ideas")
    if idea.state == IdeaState.DROPPED:
        return done(request, url, _("已标为不采用。"), undo_url=reverse("content:idea_drop", args=[pk]))
    return done(request, url, _("已恢复这个选题。"))
