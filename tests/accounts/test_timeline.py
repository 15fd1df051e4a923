"""The timeline of an account: everything, filtered, paged by key, in sentences."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User, WeiboAccount
from accounts.queries import TimelineFilter, events_of
from accounts.services import save_position
from core.audit import Change, record
from tests.accounts.hostile import HOSTILE, shown_as_text
from tests.conftest import AT, ClientOf


def note(account: WeiboAccount, by: User, code: str, *, days: int = 0, **change: object) -> None:
    facts = Change(account_id=account.pk, **change)  # type: ignore[arg-type]
    record(code, account, by=by, at=AT - dt.timedelta(days=days), change=facts)


def codes(account: WeiboAccount, **wanted: object) -> list[str]:
    return [event.entry.code for event in events_of(account, TimelineFilter(**wanted))[1]]  # type: ignore[arg-type]


def test_it_shows_what_changed_in_words(client_of: ClientOf, administrator: User, account: WeiboAccount) -> None:
    save_position(account=account, values={"persona": "学姐"}, by=administrator, at=AT)
    save_position(account=account, values={"persona": "邻居"}, by=administrator, at=AT)
    text = client_of(administrator).get(reverse("accounts:account_timeline", args=[account.pk])).content.decode()
    assert "修改了定位卡" in text and "<del><bdi>学姐</bdi></del>" in text and "<ins><bdi>邻居</bdi></ins>" in text


def test_it_is_filtered_by_area_person_and_day(
    account: WeiboAccount, other_account: WeiboAccount, editor: User, approver: User
) -> None:
    note(account, editor, "accounts.account.updated", days=3)
    note(account, approver, "content.post.approved", days=1)
    note(other_account, editor, "content.post.approved")
    assert codes(account) == ["content.post.approved", "accounts.account.updated"]
    assert codes(account, area="content") == ["content.post.approved"]
    assert codes(account, area="nonsense") == codes(account)
    assert codes(account, actor=editor.pk) == ["accounts.account.updated"]
    day = (AT - dt.timedelta(days=1)).date()
    assert codes(account, first=day) == ["content.post.approved"]
    assert codes(account, last=day - dt.timedelta(days=1)) == ["accounts.account.updated"]


@pytest.mark.parametrize(
    "query", ["?first=0001-01-01&last=9999-12-31", "?actor=x&area=%00", "?before=abc", "?actor=-1"]
)
def test_it_takes_any_query(client_of: ClientOf, editor: User, account: WeiboAccount, query: str) -> None:
    assert client_of(editor).get(reverse("accounts:account_timeline", args=[account.pk]) + query).status_code == 200


def test_it_reaches_the_last_row_by_key_at_the_same_cost(account: WeiboAccount, editor: User) -> None:
    for _i in range(90):
        note(account, editor, "accounts.account.updated")
    seen: list[int] = []
    before, pages = None, 0
    while before is not None or pages == 0:
        with CaptureQueriesContext(connection) as queries:
            page, events = events_of(account, TimelineFilter(), before=before)
        assert len(queries) == 1
        seen += [event.entry.pk for event in events]
        before, pages = page.older, pages + 1
    assert pages == 3 and len(set(seen)) == 90


@pytest.mark.parametrize("hostile", HOSTILE)
def test_it_keeps_names_as_text(client_of: ClientOf, editor: User, account: WeiboAccount, hostile: str) -> None:
    WeiboAccount.objects.filter(pk=account.pk).update(nickname=hostile[:30])
    editor.name = hostile
    editor.save()
    note(account, editor, "accounts.account.updated", before={"tone": ""}, after={"tone": hostile}, reason=hostile)
    page = client_of(editor).get(reverse("accounts:account_timeline", args=[account.pk]))
    assert shown_as_text(page, hostile)
