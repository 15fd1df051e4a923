"""Keyword sets of somebody who leaves pass to a colleague (W9)."""

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.holdings import Handing, Holding
from accounts.models import User
from accounts.roles import Can
from core.audit import Change, record
from monitoring.models import LIVE_STATES, Case, CaseTask, KeywordSet
from monitoring.services.case_log import write_entry


def keyword_sets(person: User, at: dt.datetime) -> "QuerySet[KeywordSet]":
    """Sets he looks after."""
    return KeywordSet.objects.filter(owner=person)


def hand_over_sets(handing: Handing) -> int:
    """The successor looks after them and is told of their alerts."""
    rows = list(keyword_sets(handing.leaver, handing.at).select_for_update(of=("self",)))
    for row in rows:
        row.owner = handing.successor
        row.save(update_fields=["owner"])
        change = Change(before={"owner": str(handing.leaver)}, after={"owner": str(handing.successor)})
        record("monitoring.set.handed_over", row, by=handing.by, at=handing.at, change=change)
    return len(rows)


def live_cases(person: User, at: dt.datetime) -> "QuerySet[Case]":
    """Crises that he leads or is deputy of."""
    return Case.objects.filter(Q(owner=person) | Q(deputy=person), state__in=LIVE_STATES)


def hand_over_cases(handing: Handing) -> int:
    """The successor takes his place; where he is in it already the place stays empty and is loud."""
    rows = list(live_cases(handing.leaver, handing.at).select_for_update(of=("self",)))
    for row in rows:
        for place, other in (("owner", "deputy"), ("deputy", "owner")):
            if getattr(row, f"{place}_id") == handing.leaver.pk:
                taken = getattr(row, f"{other}_id") == handing.successor.pk
                setattr(row, place, None if taken else handing.successor)
        row.save(update_fields=["owner", "deputy"])
        names = {"old": handing.leaver.get_full_name(), "new": handing.successor.get_full_name()}
        write_entry(row, HANDED, names, by=handing.by, at=handing.at)
        change = Change(before={"owner": names["old"]}, after={"owner": names["new"]})
        record("monitoring.case.handed_over", row, by=handing.by, at=handing.at, change=change)
    return len(rows)


def open_tasks(person: User, at: dt.datetime) -> "QuerySet[CaseTask]":
    """What he still has to do in crises, lessons of closed ones included."""
    return CaseTask.objects.filter(owner=person, done_at=None)


def hand_over_tasks(handing: Handing) -> int:
    """The successor has to do it; the log of each case says so."""
    rows = list(open_tasks(handing.leaver, handing.at).select_for_update(of=("self",)).select_related("case"))
    names = {"old": handing.leaver.get_full_name(), "new": handing.successor.get_full_name()}
    for row in rows:
        row.owner = handing.successor
        row.save(update_fields=["owner"])
        write_entry(row.case, TASK_HANDED, {**names, "text": row.text}, by=handing.by, at=handing.at)
    return len(rows)


HANDED = gettext_noop("%(old)s离开，交接给%(new)s")
TASK_HANDED = gettext_noop("%(old)s离开，任务交给%(new)s：%(text)s")
HOLDINGS = (
    Holding("monitoring.sets", _("关键词组和它们的预警"), keyword_sets, "", Can.MONITOR, "", hand_over_sets),
    Holding("monitoring.cases", _("处置中的危机案件"), live_cases, "", Can.MONITOR, "", hand_over_cases),
    Holding("monitoring.case_tasks", _("危机案件里的任务"), open_tasks, "", Can.MONITOR, "", hand_over_tasks),
)
