"""After the draw: winners are told, claim, get their parcel, or a reserve takes their place (P9)."""

import datetime as dt
from typing import Final

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from accounts.services.personal import correct_personal, drop_personal, keep_personal, read_personal
from campaigns.models import Claim, Draw, Winner, WinnerState
from core.audit import SYSTEM, Actor, Change, record
from core.dates import local_day
from core.errors import Conflict, NotFound, UserError

KEEP_DAYS: Final = 90
"""An address is erased so many days after it was given: time to send, and to send again what came back."""
SALT: Final = "campaigns.claim"
BATCH: Final = 200


def token_of(claim: Claim) -> str:
    """What stands in the winner's link. Telling again at another time ends it."""
    return signing.Signer(salt=SALT).sign_object([claim.winner_id, int(claim.told_at.timestamp())])


def claim_of(token: str) -> Claim:
    """The claim of a link. Raises `NotFound` for a link that is forged, cut off, or no longer holds."""
    refused = NotFound(_("这个领奖链接无效，请核对私信里的完整链接。"))
    try:
        pk, told = signing.Signer(salt=SALT).unsign_object(token)
    except signing.BadSignature:
        raise refused from None
    found = Claim.objects.select_related("winner__prize", "winner__draw__campaign", "personal").filter(winner_id=pk)
    claim = found.first()
    if claim is None or int(claim.told_at.timestamp()) != told:
        raise refused
    return claim


def tell_winner(*, winner: Winner, by: User, at: dt.datetime) -> Claim:
    """P9: somebody sent the private message; from now on `claim_days` count."""
    require_somewhere(by, Can.CAMPAIGN)
    with transaction.atomic():
        row = _locked(winner)
        _move(row, WinnerState.TOLD, at)
        due = at + dt.timedelta(days=row.draw.campaign.claim_days)
        claim = Claim.objects.create(winner=row, told_at=at, told_by=by, due_at=due)
        record("campaigns.winner.told", row, by=by, at=at, change=Change(after={"due_at": due.isoformat()}))
    return claim


@sensitive_variables()
def claim_prize(*, claim: Claim, data: dict[str, str], at: dt.datetime) -> Claim:
    """P9: the winner gives, or corrects, where the prize goes. `data`: name, phone, address.

    Raises `Conflict` after the deadline, once it is sent, or when the prize went to a reserve.
    """
    with transaction.atomic():
        row = _locked(claim.winner)
        found = Claim.objects.select_related("personal").get(pk=claim.pk)
        if row.state == WinnerState.CLAIMED and found.personal is not None and found.personal.erased_at is None:
            correct_personal(personal=found.personal, data=data, at=at)
            return found
        if row.state != WinnerState.CLAIMED:
            if at > found.due_at:
                raise Conflict(_("领奖期限已过。"), code="claim.late")
            _move(row, WinnerState.CLAIMED, at)
        found.personal = keep_personal(
            subject=f"campaigns.entry:{row.entry_id}", purpose="prize.delivery", data=data,
            keep_until=local_day(at) + dt.timedelta(days=KEEP_DAYS), by=SYSTEM, at=at,
        )  # fmt: skip
        found.claimed_at = at
        found.save(update_fields=["personal", "claimed_at"])
        record("campaigns.winner.claimed", row, by=SYSTEM, at=at)
    return found


@sensitive_variables()
def read_address(*, winner: Winner, reason: str, by: User, at: dt.datetime) -> dict[str, str]:
    """P9: where the prize goes, with a trace of who looked and why. Raises `Conflict` when there is none."""
    require_somewhere(by, Can.CAMPAIGN)
    claim = Claim.objects.select_related("personal").filter(winner=winner).first()
    if claim is None or claim.personal is None:
        raise Conflict(_("中奖者还没有填写收件信息。"), code="claim.none")
    return read_personal(personal=claim.personal, by=by, at=at, reason=reason)


