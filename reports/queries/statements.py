"""Statements of a month or a person, final or as they would be (A10)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from core.dates import Month
from reports.incentive import Settled, restored, settle
from reports.models import IncentiveCorrection, IncentiveDispute, IncentivePlan, IncentiveStatement, Measure
from reports.queries.incentive import incentive_plan_on
from reports.queries.incentive_facts import facts_of, participants


@dataclass(frozen=True)
class Drafted:
    """What a month would come to, or came to when `statement` is there. `corrected` is the sum of the corrections."""

    person: User
    plan: IncentivePlan
    settled: Settled
    statement: IncentiveStatement | None = None
    corrected: Decimal = Decimal(0)
    waiting: int = 0
    """Disputes that nobody has answered."""

    @property
    def total(self) -> Decimal:
        return self.settled.total + self.corrected

    @property
    def by_measure(self) -> list[Decimal | None]:
        """The money of each measure in their order; None where nothing was recorded or the plan does not weigh it."""
        money = {line.measure: line.money for line in self.settled.lines if line.value is not None}
        return [money.get(measure.value) for measure in Measure]


def drafts_of(month: Month, people: list[User] | None = None) -> list[Drafted]:
    """What a month would come to if it were made final now, for all who took part; none without a plan."""
    plan = incentive_plan_on(month.first)
    if plan is None:
        return []
    who = participants(month) if people is None else people
    facts = facts_of(month, [person.pk for person in who])
    ordered = {measure.value: int(plan.weights.get(measure.value, 0)) for measure in Measure}
    return [
        Drafted(
            person, plan,
            settle(base=plan.base, bonus=plan.bonus, weights=ordered, targets=plan.targets, facts=facts[person.pk]),
        )
        for person in who
    ]  # fmt: skip


def statements_of(month: Month) -> list[Drafted]:
    """The final statements of a month."""
    return [_final(row) for row in _rows().filter(month=month.first).select_related("person", "plan")]


def statement_of(month: Month, person: User) -> Drafted | None:
    """One person's month: final, or as it would be; None when there is neither a statement nor a plan."""
    row = _rows().filter(month=month.first, person=person).select_related("person", "plan", "finalised_by").first()
    if row is not None:
        return _final(row)
    if IncentiveStatement.objects.filter(month=month.first).exists():
        return None
    return next(iter(drafts_of(month, [person])), None)


def months_of(person: User) -> list[Drafted]:
    """The final statements of a person, the newest first."""
    return [_final(row) for row in _rows().filter(person=person).select_related("person", "plan")]


def later(month: Month, draft: Drafted) -> dict[str, float | None]:
    """By measure, values that the rows of today give and the statement does not: what was restated since."""
    now = facts_of(month, [draft.person.pk])[draft.person.pk]
    found = {line.measure: now[line.measure].value if line.measure in now else None for line in draft.settled.lines}
    return {line.measure: found[line.measure] for line in draft.settled.lines if found[line.measure] != line.value}


def disputes_of(statement: IncentiveStatement) -> list[IncentiveDispute]:
    """In the order in which they came."""
    return list(statement.disputes.select_related("answered_by"))


def corrections_of(statement: IncentiveStatement) -> list[IncentiveCorrection]:
    """In the order in which they were added."""
    return list(statement.corrections.select_related("by"))


def _rows() -> "QuerySet[Any]":
    corrected = IncentiveCorrection.objects.filter(statement=OuterRef("pk")).values("statement")
    return IncentiveStatement.objects.annotate(
        waiting=Count("disputes", filter=Q(disputes__answered_at=None)),
        corrected=Coalesce(Subquery(corrected.annotate(n=Sum("amount")).values("n")), Decimal(0)),
    )


def _final(row: Any) -> Drafted:
    return Drafted(row.person, row.plan, restored(row.data), row, row.corrected, row.waiting)
