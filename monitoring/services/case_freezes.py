"""A case freezes publishing as the rule of its level says; the way back is the freeze's own: two people."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from content.models import Category
from core.errors import Conflict
from monitoring.models import Case, FreezeWidth, LevelRule
from monitoring.services.case_log import write_entry
from publishing.access import ByRule
from publishing.models import Freeze, FreezeOrigin
from publishing.queries.freezes import Reach, open_freezes, reach_of, slots_in_scope
from publishing.services import freeze

FROZEN = gettext_noop("冻结发布（%(what)s），暂停 %(n)d 条")
FROZEN_ALREADY = gettext_noop("同样的范围已经冻结（%(what)s），并入本案")

PRETENDED = gettext_noop("演练：这一级会冻结发布（%(what)s），会暂停 %(n)d 条，没有真的冻结")


def reaches_of(rule: LevelRule) -> list[Reach]:
    """What a level freezes; nothing for one that freezes nothing, or only columns of which there are none."""
    ids: tuple[int, ...] = ()
    if rule.freezes == FreezeWidth.NONE:
        return []
    if rule.freezes != FreezeWidth.ALL:
        ids = tuple(_categories(rule.freezes))
        if not ids:
            return []
    groups = list(rule.groups.order_by("pk"))
    return [Reach(group=group, category_ids=ids) for group in groups] or [Reach(category_ids=ids)]


def _categories(width: str) -> Iterable[int]:
    rows = Category.objects.filter(is_promotional=True)
    if width == FreezeWidth.LIGHT:
        rows = rows | Category.objects.filter(is_entertainment=True)
    return rows.order_by("pk").values_list("pk", flat=True)


def freeze_for_case(*, case: Case, rule: LevelRule, by: User, at: dt.datetime) -> int:
    """Freeze as the level says; answers how many posts are held. Somebody else's freeze of the same is taken in.

    The right to stop comes from the rule, so whoever may open a case may stop what its level stops; to let go again
    takes two others. A drill freezes nothing.
    """
    if case.is_drill:
        _pretend(case, rule, by, at)
        return 0
    held = sum(_freeze(case, reach, rule, by, at) for reach in reaches_of(rule))
    if case.freezes.exists() and case.frozen_at is None:
        case.frozen_at = at
        case.save(update_fields=["frozen_at"])
    return held


def _pretend(case: Case, rule: LevelRule, by: User, at: dt.datetime) -> None:
    """What would be frozen goes into the log, and its time; publishing goes on."""
    reaches = reaches_of(rule)
    if not reaches:
        return
    n = sum(slots_in_scope(reach).count() for reach in reaches)
    write_entry(case, PRETENDED, {"what": rule.get_freezes_display(), "n": n}, by=by, at=at)
    if case.frozen_at is None:
        case.frozen_at = at
        case.save(update_fields=["frozen_at"])


def _freeze(case: Case, reach: Reach, rule: LevelRule, by: User, at: dt.datetime) -> int:
    reason, source = _("危机：%(title)s") % {"title": case.title}, reverse("monitoring:case", args=[case.pk])
    try:
        row, held = freeze(
            scope=reach, reason=reason[:200], by=ByRule(by), at=at, origin=FreezeOrigin.CRISIS, source=source
        )
        text, params = FROZEN, {"what": rule.get_freezes_display(), "n": held}
    except Conflict:
        row, held = _standing(reach), 0
        text, params = FROZEN_ALREADY, {"what": rule.get_freezes_display()}
    case.freezes.add(row)
    write_entry(case, text, params, by=by, at=at, url=reverse("calendar:freeze", args=[row.pk]))
    return held


def _standing(reach: Reach) -> Freeze:
    rows = open_freezes().filter(scope=reach.scope, origin=FreezeOrigin.CRISIS)
    return next(row for row in rows if reach_of(row) == reach)
