"""M1: a change is tried before it is saved; noise, proposals, versions and the run over the past by one click."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.models import AuditEntry, Job
from monitoring.models import Hit, KeywordSet
from monitoring.services import sweep_set
from tests.conftest import ClientOf
from tests.monitoring.conftest import Say, make_set

FORM = {
    "name": "品牌",
    "kind": "brand",
    "words": "山岚",
    "interval_minutes": 15,
    "alert_minimum": 20,
    "is_active": "on",
}


def url(name: str, found: KeywordSet, *more: int) -> str:
    return reverse(f"monitoring:{name}", args=[found.pk, *more])


@pytest.fixture
def heard(say: Say) -> KeywordSet:
    now = timezone.now()
    found = make_set("山岚")
    say("山岚保温杯漏水", "山岚风景区真美", "山兰的杯子不错", at=now - dt.timedelta(hours=2))
    say("山岚旧事", at=now - dt.timedelta(days=40))
    sweep_set(found, now=now)
    return found


def test_m1_a_change_is_tried_before_it_is_saved(customer_editor: User, client_of: ClientOf, heard: KeywordSet) -> None:
    client = client_of(customer_editor)
    form = {**FORM, "words": "山岚 / 山兰 - 风景区", "seen": 1}
    answer = client.post(url("set", heard), form)
    trial = answer.context["trial"]
    assert (trial.read, trial.before, trial.after, trial.gained, trial.lost) == (3, 2, 2, 1, 1)
    page = strip_tags(answer.content.decode())
    for text in ("多命中 1 条，少命中 1 条", "山兰的杯子不错", "山岚风景区真美", "确认保存"):
        assert text in page
    assert heard.versions.count() == 1
    answer = client.post(url("set", heard), {**form, "tried": answer.context["digest"]})
    assert answer.headers["Location"] == url("set", heard)
    assert heard.versions.count() == 2


def test_m1_what_was_tried_is_what_is_saved(customer_editor: User, client_of: ClientOf, heard: KeywordSet) -> None:
    client = client_of(customer_editor)
    digest = client.post(url("set", heard), {**FORM, "words": "山兰"}).context["digest"]
    answer = client.post(url("set", heard), {**FORM, "words": "别的", "tried": digest})
    assert answer.status_code == 200
    assert "trial" in answer.context


def test_m1_settings_alone_need_no_trial(customer_editor: User, client_of: ClientOf, heard: KeywordSet) -> None:
    answer = client_of(customer_editor).post(url("set", heard), {**FORM, "interval_minutes": 5})
    assert answer.status_code == 302
    heard.refresh_from_db()
    assert heard.interval_minutes == 5


def test_m1_a_new_set_can_be_tried(customer_editor: User, client_of: ClientOf, heard: KeywordSet) -> None:
    answer = client_of(customer_editor).post(
        reverse("monitoring:set_new"), {**FORM, "name": "新的", "words": "杯", "try": "1"}
    )
    assert "会命中 2 条" in strip_tags(answer.content.decode())
    assert KeywordSet.objects.count() == 1


def test_m1_noise_is_marked_and_taken_back_by_a_click(
    customer_editor: User, client_of: ClientOf, heard: KeywordSet
) -> None:
    client = client_of(customer_editor)
    hit = Hit.objects.get(mention__text="山岚风景区真美")
    client.post(reverse("monitoring:hit_noise", args=[hit.pk]))
    assert AuditEntry.objects.filter(code="monitoring.hit.noise").count() == 1
    hit.refresh_from_db()
    assert hit.noise_by == customer_editor
    [row] = client.get(url("set", heard)).context["words"].busy
    assert (row.month, row.week, row.noise, row.noise_percent) == (2, 2, 1, 50)
    client.post(reverse("monitoring:hit_noise", args=[hit.pk]))
    hit.refresh_from_db()
    assert hit.noise_at is None


def test_m1_words_that_caught_nothing_are_shown_and_dropped(
    customer_editor: User, client_of: ClientOf, say: Say
) -> None:
    found = make_set("山岚", "没人说的词", "也没人说")
    say("山岚", at=timezone.now())
    sweep_set(found, now=timezone.now())
    client = client_of(customer_editor)
    assert "2 个词 30 天没有抓到内容" in client.get(url("set", found)).content.decode()
    client.post(url("set_drop", found), {"word": ["没人说的词", "也没人说"]})
    assert list(found.keywords.values_list("word", flat=True)) == ["山岚"]
    client.post(url("set_restore", found, 1))
    assert found.keywords.count() == 3


def test_m1_neighbours_and_mistyped_names_are_proposed(customer_editor: User, client_of: ClientOf, say: Say) -> None:
    found = make_set("汉源")
    at = timezone.now() - dt.timedelta(hours=1)
    say(*[f"汉源的花椒真香，第{number}次买" for number in range(6)], at=at)
    say(*[f"今天的天气不错，第{number}次散步" for number in range(30)], "汗源的果子到了", at=at)
    sweep_set(found, now=timezone.now())
    client = client_of(customer_editor)
    proposals = {one.word: one for one in client.get(url("set_proposals", found)).context["proposals"]}
    assert (proposals["花椒"].caught, proposals["花椒"].elsewhere) == (6, 0)
    assert (proposals["汗源"].variant_of, proposals["汗源"].caught) == ("汉源", 1)
    client.post(url("set_accept", found), {"word": "汗源", "variant_of": "汉源"})
    client.post(url("set_decline", found), {"word": "花椒"})
    words = {one.word for one in client.get(url("set_proposals", found)).context["proposals"]}
    assert not words & {"汗源", "花椒"}


def test_m1_a_run_over_the_past_is_started_watched_and_stopped(
    customer_editor: User, client_of: ClientOf, heard: KeywordSet
) -> None:
    client = client_of(customer_editor)
    client.post(url("set_resweep", heard), {"days": "30"})
    page = client.get(url("set_resweep_state", heard), headers={"HX-Request": "true"}).content.decode()
    assert "停止回查" in page
    client.post(url("set_resweep_stop", heard))
    assert Job.objects.get().cancel_asked


def test_m1_the_page_costs_the_same_for_two_words_and_for_many(
    customer_editor: User, client_of: ClientOf, say: Say, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    found = make_set(*[f"词{number}号" for number in range(400)])
    say(*[f"说到词{number}号" for number in range(400)], at=timezone.now())
    sweep_set(found, now=timezone.now())
    client = client_of(customer_editor)
    client.get(url("set", found))
    with django_assert_max_num_queries(26):
        answer = client.get(url("set", found))
    assert len(answer.content) < 150 * 1024
