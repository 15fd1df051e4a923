"""Keyword sets of somebody who leaves pass to a colleague (W9)."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.holdings import Handing, Holding
from accounts.models import User
from accounts.roles import Can
from core.audit import Change, record
from monitoring.models import KeywordSet


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


HOLDINGS = (Holding("monitoring.sets", _("关键词组和它们的预警"), keyword_sets, "", Can.MONITOR, "", hand_over_sets),)
