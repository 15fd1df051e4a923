"""What a browser walk looks at: an administrator with a session, and posts that are due soon or were due long ago.

    python -m chaos.scene --soon 4 --overdue 11      # prints {"session": …, "cookie": …, "accounts": […]}

It runs beside an `Installation` whose environment it is given, never in the test's own database.
"""

import argparse
import datetime as dt
import json
import os
import random
import sys
from typing import Any

OVERDUE = dt.timedelta(minutes=30)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m chaos.scene")
    parser.add_argument("--soon", type=int, default=0)
    parser.add_argument("--lead", type=float, default=5.0)
    parser.add_argument("--overdue", type=int, default=0)
    options = parser.parse_args()
    import django

    import weibo_ops  # noqa: F401 - puts calendar/ on the path

    django.setup()
    sys.stdout.write(json.dumps(make(options)) + "\n")


def make(options: argparse.Namespace) -> dict[str, Any]:
    from django.conf import settings
    from django.test import Client

    from accounts.roles import Role
    from chaos.company import Wanted, make_company, person
    from publishing.models import LateRule, Slot
    from weibo_ops.demo.control import SandboxControl

    sandbox = SandboxControl(os.environ["WEIBO_SANDBOX_URL"])
    sandbox.call("limits", off=True)
    sandbox.call("audience", speed=0)
    told: dict[str, Any] = {"accounts": []}
    if options.soon:
        wanted = Wanted(f"将发{random.randrange(10**6)}_", options.soon, 1.0, lead=options.lead)
        company = make_company(wanted, sandbox=sandbox, rng=random.Random())
        told["accounts"] += [account.nickname for account in company.accounts]
    if options.overdue:
        wanted = Wanted(f"误点{random.randrange(10**6)}_", options.overdue, 1.0)
        company = make_company(wanted, sandbox=sandbox, rng=random.Random())
        rows = Slot.objects.filter(pk__in=company.slot_ids)
        due = company.started_at - OVERDUE
        rows.update(scheduled_at=due, late_rule=LateRule.ASK)
    client = Client()
    client.force_login(person("chief", Role.ADMINISTRATOR))
    name = settings.SESSION_COOKIE_NAME
    return {**told, "cookie": name, "session": client.cookies[name].value}


if __name__ == "__main__":
    main()
