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
from campaigns.planning.book import open_book
from core.audit import SYSTEM, Actor, Change, record
from core.dates import local_day
from core.errors import Conflict, NotFound, UserError

KEEP_DAYS, MOST_DAYS = 90, 180
"""An address is erased so many days after it was given, when no rule of the house says otherwise: time to send, and to
send again what came back. More than the second is never allowed."""
SALT: Final = "campaigns.claim"
BATCH: Final = 200


def keep_days() -> int:
    """For how many days an address is kept: a rule of the house."""
    return max(1, min(open_book().house("keep_days", KEEP_DAYS), MOST_DAYS))


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
    """P9: the winner gets his link, for the private message. Days count from when it was really sent."""
    require_somewhere(by, Can.CAMPAIGN)
    with transaction.atomic():
        row = locked_winner(winner)
        move(row, WinnerState.TOLD, at)
        due = at + dt.timedelta(days=row.draw.campaign.claim_days)
        claim = Claim.objects.create(winner=row, told_at=at, told_by=by, due_at=due)
        record("campaigns.winner.told", row, by=by, at=at, change=Change(after={"due_at": due.isoformat()}))
    return claim


def note_handed(*, winner: Winner, by: User, at: dt.datetime) -> Claim:
    """P9: the private message is out, by hand; from now on `claim_days` count. A second click changes nothing."""
    require_somewhere(by, Can.CAMPAIGN)
    with transaction.atomic():
        row = locked_winner(winner)
        claim = Claim.objects.filter(winner=row).first()
        if claim is None or row.state not in (WinnerState.TOLD, WinnerState.CLAIMED):
            raise Conflict(_("这位中奖者现在没有要发的私信。"), code="claim.none")
        if claim.handed_at is None:
            claim.handed_at, claim.handed_by = at, by
            claim.due_at = at + dt.timedelta(days=row.draw.campaign.claim_days)
            claim.save(update_fields=["handed_at", "handed_by", "due_at"])
            after = {"due_at": claim.due_at.isoformat()}
            record("campaigns.winner.handed", row, by=by, at=at, change=Change(after=after))
    return claim


@sensitive_variables()
def claim_prize(*, claim: Claim, data: dict[str, str], at: dt.datetime) -> Claim:
    """P9: the winner gives, or corrects, where the prize goes. `data`: name, phone, address.

    Raises `Conflict` after the deadline, once it is sent, or when the prize went to a reserve.
    """
    with transaction.atomic():
        row = locked_winner(claim.winner)
        found = Claim.objects.select_related("personal").get(pk=claim.pk)
        if row.state == WinnerState.CLAIMED and found.personal is not None and found.personal.erased_at is None:
            correct_personal(personal=found.personal, data=data, at=at)
            return found
        if row.state != WinnerState.CLAIMED:
            if row.state != WinnerState.RETURNED and found.handed_at is not None and at > found.due_at:
                raise Conflict(_("领奖期限已过。"), code="claim.late")
            move(row, WinnerState.CLAIMED, at)
        found.personal = keep_personal(
            subject=f"campaigns.entry:{row.entry_id}", purpose="prize.delivery", data=data,
            keep_until=local_day(at) + dt.timedelta(days=keep_days()), by=SYSTEM, at=at,
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


def forfeit_winner(*, winner: Winner, reason: str, by: User, at: dt.datetime) -> Winner | None:
    """P9: by hand, with the reason. Returns the reserve that got the prize, None when there is none left."""
    require_somewhere(by, Can.CAMPAIGN)
    if not reason.strip():
        raise UserError(_("请写明放弃或取消资格的原因。"), code="claim.reason", field="reason")
    with transaction.atomic():
        return _forfeit(locked_winner(winner), reason=reason.strip()[:300], by=by, at=at)


def give_up(*, claim: Claim, at: dt.datetime) -> Winner | None:
    """P9: the winner himself does not want it."""
    with transaction.atomic():
        return _forfeit(locked_winner(claim.winner), reason=_("本人放弃"), by=SYSTEM, at=at)


def forfeit_due(*, now: dt.datetime) -> int:
    """P9: who was told and did not claim in time. Nobody loses a prize over a message that we never sent.

    Returns how many prizes came free.
    """
    told = Claim.objects.filter(winner__state=WinnerState.TOLD, winner__prize__is_physical=True)
    due = told.filter(handed_at__isnull=False, due_at__lt=now)
    count = 0
    for claim in due.select_related("winner").order_by("due_at", "pk")[:BATCH]:
        with transaction.atomic():
            row = locked_winner(claim.winner)
            if row.state == WinnerState.TOLD:  # he may have claimed meanwhile, as late as the deadline allowed
                _forfeit(row, reason=_("逾期没有领奖"), by=SYSTEM, at=now)
                count += 1
    return count


def _forfeit(row: Winner, *, reason: str, by: Actor, at: dt.datetime) -> Winner | None:
    """The published rule: the prize that came free goes to the first reserve in the order of the draw."""
    move(row, WinnerState.FORFEITED, at)
    record("campaigns.winner.forfeited", row, by=by, at=at, change=Change(reason=reason))
    claim = Claim.objects.select_related("personal").filter(winner=row).first()
    if claim is not None and claim.personal is not None:
        drop_personal(personal=claim.personal, by=by, at=at, reason=reason)
    reserve = Winner.objects.filter(draw_id=row.draw_id, state=WinnerState.RESERVE).order_by("place").first()
    if reserve is not None:
        reserve.prize = row.prize
        reserve.save(update_fields=["prize"])
        move(reserve, WinnerState.WON, at)
        after = {"prize": str(row.prize), "instead_of": row.place}
        record("campaigns.winner.promoted", reserve, by=by, at=at, change=Change(after=after))
    return reserve


def locked_winner(winner: Winner) -> Winner:
    """The draw is locked first: two prizes that come free at once never go to the same reserve."""
    Draw.objects.select_for_update(of=("self",)).get(pk=winner.draw_id)
    rows = Winner.objects.select_for_update(of=("self",)).select_related("draw__campaign", "prize", "entry")
    return rows.get(pk=winner.pk)


def move(row: Winner, state: WinnerState, at: dt.datetime) -> None:
    """Set and save the state of a locked winner. Raises `Conflict` for a step that is none."""
    if state not in Winner.TRANSITIONS[row.state]:
        sentence = _("现在的状态是“%(state)s”，不能这样做。") % {"state": row.get_state_display()}
        raise Conflict(sentence, code="winner.state")
    row.state, row.changed_at = state, at
    row.save(update_fields=["state", "changed_at"])
