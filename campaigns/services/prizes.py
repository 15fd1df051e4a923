"""What can be won (P4)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from campaigns.models import Campaign, Prize
from campaigns.services.changing import changing, is_public, refuse_change
from core import uploads
from core.errors import UserError
from core.uploads.pipeline import Sent
from core.uploads.storing import path_of

PICTURE = uploads.Purpose("prizes", uploads.PICTURES, 10 * uploads.MB, field="picture")
KEPT = ("name", "quantity", "stock", "unit_cost", "is_physical", "brand_link", "delivery_days")


@dataclass(frozen=True)
class PrizeInput:
    """One prize; `pk` of the one it replaces. Costs are yuan a piece."""

    name: str
    quantity: int
    unit_cost: Decimal
    stock: int | None = None
    is_physical: bool = True
    brand_link: str = ""
    delivery_days: int = 15
    pk: int | None = None


def set_prizes(*, campaign: Campaign, prizes: Sequence[PrizeInput], by: User, at: dt.datetime) -> Campaign:
    """Replace the prizes of a campaign, the highest tier first.

    Once it is public there may only be more of each; stock and the link to the brand are our own affair.
    """
    for one in prizes:
        if one.quantity < 1:
            raise UserError(_("奖品数量至少是 1。"), code="prize.quantity", field="quantity")
    with changing(campaign, code="campaigns.prizes.changed", by=by, at=at) as row:
        known = {prize.pk: prize for prize in row.prizes.select_for_update()}
        if is_public(row):
            _only_more(known, prizes)
        kept = {one.pk for one in prizes if one.pk in known}
        for prize in known.values():
            if prize.pk not in kept:
                _drop_picture(prize)
                prize.delete()
        row.prizes.update(tier=F("tier") + 1000)  # tiers are unique: make room before they are given anew
        for tier, one in enumerate(prizes, 1):
            prize = known.get(one.pk or 0) or Prize(campaign=row)
            prize.tier = tier
            for name in KEPT:
                setattr(prize, name, getattr(one, name))
            prize.save()
    return row


def set_picture(*, prize: Prize, picture: Sent | None, by: User, at: dt.datetime) -> Prize:
    """Give a prize its picture, written anew; None takes it away. Raises `UserError` for what may not come in."""
    if picture is None:
        return _set_picture(prize, "", by, at)
    with uploads.kept(uploads.examine(picture, PICTURE), at=at) as path:
        return _set_picture(prize, path, by, at)


def copy_picture(prize: Prize, *, at: dt.datetime) -> str:
    """A copy of the file, so that each prize owns its own; empty without one or when the file is gone."""
    if not prize.picture:
        return ""
    path = str(prize.picture.name)
    try:
        with path_of(path).open("rb") as file:
            ending = path.rpartition(".")[2]
            with uploads.kept_file(file, folder=PICTURE.folder, ending=ending, at=at) as made:
                return made
    except OSError:  # the plan is copied all the same; the picture is asked for again
        return ""


def _set_picture(prize: Prize, path: str, by: User, at: dt.datetime) -> Prize:
    with changing(prize.campaign, code="campaigns.prizes.changed", by=by, at=at):
        row = Prize.objects.select_for_update().get(pk=prize.pk)
        _drop_picture(row)
        row.picture = path
        row.save(update_fields=["picture"])
    return row


def _drop_picture(prize: Prize) -> None:
    if prize.picture:
        transaction.on_commit(partial(uploads.drop, str(prize.picture.name)))


def _only_more(known: dict[int, Prize], prizes: Sequence[PrizeInput]) -> None:
    """What people were promised stays, in its order; there may be more of it."""
    if [prize.pk for prize in sorted(known.values(), key=lambda prize: prize.tier)] != [one.pk for one in prizes]:
        raise refuse_change(_("奖品"))
    for one in prizes:
        prize = known[one.pk or 0]
        same = all(getattr(prize, name) == getattr(one, name) for name in ("name", "unit_cost", "is_physical"))
        if not same or one.quantity < prize.quantity or one.delivery_days > prize.delivery_days:
            raise refuse_change(_("奖品"))
