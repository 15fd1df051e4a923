"""Winners: our steps, and the page on which a winner says where the prize goes (P9)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require_somewhere
from accounts.roles import Can
from accounts.services.personal import show_personal
from campaigns.access import campaign_for, winner_for
from campaigns.forms.claims import ClaimForm, SentForm
from campaigns.models import Claim, WinnerState
from campaigns.queries.winners import hidden_address
from campaigns.services import parcels as parcel_services
from campaigns.services import winners as services
from campaigns.views.frame import address, campaign_page
from core.errors import UserError
from core.http import done
from core.rate_limits import limited

OPEN = (WinnerState.CLAIMED, WinnerState.RETURNED)
"""While the address may be given again."""


@require_POST
def winner_told(request: HttpRequest, winner_id: int) -> HttpResponse:
    """He gets his link; the message is shown for somebody to send."""
    found, user = winner_for(request.user, winner_id), require_somewhere(request.user, Can.CAMPAIGN)
    services.tell_winner(winner=found, by=user, at=timezone.now())
    return done(request, address(found.draw.campaign, "winners"), _("私信写好了，请复制发给中奖者，发出后点“已发出”。"))


@require_POST
def winner_handed(request: HttpRequest, winner_id: int) -> HttpResponse:
    """Somebody sent the message; the days to claim count from now."""
    found, user = winner_for(request.user, winner_id), require_somewhere(request.user, Can.CAMPAIGN)
    services.note_handed(winner=found, by=user, at=timezone.now())
    return done(request, address(found.draw.campaign, "winners"), _("已记为发出，领奖期限从现在算起。"))


@require_POST
def winner_address(request: HttpRequest, winner_id: int) -> HttpResponse:
    """Where the prize goes; whoever looks leaves a trace."""
    found, user = winner_for(request.user, winner_id), require_somewhere(request.user, Can.CAMPAIGN)
    reason = request.POST.get("reason", "")
    data = services.read_address(winner=found, reason=reason, by=user, at=timezone.now())
    campaign = campaign_for(user, found.draw.campaign_id)
    response = campaign_page(request, campaign, "winners", opened=found.pk, opened_data=data)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def winner_sent(request: HttpRequest, winner_id: int) -> HttpResponse:
    """A parcel, or what needs none."""
    found, user = winner_for(request.user, winner_id), require_somewhere(request.user, Can.CAMPAIGN)
    form = SentForm(request.POST)
    if form.is_valid():
        parcel_services.send_prize(winner=found, by=user, at=timezone.now(), **form.values())
        return done(request, address(found.draw.campaign, "winners"), _("已记为寄出。"))
    raise UserError(_("快递公司或运单号太长，请核对。"), code="claim.number", field="number")


@require_POST
def winner_delivered(request: HttpRequest, winner_id: int) -> HttpResponse:
    """It arrived."""
    found, user = winner_for(request.user, winner_id), require_somewhere(request.user, Can.CAMPAIGN)
    parcel_services.note_delivered(winner=found, by=user, at=timezone.now())
    return done(request, address(found.draw.campaign, "winners"), _("已记为签收。"))


@require_POST
def winner_returned(request: HttpRequest, winner_id: int) -> HttpResponse:
    """It came back, or never arrived."""
    found, user = winner_for(request.user, winner_id), require_somewhere(request.user, Can.CAMPAIGN)
    reason = request.POST.get("reason", "")
    parcel_services.note_problem(winner=found, reason=reason, by=user, at=timezone.now())
    return done(request, address(found.draw.campaign, "winners"), _("已记下，中奖者可以用原来的链接更正地址。"))


@require_POST
def winner_forfeit(request: HttpRequest, winner_id: int) -> HttpResponse:
    """By hand, with a reason."""
    found, user = winner_for(request.user, winner_id), require_somewhere(request.user, Can.CAMPAIGN)
    reason = request.POST.get("reason", "")
    reserve = services.forfeit_winner(winner=found, reason=reason, by=user, at=timezone.now())
    if reserve is None:
        told = _("已记为放弃，候补名单里没有人可以递补。")
    else:
        told = _("已记为放弃，由抽取次序 %(n)d 的候补递补。") % {"n": reserve.place}
    return done(request, address(found.draw.campaign, "winners"), told)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@limited("claim")
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """No sign-in: the signed link is the key."""
    found, now = services.claim_of(token), timezone.now()
    form = ClaimForm(request.POST) if request.method == "POST" else ClaimForm()
    if "give_up" in request.POST:
        services.give_up(claim=found, at=now)
        return redirect("campaigns:claim", token=token)
    if request.method == "POST" and form.is_valid():
        services.claim_prize(claim=found, data=form.cleaned_data, at=now)
        return redirect("campaigns:claim", token=token)
    state = found.winner.state
    may_fill = state in OPEN or (state == WinnerState.TOLD and (found.handed_at is None or now <= found.due_at))
    context = {"claim": found, "winner": found.winner, "form": form, "may_fill": may_fill, "states": WinnerState}
    context["given"] = _given(found)
    return render(request, "campaigns/claim.html", context | {"keep": services.keep_days()}, status=_status(form))


def _given(found: Claim) -> dict[str, str]:
    """What was given, hidden: whoever sent the link could open it, too, and would read an address without a trace."""
    if found.personal is None or found.winner.state != WinnerState.CLAIMED:
        return {}
    return hidden_address(show_personal(personal=found.personal, at=timezone.now()))


def _status(form: ClaimForm) -> int:
    return 422 if form.is_bound and form.errors else 200
