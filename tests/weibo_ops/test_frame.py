"""The frame: navigation by rights, counts, cost, freeze light, scope."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import AccountGroup, Grant, User, WeiboAccount
from accounts.roles import Role
from content.models import PostState
from publishing.models import Freeze, FreezeScope, SlotState
from tests.conftest import AT, ClientOf
from tests.weibo_ops.rows import make_post, make_slot
from weibo_ops.frame import Frame, forget_counts, frame


def frame_of(user: User, path: str = "/") -> Frame:
    request = RequestFactory().get(path)
    request.user = User.objects.get(pk=user.pk)
    context: dict[str, Frame] = frame(request)
    return context["frame"]


def labels(user: User) -> list[str]:
    return [str(place["label"]) for place in frame_of(user).nav]


def count_of(user: User, label: str) -> int:
    return int(next(place["count"] for place in frame_of(user).nav if place["label"] == label))


def test_a8_it_offers_only_pages_that_the_person_may_open(
    administrator: User, customer_editor: User, stranger: User, client_of: ClientOf
) -> None:
    assert {"工作台", "矩阵", "设置"} <= set(labels(administrator))
    assert "设置" not in labels(customer_editor)
    assert "报表" not in labels(customer_editor)
    assert labels(stranger) == []


@pytest.mark.parametrize("role", list(Role))
def test_every_page_it_offers_opens(db: None, role: Role, client: Client) -> None:
    user = User.objects.create(email="x@example.com", name="甲")
    Grant.objects.create(user=user, role=role, given_at=AT)
    client.force_login(user)
    for place in frame_of(user).nav:
        assert client.get(place["url"]).status_code == 200, place["url"]


def test_it_marks_the_page_that_is_open(administrator: User) -> None:
    def current(path: str) -> list[str]:
        return [str(place["label"]) for place in frame_of(administrator, path).nav if place["current"]]

    assert current("/") == ["工作台"]
    assert current("/reports/weekly/") == ["报表"]
    assert current("/reports/governance/") == ["治理"]
    assert current("/jobs/") == []


def test_it_counts_what_waits_for_this_person(account: WeiboAccount, editor: User, approver: User) -> None:
    make_post(account, editor, "待审", PostState.IN_REVIEW)
    make_slot(make_post(account, editor, "失败", PostState.FAILED), AT, SlotState.FAILED)
    assert frame_of(approver).counts.reviews == 1
    assert frame_of(editor).counts.reviews == 0  # K5: never one's own
    assert frame_of(editor).counts.troubles == 1


def test_it_keeps_counts_for_a_while_until_an_event_drops_them(account: WeiboAccount, approver: User) -> None:
    assert frame_of(approver).counts.troubles == 0
    make_slot(make_post(account, approver, "失败", PostState.FAILED), AT, SlotState.FAILED)
    assert frame_of(approver).counts.troubles == 0
    forget_counts()
    assert frame_of(approver).counts.troubles == 1


def test_a_freeze_is_seen_at_once(
    approver: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    assert frame_of(approver).counts.freezes == ()
    with django_capture_on_commit_callbacks(execute=True):
        Freeze.objects.create(scope=FreezeScope.ALL, reason="突发", started_at=timezone.now())
    assert [note.where for note in frame_of(approver).counts.freezes] == ["全部账号"]


def test_it_shows_a_freeze_of_an_account_only_to_those_who_see_the_account(
    account: WeiboAccount, approver: User, colleague: User
) -> None:
    Freeze.objects.create(scope=FreezeScope.ACCOUNT, account=account, reason="换负责人", started_at=timezone.now())
    assert [note.where for note in frame_of(approver).counts.freezes] == ["山岚家居"]
    assert frame_of(approver).counts.freezes == frame_of(approver).counts.freezes  # the same from the cache
    assert frame_of(colleague).counts.freezes == ()


def test_it_carries_the_scope_to_other_pages(account: WeiboAccount, approver: User, colleague: User) -> None:
    group = AccountGroup.objects.create(name="华东")
    assert frame_of(approver, f"/?account={account.pk}").scope == "山岚家居"
    assert frame_of(approver, f"/?group={group.pk}").scope == "华东"
    assert frame_of(colleague, f"/?account={account.pk}").scope == ""
    assert all(f"?account={account.pk}" in place["url"] for place in frame_of(approver, f"/?account={account.pk}").nav)


def empty_page(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


def test_it_costs_at_most_six_queries_cold_and_fewer_warm(account: WeiboAccount, editor: User) -> None:
    """The user himself is read by the session's middleware and counts as one."""
    group = AccountGroup.objects.create(name="华东")
    Grant.objects.filter(user=editor).update(group=group)
    account.group = group
    account.save()
    for n in range(20):
        make_post(account, editor, f"第{n}条", PostState.IN_REVIEW)
    costs = []
    for _turn in ("cold", "warm"):
        request = RequestFactory().get(f"/?account={account.pk}")
        with CaptureQueriesContext(connection) as captured:
            request.user = User.objects.get(pk=editor.pk)
            assert empty_page(request).status_code == 200
        costs.append(len(captured))
    assert costs[0] <= 7  # grants and groups (2), whom reviews ask, counts, freezes, scope, the user
    assert costs[1] <= 5
    cache.clear()


def test_it_is_not_computed_for_fragments(administrator: User, client_of: ClientOf) -> None:
    client = client_of(administrator)
    client.get("/jobs/", headers={"HX-Request": "true"})
    cache.clear()
    client = client_of(administrator)
    with CaptureQueriesContext(connection) as captured:
        client.get("/jobs/", headers={"HX-Request": "true"})
    assert not any("calendar_freeze" in query["sql"] for query in captured)
