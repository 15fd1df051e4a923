"""Imports, judges and publishes the entries in the file named on the command line, prints figures, takes all out."""

import datetime as dt
import io
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django


def main() -> None:
    """Set Django up and do it."""
    django.setup()
    from django.db import connection, transaction
    from django.utils import timezone

    from accounts.models import Grant, User
    from benchmarks.timing import spent
    from campaigns import draw_files
    from campaigns.collect.staging import copy_in
    from campaigns.models import Act, ActKind, Campaign, Condition, Draw, DrawState, Entry, Prize, VerdictChange
    from campaigns.services import commitments, draws, entry_imports, judging
    from core.models import Job

    path, now, steps = Path(sys.argv[1]), timezone.now(), dict[str, tuple[float, float]]()

    def measured(name: str, act: Callable[[], Any]) -> Any:
        began, used = time.perf_counter(), spent()
        result = act()
        steps[name] = (round(time.perf_counter() - began, 1), round(spent() - used, 1))
        return result

    user, _made = User.objects.get_or_create(email="entries@example.com", defaults={"name": "entries"})
    second, _made = User.objects.get_or_create(email="second@example.com", defaults={"name": "second"})
    for person in (user, second):
        Grant.objects.get_or_create(user=person, role="administrator", defaults={"given_at": now})
    values = {"kind": "prize_repost", "purpose": "new_fans", "created_at": now}
    campaign = Campaign.objects.create(name="entries", starts_at=now - dt.timedelta(days=11), ends_at=now, **values)
    for kind, number in (("repost", 0), ("mention", 6), ("follow", 0)):
        Condition.objects.create(campaign=campaign, kind=kind, number=number)
    Prize.objects.create(campaign=campaign, tier=1, name="cup", quantity=1000, unit_cost=1)
    try:
        with path.open("rb") as file:
            kept = entry_imports.keep_entry_file(campaign=campaign, name=path.name, content=file, by=user, at=now)
        job = entry_imports.start_entry_import(entry_import=kept, kind=ActKind.REPOST, by=user, at=now)
        measured("imported", lambda: entry_imports.run_entry_import(job.pk, clock=timezone.now))
        measured("judged", lambda: judging.judge_entries(campaign=campaign, at=timezone.now()))
        whole = [round(sum(step[part] for step in steps.values()), 1) for part in (0, 1)]
        again = judging.start_judging(campaign=campaign, by=user, at=now)
        measured("judged again", lambda: judging.run_judging(again.pk, clock=timezone.now))
        steps["imported and judged"] = (whole[0], whole[1])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        written = Job.objects.get(pk=again.pk).result["written"]
        entries = Entry.objects.filter(campaign=campaign).count()
        verdicts = judging.verdicts_of(campaign)
        at = timezone.now()
        due = at + dt.timedelta(hours=1)
        plan = commitments.DrawPlan(due, 1000, by_drand=False, number_name="number", number_form="00 00")
        asked = commitments.start_list(campaign=campaign, plan=plan, by=user, at=at)
        listed = measured("list published", lambda: commitments.run_list(asked.pk, clock=timezone.now))
        for person in (user, second):
            draws.type_value(draw=listed, source=0, text="05 09", by=person, at=due)
        won = measured("winners drawn", lambda: draws.run_draw(draw=listed, by=user, at=due))
        listing = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        lines = io.StringIO()
        with connection.cursor() as cursor:
            names = (
                "campaign_id, kind, external_id, uid, name, text, acted_at, seen_at, edited_text, followers, follows_us"
            )
            names += ", print, circle"
            whence = f"(SELECT {names} FROM campaigns_act WHERE campaign_id = {campaign.pk})"
            cursor.cursor.copy_expert(f"COPY {whence} TO STDOUT", lines)
        text = lines.getvalue()
        with transaction.atomic():
            Act.objects.filter(campaign=campaign)._raw_delete("default")
            measured(
                "bare COPY, same table and indexes", lambda: copy_in(f"COPY campaigns_act ({names}) FROM STDIN", text)
            )
            transaction.set_rollback(True)
    finally:
        Draw.objects.filter(campaign=campaign).update(state=DrawState.VOID)  # its entries stand as long as it does
        for draw in Draw.objects.filter(campaign=campaign):
            draw_files.remove(draw.folder)
            draw.values.all().delete()
            draw.winners.all().delete()
            draw.delete()
        campaign.prizes.all().delete()
        VerdictChange.objects.filter(entry__campaign=campaign)._raw_delete("default")
        Entry.objects.filter(campaign=campaign)._raw_delete("default")
        Act.objects.filter(campaign=campaign)._raw_delete("default")
        campaign.entry_imports.all().delete()
        campaign.delete()
    figures = {"steps": steps, "mib": round(peak), "entries": entries, "written_again": written, "verdicts": verdicts}
    figures |= {"listed": listed.entries, "mib_listed": round(listing), "places": len(won)}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
