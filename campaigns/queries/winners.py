"""Winners and what became of their prizes (P9)."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.models import Campaign, Claim, DrawState, Winner, WinnerState
from campaigns.services.winners import token_of


@dataclass(frozen=True)
class Line:
    """One winner; `message` is what to send him, empty until he counts as told or when he needs none."""

    winner: Winner
    claim: Claim | None
    message: str


def lines_of(campaign: Campaign, *, with_links: bool) -> list[Line]:
    """In the order of the draw; no link for those who may not send it."""
    rows = Winner.objects.filter(draw__campaign=campaign, draw__state=DrawState.DRAWN)
    found = []
    for row in rows.select_related("entry", "prize", "claim").order_by("place"):
        claim = getattr(row, "claim", None)
        is_told = claim is not None and row.state == WinnerState.TOLD and with_links
        found.append(Line(row, claim, message_of(campaign, row, claim) if claim and is_told else ""))
    return found


def message_of(campaign: Campaign, row: Winner, claim: Claim) -> str:
    """The private message, as somebody pastes it."""
    if row.prize is None or not row.prize.is_physical:
        text = _("恭喜您在“%(campaign)s”中获得%(prize)s，我们会通过私信发放，不收取任何费用。")
        return text % {"campaign": campaign.name, "prize": row.prize}
    text = _("恭喜您在“%(campaign)s”中获得%(prize)s。请在领奖期限内打开链接填写收件信息，不收取任何费用：%(link)s")
    link = f"{settings.BASE_URL}{reverse('campaigns:claim', args=[token_of(claim)])}"
    return text % {"campaign": campaign.name, "prize": row.prize, "link": link}


def hidden_address(data: dict[str, str]) -> dict[str, str]:
    """Enough for the winner to know it again, too little for anybody else."""
    name, phone, place = (data.get(field, "") for field in ("name", "phone", "address"))
    return {"name": f"{name[:1]}**", "phone": f"{phone[:3]}****{phone[-4:]}", "address": f"{place[:4]}……"}
