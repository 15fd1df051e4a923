"""`manage.py take_bounce < message`: a mail server pipes in what came back; the report shows who did not get it."""

import sys
from email import message_from_bytes, policy
from email.message import Message
from typing import Any

from django.core.management.base import BaseCommand

from reports.services import note_bounce

MOST = 1024 * 1024


def returned(raw: bytes) -> tuple[str, str]:
    """The Message-ID of what could not be delivered and why (RFC 3464); empty strings where it does not say."""
    parts = list(message_from_bytes(raw[:MOST], policy=policy.compat32).walk())
    told = [_field(part, "Message-ID") for part in parts[1:]]
    own = [_inside(part) for part in parts if part.get_content_type() == "text/rfc822-headers"]
    reasons = [_field(part, "Diagnostic-Code") or _field(part, "Status") for part in parts]
    return next((one for one in [*told, *own] if one), ""), next((reason for reason in reasons if reason), "")


def _inside(part: Message) -> str:
    """The headers that were returned as text."""
    payload = part.get_payload(decode=True)
    return _field(message_from_bytes(payload), "Message-ID") if isinstance(payload, bytes) else ""


def _field(part: Message, name: str) -> str:
    return " ".join(str(part.get(name, "")).split())


class Command(BaseCommand):
    """Reads one message; mails that are none of ours are left alone."""

    help = "Note a returned mail of a report, read from standard input."

    def handle(self, *args: Any, **options: Any) -> None:
        """Says whether it belonged to one of our mails."""
        message_id, problem = returned(sys.stdin.buffer.read(MOST))
        known = note_bounce(message_id=message_id, problem=problem)
        self.stdout.write("noted" if known else "none of ours")
