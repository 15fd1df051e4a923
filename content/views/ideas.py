"""Ideas: listed, added, dropped; one click to the composer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import require_somewhere
from accounts.roles import Can
from content import services
from content.access import idea_for
from content.forms import IdeaForm
from content.models import IdeaState
from content.queries.library import open_ideas
from content.services import IdeaInput
from core.http import done, int_param
from core.paging import key_page


def ideas(request: HttpRequest, form: IdeaForm | None = None, status: int = 200) -> HttpResponse:
    """The list with a form on top."""
    require_somewhere(request.user, Can.WRITE)
    state = request.GET.get("state", "")
    page = key_page(open_ideas(state), before=int_param(request, "before"), after=int_param(request, "after"))
    context = {"page": page, "form": form or IdeaForm(), "state": state, "states": IdeaState.choices}
    return render(request, "content/ideas.html", context, status=status)


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


@require_POST
def idea_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Not used; the same address brings it back."""
    user = require_somewhere(request.user, Can.WRITE)
    idea = services.drop_idea(idea=idea_for(user, pk), by=user, at=timezone.now())
    url = reverse("content:ideas")
    if idea.state == IdeaState.DROPPED:
        return done(request, url, _("已标为不采用。"), undo_url=reverse("content:idea_drop", args=[pk]))
    return done(request, url, _("已恢复这个选题。"))
