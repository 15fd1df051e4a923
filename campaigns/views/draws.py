"""The draw: the organiser's steps, and the page that everyone may read (P8)."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import require_somewhere
from accounts.roles import Can
from campaigns.access import campaign_for, draw_for
from campaigns.forms.draws import DrawForm, ValueForm
from campaigns.queries import draws as queries
from campaigns.services.commitments import start_list
from campaigns.services.draws import run_draw, type_value, void_draw
from campaigns.services.platform_draws import note_platform_draw
from campaigns.views.frame import address, campaign_page
from core.errors import UserError
from core.http import done
from core.rate_limits import limited


@require_POST
def draw_commit(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Have the list published; the page shows how far it is."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    form = DrawForm(request.POST)
    if form.is_valid():
        try:
            user = require_somewhere(request.user, Can.CAMPAIGN)
            start_list(campaign=found, plan=form.values(), by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, address(found, "draw"), _("正在写名单，写完就公布。"))
    return campaign_page(request, found, "draw", status=422, form=form)


@require_POST
def draw_value(request: HttpRequest, draw_id: int) -> HttpResponse:
    """Type what a source published."""
    found = draw_for(request.user, draw_id, to=Can.CAMPAIGN)
    form = ValueForm(request.POST)
    if form.is_valid():
        try:
            user = require_somewhere(request.user, Can.CAMPAIGN)
            type_value(draw=found, by=user, at=timezone.now(), **form.cleaned_data)
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, address(found.campaign, "draw"), _("已录入。"))
    return campaign_page(request, found.campaign, "draw", status=422, value_form=form)


@require_POST
def draw_run(request: HttpRequest, draw_id: int) -> HttpResponse:
    """Compute the winners."""
    found = draw_for(request.user, draw_id, to=Can.CAMPAIGN)
    winners = run_draw(draw=found, by=require_somewhere(request.user, Can.CAMPAIGN), at=timezone.now())
    return done(request, address(found.campaign, "draw"), _("已开奖，抽出 %(n)d 人（含候补）。") % {"n": len(winners)})


@require_POST
def draw_void(request: HttpRequest, draw_id: int) -> HttpResponse:
    """Call it off."""
    found = draw_for(request.user, draw_id, to=Can.CAMPAIGN)
    user, reason = require_somewhere(request.user, Can.CAMPAIGN), request.POST.get("reason", "")
    void_draw(draw=found, reason=reason, by=user, at=timezone.now())
    return done(request, address(found.campaign, "draw"), _("这次抽奖已作废，原因会公开。"))


@require_GET
@limited("draw")
def draw_public(request: HttpRequest, slug: str) -> HttpResponse:
    """What everyone may see, without signing in; with `who`, that entrant's place in the list."""
    found, who = queries.public_draw(slug), request.GET.get("who", "").strip()[:60]
    context = {
        "draw": found,
        "sources": queries.source_states(found, None, timezone.now()),
        "winners": [(one, queries.hidden(one.entry.name)) for one in queries.winners_of(found)],
        "who": who,
        "mine": queries.inclusion_of(found, who) if who else None,
    }
    return render(request, "campaigns/public_draw.html", context)


@require_GET
@limited("draw")
def draw_file(request: HttpRequest, slug: str) -> FileResponse:
    """The published entries, to be checked by anybody."""
    path = queries.published_file(queries.public_draw(slug))
    return FileResponse(path.open("rb"), as_attachment=True, filename="entries.txt", content_type="text/plain")


@require_POST
def platform_draw(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """What the platform's own tool drew."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    user, given = require_somewhere(request.user, Can.CAMPAIGN), request.POST
    reference, winners = given.get("reference", ""), given.get("winners", "")
    note_platform_draw(campaign=found, reference=reference, winners=winners, by=user, at=timezone.now())
    return done(request, address(found, "draw"), _("已记下官方抽奖的结果。"))
