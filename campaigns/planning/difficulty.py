"""How much a campaign asks of people, compared with what it is for (P3). Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Combine, Condition, ConditionKind
from campaigns.planning.book import Book
from campaigns.planning.record import Record


@dataclass(frozen=True)
class Step:
    """One thing to do, and how much it counts."""

    label: str
    points: int
    condition: Condition | None = None


@dataclass(frozen=True)
class Difficulty:
    """`points` against `limit`; `advice` says what to lower when it is too much."""

    steps: tuple[Step, ...]
    points: int
    limit: int
    any_of: bool
    advice: tuple[str, ...] = ()

    @property
    def too_hard(self) -> bool:
        """More than the purpose bears."""
        return self.points > self.limit


def difficulty_of(record: Record, book: Book) -> Difficulty:
    """Count the steps. With “any” only the easiest condition counts: nobody has to do more."""
    row = record.campaign
    asked = [_step(condition, book) for condition in record.conditions]
    any_of = row.combine == Combine.ANY and len(asked) > 1
    own = book.house(f"kind_{row.kind}")
    points = own + (min(step.points for step in asked) if any_of else sum(step.points for step in asked))
    steps = (*((Step(row.get_kind_display(), own),) if own else ()), *asked)
    limit = book.house(f"limit_{row.purpose}", 99)
    found = Difficulty(steps, points, limit, any_of)
    return Difficulty(steps, points, limit, any_of, _advice(found, own, book)) if found.too_hard else found


def _step(condition: Condition, book: Book) -> Step:
    if condition.kind == ConditionKind.MENTION:
        each = max(1, book.house("friends_a_point", 5))
        label = ngettext("@ %(n)d 位好友", "@ %(n)d 位好友", condition.number) % {"n": condition.number}
        return Step(label, max(1, -(-condition.number // each)), condition)
    return Step(condition.get_kind_display(), book.house(f"weight_{condition.kind}", 1), condition)


def _advice(found: Difficulty, own: int, book: Book) -> tuple[str, ...]:
    """The largest steps first: fewer friends, one condition less, any instead of all, an easier kind."""
    over, said = found.points - found.limit, []
    asked = sorted((step for step in found.steps if step.condition), key=lambda step: -step.points)
    for step in asked if not found.any_of else ():
        friends = step.condition.number if step.condition and step.condition.kind == ConditionKind.MENTION else 0
        each = max(1, book.house("friends_a_point", 5))
        fewer = (step.points - over) * each
        if friends and fewer > 0:
            said.append(_("把 @ 好友从 %(n)d 位减到 %(fewer)d 位。") % {"n": friends, "fewer": fewer})
        elif step.points >= over:
            said.append(_("去掉“%(step)s”，少 %(points)d 分。") % {"step": step.label, "points": step.points})
    if not found.any_of and len(asked) > 1 and own + min(step.points for step in asked) <= found.limit:
        said.append(_("把条件关系改为“满足其一”。"))
    if own > found.limit:
        said.append(_("这类活动本身就超过了这个目的能承受的难度，换一种活动类型，或者把目的改为留住老粉丝。"))
    return tuple(said[:4]) or (_("多去掉几个条件。"),)
