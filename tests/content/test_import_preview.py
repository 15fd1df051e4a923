"""A file is checked row by row before anything of it is visible: findings, twins, refusals; then a person decides."""

import datetime as dt
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import Grant, User, WeiboAccount
from content import services
from content.models import Post, PostImport
from content.services import ImportChoices, confirm_import, open_imports, run_import, start_import
from core.errors import Conflict, Forbidden
from core.models import JobState
from tests.conftest import make_account
from tests.content.conftest import Write
from tests.content.test_importing import AT, clock, upload

LONG = "冬天的早晨来一杯热姜茶，出门前灌进保温杯，到公司还是烫嘴的，同事都来问我在哪里买的杯子，你们早上喝什么？"


@pytest.fixture
def checked(account: WeiboAccount, write: Write, editor: User, settings: Settings, tmp_path: Path) -> PostImport:
    """A file of six rows, read and waiting for a decision."""
    settings.MEDIA_ROOT = tmp_path
    write(LONG)
    other = "周末去山里露营，夜里零下三度，早上打开保温壶，水还有五十多度，泡面刚刚好，你露营带什么锅和炉子？"
    rows = [
        "账号,分类,正文,状态",
        f"{account.nickname},知识,{LONG.replace('热姜茶', '红枣茶')},草稿",
        f"{account.nickname},知识,{other},已发布",
        f"{account.nickname},知识,{other.replace('三度', '五度')}真好,草稿",
        f"{account.nickname},知识,https://example.com/a,草稿",
        f"{account.nickname},没有的分类,正文,草稿",
    ]
    started = start_import(file=upload("\n".join(rows).encode()), by=editor, at=AT)
    choices = ImportChoices(started.mapping, look_first=True)
    confirm_import(post_import=started, choices=choices, by=editor, at=AT)
    run_import(job_id=started.job_id, clock=clock)
    started.job.refresh_from_db()
    return started


def test_c12_rows_tell_findings_twins_and_why_they_are_drafts(checked: PostImport) -> None:
    assert checked.job.state == JobState.WAITING and open_imports() == []
    assert Post.objects.visible().count() == 1
    rows = {row.line: row for row in checked.rows.all()}
    library = Post.objects.visible().get()
    assert rows[2].twin == library and rows[2].twin_line is None and (rows[2].twin_percent or 0) >= 60
    assert "按草稿导入" in rows[3].note
    assert (rows[4].twin_line, rows[4].twin) == (3, rows[3].post)
    assert rows[5].errors >= 1 and 6 not in rows


def test_the_page_shows_and_filters_and_one_click_takes_it_in(
    client: Client, checked: PostImport, editor: User
) -> None:
    client.force_login(editor)
    page = reverse("content:import_page", args=[checked.pk])
    whole = client.get(page).content.decode()
    assert all(words in whole for words in ("导入 4 条", "与第 3 行", "没有的分类", "改按草稿", "错误 1"))
    assert "红枣茶" not in client.get(page, {"show": "errors"}).content.decode()
    client.post(reverse("content:import_accept", args=[checked.pk]))
    assert open_imports() == [checked.job_id]
    run_import(job_id=checked.job_id, clock=clock)
    checked.job.refresh_from_db()
    assert (checked.job.state, checked.job.result["taken"], Post.objects.visible().count()) == (JobState.DONE, 4, 5)
    client.post(reverse("content:import_undo", args=[checked.pk]))
    assert Post.objects.visible().count() == 1


def test_what_is_left_is_never_visible(client: Client, checked: PostImport, editor: User) -> None:
    client.force_login(editor)
    client.post(reverse("content:import_drop", args=[checked.pk]))
    checked.job.refresh_from_db()
    assert checked.job.state == JobState.CANCELLED and Post.objects.visible().count() == 1
    services.accept_import(post_import=checked, by=editor, at=AT + dt.timedelta(minutes=1))
    assert run_import(job_id=checked.job_id, clock=clock) is None
    with pytest.raises(Conflict):
        services.drop_import(post_import=checked, by=editor, at=AT)


def test_nobody_takes_in_rows_of_an_account_that_he_has_lost_since(checked: PostImport, editor: User) -> None:
    own = make_account("别的账号", "1999000001")
    Grant.objects.filter(user=editor).update(account=own, group=None)
    editor = User.objects.get(pk=editor.pk)
    with pytest.raises(Forbidden, match="写作权限"):
        services.accept_import(post_import=checked, by=editor, at=AT + dt.timedelta(days=1))
    assert open_imports() == [] and Post.objects.visible().count() == 1
