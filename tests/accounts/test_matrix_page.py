"""The matrix page: tree, cards and table, health, chips, export (A1)."""

import datetime as dt
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from accounts.models import AccountGroup, AccountKind, AccountState, Token, User, WeiboAccount
from tests.conftest import ClientOf, make_account

MATRIX = "/matrix/"


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now()


def page(client_of: ClientOf, user: User, query: str = "") -> str:
    response = client_of(user).get(MATRIX + query)
    assert response.status_code == 200
    return response.content.decode()


def test_a1_it_shows_accounts_and_the_kinds_that_are_lacking(
    client_of: ClientOf, editor: User, account: WeiboAccount, other_account: WeiboAccount
) -> None:
    text = page(client_of, editor)
    assert "山岚家居" in text and "山岚厨房" in text
    lacking = text[text.index("还没有的账号类型") :].split("</section>")[0]
    assert "客服" in lacking and "粉丝团" in lacking
    assert "品牌" not in lacking and "企业官方" not in lacking


def test_a1_it_shows_who_stands_in_for_whom(
    client_of: ClientOf, editor: User, approver: User, account: WeiboAccount
) -> None:
    WeiboAccount.objects.update(owner=editor, deputy=approver)
    for query in ("", "?view=table"):
        text = page(client_of, editor, query)
        assert "责任编辑" in text and "总编辑" in text


@pytest.mark.parametrize(
    ("need", "nickname"),
    [("dead", "失效号"), ("soon", "将到期号"), ("unconnected", "未接号"), ("silent", "沉默号"), ("retired", "停用号")],
)
def test_a1_each_chip_shows_the_accounts_that_need_it(
    client_of: ClientOf, editor: User, now: dt.datetime, need: str, nickname: str
) -> None:
    for number, name in enumerate(["失效号", "将到期号", "未接号", "沉默号", "停用号", "好好的"]):
        found = make_account(name, f"6{number}")
        WeiboAccount.objects.filter(pk=found.pk).update(last_post_at=now)
        Token.objects.filter(account=found).update(expires_at=now + dt.timedelta(days=30))
    Token.objects.filter(account__nickname="失效号").update(dead_at=now, dead_code=21327)
    Token.objects.filter(account__nickname="将到期号").update(expires_at=now + dt.timedelta(days=2))
    Token.objects.filter(account__nickname="未接号").delete()
    WeiboAccount.objects.filter(nickname="未接号").update(state=AccountState.UNCONNECTED, uid=None)
    WeiboAccount.objects.filter(nickname="沉默号").update(last_post_at=now - dt.timedelta(days=8))
    WeiboAccount.objects.filter(nickname="停用号").update(state=AccountState.RETIRED)
    text = page(client_of, editor, f"?need={need}")
    shown = [name for name in ("失效号", "将到期号", "未接号", "沉默号", "停用号", "好好的") if f">{name}</a>" in text]
    assert shown == [nickname]
    everything = strip_tags(page(client_of, editor)[:20000])
    assert "共 5 个账号，1 个账号授权已失效，1 个账号授权 7 天内到期，1 个账号未授权，1 个账号断更" in everything


def test_a1_an_expired_token_is_dead_even_when_nobody_has_called(
    client_of: ClientOf, editor: User, account: WeiboAccount, now: dt.datetime
) -> None:
    Token.objects.update(expires_at=now - dt.timedelta(hours=1))
    assert "授权已失效" in page(client_of, editor, "?need=dead")


def test_it_searches_and_filters(
    client_of: ClientOf, editor: User, account: WeiboAccount, other_account: WeiboAccount
) -> None:
    assert "山岚厨房" not in page(client_of, editor, f"?q={quote('家居')}")
    assert "山岚家居" not in page(client_of, editor, "?kind=brand")
    assert "没有符合条件的账号" in page(client_of, editor, f"?q={quote('<script>')}")


def test_the_tree_counts_with_all_below(client_of: ClientOf, editor: User, account: WeiboAccount) -> None:
    company = AccountGroup.objects.create(name="集团")
    brand = AccountGroup.objects.create(name="品牌部", parent=company)
    WeiboAccount.objects.update(group=brand)
    text = page(client_of, editor, f"?group={company.pk}")
    tree = text[text.index("card tree") :].split("</nav>")[0]
    assert tree.count(">1</span>") == 2
    assert "山岚家居" in text


def test_the_number_of_queries_does_not_grow(
    client_of: ClientOf, editor: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    group = AccountGroup.objects.create(name="集团")
    for number in range(2):
        make_account(f"账号{number}", f"7{number}")
    client = client_of(editor)
    client.get(MATRIX)  # whatever is cached is cached now
    with django_assert_max_num_queries(40) as few:
        client.get(MATRIX + "?view=table")
    for number in range(2, 40):
        make_account(f"账号{number}", f"7{number}", kind=AccountKind.REGION)
    WeiboAccount.objects.update(group=group, owner=editor, deputy=editor)
    with django_assert_max_num_queries(len(few)):
        assert client.get(MATRIX + "?view=table").status_code == 200


def test_the_list_reaches_the_last_row(client_of: ClientOf, editor: User) -> None:
    WeiboAccount.objects.bulk_create(
        WeiboAccount(nickname=f"账号{n:03d}", created_at=timezone.now()) for n in range(100)
    )
    client, address, seen = client_of(editor), MATRIX, set[str]()
    for _ in range(6):
        text = client.get(address).content.decode()
        seen |= {f"账号{n:03d}" for n in range(100) if f">账号{n:03d}</a>" in text}
        if 'rel="next"' not in text:
            break
        address = MATRIX + text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert len(seen) == 100


def test_the_export_neutralises_formulas(client_of: ClientOf, editor: User, account: WeiboAccount) -> None:
    WeiboAccount.objects.update(audience='=HYPERLINK("http://evil")')
    response = client_of(editor).get(reverse("accounts:matrix_export"))
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.startswith("\ufeff昵称,UID")
    assert "\"'=HYPERLINK" in text and "山岚家居" in text


def test_a_fragment_comes_without_the_frame(client_of: ClientOf, editor: User, account: WeiboAccount) -> None:
    response = client_of(editor).get(MATRIX, headers={"HX-Request": "true"})
    assert "山岚家居" in response.content.decode()
    assert "<html" not in response.content.decode()
    assert "HX-Request" in response["Vary"]
