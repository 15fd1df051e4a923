"""C1, C2, C6, C8: quota plans and the week's balance."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User, WeiboAccount
from content.models import Category, Post, PostState, QuotaPlan, QuotaPreset
from content.queries import balance, preset_plan
from content.services import Bounds, QuotaInput, clear_quota_plan, set_quota_plan
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


@TOLERANT
@given(st.tuples(*[st.none() | st.integers(0, 100)] * 2), st.integers(0, 100))
def test_c1_a_quota_lies_between_its_bounds_or_is_refused(
    account: WeiboAccount, editor: User, at: dt.datetime, bounds: tuple[int | None, int | None], share: int
) -> None:
    category = Category.objects.get(slug="fun")
    least, most = (None if edge is None else Decimal(edge) for edge in bounds)
    quota = QuotaInput({category.pk: Decimal(share)}, bounds={category.pk: Bounds(least, most)})
    if (least is not None and least > share) or (most is not None and most < share):
        with pytest.raises(UserError, match="下限和上限之间"):
            set_quota_plan(account=account, quota=quota, by=editor, at=at)
        return
    set_quota_plan(account=account, quota=quota, by=editor, at=at)
    stored = balance(account, WEEK).shares[0]
    assert (stored.quota, stored.minimum, stored.maximum) == (Decimal(share), least, most)


def test_c1_bounds_need_a_quota(account: WeiboAccount, editor: User, at: dt.datetime) -> None:
    category = Category.objects.get(slug="fun")
    with pytest.raises(UserError, match="也要填配额"):
        set_quota_plan(
            account=account, quota=QuotaInput({}, bounds={category.pk: Bounds(Decimal(5))}), by=editor, at=at
        )


def test_c2_a_set_of_the_document_is_filled_in_and_brought_into_use(client: Client, approver: User) -> None:
    client.force_login(approver)
    seven = QuotaPreset.objects.get(source="S1.5")
    address = reverse("content:quota_preset") + f"?preset={seven.pk}"
    assert [len(preset.shares) for preset in QuotaPreset.objects.all()] == [4, 7, 4]
    page = client.get(address).content.decode()
    assert "前瞻" in page and not Category.objects.get(slug="forward").is_active

    forward = Category.objects.get(slug="forward")
    sent = {
        "promotional_percent": "20",
        "inviting_percent": "50",
        f"share_{forward.pk}": "30",
        f"max_{forward.pk}": "40",
    }
    assert client.post(address, sent).status_code == 302
    forward.refresh_from_db()
    plan = preset_plan()
    assert forward.is_active and plan is not None
    assert [(share.percent, share.minimum, share.maximum) for share in plan.shares.all()] == [
        (Decimal(30), None, Decimal(40))
    ]


def test_c1_a_plan_over_100_keeps_what_was_typed(client: Client, approver: User) -> None:
    client.force_login(approver)
    ids = list(Category.objects.filter(is_active=True).values_list("pk", flat=True))
    sent = {"promotional_percent": "20", "inviting_percent": "50", f"share_{ids[0]}": "70", f"share_{ids[1]}": "31"}
    answer = client.post(reverse("content:quota_preset"), sent)
    assert answer.status_code == 422
    assert "合计 101%，超过 100%" in answer.content.decode() and 'value="31"' in answer.content.decode()
