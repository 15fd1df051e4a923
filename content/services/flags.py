"""Which categories count as entertaining and which as promotional: silence days hold them (K7)."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from accounts.access import require
from accounts.models import User
from accounts.roles import Can
from content.models import Category
from core import audit


@transaction.atomic
def flag_categories(*, entertaining: Collection[int], promotional: Collection[int], by: User, at: dt.datetime) -> int:
    """Set both flags of every category in use by its id; answers how many changed.

    They count for every account: the right for the whole matrix is needed.
    """
    require(by, Can.SCHEDULE)
    changed = 0
    for category in Category.objects.select_for_update().filter(is_active=True).order_by("pk"):
        before = {"entertaining": category.is_entertainment, "promotional": category.is_promotional}
        after = {"entertaining": category.pk in entertaining, "promotional": category.pk in promotional}
        if before == after:
            continue
        category.is_entertainment, category.is_promotional = after["entertaining"], after["promotional"]
        category.save(update_fields=["is_entertainment", "is_promotional"])
        change = audit.Change(before, after)
        audit.record("content.category.flagged", category, by=by, at=at, change=change)
        changed += 1
    return changed
