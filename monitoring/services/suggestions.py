"""What users suggest, collected for those who make the product (M8)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.audit import Change, record
from core.errors import Conflict, UserError
from monitoring.models import Mention, Suggestion, SuggestionState

LONGEST_NOTE = 1000


def collect_suggestion(*, mention: Mention, by: User, at: datetime) -> tuple[Suggestion, bool]:
    """Put a mention on the list, in one click; once. Answers it and whether it is new there."""
    with transaction.atomic():
        suggestion, made = Suggestion.objects.get_or_create(
            mention_id=mention.pk,
            defaults={
                "text": mention.text,
                "author_name": mention.author_name,
                "url": mention.url,
                "said_at": mention.published_at,
                "made_by": by,
                "made_at": at,
            },
        )
        if made:
            record("monitoring.suggestion.collected", suggestion, by=by, at=at)
    return suggestion, made


def change_suggestion(
    *, suggestion: Suggestion, state: str, note: str, expected: str, by: User, at: datetime
) -> Suggestion:
    """Set where it stands and what is noted. Raises `Conflict` when somebody moved it from `expected` meanwhile."""
    if state not in SuggestionState.values:
        raise UserError(_("没有这样的状态，请重新选择。"), code="suggestion.state")
    if len(note) > LONGEST_NOTE:
        raise UserError(_("备注最多 %(n)d 字。") % {"n": LONGEST_NOTE}, code="suggestion.note")
    with transaction.atomic():
        known = Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion.pk)
        if expected and known.state != expected:
            raise Conflict(
                _("这条建议刚刚被改为“%(state)s”，请看过再改。") % {"state": known.get_state_display()},
                code="suggestion.moved",
            )
        before = {"state": known.state, "note": known.note}
        after = {"state": state, "note": note}
        if before != after:
            known.state, known.note, known.changed_by, known.changed_at = state, note, by, at
            known.save(update_fields=["state", "note", "changed_by", "changed_at"])
            record("monitoring.suggestion.changed", known, by=by, at=at, change=Change(before=before, after=after))
    return known


def drop_suggestion(*, suggestion: Suggestion, by: User, at: datetime) -> None:
    """Off the list again: it was none. The mention stays."""
    with transaction.atomic():
        record(
            "monitoring.suggestion.dropped", suggestion, by=by, at=at, change=Change(before={"note": suggestion.note})
        )
        suggestion.delete()
