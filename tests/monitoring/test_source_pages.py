"""M2: the pages of sources say what was heard, what was not, and what to do."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User, WeiboAccount
from core.models import AuditEntry
from monitoring.models import RunOutcome, Source, SourceKind
from monitoring.queries.hearing import Hearing, source_rows, troubled_rows
from monitoring.services import Run, note_run
from tests.conftest import ClientOf

MINUTE, HOUR, DAY = (dt.timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days"))


@pytest.fixture
def client(customer_editor: User, client_of: ClientOf) -> Client:
    return client_of(customer_editor)


@pytest.fixture
def heard(account: WeiboAccount) -> Source:
    """Read for two days with a gap, then failing."""
    now = timezone.now()
    source = Source.objects.create(kind=SourceKind.MENTIONS, name="山岚", account=account)
    note_run(source=source, run=Run(now - 2 * DAY, now - 2 * DAY, covers_until=now - 2 * DAY), at=now)
    gap = Run(
        now - DAY,
        now - DAY,
        RunOutcome.CAPPED,
        fetched=1000,
        covers_from=now - DAY - HOUR,
        covers_until=now - DAY,
        gap_from=now - DAY - 3 * HOUR,
        gap_until=now - DAY - HOUR,
    )
    note_run(source=source, run=gap, at=now)
    note_run(source=source, run=Run(now, now, RunOutcome.FAILED, error="授权已失效。"), at=now)
    source.refresh_from_db()
    return source


def test_m2_the_list_has_each_source_with_its_last_days(client: Client, heard: Source) -> None:
    page = client.get(reverse("monitoring:sources")).content.decode()
    for text in ("山岚", "读不到", "1 段还没有补读", "cover-full", "cover-blind", "授权已失效。"):
        assert text in page


@pytest.mark.parametrize(
    ("facts", "hearing"),
    [
        ({"is_active": False, "last_error": "坏了"}, Hearing.PAUSED),
        ({"kind": SourceKind.FILE}, Hearing.FILE),
        ({"kind": SourceKind.FILE, "rhythm_hours": 24, "last_ok_at": -2 * DAY}, Hearing.LATE),
        ({"kind": SourceKind.FILE, "rhythm_hours": 24, "last_ok_at": -2 * DAY, "is_active": False}, Hearing.PAUSED),
        ({}, Hearing.NEVER),
        ({"last_run_at": -MINUTE}, Hearing.BLIND),
        ({"last_run_at": -MINUTE, "last_ok_at": -MINUTE}, Hearing.OK),
        ({"last_run_at": -MINUTE, "last_ok_at": -MINUTE, "last_error": "断了"}, Hearing.BLIND),
        ({"last_run_at": -MINUTE, "last_ok_at": -29 * MINUTE}, Hearing.OK),
        ({"last_run_at": -MINUTE, "last_ok_at": -31 * MINUTE}, Hearing.BLIND),
    ],
)
def test_m2_a_source_is_heard_or_not(db: None, facts: dict[str, Any], hearing: Hearing) -> None:
    now = timezone.now()
    told = {name: now + value if isinstance(value, dt.timedelta) else value for name, value in facts.items()}
    Source.objects.create(**{"kind": SourceKind.MENTIONS, "name": "一", "interval_minutes": 10, **told})
    assert [row.hearing for row in source_rows(now)] == [hearing]
    rows, counts = troubled_rows(now)
    assert {name for name, number in counts.items() if number} == {hearing}
    assert bool(rows) == (hearing in {Hearing.BLIND, Hearing.LATE, Hearing.NEVER})


def test_m2_thousands_of_sources_are_counted_paged_and_found(client: Client, heard: Source) -> None:
    now = timezone.now()
    well: dict[str, Any] = {"kind": SourceKind.COMMENTS, "last_run_at": now, "last_ok_at": now}
    Source.objects.bulk_create(Source(name=f"门店{number:04d}", **well) for number in range(4000))
    address, seen, after = reverse("monitoring:sources"), list[int](), ""
    for _number in range(3):
        page = client.get(address + after).context["page"]
        seen += [row.pk for row in page.rows]
        after = f"?before={page.older}"
    assert (len(seen), len(set(seen)), seen[0]) == (150, 150, heard.pk)
    assert client.get(address).context["counts"] == {"unheard": 1, "heard": 4000, "paused": 0}
    found = client.get(address, {"q": "门店3999", "show": "heard", "kind": "comments"})
    assert [row.name for row in found.context["page"].rows] == ["门店3999"]
    assert "没有符合条件的来源" in client.get(address, {"kind": "stream"}).content.decode()
    # The filter of what was said offers a thousand accounts' sources no more; each leads to its own.
    page = client.get(reverse("monitoring:source", args=[heard.pk])).content.decode()
    assert f"{reverse('monitoring:mentions')}?source={heard.pk}" in page
    offered = client.get(reverse("monitoring:mentions"), {"source": heard.pk}).context["sources"]
    assert (len(offered), offered[0].pk) == (100, heard.pk)
    home = client.get(reverse("monitoring:home")).content.decode()
    assert "全部 4001 个" in home and "门店" not in home


def test_m2_the_list_costs_the_same_for_many_sources(
    client: Client, heard: Source, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Source.objects.bulk_create(Source(kind=SourceKind.FILE, name=f"采集 {number}") for number in range(30))
    with django_assert_max_num_queries(22):
        client.get(reverse("monitoring:sources"))


def test_m2_the_page_of_one_says_what_is_missing_and_how_to_mend_it(client: Client, heard: Source) -> None:
    page = client.get(reverse("monitoring:source", args=[heard.pk])).content.decode()
    for text in ("授权已失效。", "恢复后从断开处接着读", "没有读完", "待补读", "看成表格", "1000"):
        assert text in page


def test_m2_owner_and_rhythm_are_set_on_the_page(client: Client, heard: Source, editor: User) -> None:
    url = reverse("monitoring:source", args=[heard.pk])
    assert client.post(url, {"owner": editor.pk, "interval_minutes": 0}).status_code == 422
    assert client.post(url, {"owner": editor.pk, "interval_minutes": 20}).status_code == 302
    heard.refresh_from_db()
    assert (heard.owner, heard.interval_minutes) == (editor, 20)
    assert AuditEntry.objects.filter(code="monitoring.source.changed").count() == 1


def test_m2_a_pause_wants_a_reason_and_ends_where_it_began(client: Client, heard: Source) -> None:
    url = reverse("monitoring:source_pause", args=[heard.pk])
    assert client.post(url, {"reason": " "}).status_code in {400, 422}
    client.post(url, {"reason": "换了采集工具"})
    heard.refresh_from_db()
    assert (heard.is_active, heard.paused_reason) == (False, "换了采集工具")
    assert "换了采集工具" in client.get(reverse("monitoring:source", args=[heard.pk])).content.decode()
    client.post(reverse("monitoring:source_resume", args=[heard.pk]))
    heard.refresh_from_db()
    assert (heard.is_active, heard.paused_at, heard.paused_reason) == (True, None, "")


def test_m2_where_nothing_was_heard_it_is_said_what_was_covered(client: Client, heard: Source) -> None:
    for name in ("monitoring:mentions", "monitoring:alerts", "monitoring:home"):
        page = client.get(reverse(name)).content.decode()
        assert "24 小时内有来源读不到" in page, name
