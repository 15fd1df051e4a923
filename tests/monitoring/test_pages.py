"""The pages of listening: who may open them, what they show, what a click does."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from accounts.models import User, WeiboAccount
from content.models import Idea
from monitoring.models import Alert, AlertState, Hit, KeywordSet, Mention, MentionImport, Source, SourceKind
from monitoring.services import judge_topics, run_import, sweep_set
from tests.conftest import ClientOf
from tests.monitoring.conftest import Say, make_set
from tests.monitoring.test_imports import crawled

PAGES = ["home", "topics", "topics_card", "mentions", "mentions_export", "set_new", "imports"]


@pytest.mark.parametrize("name", PAGES)
def test_a8_who_monitors_may_enter_others_not(
    name: str, customer_editor: User, manager: User, stranger: User, client_of: ClientOf
) -> None:
    url = reverse(f"monitoring:{name}")
    assert client_of(customer_editor).get(url).status_code == 200
    assert client_of(manager).get(url).status_code == 403
    assert client_of(stranger).get(url).status_code == 403


def test_the_home_page_shows_sets_hits_topics_and_alerts(customer_editor: User, client_of: ClientOf, say: Say) -> None:
    keyword_set = make_set("山岚")
    say("山岚保温杯 #秋天第一杯#", "山岚 #秋天第一杯#", at=timezone.now() - dt.timedelta(hours=1))
    sweep_set(keyword_set, now=timezone.now())
    judge_topics(now=timezone.now())
    now = timezone.now()
    Alert.objects.create(
        keyword_set=keyword_set, window_start=now, window_end=now, count=41, usual_low=2, usual_high=5, created_at=now,
        facts={"words": [{"name": "山岚", "count": 41}], "authors": [], "samples": 24, "median": 3, "threshold": 9},
    )  # fmt: skip
    page = client_of(customer_editor).get(reverse("monitoring:home")).content.decode()
    for text in ("品牌", "#秋天第一杯#", "平常 2 至 5 条", "山岚保温杯"):
        assert text in page


def test_m2_a_blind_source_is_grey_and_said_first(
    customer_editor: User, client_of: ClientOf, account: WeiboAccount
) -> None:
    now = timezone.now()
    Source.objects.create(
        kind=SourceKind.MENTIONS, name="山岚家居", account=account, last_run_at=now,
        last_ok_at=now - dt.timedelta(hours=3), last_error="授权已失效，请重新授权。",
    )  # fmt: skip
    page = client_of(customer_editor).get(reverse("monitoring:home")).content.decode()
    assert "1 个来源读不到，下面的数字不完整" in page
    assert "上次读到是3 小时前" in page
    assert "授权已失效" in page


def test_m1_a_set_is_made_and_changed_on_its_page(customer_editor: User, client_of: ClientOf) -> None:
    client = client_of(customer_editor)
    form = {
        "name": "产地", "kind": "brand", "words": "汉源 / 汗源／汉原\n花椒", "exclusions": "汉源街",
        "interval_minutes": 10, "alert_minimum": 20, "is_active": "on",
    }  # fmt: skip
    response = client.post(reverse("monitoring:set_new"), form)
    found = KeywordSet.objects.get()
    assert response.headers["Location"] == reverse("monitoring:set", args=[found.pk])
    assert set(found.keywords.values_list("word", "kind", "variant_of__word")) == {
        ("汉源", "word", None), ("汗源", "variant", "汉源"), ("汉原", "variant", "汉源"), ("花椒", "word", None),
        ("汉源街", "exclude", None),
    }  # fmt: skip
    page = client.get(reverse("monitoring:set", args=[found.pk])).content.decode()
    assert "汉源 / 汗源 / 汉原" in page
    changed = {**form, "words": "汉源", "match_all": "on", "try": "1"}
    digest = client.post(reverse("monitoring:set", args=[found.pk]), changed).context["digest"]
    del changed["try"]
    client.post(reverse("monitoring:set", args=[found.pk]), {**changed, "tried": digest})
    found.refresh_from_db()
    assert (found.match_all, found.keywords.count()) == (True, 2)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"words": " \n"}, "请填写|必填|字段"),
        ({"words": "山岚\n山岚"}, "重复"),
        ({"interval_minutes": 0}, "不能小于"),
    ],
)
def test_m1_a_form_that_is_wrong_keeps_what_was_typed(
    customer_editor: User, client_of: ClientOf, wrong: dict[str, object], sentence: str
) -> None:
    form = {
        "name": "没保存的名字", "kind": "brand", "words": "山岚", "interval_minutes": 10, "alert_minimum": 20, **wrong,
    }  # fmt: skip
    response = client_of(customer_editor).post(reverse("monitoring:set_new"), form)
    page = response.content.decode()
    assert response.status_code == 422
    assert any(part in page for part in sentence.split("|"))
    assert "没保存的名字" in page
    assert not KeywordSet.objects.exists()


def test_c10_a_mention_becomes_an_idea_in_one_click(
    editor: User, customer_editor: User, client_of: ClientOf, say: Say
) -> None:
    (mention,) = say("山岚的杯子陪我爬了三座山", author="爬山的人")
    url = reverse("monitoring:mention_idea", args=[mention.pk])
    client = client_of(editor)
    assert client.post(url).status_code == 302
    client.post(url)
    idea = Idea.objects.get()
    assert (idea.source_kind, idea.source_id, idea.source_text) == ("mention", mention.pk, mention.text)
    assert client_of(customer_editor).post(url).status_code == 403


def test_m7_a_hot_topic_becomes_an_idea(editor: User, client_of: ClientOf, say: Say) -> None:
    say(*["山岚 #秋天第一杯#"] * 3, at=timezone.now() - dt.timedelta(hours=2))
    sweep_set(make_set("山岚"), now=timezone.now())
    judge_topics(now=timezone.now())
    client = client_of(editor)
    client.post(reverse("monitoring:topic_idea"), {"key": "#秋天第一杯", "span": "day"})
    assert Idea.objects.get().title == "#秋天第一杯#"
    assert client.post(reverse("monitoring:topic_idea"), {"key": "#没有的话题"}).status_code == 404


def test_m4_an_alert_is_settled_by_a_click(customer_editor: User, client_of: ClientOf, say: Say) -> None:
    now = timezone.now()
    alert = Alert.objects.create(
        keyword_set=make_set("山岚"),
        window_start=now,
        window_end=now,
        count=9,
        usual_low=1,
        usual_high=2,
        created_at=now,
    )
    client = client_of(customer_editor)
    url = reverse("monitoring:settle", args=[alert.pk, "dismiss"])
    assert client.post(url).status_code == 302
    alert.refresh_from_db()
    assert (alert.state, alert.handled_by) == (AlertState.DISMISSED, customer_editor)
    assert client.post(url).status_code == 409


def test_m2_a_file_is_uploaded_imported_and_undone(
    customer_editor: User, client_of: ClientOf, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    client = client_of(customer_editor)
    with django_capture_on_commit_callbacks():
        answer = client.post(
            reverse("monitoring:imports"), {"file": SimpleUploadedFile("a.csv", crawled(3) + b"x,,\n")}
        )
    found = MentionImport.objects.get()
    url = reverse("monitoring:import", args=[found.pk])
    assert answer.headers["Location"] == url
    assert "排队中" in client.get(url).content.decode()
    run_import(found.job_id, clock=timezone.now)
    assert "新增 3 条" in client.get(url).content.decode()
    download = b"".join(client.get(reverse("monitoring:import_refusals", args=[found.pk])).streaming_content)  # type: ignore[attr-defined]
    assert len(download.decode().splitlines()) == 2
    client.post(reverse("monitoring:import_undo", args=[found.pk]))
    assert not Mention.objects.exists()


def test_the_list_filters_and_reaches_the_last_row(customer_editor: User, client_of: ClientOf, say: Say) -> None:
    say(*[f"山岚{index}" for index in range(120)], "别的话")
    keyword_set = make_set("山岚")
    sweep_set(keyword_set, now=timezone.now())
    client = client_of(customer_editor)
    seen, url = 0, f"?set={keyword_set.pk}"
    while url:
        response = client.get(reverse("monitoring:mentions") + url)
        page = response.context["page"]
        seen += len(page.rows)
        url = f"?set={keyword_set.pk}&before={page.older}" if page.older else ""
    assert seen == 120
    other = client.get(reverse("monitoring:mentions"), {"q": "别的", "first": "2026-11-01", "last": "不是日期"})
    assert [mention.text for mention in other.context["page"].rows] == ["别的话"]


@pytest.mark.parametrize("number", [2, 20])
def test_the_lists_cost_the_same_whatever_their_length(
    customer_editor: User, client_of: ClientOf, say: Say, number: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    say(*["山岚"] * number)
    sweep_set(make_set("山岚"), now=timezone.now())
    assert Hit.objects.count() == number
    client = client_of(customer_editor)
    with django_assert_max_num_queries(22):
        client.get(reverse("monitoring:home"))
    with django_assert_max_num_queries(14):
        client.get(reverse("monitoring:mentions"))
