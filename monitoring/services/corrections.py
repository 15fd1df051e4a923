"""A person says what a mention is, and may take that back (M4, M8). Nothing that is judged later overwrites it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.audit import Change, record
from core.errors import Conflict, UserError
from monitoring.models import Aspect, Mention, MentionCorrection, MentionKind, Polarity
from monitoring.services.kin import recount

BY_A_PERSON = 100
"""Certainty of what a person said, in percent."""
VALUES = {
    Aspect.POLARITY: frozenset(str(value) for value in Polarity.values),
    Aspect.KIND: frozenset(["", *MentionKind.values]),
}
COLUMNS = {Aspect.POLARITY: ("polarity", "polarity_certainty"), Aspect.KIND: ("topic_kind", "kind_certainty")}


def correct_mention(*, mention: Mention, aspect: str, value: str, by: User, at: datetime) -> MentionCorrection | None:
    """Set polarity (-1, 0, 1) or kind (empty: none of them). None when it says so already.

    Saying what the model had said takes an earlier correction back. Raises `UserError` for a value that is none.
    """
    if aspect not in VALUES or value not in VALUES[Aspect(aspect)]:
        raise UserError(_("没有这样的判断，请重新选择。"), code="correction.value")
    with transaction.atomic():
        known = Mention.objects.select_for_update(of=("self",)).get(pk=mention.pk)
        was, certainty = _standing(known, Aspect(aspect))
        if was == value:
            return None
        standing = MentionCorrection.objects.filter(mention_id=known.pk, aspect=aspect, ended_at=None).first()
        if standing is not None:
            _end(standing, by, at)
            was, certainty = standing.was, standing.certainty
        _put(known, Aspect(aspect), value, BY_A_PERSON if value != was else certainty, at)
        if standing is not None and value == was:
            _note(standing, standing.now, value, by, at)
            return None
        correction = MentionCorrection.objects.create(
            mention_id=known.pk, text=known.text, aspect=aspect, was=was, now=value, certainty=certainty, by=by, at=at
        )
        _note(correction, was, value, by, at)
    return correction


def undo_correction(*, correction: MentionCorrection, by: User, at: datetime) -> None:
    """What the model said stands again. Raises `Conflict` when it was taken back or replaced meanwhile."""
    with transaction.atomic():
        known = MentionCorrection.objects.select_for_update(of=("self",)).get(pk=correction.pk)
        if known.ended_at is not None:
            raise Conflict(_("这次更正已经撤销，或者已经被后来的更正代替。"), code="correction.ended")
        _end(known, by, at)
        mention = Mention.objects.select_for_update(of=("self",)).filter(pk=known.mention_id).first()
        if mention is not None:
            _put(mention, Aspect(known.aspect), known.was, known.certainty, at)
        _note(known, known.now, known.was, by, at)


def _standing(mention: Mention, aspect: Aspect) -> tuple[str, int | None]:
    """What the row says now, as text, and how certain it is; no certainty: never judged."""
    value, certainty = (getattr(mention, column) for column in COLUMNS[aspect])
    return ("" if value is None else str(value)), certainty


def _put(mention: Mention, aspect: Aspect, value: str, certainty: int | None, at: datetime) -> None:
    """The group that it belongs to is counted again: its share of negatives follows at once."""
    column, sure = COLUMNS[aspect]
    if aspect == Aspect.KIND:
        stored: str | int | None = value
    else:
        stored = int(value) if value else None
    Mention.objects.filter(pk=mention.pk).update(**{column: stored, sure: certainty})
    if aspect == Aspect.POLARITY and mention.group_id is not None:
        recount([mention.group_id], now=at)


def _end(correction: MentionCorrection, by: User, at: datetime) -> None:
    correction.ended_at, correction.ended_by = at, by
    correction.save(update_fields=["ended_at", "ended_by"])


def _note(correction: MentionCorrection, was: str, value: str, by: User, at: datetime) -> None:
    change = Change(before={correction.aspect: was}, after={correction.aspect: value, "mention": correction.mention_id})
    record("monitoring.mention.corrected", correction, by=by, at=at, change=change)
