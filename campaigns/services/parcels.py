"""From the address to the doorbell: sent, delivered, come back; lists out and numbers in (P9)."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from accounts.services.personal import read_personal
from campaigns.models import Campaign, Claim, DrawState, Winner, WinnerState
from campaigns.services.winners import locked_winner, move
from core.audit import Change, record
from core.errors import Conflict, UserError

CARRIER, NUMBER, PROBLEM = 40, 60, 200


@dataclass(frozen=True)
class Parcel:
    """The number of one winner's parcel; `place` is the order in which the draw named him."""

    place: int
    carrier: str
    number: str


def send_prize(*, winner: Winner, carrier: str, number: str, by: User, at: dt.datetime) -> Claim:
    """P9: it is on its way. What is not physical needs no address and no parcel."""
    require_somewhere(by, Can.CAMPAIGN)
    with transaction.atomic():
        return _sent(locked_winner(winner), carrier=carrier.strip(), number=number.strip(), by=by, at=at)


def note_delivered(*, winner: Winner, by: User, at: dt.datetime) -> Claim:
    """P9: the parcel arrived."""
    require_somewhere(by, Can.CAMPAIGN)
    with transaction.atomic():
        row = locked_winner(winner)
        move(row, WinnerState.DELIVERED, at)
        claim = Claim.objects.get(winner=row)
        claim.delivered_at = at
        claim.save(update_fields=["delivered_at"])
        record("campaigns.winner.delivered", row, by=by, at=at)
    return claim


def note_problem(*, winner: Winner, reason: str, by: User, at: dt.datetime) -> Claim:
    """P9: it came back, or never arrived. The winner may correct his address by the same link."""
    require_somewhere(by, Can.CAMPAIGN)
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= PROBLEM:
        raise UserError(_("请写明没有送到的原因，最多 200 字。"), code="claim.problem", field="reason")
    with transaction.atomic():
        row = locked_winner(winner)
        move(row, WinnerState.RETURNED, at)
        claim = Claim.objects.get(winner=row)
        claim.problem, claim.problem_at = reason, at
        claim.save(update_fields=["problem", "problem_at"])
        record("campaigns.winner.returned", row, by=by, at=at, change=Change(reason=reason))
    return claim


@sensitive_variables()
def shipping_list(*, campaign: Campaign, reason: str, by: User, at: dt.datetime) -> list[list[str]]:
    """P9: who gets which parcel where, of all who claimed. Each address that is read leaves its trace."""
    require_somewhere(by, Can.CAMPAIGN)
    if not reason.strip():
        raise UserError(_("请写明导出收件信息的理由。"), code="personal.reason", field="reason")
    claims = Claim.objects.filter(
        winner__draw__campaign=campaign, winner__state=WinnerState.CLAIMED, winner__prize__is_physical=True,
        personal__erased_at__isnull=True,
    )  # fmt: skip
    rows = []
    with transaction.atomic():
        for claim in claims.select_related("winner__prize", "personal").order_by("winner__place"):
            if claim.personal is not None:
                data = read_personal(personal=claim.personal, by=by, at=at, reason=reason)
                told = [data.get(name, "") for name in ("name", "phone", "address")]
                rows.append([str(claim.winner.place), str(claim.winner.prize), *told, "", ""])
        record("campaigns.winners.exported", campaign, by=by, at=at, change=Change(after={"rows": len(rows)}))
    return rows


def check_parcels(campaign: Campaign, parcels: Sequence[Parcel]) -> tuple[list[Parcel], list[str]]:
    """Those that can be noted, and a sentence for each that cannot."""
    winners = _winners(campaign)
    fine: dict[int, Parcel] = {}
    refused = []
    for parcel in parcels:
        why = _refusal(parcel, winners.get(parcel.place), parcel.place in fine)
        if why:
            refused.append(_("抽取次序 %(place)d：%(why)s") % {"place": parcel.place, "why": why})
        else:
            fine[parcel.place] = parcel
    return list(fine.values()), refused


def send_prizes(*, campaign: Campaign, parcels: Sequence[Parcel], by: User, at: dt.datetime) -> int:
    """P9: many parcels at once, all or none. Raises `Conflict` when one can no longer be noted. Returns how many."""
    require_somewhere(by, Can.CAMPAIGN)
    with transaction.atomic():
        _fine, refused = check_parcels(campaign, parcels)
        if refused:
            raise Conflict(_("有 %(n)d 行已经不能登记，请重新上传。") % {"n": len(refused)}, code="parcels.changed")
        winners = _winners(campaign)
        for parcel in parcels:
            row = locked_winner(winners[parcel.place])
            _sent(row, carrier=parcel.carrier, number=parcel.number, by=by, at=at)
    return len(parcels)


def forget_parcels() -> int:
    """P9: a parcel's number tells where somebody lives as long as the carrier keeps it; it goes with the address."""
    gone = Claim.objects.filter(personal__erased_at__isnull=False).exclude(carrier="", number="")
    return gone.update(carrier="", number="")


def _sent(row: Winner, *, carrier: str, number: str, by: User, at: dt.datetime) -> Claim:
    physical = row.prize is not None and row.prize.is_physical
    if physical and row.state == WinnerState.TOLD:
        raise Conflict(_("中奖者还没有填写收件信息。"), code="claim.none")
    if physical and not (carrier and number):
        raise UserError(_("请填写快递公司和运单号。"), code="claim.number", field="number")
    move(row, WinnerState.SENT, at)
    claim = Claim.objects.get(winner=row)
    claim.carrier, claim.number, claim.sent_at = carrier[:CARRIER], number[:NUMBER], at
    claim.save(update_fields=["carrier", "number", "sent_at"])
    record("campaigns.winner.sent", row, by=by, at=at)
    return claim


def _winners(campaign: Campaign) -> Mapping[int, Winner]:
    rows = Winner.objects.filter(draw__campaign=campaign, draw__state=DrawState.DRAWN)
    return {row.place: row for row in rows.select_related("prize")}


def _refusal(parcel: Parcel, winner: Winner | None, is_doubled: bool) -> str:
    if winner is None or winner.prize is None:
        return _("没有这位中奖者")
    if is_doubled:
        return _("出现了两次")
    if not winner.prize.is_physical:
        return _("奖品不用寄送")
    if winner.state not in (WinnerState.CLAIMED, WinnerState.RETURNED):
        return _("现在的状态是“%(state)s”") % {"state": winner.get_state_display()}
    if not parcel.carrier or not parcel.number:
        return _("缺快递公司或运单号")
    return _("快递公司或运单号太长") if len(parcel.carrier) > CARRIER or len(parcel.number) > NUMBER else ""
