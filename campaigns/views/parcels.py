"""Lists for the warehouse, numbers from the carrier, and what winners are told (P9)."""

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require_somewhere
from accounts.roles import Can
from campaigns.access import campaign_for
from campaigns.contributions import wordings_of
from campaigns.forms.claims import ParcelsForm
from campaigns.services import parcels as services
from campaigns.services.messages import set_message
from campaigns.services.parcels import Parcel
from campaigns.views.frame import address
from core.errors import UserError
from core.exports import csv_download
from core.http import done
from core.rate_limits import limited
from core.tables import UnreadableFile

SALT = "campaigns.parcels"
HOUR = 3600


@require_POST
@limited("export")
def shipping_list(request: HttpRequest, campaign_id: int) -> HttpResponseBase:
    """Who gets what where, as CSV; each address that is read leaves a trace."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    user, reason = require_somewhere(request.user, Can.CAMPAIGN), request.POST.get("reason", "")
    rows = services.shipping_list(campaign=found, reason=reason, by=user, at=timezone.now())
    header = [_("抽取次序"), _("奖品"), _("收件人"), _("手机号"), _("收件地址"), _("快递公司"), _("运单号")]
    response = csv_download(f"campaign-{campaign_id}-parcels", header, rows)
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
def parcels(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Upload or paste, look at what would be noted, then note it."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    form = ParcelsForm(request.POST, request.FILES) if request.method == "POST" else ParcelsForm()
    context: dict[str, object] = {"campaign": found, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            fine, refused = services.check_parcels(found, form.parcels())
        except UnreadableFile as error:
            form.add_error(None, str(error))
        else:
            rows = [[parcel.place, parcel.carrier, parcel.number] for parcel in fine]
            context |= {"fine": fine, "refused": refused, "checked": True, "rows": signing.dumps(rows, salt=SALT)}
    return render(request, "campaigns/parcels.html", context, status=422 if form.errors else 200)


@require_POST
def parcels_note(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """What was looked at, noted all at once."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    user = require_somewhere(request.user, Can.CAMPAIGN)
    try:
        rows = signing.loads(request.POST.get("rows", ""), salt=SALT, max_age=HOUR)
    except signing.BadSignature as error:
        raise UserError(_("这份预览已经过期，请重新上传。"), code="parcels.stale") from error
    count = services.send_prizes(campaign=found, parcels=[Parcel(*row) for row in rows], by=user, at=timezone.now())
    return done(request, address(found, "winners"), _("已登记 %(n)d 个运单号。") % {"n": count})


@require_POST
def message(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The text of the private message."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    user = require_somewhere(request.user, Can.CAMPAIGN)
    set_message(campaign=found, text=request.POST.get("text", ""), by=user, at=timezone.now())
    return done(request, address(found, "winners"), _("私信内容已保存。"))


@require_POST
def message_look(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """What word lists say of the text that is being typed; nothing is kept (C13)."""
    campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    return render(request, "campaigns/_wordings.html", {"wordings": wordings_of(request.POST.get("text", "")[:500])})
