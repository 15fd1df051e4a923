"""What people have to do (P3, P7)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from campaigns.models import Campaign, Combine, Condition, ConditionKind
from campaigns.services.changing import changing, is_public, refuse_change
from core.errors import UserError

NEEDS_WORDS = frozenset({ConditionKind.TOPIC, ConditionKind.ANSWER})


@dataclass(frozen=True)
class ConditionInput:
    """One condition; `number` is of friends, `words` are topics or right answers."""

    kind: ConditionKind
    number: int = 10
    words: tuple[str, ...] = ()


def set_conditions(
    *, campaign: Campaign, combine: Combine, conditions: Sequence[ConditionInput], by: User, at: dt.datetime
) -> Campaign:
    """Replace the conditions of a campaign. Refused once it is public."""
    for one in conditions:
        if one.kind in NEEDS_WORDS and not one.words:
            text = _("请写出“%(condition)s”要认的词。") % {"condition": one.kind.label}
            raise UserError(text, code="condition.words", field=f"words_{one.kind}")
        if one.kind == ConditionKind.MENTION and not 1 <= one.number <= 50:
            raise UserError(_("@ 好友的人数在 1 到 50 之间。"), code="condition.number", field="number")
    with changing(campaign, code="campaigns.conditions.changed", by=by, at=at) as row:
        before = {(one.kind, one.number, tuple(one.words)) for one in row.conditions.all()}
        after = {(str(one.kind), one.number, one.words) for one in conditions}
        if is_public(row) and (before != after or row.combine != combine):
            raise refuse_change(_("参与条件"))
        row.combine = combine
        if before != after:
            row.conditions.all().delete()
            Condition.objects.bulk_create(
                Condition(campaign=row, kind=one.kind, number=one.number, words=list(one.words), position=place)
                for place, one in enumerate(conditions)
            )
    return row
