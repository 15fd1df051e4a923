"""The text that winners get (P9)."""

import datetime as dt

from django.db import transaction

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from campaigns.models import Campaign
from campaigns.planning.messages import problems_of
from campaigns.services.changing import locked
from core.audit import Change, record
from core.errors import UserError


def set_message(*, campaign: Campaign, text: str, by: User, at: dt.datetime) -> Campaign:
    """What winners are told from now on; empty: the proposed text. Raises `UserError` for one that would not work."""
    require_somewhere(by, Can.CAMPAIGN)
    text = text.replace("｛", "{").replace("｝", "}").replace("\r\n", "\n").strip()
    if problems := problems_of(text):
        raise UserError(problems[0], code="message.text", field="text")
    with transaction.atomic():
        row = locked(campaign)
        change = Change(before={"text": row.message_text}, after={"text": text})
        row.message_text = text
        row.save(update_fields=["message_text"])
        record("campaigns.message.changed", row, by=by, at=at, change=change)
    return row
