"""The wizard: step after step, nothing typed is lost (P1 to P5)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import require_somewhere
from accounts.roles import Can
from campaigns import queries
from campaigns.access import campaign_for, prize_for
from campaigns.forms import StepForm
from campaigns.models import Campaign
from campaigns.planning.kinds import PRESETS
from campaigns.services import copy_campaign, drop_draft, keep_draft, take_section
from campaigns.views.frame import address
from campaigns.views.steps import STEPS, Form, Step, after, before, beside, form_of, save_step, step_of, typed_form
from core.errors import NotFound, UserError
from core.http import done
from core.uploads import serve_picture

OFFERED = ("purpose", "kind", "name")
"""What a link from elsewhere may fill in, such as that of a hot topic (M7)."""


@require_http_methods(["GET", "POST"])
def campaign_new(request: HttpRequest) -> HttpResponse:
    """Begin a plan: why."""
    require_somewhere(request.user, Can.CAMPAIGN)
    return _step(request, STEPS[0], None)


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, campaign_id: int, step: str) -> HttpResponse:
    """One step of a plan."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    return _step(request, _known(step), found)


@require_POST
def plan_keep(request: HttpRequest, step: str, campaign_id: int = 0) -> HttpResponse:
    """Keep what is typed so far; answers what is told beside it."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN) if campaign_id else None
    require_somewhere(request.user, Can.CAMPAIGN)
    stage = _known(step) if found else STEPS[0]
    _keep(request, stage, found)
    form = form_of(stage, found, request.POST)
    told = {**beside(stage, found, form, timezone.now()), "campaign": found, "kept_at": timezone.now()}
    return render(request, "campaigns/plan/_aside.html", told)


@require_POST
def plan_forget(request: HttpRequest, step: str, campaign_id: int = 0) -> HttpResponse:
    """Throw away what was typed and not saved."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN) if campaign_id else None
    user = require_somewhere(request.user, Can.CAMPAIGN)
    drop_draft(campaign=found, step=_known(step).slug, by=user)
    return done(request, _url(_known(step), found), _("已放弃没有保存的填写。"))


@require_POST
def campaign_copy(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """A new plan as this campaign was."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    user = require_somewhere(request.user, Can.CAMPAIGN)
    made = copy_campaign(campaign=found, by=user, at=timezone.now())
    return done(request, _url(STEPS[0], made), _("已复制。时间顺延，备案和规则文字要重新做。"))


@require_POST
def rules_take(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """One section of the rules as the record writes it."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    user, name = require_somewhere(request.user, Can.CAMPAIGN), request.POST.get("section", "")[:20]
    take_section(campaign=found, name=name, by=user, at=timezone.now())
    drop_draft(campaign=found, step="rules", by=user)
    return done(request, _url(_known("rules"), found), _("已换成记录的写法。"))


@require_GET
def prize_picture(request: HttpRequest, prize_id: int) -> HttpResponse:
    """The picture of a prize."""
    return serve_picture(str(prize_for(request.user, prize_id).picture.name or ""))


def _step(request: HttpRequest, step: Step, found: Campaign | None) -> HttpResponse:
    user, now = require_somewhere(request.user, Can.CAMPAIGN), timezone.now()
    if request.method == "POST":
        form = form_of(step, found, request.POST, request.FILES)
        if form.is_valid():
            try:
                saved = save_step(step, found, form, user, now)
            except UserError as error:
                form.add_error(error.field or None, str(error))
            else:
                drop_draft(campaign=found, step=step.slug, by=user)
                return done(request, _next(request, step, saved), _("已保存。"))
        _keep(request, step, found)
        return _page(request, step, found, form)
    draft = queries.draft_of(user.pk, found, step.slug)
    form = typed_form(step, found, draft.typed) if draft else form_of(step, found)
    if found is None and draft is None and isinstance(form, StepForm):
        form.initial.update({name: request.GET[name][:80] for name in OFFERED if name in request.GET})
    return _page(request, step, found, form, draft)


def _page(
    request: HttpRequest, step: Step, found: Campaign | None, form: Form, draft: object | None = None
) -> HttpResponse:
    told = beside(step, found, form, timezone.now())
    if draft is not None:
        form.hush()
    context = {
        **told,
        "campaign": found,
        "form": form,
        "steps": STEPS,
        "before": before(step) if found else None,
        "after": after(step),
        "draft": draft,
        "kinds": [(kind.value, preset.explains) for kind, preset in PRESETS.items()],
        "keep_url": _kept_at(step, found, "keep"),
        "forget_url": _kept_at(step, found, "forget"),
    }
    return render(request, "campaigns/plan/step.html", context, status=422 if request.method == "POST" else 200)


def _keep(request: HttpRequest, step: Step, found: Campaign | None) -> None:
    typed = {name: values for name, values in request.POST.lists() if name not in {"csrfmiddlewaretoken", "go"}}
    user = require_somewhere(request.user, Can.CAMPAIGN)
    keep_draft(campaign=found, step=step.slug, typed=typed, by=user, at=timezone.now())


def _next(request: HttpRequest, step: Step, saved: Campaign) -> str:
    following = after(step)
    if request.POST.get("go") == "stay":
        return _url(step, saved)
    if request.POST.get("go") == "next" and following is not None:
        return _url(following, saved)
    return address(saved, step.panel)


def _url(step: Step, found: Campaign | None) -> str:
    return reverse("campaigns:plan", args=[found.pk, step.slug]) if found else reverse("campaigns:new")


def _kept_at(step: Step, found: Campaign | None, verb: str) -> str:
    name = f"campaigns:plan_{verb}" if found else f"campaigns:new_{verb}"
    return reverse(name, args=[found.pk, step.slug] if found else [step.slug])


def _known(slug: str) -> Step:
    step = step_of(slug)
    if step is None:
        raise NotFound(_("没有这一步。"))
    return step
