"""What the platform's own tool drew: its reference and its winners (P8, P9)."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from campaigns.models import Campaign
from campaigns.services.changing import locked
from core.audit import Change, record
from core.errors import Conflict, UserError
from core.exports import own_text

MOST: Final = 10_000
NAME, PRIZE, REFERENCE = 60, 80, 200
SEPARATORS: Final = "\t,，"


def winners_in(text: str) -> list[list[str]]:
    """[name, prize] of each line: 昵称，奖品. Without a prize it is empty. Raises `UserError`."""
    found = list(_lines(text))
    if not found:
        raise UserError(_("请粘贴获奖名单，每行一位：昵称，奖品。"), code="platform.winners", field="winners")
    if len(found) > MOST:
        raise UserError(_("名单最多 10000 行。"), code="platform.winners", field="winners")
    names = [name for name, _prize in found]
    doubled = next((name for name in names if names.count(name) > 1), "") if len(names) != len(set(names)) else ""
    if doubled:
        raise UserError(
            _("“%(name)s”出现了两次，请核对。") % {"name": doubled}, code="platform.doubled", field="winners"
        )
    return found


def note_platform_draw(*, campaign: Campaign, reference: str, winners: str, by: User, at: dt.datetime) -> Campaign:
    """P8: keep what the platform published. Noting it again replaces it; the log keeps how it was.

    Raises `UserError` for a list that cannot be read, `Conflict` for a campaign that does not run on that tool.
    """
    require_somewhere(by, Can.CAMPAIGN)
    reference = reference.strip()
    if not 0 < len(reference) <= REFERENCE:
        raise UserError(_("请填写官方抽奖的编号或链接。"), code="platform.reference", field="reference")
    found = winners_in(winners)
    with transaction.atomic():
        row = locked(campaign)
        if not row.on_platform_tool:
            raise Conflict(_("这个活动没有用微博官方工具。"), code="platform.tool")
        before = {"reference": row.platform_reference, "winners": len(row.platform_winners)}
        row.platform_reference, row.platform_winners, row.platform_drawn_at = reference, found, at
        row.save(update_fields=["platform_reference", "platform_winners", "platform_drawn_at"])
        after = {"reference": reference, "winners": len(found)}
        record("campaigns.platform.drawn", row, by=by, at=at, change=Change(before=before, after=after))
    return row


def _lines(text: str) -> Iterator[list[str]]:
    for raw in text.replace("\x00", "").splitlines():
        line = own_text(raw.strip())
        if not line:
            continue
        at = next((place for place, sign in enumerate(line) if sign in SEPARATORS), len(line))
        yield [line[:at].strip().removeprefix("@")[:NAME], line[at + 1 :].strip()[:PRIZE]]
