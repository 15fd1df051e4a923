"""By which measures each kind of account is judged, and the company's own measures (I2)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import AccountKind, User
from accounts.roles import Can
from core.audit import Change, record
from core.errors import UserError
from reports.measures import CATALOGUE, FormulaError, definitions, parse, preset_for
from reports.models import MeasureSet, OwnMeasure
from reports.queries import own_measures

MOST_IN_A_SET = 12
MOST_OWN = 50


@dataclass(frozen=True)
class OwnInput:
    """What somebody wrote about a measure of the company's own."""

    name: str
    meaning: str
    unit: str
    formula: str
    down_is_good: bool = False


def choose_measures(*, kind: AccountKind, keys: Sequence[str], by: User, at: dt.datetime) -> MeasureSet:
    """I2: the measures of a kind of account, in this order. Raises `UserError` for none, too many, or unknown ones."""
    require(by, Can.MANAGE_SETTINGS)
    chosen = list(dict.fromkeys(keys))
    if not chosen:
        raise UserError(_("至少给一个指标写上次序。"), code="measures.none")
    if len(chosen) > MOST_IN_A_SET:
        raise UserError(_("一类账号最多 %d 个指标，请去掉几个。") % MOST_IN_A_SET, code="measures.many")
    if set(chosen) - set(definitions(own_measures())):
        raise UserError(_("有指标已被移除，请刷新页面再选。"), code="measures.unknown")
    with transaction.atomic():
        row = MeasureSet.objects.select_for_update().filter(kind=kind).first()
        before = list(preset_for(kind)) if row is None else row.keys
        row, _made = MeasureSet.objects.update_or_create(
            kind=kind, defaults={"keys": chosen, "changed_by": by, "changed_at": at}
        )
        record("reports.measures.chosen", row, by=by, at=at, change=Change({"keys": before}, {"keys": chosen}))
    return row


def reset_measures(*, kind: AccountKind, by: User, at: dt.datetime) -> None:
    """Back to the shipped measures of a kind. Nothing happens when they hold already."""
    require(by, Can.MANAGE_SETTINGS)
    with transaction.atomic():
        row = MeasureSet.objects.select_for_update().filter(kind=kind).first()
        if row is not None:
            change = Change({"keys": row.keys}, {"keys": list(preset_for(kind))})
            record("reports.measures.reset", row, by=by, at=at, change=change)
            row.delete()


def save_own_measure(*, row: OwnMeasure | None, wanted: OwnInput, by: User, at: dt.datetime) -> OwnMeasure:
    """I2: a measure with a formula of the company's own; `row` is the one to change, None makes a new one.

    Raises `UserError` for a formula that cannot be read, with its place, and for a name that is taken.
    """
    require(by, Can.MANAGE_SETTINGS)
    _check(row, wanted)
    before = {} if row is None else {name: getattr(row, name) for name in asdict(wanted)}
    try:
        with transaction.atomic():
            saved = OwnMeasure(pk=row.pk if row else None, **asdict(wanted), changed_by=by, changed_at=at)
            saved.save()
            record("reports.measures.own_saved", saved, by=by, at=at, change=Change(before, asdict(wanted)))
    except IntegrityError:
        raise UserError(_("已有叫这个名字的指标，请换一个。"), code="measures.double", field="name") from None
    return saved


def remove_own_measure(*, row: OwnMeasure, by: User, at: dt.datetime) -> None:
    """It is shown nowhere any more; sets that name it skip it. Nothing happens the second time."""
    require(by, Can.MANAGE_SETTINGS)
    with transaction.atomic():
        held = OwnMeasure.objects.select_for_update().get(pk=row.pk)
        if held.removed_at is None:
            held.removed_at = at
            held.save(update_fields=["removed_at"])
            record("reports.measures.own_removed", held, by=by, at=at, change=Change({"formula": held.formula}))


def _check(row: OwnMeasure | None, wanted: OwnInput) -> None:
    try:
        node = parse(wanted.formula, CATALOGUE)
    except FormulaError as error:
        raise UserError(str(error), code="measures.formula", field="formula") from None
    if not node.names():
        raise UserError(_("公式里没有指标，只有数字。"), code="measures.constant", field="formula")
    if wanted.name in {str(one.name) for one in CATALOGUE.values()}:
        raise UserError(_("已有叫这个名字的指标，请换一个。"), code="measures.double", field="name")
    if row is None and OwnMeasure.objects.filter(removed_at=None).count() >= MOST_OWN:
        raise UserError(_("自定义指标最多 %d 个，请先移除不用的。") % MOST_OWN, code="measures.many")
