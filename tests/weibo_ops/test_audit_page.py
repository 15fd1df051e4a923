"""The audit page: who, what, when, from where, before and after; filtered, exported, checked."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User, WeiboAccount
from core import context
from core.audit import SYSTEM, Change, record
from core.models import AuditEntry, Job
from core.tamper import KIND
from core.tasks import verify_audit
from tests.conftest import ClientOf
from weibo_ops.queries.audit import differences

URL = "/audit/"
Write = Callable[..., AuditEntry]


@pytest.fixture
def write(administrator: User, account: WeiboAccount, at: dt.datetime) -> Write:
    def one(code: str = "accounts.account.updated", **fields: Any) -> AuditEntry:
        change = Change(
            before=fields.pop("before", {"nickname": "旧名", "kind": "brand"}),
            after=fields.pop("after", {"nickname": "新名", "kind": "brand", "silent": True}),
            reason=fields.pop("reason", ""),
            account_id=account.pk,
        )
        values = {"by": administrator, "at": at, **fields}
        return record(code, account, change=change, **values)

    return one


def test_it_tells_the_difference_only(write: Write) -> None:
    found = {each.name: (each.before, each.after) for each in differences(write())}
    assert ("旧名", "新名") in found.values() and ("", "是") in found.values() and len(found) == 2


def test_it_says_who_what_and_from_where(write: Write, administrator: User, client_of: ClientOf) -> None:
    token = context.remote_address.set("203.0.113.9")
    write(reason="<script>alert(1)</script>", after={"nickname": "<img src=x>"})
    context.remote_address.reset(token)
    html = client_of(administrator).get(URL).content.decode()
    assert "管理员" in html and "修改了账号" in html and "203.0.113.9" in html
    assert "<del>旧名</del>" in html and "&lt;img src=x&gt;" in html and "<script>alert" not in html
    fragment = client_of(administrator).get(URL, headers={"HX-Request": "true"}).content.decode()
    assert "audit-line" in fragment and "<html" not in fragment


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 4),
        ("?kind=accounts", 2),
        ("?kind=accounts.account", 2),
        ("?kind=content", 1),
        ("?kind=nonsense", 4),
        ("?actor=0", 1),
        ("?q=特别", 1),
        ("?q=山岚", 4),
        ("?first=2026-11-23&last=2026-11-23", 3),
        ("?first=2026-11-24", 1),
        ("?first=99999&last=x", 4),
        ("?q=%00&actor=99999999999999999999&before=x", 4),
    ],
)
def test_it_filters(
    query: str, count: int, write: Write, administrator: User, client_of: ClientOf, at: dt.datetime
) -> None:
    write()
    write(reason="特别的理由")
    write("content.post.approved", by=SYSTEM)
    write("calendar.freeze.started", at=at + dt.timedelta(days=1))
    html = client_of(administrator).get(URL + query).content.decode()
    assert html.count('class="audit-line"') == count


def test_it_narrows_to_the_account_of_the_address(
    write: Write, administrator: User, account: WeiboAccount, other_account: WeiboAccount, client_of: ClientOf
) -> None:
    write()
    client = client_of(administrator)
    assert 'class="audit-line"' in client.get(f"{URL}?account={account.pk}").content.decode()
    assert 'class="audit-line"' not in client.get(f"{URL}?account={other_account.pk}").content.decode()


def test_the_number_of_queries_does_not_grow(write: Write, administrator: User, client_of: ClientOf) -> None:
    def queries() -> int:
        client = client_of(administrator)
        client.get(URL)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(URL)
        return len(seen)

    write()
    few = queries()
    for _n in range(30):
        write()
    assert queries() == few


def test_the_export_is_an_entry_itself(write: Write, administrator: User, client_of: ClientOf) -> None:
    write(reason="=1+1")
    answer = client_of(administrator).get(reverse("audit_export") + "?kind=accounts")
    text = b"".join(getattr(answer, "streaming_content", ())).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0]["理由"] == "'=1+1" and "旧名" in rows[0]["修改前"]
    noted = AuditEntry.objects.get(code="core.audit.exported")
    assert noted.actor_id == administrator.pk and noted.after == {"kind": "accounts"}


def test_a_check_is_a_job(administrator: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_audit, "apply_async", lambda **message: None)
    client = client_of(administrator)
    client.post(reverse("audit_verify"))
    client.post(reverse("audit_verify"))
    assert Job.objects.filter(kind=KIND).count() == 1
    assert "排队中" in client.get(URL).content.decode()
