"""M2: the table of mentions stands in months by Weibo's clock (ADR 14)."""

import datetime as dt

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from monitoring.collect.keys import key_floor, key_of
from monitoring.collect.merging import merge_rows
from monitoring.collect.months import AHEAD, make_months, month_after
from monitoring.collect.rows import MentionRow
from monitoring.models import Mention, Source
from tests.conftest import AT
from weibo.text import id_floor_of_time


@given(
    st.one_of(
        st.integers(0, 10**17).map(str),
        st.integers(10**15, 10**16).map(str),
        st.from_regex(r"[0-9a-zA-Z_]{1,24}", fullmatch=True),
        st.integers(0, 10**9).map(lambda number: f"00{number}"),
    ),
    st.booleans(),
)
@pytest.mark.django_db
def test_m2_python_and_the_database_make_the_same_key(external: str, comment: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT monitoring_mention_key(%s, %s)", [external, comment])
        assert cursor.fetchone()[0] == key_of(external, is_comment=comment)
    assert 0 <= key_of(external, is_comment=comment) < 10**17


def part_of(mention: Mention) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM monitoring_mention WHERE id = %s", [mention.pk])
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        ("2026-11-01T00:00:00+08:00", "y2026m11"),
        ("2026-10-31T23:59:59+08:00", "y2026m10"),
        ("2013-02-01T00:00:00+08:00", "early"),
        ("2055-02-01T00:00:00+08:00", "default"),
    ],
)
def test_m2_a_mention_lies_in_the_month_of_its_clock_in_beijing(source: Source, moment: str, month: str) -> None:
    external = str(id_floor_of_time(dt.datetime.fromisoformat(moment)))
    merge_rows([MentionRow(external_id=external, text="山岚")], source=source, at=AT)
    assert part_of(Mention.objects.get()) == f"monitoring_mention_{month}"


def test_m2_a_post_and_a_comment_with_one_number_are_two(source: Source) -> None:
    rows = [MentionRow(external_id="5100000000000001", text="山岚", is_comment=comment) for comment in (False, True)]
    merge_rows(rows, source=source, at=AT)
    assert [mention.is_comment for mention in Mention.objects.order_by("pk")] == [False, True]


def test_m2_months_are_made_ahead_without_a_gap(db: None) -> None:
    make_months(AT)
    later = dt.datetime(2031, 5, 1, tzinfo=dt.UTC)
    assert make_months(later) > 12
    assert make_months(later) == 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), max(right(relid::text, 7)) FROM pg_partition_tree('monitoring_mention')"
            " WHERE relid::text ~ 'y[0-9]{4}m[0-9]{2}$'"
        )
        number, last = cursor.fetchone()
    assert last == "2031m08"
    assert month_after(later.date(), AHEAD - number + 1) <= dt.date(2025, 1, 1)


def test_m2_a_month_of_which_rows_came_early_keeps_them(source: Source) -> None:
    moment = dt.datetime(2031, 7, 9, tzinfo=dt.UTC)
    merge_rows([MentionRow(external_id=str(id_floor_of_time(moment)), text="山岚")], source=source, at=AT)
    make_months(dt.datetime(2032, 1, 1, tzinfo=dt.UTC))
    assert Mention.objects.filter(pk__gte=key_floor(moment)).count() == 1


def test_m2_a_second_sight_refreshes_counts_and_leaves_what_a_person_said(source: Source) -> None:
    row = MentionRow(external_id="5100000000000001", text="山岚的杯子漏水", likes=1)
    merge_rows([row], source=source, at=AT)
    Mention.objects.update(polarity=1, polarity_certainty=100, topic_kind="praise", kind_certainty=100)
    before = Mention.objects.get().arrival
    merge_rows([MentionRow(external_id=row.external_id, text=row.text, likes=5, reposts=None)], source=source, at=AT)
    found = Mention.objects.get()
    assert (found.likes, found.polarity, found.topic_kind, found.arrival) == (5, 1, "praise", before)
