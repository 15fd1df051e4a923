"""C1, C2: the team adds, renames, orders and archives categories; quotas and history stay with them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import User, WeiboAccount
from content.models import Category, Post, PostState, QuotaPlan, QuotaShare
from content.queries.balance import balance
from content.queries.categories import category_lines
from content.services.categories import CategoryInput, move_category, set_category, switch_category
from content.services.quotas import QuotaInput, set_quota_plan
from core.dates import local_day, week_of
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry
from tests.conftest import ClientOf
from tests.content.conftest import Write

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(approver: User, at: dt.datetime) -> Category:
    return set_category(category=None, values=CategoryInput("门店故事", 5), by=approver, at=at)


def test_c2_it_adds_one_at_the_end(own: Category) -> None:
    assert own.is_active and own.slug.startswith("own-")
    assert own.position == max(Category.objects.values_list("position", flat=True))
    assert AuditEntry.objects.filter(code="content.category.set").count() == 1


def test_c1_renaming_keeps_quotas_and_history(
    own: Category, account: WeiboAccount, approver: User, write: Write, at: dt.datetime
) -> None:
    set_quota_plan(account=account, quota=QuotaInput({own.pk: Decimal(40)}), by=approver, at=at)
    post = write(category=own)
    Post.objects.filter(pk=post.pk).update(state=PostState.PUBLISHED, due_at=at)

    set_category(category=own, values=CategoryInput("员工故事", 6, is_promotional=True), by=approver, at=at)

    (share,) = [row for row in balance(account, week_of(local_day(at))).shares if row.category.pk == own.pk]
    assert (share.category.name, share.quota, share.published) == ("员工故事", Decimal(40), 1)


def test_c2_a_name_is_not_given_twice(own: Category, approver: User, at: dt.datetime) -> None:
    with pytest.raises(UserError, match="已有同名"):
        set_category(category=None, values=CategoryInput(" 门店故事 "), by=approver, at=at)
    with pytest.raises(UserError, match="名称"):
        set_category(category=own, values=CategoryInput("  "), by=approver, at=at)


def test_c2_it_moves_among_those_in_use(own: Category, approver: User, at: dt.datetime) -> None:
    def order() -> list[int]:
        return [line.row.pk for line in category_lines() if line.row.is_active]

    before = order()
    move_category(category=own, up=False, by=approver, at=at)
    assert order() == before
    move_category(category=own, up=True, by=approver, at=at)
    assert order() == [*before[:-2], before[-1], before[-2]]


def test_c1_archive_is_refused_while_a_plan_or_a_post_needs_it(
    own: Category, account: WeiboAccount, approver: User, write: Write, at: dt.datetime
) -> None:
    set_quota_plan(account=account, quota=QuotaInput({own.pk: Decimal(40)}), by=approver, at=at)
    with pytest.raises(Conflict, match="还在 1 份配额里（山岚家居）"):
        switch_category(category=own, on=False, by=approver, at=at)
    QuotaPlan.objects.filter(account=account).delete()
    post = write(category=own)
    with pytest.raises(Conflict, match="还有 1 条没有发出"):
        switch_category(category=own, on=False, by=approver, at=at)
    Post.objects.filter(pk=post.pk).update(state=PostState.PUBLISHED)

    switch_category(category=own, on=False, by=approver, at=at)

    own.refresh_from_db()
    assert not own.is_active and Post.objects.get(pk=post.pk).category == own
    assert switch_category(category=own, on=True, by=approver, at=at).is_active


def test_c1_the_last_one_stays(own: Category, approver: User, at: dt.datetime) -> None:
    QuotaShare.objects.all().delete()
    Category.objects.exclude(pk=own.pk).update(is_active=False)
    with pytest.raises(Conflict, match="至少"):
        switch_category(category=own, on=False, by=approver, at=at)


def test_a8_whoever_plans_one_account_only_changes_no_category(
    own: Category, customer_editor: User, at: dt.datetime
) -> None:
    with pytest.raises(Forbidden):
        set_category(category=own, values=CategoryInput("别的"), by=customer_editor, at=at)


def test_the_page_saves_and_says_what_is_wrong(own: Category, client_of: ClientOf, approver: User) -> None:
    client = client_of(approver)
    page = client.get(reverse("content:categories"))
    assert page.status_code == 200 and "门店故事" in page.content.decode()
    wrong = client.post(reverse("content:categories"), {"name": "门店故事", "colour": "3"})
    assert wrong.status_code == 422 and "已有同名" in wrong.content.decode()
    sent = client.post(reverse("content:category", args=[own.pk]), {"name": "新名", "colour": "3"})
    assert sent.status_code == 302 and Category.objects.get(pk=own.pk).name == "新名"
    assert client.post(reverse("content:category_move", args=[own.pk]), {"to": "up"}).status_code == 302
    assert client.post(reverse("content:category_switch", args=[own.pk]), {"on": "0"}).status_code == 302
    assert not Category.objects.get(pk=own.pk).is_active
