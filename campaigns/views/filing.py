"""How the filing stands (P6)."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import require_somewhere
from accounts.roles import Can
from campaigns.access import campaign_for
from campaigns.filing import pack_pdf, pack_zip
from campaigns.forms import FilingForm
from campaigns.services import mark_filing
from campaigns.views.frame import address, campaign_page
from core.errors import NotFound, UserError
from core.http import done
from core.uploads import shown_name

PACKS = {"pdf": pack_pdf, "zip": pack_zip}


@require_POST
def campaign_filing(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """Say how the filing stands."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    form = FilingForm(request.POST, campaign=found)
    if form.is_valid():
        try:
            user = require_somewhere(request.user, Can.CAMPAIGN)
            mark_filing(campaign=found, filing=form.values(), by=user, at=timezone.now())
        except UserError as error:
            form.add_error(error.field or None, str(error))
        else:
            return done(request, address(found, "filing"), _("备案状态已登记。"))
    return campaign_page(request, found, "filing", status=422, form=form)


@require_GET
def filing_pack(request: HttpRequest, campaign_id: int, ending: str) -> HttpResponse:
    """The pack of evidence: a PDF to read or a ZIP to hand in."""
    found = campaign_for(request.user, campaign_id, to=Can.CAMPAIGN)
    if ending not in PACKS:
        raise NotFound(_("备案材料只有 PDF 和 ZIP。"))
    content = PACKS[ending](found)
    name = _("备案材料 %(name)s.%(ending)s") % {"name": found.name, "ending": ending}
    answer = HttpResponse(content, content_type=f"application/{ending}")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(shown_name(name), safe='')}"
    answer["Cache-Control"] = "private, no-store"
    return answer
