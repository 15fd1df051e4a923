"""The matrix, its filters and every account picker on 1,000 accounts, 60 groups, 100 people, beside an empty view."""

import logging
from typing import Any

from django.db import transaction
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from accounts.models import AccountGroup, User, WeiboAccount
from benchmarks.large_matrix import build
from benchmarks.pages import PAGE_KIB, bound, measure

PAGE_MS = 100.0
HEAD = ["page", "p50 ms", "p95 ms", "÷ empty", "queries", "KiB"]

FILTERS = {
    "list, cards": "",
    "list, table": "?view=table",
    "search by name": "?q=账号7",
    "kind": "?kind=brand",
    "needs: dead": "?need=dead",
    "needs: soon": "?need=soon",
    "needs: silent": "?need=silent",
    "table, last page": "?view=table&before=40",
}
PAGES = (
    "workbench",
    "calendar:calendar",
    "calendar:freezes",
    "calendar:plans",
    "calendar:board",
    "calendar:relay_new",
    "content:compose",
    "content:library",
    "content:quotas",
    "accounts:grant_new",
    "accounts:people",
    "accounts:rights",
    "engagement:inbox",
    "monitoring:home",
    "reports:overview",
    "scope",
)


def addresses() -> dict[str, str]:
    """What is measured: the list with each filter, an account, the pickers, and every page that offers accounts."""
    matrix = reverse("accounts:matrix")
    group = AccountGroup.objects.get(name="公司1")
    found = {f"matrix: {name}": matrix + query for name, query in FILTERS.items()}
    found["matrix: group with all below"] = f"{matrix}?group={group.pk}"
    found["one account"] = reverse("accounts:account", args=[WeiboAccount.objects.earliest("pk").pk])
    found["picker: recent"] = reverse("accounts:picker")
    found["picker: search"] = reverse("accounts:picker") + "?q=账号7"
    found["picker: group"] = f"{reverse('accounts:picker')}?group={group.pk}"
    return found | {name: reverse(name) for name in PAGES}


def run() -> dict[str, Any]:
    """The table for an administrator and for an editor whose rights come from groups; nothing of it is kept."""
    logging.disable(logging.WARNING)
    with transaction.atomic():
        administrator, editor = build()
        found = {**_measured(administrator, ""), **_measured(editor, " (editor by group)")}
        transaction.set_rollback(True)
    empty = found["(empty view)"]
    listed = {name: row for name, row in found.items() if name.startswith(("matrix:", "picker:"))}
    slowest = max((row["p50"], name) for name, row in listed.items())
    largest = max((row["kib"], name) for name, row in found.items() if row["html"])
    bounds = [
        bound(f"slowest list or picker, p50 ms ({slowest[1]})", PAGE_MS, slowest[0]),
        bound(f"largest page, KiB ({largest[1]})", PAGE_KIB, largest[0]),
    ]
    rows = [
        [name, f"{row['p50']:.1f}", f"{row['p95']:.1f}", f"{row['p50'] / empty['p50']:.1f}", row["queries"], f"{row['kib']:.0f}"]
        for name, row in found.items()
    ]  # fmt: skip
    return {"title": str(__doc__), "columns": HEAD, "rows": rows, "bounds": bounds, "ok": all(b["ok"] for b in bounds)}


def _measured(user: User, suffix: str) -> dict[str, dict[str, Any]]:
    client = Client()
    client.force_login(user)
    with override_settings(ROOT_URLCONF="benchmarks.pages_urls"):
        asked = {"(empty view)": "/bench/empty/", **addresses()}
        answers = {name + suffix: measure(client, address) for name, address in asked.items()}
    return {name: row for name, row in answers.items() if row is not None}
