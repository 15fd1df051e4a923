"""What helps while writing: suggestions for # and @, marked links and their presets."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import account_for, member, require, require_somewhere, rights_of
from accounts.roles import Can
from content.access import link_preset_for
from content.forms import LinkForm, LinkPresetForm
from content.models import LinkPreset
from content.queries.marked_links import all_presets, marked, values_of
from content.queries.suggestions import people_like, topics_like
from content.services.link_presets import remove_link_preset, set_link_preset
from core.dates import local_day
from core.errors import UserError
from core.http import done, text_param, whole_number
from core.rate_limits import limited
from weibo.text import weibo_length


@require_GET
@limited("check")
def suggestions(request: HttpRequest) -> HttpResponse:
    """Topics (`kind=topic`) or people that fit what stands behind the sign."""
    user = require_somewhere(request.user, Can.WRITE)
    account = account_for(user, whole_number(request.GET.get("account", "")) or 0, to=Can.WRITE)
    words = text_param(request, "q", limit=30)
    is_topic = request.GET.get("kind") == "topic"
    rows = topics_like(account, words) if is_topic else people_like(account, user, words)
    return render(request, "content/_suggestions.html", {"rows": rows, "words": words, "is_topic": is_topic})


@require_POST
def link_marked(request: HttpRequest) -> HttpResponse:
    """A link with the parameters of a preset, to look at and put into the text."""
    user = require_somewhere(request.user, Can.WRITE)
    account = account_for(user, whole_number(request.POST.get("check", "")) or 0, to=Can.WRITE)
    form = LinkForm(request.POST, prefix=f"link-{account.pk}")
    context: dict[str, object] = {"account": account}
    if form.is_valid():
        preset, at = form.cleaned_data["preset"], timezone.now()
        values = values_of(preset, account, form.category(request.POST), local_day(at)) if preset else {}
        try:
            found = marked(form.cleaned_data["url"], values)
            context |= {"found": found, "values": values, "length": weibo_length(found)}
        except UserError as error:
            context["error"] = str(error)
    else:
        context["error"] = _("请填写以 http:// 或 https:// 开头的链接。")
    return render(request, "content/_marked_link.html", context)


@require_http_methods(["GET", "POST"])
def link_presets(request: HttpRequest) -> HttpResponse:
    """All presets; POST stores a new one."""
    user = member(request)
    form = LinkPresetForm(request.POST or None)
    if request.method == "POST":
        user = require(request.user, Can.REVIEW)
        if form.is_valid():
            preset = set_link_preset(preset=form.preset(LinkPreset()), by=user, at=timezone.now())
            return done(request, reverse("content:link_presets"), _("已保存“%(name)s”。") % {"name": preset.name})
    return _presets_page(request, form, status=422 if form.errors else 200)


@require_POST
def link_preset_set(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one."""
    user = require(request.user, Can.REVIEW)
    row = link_preset_for(user, pk)
    form = LinkPresetForm(request.POST)
    if not form.is_valid():
        raise UserError(_("名称、来源和媒介不能为空，名称最多 40 字。"), field="name")
    set_link_preset(preset=form.preset(row), by=user, at=timezone.now())
    return done(request, reverse("content:link_presets"), _("已保存“%(name)s”。") % {"name": row.name})


@require_POST
def link_preset_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one away."""
    user = require(request.user, Can.REVIEW)
    row = link_preset_for(user, pk)
    name = row.name
    remove_link_preset(preset=row, by=user, at=timezone.now())
    return done(request, reverse("content:link_presets"), _("已移除“%(name)s”。") % {"name": name})


def _presets_page(request: HttpRequest, form: LinkPresetForm, *, status: int) -> HttpResponse:
    told = LinkPresetForm.told
    presets = [(row, LinkPresetForm(initial=told(row), auto_id=f"preset-{row.pk}-%s")) for row in all_presets()]
    context = {"presets": presets, "form": form, "may_edit": rights_of(request.user).may(Can.REVIEW)}
    return render(request, "content/link_presets.html", context, status=status)
