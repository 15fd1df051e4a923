"""C3, E1: whom an @ may mean, from follow lists, the inbox and own accounts."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import FollowEntry, User, WeiboAccount
from accounts.roles import Role
from content.queries.suggestions import people_like
from engagement.models import Thread
from tests.conftest import make_user

Hear = Callable[..., None]


@pytest.fixture
def hear(at: dt.datetime) -> Hear:
    """Somebody wrote to an account so many times."""

    def heard(account: WeiboAccount, name: str, times: int = 1) -> None:
        first = Thread.objects.count()
        Thread.objects.bulk_create(
            Thread(
                account=account,
                kind="comment",
                external_id=str(first + number),
                author_name=name,
                text="好用",
                received_at=at,
                due_at=at,
                created_at=at,
            )
            for number in range(times)
        )

    return heard


def follow(account: WeiboAccount, name: str, sort: str, at: dt.datetime) -> None:
    FollowEntry.objects.create(account=account, screen_name=name, sort=sort, created_at=at)


def test_c3_who_stands_nearest_comes_first_and_says_where_from(
    account: WeiboAccount, other_account: WeiboAccount, editor: User, hear: Hear, at: dt.datetime
) -> None:
    hear(account, "茶客小林", 3)
    hear(account, "茶客大林", 5)
    hear(account, "爱茶的林", 9)
    follow(account, "茶叶研究员", "industry", at)
    follow(account, "茶对手", "competitor", at)
    hear(account, "茶对手", 7)
    found = people_like(account, editor, "茶")
    assert [row.text for row in found] == ["@茶叶研究员 ", "@茶客大林 ", "@茶客小林 ", "@茶对手 ", "@爱茶的林 "]
    assert found[1].about == "来源：给本账号留言 5 次"
    assert found[3].about == "来源：关注名单（竞争对手） · 给本账号留言 7 次"


def test_e1_who_may_not_read_the_inbox_is_told_nobody_of_it(
    client: Client, account: WeiboAccount, editor: User, hear: Hear
) -> None:
    hear(account, "茶客小林")
    address = f"/content/compose/suggestions/?kind=person&account={account.pk}&q=茶客"
    client.force_login(editor)
    assert "@茶客小林 " in client.get(address).content.decode()
    illustrator = make_user("illustrator", Role.PICTURE_EDITOR)
    client.force_login(illustrator)
    page = client.get(address).content.decode()
    assert "茶客小林" not in page and "没有这个人" in page


def test_it_asks_as_often_for_many_as_for_few(
    account: WeiboAccount,
    editor: User,
    hear: Hear,
    at: dt.datetime,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for number in range(20):
        hear(account, f"茶客{number}", 3)
        follow(account, f"茶友{number}", "loyal", at)
    with django_assert_max_num_queries(5):  # type: ignore[attr-defined]
        assert len(people_like(account, editor, "茶")) == 12
