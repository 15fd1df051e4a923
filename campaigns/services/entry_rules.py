"""What a campaign decides about its entries, and who takes part in no draw (P7)."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require_somewhere
from accounts.models import User
from accounts.roles import Can
from campaigns.events import campaign_changed
from campaigns.models import Campaign, EntryRules, LeftOut, UnknownFollows
from campaigns.planning.book import open_book
from campaigns.planning.record import record_of, snapshot
from campaigns.services.changing import CLOSED, look_at_filing
from campaigns.services.closing import open_entries
from core.audit import Change, record
from core.errors import UserError

MOST_PEOPLE = 5000


@dataclass(frozen=True)
class EntryRulesInput:
    """See `EntryRules`."""

    unknown_follows: UnknownFollows = UnknownFollows.APART
    machine_rules: bool = True
    leave_out_staff: bool = True
    leave_out_winners_days: int = 0


def save_entry_rules(*, campaign: Campaign, values: EntryRulesInput, by: User, at: datetime) -> EntryRules:
    """Change what is decided; it holds from the next judgement on, as a version of its own.

    P6: it was filed with the campaign, so another decision voids the filing while posts may still go out.
    """
    require_somewhere(by, Can.CAMPAIGN)
    with transaction.atomic():
        filed = open_entries(campaign)
        told = snapshot(record_of(filed))
        row, _made = EntryRules.objects.get_or_create(campaign=campaign)
        before = {name: getattr(row, name) for name in asdict(values)}
        for name, value in asdict(values).items():
            setattr(row, name, value)
        row.save()
        if filed.state not in CLOSED:
            look_at_filing(filed, open_book(), by=by, at=at, told=told)
            filed.save()
            campaign_changed.send_on_commit(campaign_id=filed.pk)
        change = Change(before=before, after=asdict(values))
        record("campaigns.entries.rules_changed", campaign, by=by, at=at, change=change)
    return row


def leave_out(*, people: list[tuple[str, str]], note: str, by: User, at: datetime) -> int:
    """Put people (uid, name) on the list of those who take part in no draw. Returns how many are new on it."""
    require_somewhere(by, Can.CAMPAIGN)
    wanted = {uid.strip(): name.strip()[:60] for uid, name in people}
    if not wanted or any(not (uid.isascii() and uid.isdigit() and len(uid) <= 20) for uid in wanted):
        raise UserError(_("每行写一个微博 UID（数字），后面可以跟昵称。"), code="left_out.uid", field="people")
    if len(wanted) > MOST_PEOPLE:
        raise UserError(_("一次最多 %(n)d 人。") % {"n": MOST_PEOPLE}, code="left_out.many", field="people")
    with transaction.atomic():
        known = set(LeftOut.objects.filter(uid__in=wanted).values_list("uid", flat=True))
        rows = [
            LeftOut(uid=uid, name=name, note=note[:100], added_by=by, added_at=at)
            for uid, name in wanted.items()
            if uid not in known
        ]
        LeftOut.objects.bulk_create(rows, ignore_conflicts=True)
        if rows:
            change = Change(after={"people": len(rows), "note": note[:100]})
            record("campaigns.entries.left_out", rows[0], by=by, at=at, change=change)
    return len(rows)


def let_in(*, person: LeftOut, by: User, at: datetime) -> None:
    """Take somebody off the list."""
    require_somewhere(by, Can.CAMPAIGN)
    with transaction.atomic():
        record("campaigns.entries.let_in", person, by=by, at=at)
        person.delete()
