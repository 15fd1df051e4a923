"""M2: the pages of sources say what was heard, what was not, and what to do."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User, WeiboAccount
from core.models import AuditEntry
from monitoring.models import RunOutcome, Source, SourceKind
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
