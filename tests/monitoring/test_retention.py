"""M2: what was heard goes by rule, month by month; what cases and corrections need stays."""

import datetime as dt

import pytest
from django.db import OperationalError
from django.urls import reverse

from accounts.models import User
from core.audit import SYSTEM
from core.errors import Forbidden, UserError
from core.models import AuditEntry
from monitoring.collect.keys import key_floor
from monitoring.collect.merging import merge_judged
from monitoring.collect.months import make_months, parts
from monitoring.collect.rows import MentionRow
from monitoring.models import CaseMention, Hit, Mention, MentionGroup, Retention, Source
from monitoring.queries.retention import preview
from monitoring.services import forget_at_night, forget_mentions, retention, set_retention, sweep_set
from monitoring.services.cases import About, open_case
from monitoring.services.retention import oldest_kept
from tests.conftest import AT, ClientOf
from tests.monitoring.conftest import make_set
from weibo.text import id_floor_of_time

OLD, EDGE, NEW = (dt.datetime(2026, month, day, 4, tzinfo=dt.UTC) for month, day in ((4, 20), (8, 1), (11, 3)))
MONTHS = 3


def heard(source: Source, at: dt.datetime, text: str = "山岚漏水", *, external: str = "") -> Mention:
    name = external or str(id_floor_of_time(at) + 7)
    merge_judged([MentionRow(external_id=name, text=text, published_at=at)], source=source, at=AT)
    return Mention.objects.get(external_id=name)


@pytest.fixture
def kept(source: Source) -> Source:
    """Three months' rule, and a post from before, one from its first day, one from now; all caught."""
    make_months(AT)
    for at in (OLD, EDGE, NEW):
        heard(source, at)
    heard(source, OLD, external="foreign-1")
    sweep_set(make_set("山岚"), now=AT)
    set_retention(months=MONTHS, by=SYSTEM, at=AT)
    return source


def months() -> set[str]:
    return {f"{part.month:%Y-%m}" for part in parts()}


def test_m2_months_before_the_term_go_with_their_hits(kept: Source) -> None:
    assert oldest_kept(MONTHS, AT) == dt.date(2026, 8, 1)
    done = forget_mentions(now=AT)
    assert (done.mentions, done.is_over) == (2, True)
    assert list(Mention.objects.order_by("pk").values_list("published_at", flat=True)) == [EDGE, NEW]
    assert Hit.objects.count() == 2
    assert months() >= {"2026-08", "2026-11", "2027-02"} and "2026-07" not in months()
    told = AuditEntry.objects.filter(code="monitoring.retention.dropped")
    assert sum(entry.before["mentions"] for entry in told) == 2


def test_m2_a_second_turn_finds_nothing_to_do(kept: Source) -> None:
    forget_mentions(now=AT)
    before = (months(), AuditEntry.objects.count())
    assert forget_mentions(now=AT).mentions == 0
    assert (months(), AuditEntry.objects.count()) == before
    assert Retention.objects.get().ran_at == AT


def test_m2_a_turn_that_was_cut_off_goes_on_at_the_next(kept: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(_part: object) -> None:
        raise OperationalError("canceling statement due to lock timeout")

    with monkeypatch.context() as patch:
        patch.setattr(retention, "drop_part", busy)
        assert not forget_mentions(now=AT).is_over
    assert Mention.objects.filter(published_at=OLD).exclude(external_id="foreign-1").exists()
    assert Retention.objects.get().ran_at is None
    assert forget_mentions(now=AT).is_over
    assert Mention.objects.count() == 2


def test_m2_without_a_rule_everything_stays(kept: Source) -> None:
    set_retention(months=None, by=SYSTEM, at=AT)
    assert forget_mentions(now=AT).months == 0
    assert Mention.objects.count() == 4


def test_m2_it_goes_at_night_only(kept: Source) -> None:
    assert forget_at_night(now=AT.replace(hour=12)).months == 0
    assert forget_at_night(now=AT.replace(hour=3)).months > 0


def test_m2_a_case_keeps_its_copy_and_a_group_its_first_post_that_is_left(kept: Source, administrator: User) -> None:
    old, new = Mention.objects.get(pk__gte=key_floor(OLD), published_at=OLD), Mention.objects.get(published_at=NEW)
    open_case(title="漏水", level=2, about=About(mention_ids=(old.pk,)), by=administrator, at=AT)
    Mention.objects.filter(pk__in=[old.pk, new.pk]).update(group_id=5)
    figures = {"speakers": 2, "judged": 0, "negative": 0, "peak_at": OLD, "peak": 1, "counted_at": AT, "size": 2}
    MentionGroup.objects.create(pk=5, shown_id=old.pk, first_at=OLD, last_at=NEW, **figures)
    MentionGroup.objects.create(pk=6, shown_id=old.pk, first_at=OLD, last_at=OLD, **figures)
    forget_mentions(now=AT)
    assert CaseMention.objects.get().text == "山岚漏水"
    assert MentionGroup.objects.get().shown_id == new.pk


def test_m2_a_month_that_went_is_put_back_when_a_file_brings_it_again(kept: Source) -> None:
    forget_mentions(now=AT)
    again = heard(kept, OLD)
    assert "2026-04" in months()
    april = next(part for part in parts() if part.month == dt.date(2026, 4, 1))
    assert april.first <= again.pk < april.end


def test_m2_what_goes_is_counted_before(kept: Source) -> None:
    found = preview(MONTHS, oldest_kept(MONTHS, AT))
    assert (found.mentions, found.hits, found.in_cases) == (2, 2, 0)


@pytest.mark.parametrize("term", [0, 2, 121])
def test_m2_a_term_that_alerts_could_not_live_with_is_refused(db: None, term: int) -> None:
    with pytest.raises(UserError, match="3 至 120"):
        set_retention(months=term, by=SYSTEM, at=AT)


def test_m2_an_administrator_sees_what_goes_and_confirms(administrator: User, client_of: ClientOf) -> None:
    client, url = client_of(administrator), reverse("monitoring:retention")
    assert "将要清理" in client.post(url, {"months": "12"}).content.decode()
    assert not Retention.objects.exists()
    assert client.post(url, {"months": "12", "confirm": "1"}).status_code == 302
    assert Retention.objects.get().months == 12
    assert AuditEntry.objects.filter(code="monitoring.retention.changed").exists()
    assert client.post(url, {"months": "1"}).status_code == 422
    assert client.post(url, {"months": ""}).status_code == 302
    assert Retention.objects.get().months is None


@pytest.mark.django_db
def test_m2_only_who_manages_settings_sets_the_term(editor: User) -> None:
    with pytest.raises(Forbidden):
        set_retention(months=MONTHS, by=editor, at=AT)
    assert not Retention.objects.filter(months=MONTHS).exists()
