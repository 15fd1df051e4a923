"""Winners and what became of their prizes (P9)."""

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from campaigns.models import Campaign, Claim, Draw, DrawState, Winner, WinnerState
from campaigns.planning.messages import PARCEL, PLAIN, announcement, filled
from campaigns.services.winners import token_of
from core.dates import BEIJING

SHOWN = 100
"""Winners on one page."""


@dataclass(frozen=True)
class Line:
    """One winner; `message` is what to send him, empty until he has his link or when he needs none."""

    winner: Winner
    claim: Claim | None
    message: str


@dataclass(frozen=True)
class Lines:
    """One page of winners: `after` is where the next page begins, None on the last one."""

    lines: list[Line]
    after: int | None


def lines_of(campaign: Campaign, *, with_links: bool, state: str = "", after: int = 0) -> Lines:
    """In the order of the draw, reserves left out; no link for those who may not send it."""
    rows = Winner.objects.filter(draw__campaign=campaign, draw__state=DrawState.DRAWN, place__gt=after)
    rows = rows.filter(state=state) if state in WinnerState.values else rows.exclude(state=WinnerState.RESERVE)
    people = ("entry", "prize", "claim__handed_by", "claim__personal")
    page = list(rows.select_related(*people).order_by("place")[: SHOWN + 1])
    lines = []
    for row in page[:SHOWN]:
        claim = getattr(row, "claim", None)
        is_told = claim is not None and row.state == WinnerState.TOLD and with_links
        lines.append(Line(row, claim, message_of(campaign, row, claim) if claim and is_told else ""))
    return Lines(lines, lines[-1].winner.place if len(page) > SHOWN else None)


def states_of(campaign: Campaign) -> Counter[str]:
    """How many winners are in which state, reserves too."""
    rows = Winner.objects.filter(draw__campaign=campaign, draw__state=DrawState.DRAWN)
    return Counter(rows.order_by().values_list("state", flat=True))


def message_of(campaign: Campaign, row: Winner, claim: Claim) -> str:
    """The private message, as somebody pastes it. The deadline that counts is never earlier than the one it tells."""
    physical = row.prize is not None and row.prize.is_physical
    due = f"{claim.due_at.astimezone(BEIJING):%m 月 %d 日 %H:%M}"
    values = {
        "昵称": row.entry.name, "活动": campaign.name, "奖品": str(row.prize), "截止": due,
        "链接": f"{settings.BASE_URL}{reverse('campaigns:claim', args=[token_of(claim)])}",
    }  # fmt: skip
    return filled((campaign.message_text or PARCEL) if physical else PLAIN, values)


def announcement_of(campaign: Campaign) -> str:
    """P9: the post that names the winners; empty before the draw."""
    draw = Draw.objects.filter(campaign=campaign, state=DrawState.DRAWN).first()
    if draw is None:
        return ""
    rows = Winner.objects.filter(draw=draw, prize__isnull=False).exclude(state=WinnerState.FORFEITED)
    tiers: dict[str, list[str]] = {}
    for prize, name in rows.order_by("prize__tier", "place").values_list("prize__name", "entry__name"):
        tiers.setdefault(prize, []).append(name)
    link = f"{settings.BASE_URL}{reverse('campaigns:draw_public', args=[draw.slug])}"
    return announcement(campaign.name, tiers.items(), days=campaign.claim_days, link=link)


def hidden_address(data: dict[str, str]) -> dict[str, str]:
    """Enough for the winner to know it again, too little for anybody else."""
    name, phone, place = (data.get(field, "") for field in ("name", "phone", "address"))
    return {"name": f"{name[:1]}**", "phone": f"{phone[:3]}****{phone[-4:]}", "address": f"{place[:4]}……"}
