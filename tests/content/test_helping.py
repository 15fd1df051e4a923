"""What helps while writing: topics, people, emoticons, marked links."""

import datetime as dt

import pytest
from django.test import Client

from accounts.models import FollowEntry, User, WeiboAccount
from content.models import LinkPreset
from content.queries.emoticons import emoticons
from content.queries.marked_links import marked
from core.errors import UserError
from core.models import AuditEntry
from tests.content.conftest import Write


def test_c3_topics_used_before_are_suggested_own_ones_first(
    client: Client, write: Write, account: WeiboAccount, editor: User
) -> None:
    client.force_login(editor)
    for text in ("#围炉煮茶# 一", "#围炉煮茶# 二", "#围炉夜话# 三", "#别的# 四"):
        write(text)
    page = client.get(f"/content/compose/suggestions/?kind=topic&account={account.pk}&q=围炉").content.decode()
    assert page.index("#围炉煮茶#") < page.index("#围炉夜话#")
    assert "#别的#" not in page
    assert "本账号用过 2 次" in page


def test_c3_people_of_the_follow_list_and_own_accounts_are_suggested(
    client: Client, account: WeiboAccount, other_account: WeiboAccount, editor: User, at: dt.datetime
) -> None:
    client.force_login(editor)
    FollowEntry.objects.create(account=account, screen_name="茶叶研究员", sort="industry", created_at=at)
    FollowEntry.objects.create(account=account, screen_name="茶走了的人", sort="industry", created_at=at, removed_at=at)
    address = f"/content/compose/suggestions/?kind=person&account={account.pk}"
    page = client.get(f"{address}&q=茶").content.decode()
    assert "@茶叶研究员 " in page and "行业名人" in page and "茶走了" not in page
    assert "没有这个人" in client.get(f"{address}&q=查无此人").content.decode()


def test_emoticons_have_names_that_weibo_knows() -> None:
    names = [item.name for item in emoticons()]
    assert len(names) == len(set(names)) > 80
    assert all(len(item.name) <= 16 and item.face for item in emoticons())


def test_a_link_is_marked_and_everything_else_of_it_stays() -> None:
    values = {"utm_source": "weibo", "utm_campaign": "双 11"}
    found = marked("https://shop.example/a?x=1&utm_source=old#top", values)
    assert found == "https://shop.example/a?x=1&utm_source=weibo&utm_campaign=%E5%8F%8C+11#top"
    assert marked("https://shop.example", {}) == "https://shop.example/"


@pytest.mark.parametrize(
    "wrong", ["", "shop.example/a", "javascript:alert(1)", "https://", "https://例子.cn/", "http://[x"]
)
def test_no_link_that_weibo_would_cut(wrong: str) -> None:
    with pytest.raises(UserError):
        marked(wrong, {"utm_source": "weibo"})


def test_a_preset_is_applied_on_the_server_and_shown(client: Client, account: WeiboAccount, editor: User) -> None:
    client.force_login(editor)
    preset = LinkPreset.objects.get(name="日常内容")
    prefix = f"link-{account.pk}"
    sent = {"check": account.pk, f"{prefix}-url": "https://shop.example/a", f"{prefix}-preset": preset.pk}
    page = client.post("/content/compose/link/", sent).content.decode()
    assert "utm_source=weibo" in page and 'data-insert=" https://shop.example/a?utm_source=weibo' in page
    page = client.post("/content/compose/link/", sent | {f"{prefix}-url": "javascript:x"}).content.decode()
    assert "请填写以 http" in page and "data-insert" not in page


def test_presets_are_edited_by_who_may_and_recorded(client: Client, approver: User) -> None:
    client.force_login(approver)
    fields = {"name": "直播", "source": "weibo", "medium": "live", "is_active": "on"}
    assert client.post("/content/link-presets/", fields).status_code in {302, 403}
    row = LinkPreset.objects.filter(name="直播").first()
    if row is None:
        return
    assert AuditEntry.objects.filter(code="content.link_preset.set").exists()
    client.post(f"/content/link-presets/{row.pk}/", fields | {"medium": "short"})
    assert LinkPreset.objects.get(pk=row.pk).medium == "short"
    client.post(f"/content/link-presets/{row.pk}/remove/")
    assert not LinkPreset.objects.filter(name="直播").exists()
