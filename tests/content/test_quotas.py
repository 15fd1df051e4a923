"""C1, C2, C6, C8: quota plans and the week's balance."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User, WeiboAccount
from content.models import Category, Post, PostState, QuotaPlan
from content.queries import balance, preset_plan
from content.services import QuotaInput, clear_quota_plan, set_quota_plan
from core.dates import week_of
from core.errors import Forbidden, UserError
from tests.content.conftest import Write

WEEK = week_of(dt.date(2026, 11, 23))
TOLERANT = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def test_c1_the_preset_leaves_five_percent_unallocated(account: WeiboAccount) -> None:
    found = balance(account, WEEK)

    assert [(share.category.name, int(share.quota or 0)) for share in found.shares] == [
        ("时效性", 25),
        ("知识性", 45),
        ("趣味性", 20),
        ("活动", 5),
    ]
    assert found.unallocated == 5
    assert not found.own_plan
    assert all(share.planned_share is None for share in found.shares), "nothing planned is unknown, not 0 %"


def test_c2_other_sets_are_shipped_and_can_be_switched_on(db: None) -> None:
    assert Category.objects.filter(preset="columns").count() == 7
    assert Category.objects.filter(preset="talk").count() == 4
    assert set(Category.objects.filter(is_active=True).values_list("preset", flat=True)) == {"weekly"}
    assert Category.objects.get(slug="campaign").is_promotional


def test_c1_a_plan_over_100_is_refused(account: WeiboAccount, editor: User, at: dt.datetime) -> None:
    ids = list(Category.objects.values_list("pk", flat=True)[:2])
    with pytest.raises(UserError, match=r"101%"):
        set_quota_plan(account=account, quota=QuotaInput({ids[0]: Decimal(60), ids[1]: Decimal(41)}), by=editor, at=at)

    plan = set_quota_plan(account=account, quota=QuotaInput({ids[0]: Decimal(100)}), by=editor, at=at)
    assert balance(account, WEEK).unallocated == 0
    clear_quota_plan(account=account, by=editor, at=at)
    assert not QuotaPlan.objects.filter(pk=plan.pk).exists()
    assert balance(account, WEEK).unallocated == 5


@TOLERANT
@given(st.lists(st.decimals(min_value=0, max_value=60, places=2), min_size=1, max_size=4))
def test_c1_shares_are_stored_as_they_are_or_refused(
    account: WeiboAccount, editor: User, at: dt.datetime, shares: list[Decimal]
) -> None:
    ids = Category.objects.values_list("pk", flat=True)
    quota = QuotaInput(dict(zip(ids, shares, strict=False)))
    if sum(shares) > 100:
        with pytest.raises(UserError):
            set_quota_plan(account=account, quota=quota, by=editor, at=at)
        return
    set_quota_plan(account=account, quota=quota, by=editor, at=at)
    found = balance(account, WEEK)

    assert {share.category.pk: share.quota for share in found.shares} == quota.shares
    assert found.unallocated == 100 - sum(shares)


def test_c1_it_counts_planned_and_published_of_the_week(write: Write, account: WeiboAccount) -> None:
    slugs = ["knowledge", "knowledge", "campaign", "fun"]
    for number, slug in enumerate(slugs):
        post = write(f"第{number}条" + ("，你说呢？" if number else "。"), category=Category.objects.get(slug=slug))
        state = PostState.PUBLISHED if number == 0 else PostState.SCHEDULED
        Post.objects.filter(pk=post.pk).update(state=state, due_at=WEEK.start + dt.timedelta(days=number))
    late = write("下周的")
    Post.objects.filter(pk=late.pk).update(state=PostState.SCHEDULED, due_at=WEEK.end)
    draft = write("草稿不算")
    Post.objects.filter(pk=draft.pk).update(due_at=WEEK.start)

    found = balance(account, WEEK)
    knowledge = next(share for share in found.shares if share.category.slug == "knowledge")

    assert (found.planned, found.published) == (4, 1)
    assert (knowledge.planned, knowledge.published, knowledge.planned_share) == (2, 1, 0.5)
    assert knowledge.gap == 5
    assert found.promotional_share == 0.25
    assert found.inviting_share == 0.75


def test_c1_only_who_plans_may_set_quotas(
    account: WeiboAccount, colleague: User, manager: User, approver: User, at: dt.datetime
) -> None:
    for person in (colleague, manager):
        with pytest.raises(Forbidden):
            set_quota_plan(account=account, quota=QuotaInput({}), by=person, at=at)
    set_quota_plan(account=None, quota=QuotaInput({}, promotional_percent=10), by=approver, at=at)
    preset = preset_plan()
    assert preset is not None and preset.promotional_percent == 10