def send_prize(*, winner: Winner, carrier: str, number: str, by: User, at: dt.datetime) -> Claim:
    """P9: it is on its way. What is not physical needs no address and no parcel."""
    require_somewhere(by, Can.CAMPAIGN)
    with transaction.atomic():
        row = _locked(winner)
        physical = row.prize is not None and row.prize.is_physical
        if physical and row.state == WinnerState.TOLD:
            raise Conflict(_("中奖者还没有填写收件信息。"), code="claim.none")
        if physical and not (carrier.strip() and number.strip()):
            raise UserError(_("请填写快递公司和运单号。"), code="claim.number", field="number")
        _move(row, WinnerState.SENT, at)
        claim = Claim.objects.get(winner=row)
        claim.carrier, claim.number, claim.sent_at = carrier.strip()[:40], number.strip()[:60], at
        claim.save(update_fields=["carrier", "number", "sent_at"])
        change = Change(after={"carrier": claim.carrier, "number": claim.number})
        record("campaigns.winner.sent", row, by=by, at=at, change=change)
    return claim


def note_delivered(*, winner: Winner, by: User, at: dt.datetime) -> Claim:
    """P9: the parcel arrived."""
    require_somewhere(by, Can.CAMPAIGN)
    with transaction.atomic():
        row = _locked(winner)
        _move(row, WinnerState.DELIVERED, at)
        claim = Claim.objects.get(winner=row)
        claim.delivered_at = at
        claim.save(update_fields=["delivered_at"])
        record("campaigns.winner.delivered", row, by=by, at=at)
    return claim


def forfeit_winner(*, winner: Winner, reason: str, by: User, at: dt.datetime) -> Winner | None:
    """P9: by hand, with the reason. Returns the reserve that got the prize, None when there is none left."""
    require_somewhere(by, Can.CAMPAIGN)
    if not reason.strip():
        raise UserError(_("请写明放弃或取消资格的原因。"), code="claim.reason", field="reason")
    with transaction.atomic():
        return _forfeit(_locked(winner), reason=reason.strip()[:300], by=by, at=at)


def give_up(*, claim: Claim, at: dt.datetime) -> Winner | None:
    """P9: the winner himself does not want it."""
    with transaction.atomic():
        return _forfeit(_locked(claim.winner), reason=_("本人放弃"), by=SYSTEM, at=at)


def forfeit_due(*, now: dt.datetime) -> int:
    """P9: who was told and did not claim in time. Returns how many prizes came free."""
    due = Claim.objects.filter(winner__state=WinnerState.TOLD, winner__prize__is_physical=True, due_at__lt=now)
    count = 0
    for claim in due.select_related("winner").order_by("due_at", "pk")[:BATCH]:
        with transaction.atomic():
            row = _locked(claim.winner)
            if row.state == WinnerState.TOLD:  # he may have claimed meanwhile, as late as the deadline allowed
                _forfeit(row, reason=_("逾期没有领奖"), by=SYSTEM, at=now)
                count += 1
    return count


def _forfeit(row: Winner, *, reason: str, by: Actor, at: dt.datetime) -> Winner | None:
    """The published rule: the prize that came free goes to the first reserve in the order of the draw."""
    _move(row, WinnerState.FORFEITED, at)
    record("campaigns.winner.forfeited", row, by=by, at=at, change=Change(reason=reason))
    claim = Claim.objects.select_related("personal").filter(winner=row).first()
    if claim is not None and claim.personal is not None:
        drop_personal(personal=claim.personal, by=by, at=at, reason=reason)
    reserve = Winner.objects.filter(draw_id=row.draw_id, state=WinnerState.RESERVE).order_by("place").first()
    if reserve is not None:
        reserve.prize = row.prize
        reserve.save(update_fields=["prize"])
        _move(reserve, WinnerState.WON, at)
        after = {"prize": str(row.prize), "instead_of": row.place}
        record("campaigns.winner.promoted", reserve, by=by, at=at, change=Change(after=after))
    return reserve


def _locked(winner: Winner) -> Winner:
    """The draw is locked first: two prizes that come free at once never go to the same reserve."""
    Draw.objects.select_for_update(of=("self",)).get(pk=winner.draw_id)
    rows = Winner.objects.select_for_update(of=("self",)).select_related("draw__campaign", "prize", "entry")
    return rows.get(pk=winner.pk)


def _move(row: Winner, state: WinnerState, at: dt.datetime) -> None:
    if state not in Winner.TRANSITIONS[row.state]:
        sentence = _("现在的状态是“%(state)s”，不能这样做。") % {"state": row.get_state_display()}
        raise Conflict(sentence, code="winner.state")
    row.state, row.changed_at = state, at
    row.save(update_fields=["state", "changed_at"])
