"""`?account=ID` limits every page to that account, `?group=ID` to that group: the switcher scopes them all (ui.md)."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AccountGroup, User, WeiboAccount
from content.models import Post, PostState
from core.dates import at_local, local_day
from engagement.models import Thread, ThreadKind
from tests.browser.screens import addresses_without_arguments
from tests.conftest import AT, ClientOf
from tests.publishing.makers import Wanted, make_post, make_slot

MARKS = {"甲": "甲号独有的一句话", "乙": "乙号独有的一句话"}


def fill(account: WeiboAccount, mark: str, author: User) -> None:
    """A post in each state that a page lists, a slot today, a thread that waits."""
    noon = at_local(local_day(timezone.now()), dt.time(12))
    make_slot(make_post(account, Wanted(text=f"{mark}，排期", author=author)), noon)
    waiting = make_post(account, Wanted(text=f"{mark}，待审", author=author))
    Post.objects.filter(pk=waiting.pk).update(state=PostState.IN_REVIEW, submitted_at=AT, submitted_by=author)
    Thread.objects.create(
        account=account,
        kind=ThreadKind.COMMENT,
        external_id=f"700000000000000{account.pk}",
        author_name="顾客",
        text=f"{mark}，留言",
        received_at=AT,
        due_at=AT,
        created_at=AT,
    )


@pytest.fixture
def pages(
    account: WeiboAccount, other_account: WeiboAccount, approver: User, editor: User, client_of: ClientOf
) -> Client:
    for each, name in ((account, "甲组"), (other_account, "乙组")):
        each.group = AccountGroup.objects.create(name=name)
        each.save()
    fill(account, MARKS["甲"], editor)
    fill(other_account, MARKS["乙"], editor)
    return client_of(approver)


def shown(client: Client, query: str) -> dict[str, set[str]]:
    """Which marks stand on which page."""
    found = {}
    for address in addresses_without_arguments():
        answer = client.get(address + query)
        if answer.status_code == 200 and not answer.streaming and "text/html" in answer["Content-Type"]:
            found[address] = {name for name, mark in MARKS.items() if mark in answer.text}
    return found


def test_every_page_keeps_to_the_account_or_group_of_its_address(
    pages: Client, account: WeiboAccount, other_account: WeiboAccount
) -> None:
    both = {address for address, marks in shown(pages, "").items() if marks == {"甲", "乙"}}
    assert len(both) >= 5, both
    for query, foreign in (
        (f"?account={account.pk}", "乙"),
        (f"?group={account.group_id}", "乙"),
        (f"?account={other_account.pk}", "甲"),
        (f"?group={other_account.group_id}", "甲"),
    ):
        scoped = shown(pages, query)
        assert [address for address, marks in scoped.items() if foreign in marks] == [], query
        assert [address for address in both if not scoped.get(address)] == [], query
