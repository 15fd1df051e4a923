"""M1, M2, M4, M7, C10: listening in a real browser, for everybody, on both widths."""

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User, WeiboAccount
from content.models import Idea
from core.audit import SYSTEM
from monitoring.collect.merging import merge_rows
from monitoring.collect.rows import MentionRow
from monitoring.models import Alert, KeywordSet, MentionImport, Source, SourceKind
from monitoring.services import SetDraft, judge_topics, run_import, save_set, sweep_set
from monitoring.watch.rules import Word
from tests.browser.conftest import OpenPage
from tests.browser.driving import axe

TEXTS = [
    "山岚保温杯的盖子漏水，客服两天没有回 #山岚售后#",
    "爬了三座山，水还是烫的。山岚这只杯子可以 #周末去爬山#",
    "办公室里五个人都在用山岚随行杯 #周末去爬山#",
]


@pytest.fixture
def heard(transactional_db: None, account: WeiboAccount) -> KeywordSet:
    """One set, what it caught, a source that cannot be heard, an alert."""
    now = timezone.now()
    found = save_set(draft=SetDraft(name="品牌：山岚", words=(Word("山岚", ("山兰",)),)), by=SYSTEM, at=now)
    Source.objects.create(
        kind=SourceKind.COMMENTS, name=account.nickname, account=account, last_run_at=now,
        last_ok_at=now - dt.timedelta(hours=5), last_error="账号“山岚家居”的授权已失效，请重新授权。",
    )  # fmt: skip
    files = Source.objects.create(kind=SourceKind.FILE, name="采集文件", last_run_at=now, last_ok_at=now, last_new=3)
    rows = [
        MentionRow(
            external_id=str(5_100_000_000_000_000 + day * 10 + index), text=text, author_name=f"路人{index}",
            likes=12000, comments=3, published_at=now - dt.timedelta(days=day, hours=index, minutes=5),
        )
        for day in range(10)
        for index, text in enumerate(TEXTS[: 1 + day % 3])
    ]  # fmt: skip
    merge_rows(rows, source=files, at=now)
    sweep_set(found, now=now)
    judge_topics(now=now)
    facts = {
        "words": [{"name": "山岚", "count": 41}], "authors": [{"name": "路人甲", "count": 9}], "samples": 24,
        "median": 3.0, "threshold": 11.0,
    }  # fmt: skip
    Alert.objects.create(
        keyword_set=found, window_start=now - dt.timedelta(minutes=50), window_end=now, count=41, usual_low=2,
        usual_high=5, severity=7, facts=facts, created_at=now,
    )  # fmt: skip
    return found


def test_c10_from_what_was_heard_to_an_idea_in_one_click(heard: KeywordSet, editor: User, open_page: OpenPage) -> None:
    page = open_page(editor)
    page.goto("/monitoring/")
    assert "1 个来源读不到" in page.inner_text(".page-state")
    page.click(".heard >> nth=0 >> text=存为选题")
    page.wait_for_selector("text=已存为选题")
    assert Idea.objects.get().source_kind == "mention"


def test_m7_a_hot_topic_of_the_week_becomes_an_idea(heard: KeywordSet, editor: User, open_page: OpenPage) -> None:
    page = open_page(editor)
    page.goto("/monitoring/")
    page.click("#topics >> text=7 天")
    page.wait_for_selector('#topics [aria-current="true"]:has-text("7 天")')
    page.click('#topics li:has-text("周末去爬山") >> text=变成选题')
    page.wait_for_selector("text=已存为选题")
    assert Idea.objects.get().title == "#周末去爬山#"


def test_m1_a_set_is_written_and_judged(heard: KeywordSet, editor: User, open_page: OpenPage) -> None:
    page = open_page(editor)
    page.goto("/monitoring/sets/new/")
    page.fill("[name=name]", "产地")
    page.fill("[name=words]", "汉源 / 汗源")
    page.click("text=保存")
    page.wait_for_url("**/monitoring/sets/*/")
    assert page.input_value("[name=words]") == "汉源 / 汗源"


def test_m2_a_file_is_uploaded_with_progress(
    transactional_db: None, customer_editor: User, open_page: OpenPage, settings: Settings, tmp_path: Path
) -> None:
    from tests.monitoring.test_imports import crawled

    settings.MEDIA_ROOT = tmp_path
    file = tmp_path / "search.csv"
    file.write_bytes(crawled(5))
    page = open_page(customer_editor)
    page.goto("/monitoring/imports/")
    page.set_input_files("[name=file]", str(file))
    page.click("text=上传并导入")
    page.wait_for_url("**/monitoring/imports/*/")
    run_import(MentionImport.objects.get().job_id, clock=timezone.now)
    page.wait_for_selector("text=新增 5 条")


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("dark", [False, True])
def test_listening_can_be_used_by_everybody(
    heard: KeywordSet, editor: User, open_page: OpenPage, phone: bool, dark: bool
) -> None:
    page = open_page(editor, phone=phone, dark=dark)
    paths = [
        "",
        "topics/?span=week",
        "mentions/?caught=1",
        f"sets/{heard.pk}/",
        "imports/",
        f"mentions/{heard.hits.all()[0].mention_id}/",
    ]
    for path in paths:
        page.goto(f"/monitoring/{path}")
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= (390 if phone else 1440), path
