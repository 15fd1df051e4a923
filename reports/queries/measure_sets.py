"""By which measures each kind of account is judged (I2)."""

from dataclasses import dataclass

from accounts.models import AccountKind
from reports.measures import Definition, definitions, preset_for
from reports.models import MeasureSet
from reports.queries.values import own_measures


@dataclass(frozen=True)
class KindOfAccount:
    """A kind with its measures in their order; without `row` they are the shipped ones."""

    kind: AccountKind
    definitions: tuple[Definition, ...]
    row: MeasureSet | None


def measure_sets(own: list[Definition] | None = None) -> dict[str, KindOfAccount]:
    """Every kind of account with its measures, by the kind's value. Two queries, one when `own` is given."""
    known = definitions(own_measures() if own is None else own)
    rows = {row.kind: row for row in MeasureSet.objects.select_related("changed_by")}
    found = {}
    for kind in AccountKind:
        row = rows.get(kind)
        keys = preset_for(kind) if row is None else row.keys
        found[kind.value] = KindOfAccount(kind, tuple(known[key] for key in keys if key in known), row)
    return found
