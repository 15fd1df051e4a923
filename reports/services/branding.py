"""The company's logo and colour on reports (I5)."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from core.audit import Change, record
from core.uploads.pictures import PictureRules, as_png, clean_picture
from reports.models import Brand
from reports.queries.branding import brand

WIDEST = 600


@dataclass(frozen=True)
class BrandInput:
    """`logo`: a new picture; None keeps the one that is there, unless `without_logo`."""

    company: str
    colour: str
    logo: bytes | None = None
    without_logo: bool = False


def set_brand(*, given: BrandInput, by: User, at: dt.datetime) -> Brand:
    """I5: how reports look from the next one on; those that are frozen keep theirs."""
    require(by, Can.MANAGE_SETTINGS)
    logo = _png(given.logo) if given.logo else None
    with transaction.atomic():
        found = brand()
        before = {"company": found.company, "colour": found.colour}
        found.company, found.colour, found.updated_at = given.company, given.colour, at
        if logo is not None or given.without_logo:
            found.logo = logo or b""
        found.save()
        after = {"company": found.company, "colour": found.colour, "logo": len(found.logo)}
        record("reports.brand.set", found, by=by, at=at, change=Change(before=before, after=after))
    return found


def _png(data: bytes) -> bytes:
    """A clean still picture as PNG, narrow enough for a page's head. Raises `Refused` for anything else."""
    return as_png(clean_picture(data, PictureRules(longest_side=WIDEST, may_move=False), field="logo"))
