"""Search over everything, within what the person may see."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Grant, User, WeiboAccount
from accounts.roles import Role
from tests.conftest import AT, ClientOf
from tests.weibo_ops.rows import make_post
from weibo_ops.queries.search import COMMANDS, found


def names(user: User, text: str) -> list[str]:
    return [row.name for group in found(user, text, ()) for row in group.rows]


def test_it_finds_accounts_posts_and_pages(account: WeiboAccount, administrator: User, client_of: ClientOf) -> None:
    make_post(account, administrator, "周末在家煮一锅热汤，山岚保温壶全程在线")
    html = client_of(administrator).get("/search/", {"q": "山岚"}).text
    assert "山岚家居" in html
    assert "设置" in client_of(administrator).get("/search/", {"q": "设"}, headers={"HX-Request": "true"}).text


def test_it_keeps_accounts_of_others_to_itself(account: WeiboAccount, colleague: User) -> None:
    make_post(account, colleague, "别人的稿子 山岚")
    assert names(colleague, "山岚") == ["山岚厨房"]


def test_it_names_colleagues_only_to_those_who_manage_people(administrator: User, editor: User) -> None:
    assert "责任编辑" in names(administrator, "责任")
    assert names(editor, "责任") == []


@pytest.mark.parametrize("role", list(Role))
def test_every_page_it_offers_opens(db: None, role: Role, client: Client) -> None:
    user = User.objects.create(email="x@example.com", name="甲")
    Grant.objects.create(user=user, role=role, given_at=AT)
    client.force_login(user)
    for command in COMMANDS:
        rows = [row for group in found(user, str(command.name), (command,)) for row in group.rows]
        assert all(client.get(row.url).status_code == 200 for row in rows), command.url_name


def test_it_asks_nothing_without_a_word(administrator: User, client_of: ClientOf) -> None:
    response = client_of(administrator).get("/search/", {"q": "  "}, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert response.text.strip() == ""


@pytest.mark.parametrize("text", ["%", "'", "\\", "<b>", "日" * 200, "\x00"])
def test_it_survives_any_word(text: str, administrator: User, client_of: ClientOf) -> None:
    response = client_of(administrator).get("/search/", {"q": text})
    assert response.status_code == 200
    assert "<b>" not in response.text.replace('<b class="', "")


def test_it_asks_the_same_number_of_queries_for_2_and_20_rows(account: WeiboAccount, administrator: User) -> None:
    counts = []
    for n in (2, 18):
        for i in range(n):
            make_post(account, administrator, f"山岚第{n}-{i}条")
        with CaptureQueriesContext(connection) as captured:
            found(User.objects.get(pk=administrator.pk), "山岚", ())
        counts.append(len(captured))
    assert counts[0] == counts[1]
