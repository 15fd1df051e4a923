"""User stories (C9): listed, collected, asked for, thanked, quoted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.access import require_somewhere
from accounts.roles import Can
from content.access import posts_for, story_for
from content.forms import PermissionForm, StoryForm
from content.models import Permission, StoryUse
from content.queries import stories as queries
from content.services import stories as services
from core.dates import local_day
from core.errors import UserError
from core.http import done, int_param, safe_next, text_param
from core.paging import key_page


@require_GET
def stories(request: HttpRequest) -> HttpResponse:
    """The list with its filter and a form on top."""
    return _page(request, StoryForm(), status=200)


def _page(request: HttpRequest, form: StoryForm, *, status: int) -> HttpResponse:
    user = require_somewhere(request.user, Can.WRITE)
    permission, words = request.GET.get("permission", ""), text_param(request, "q")
    today = local_day(timezone.now())
    ending = today + queries.SOON if request.GET.get("ending") else None
    rows = queries.with_posts(queries.stories(permission, words, ending_before=ending), posts_for(user))
    page = key_page(rows, before=int_param(request, "before"), after=int_param(request, "after"))
    context = {
        "page": page,
        "told": queries.told(page.rows, today=today),
        "ending": ending,
        "uses": StoryUse.choices,
        "form": form,
        "counts": queries.permission_counts(),
        "permission": permission,
        "q": words,
        "asking_words": queries.asking_words(),
    }
    return render(request, "content/stories.html", context, status=status)


@require_POST
def story_new(request: HttpRequest) -> HttpResponse:
    """Collect what a user told."""
    user = require_somewhere(request.user, Can.WRITE)
    form = StoryForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    services.collect_story(given=services.StoryInput(**form.cleaned_data), by=user, at=timezone.now())
    return done(request, reverse("content:stories"), _("已收下这个故事。引用之前先征得作者同意。"))


@require_POST
def story_permission(request: HttpRequest, pk: int) -> HttpResponse:
    """What the author answered."""
    user = require_somewhere(request.user, Can.WRITE)
    row, form = story_for(user, pk), PermissionForm(request.POST)
    if not form.is_valid():
        raise UserError(_("请选择授权状态，日期写成 2026-12-31。"), field="permission")
    values = form.cleaned_data
    _row, stopped = services.set_permission(
        story=row,
        permission=Permission(values["permission"]),
        evidence=values["evidence"],
        terms=form.terms(),
        by=user,
        at=timezone.now(),
    )
    sentence = _("已记下授权状态。")
    if stopped:
        many = "已记下授权状态：%(n)d 条超出同意范围的内容退回草稿，已排的时段撤下。"
        sentence = ngettext(many, many, stopped) % {"n": stopped}
    return done(request, safe_next(request, reverse("content:stories")), sentence)


@require_POST
def story_thank(request: HttpRequest, pk: int) -> HttpResponse:
    """The author was thanked; the same address takes it back."""
    user = require_somewhere(request.user, Can.WRITE)
    row = services.thank_author(story=story_for(user, pk), by=user, at=timezone.now())
    sentence = _("已记下感谢。") if row.thanked_at else _("已取消感谢记录。")
    undo = reverse("content:story_thank", args=[pk]) if row.thanked_at else ""
    return done(request, safe_next(request, reverse("content:stories")), sentence, undo_url=undo)


@require_POST
def story_write(request: HttpRequest, pk: int) -> HttpResponse:
    """To the composer, with the story as the source of what is written."""
    user = require_somewhere(request.user, Can.WRITE)
    idea = services.idea_from_story(story=story_for(user, pk), by=user, at=timezone.now())
    return done(request, f"{reverse('content:compose')}?idea={idea.pk}")
