"""A11: saving, arranging, moving and cancelling a relay."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import User, WeiboAccount
from accounts.roles import Role
from content.models import Post, PostState
from content.services import save_draft
from content.services.drafts import DraftInput
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry, Notice
from publishing import services
from publishing.models import Relay, RelayState, Slot, SlotState, StepKind
from publishing.queries import ready_posts
from publishing.services import CopyNeedsReason, PolicyBroken, StepPlan
from tests.conftest import make_account, make_user
from tests.publishing.makers import make_post, make_slot
from tests.publishing.relaying import TEXTS, approved_relay, fellows, plan_of

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def accounts(account: WeiboAccount) -> list[WeiboAccount]:
    return [account, *fellows(3)]


@pytest.fixture
def relay(accounts: list[WeiboAccount], editor: User, approver: User) -> Relay:
    return approved_relay(plan_of(accounts), by=editor, reviewer=approver)


def launch(relay: Relay, by: User, at: dt.datetime) -> list[Slot]:
    services.launch_relay(relay=relay, starts_at=at + 60 * MINUTE, by=by, at=at)
    return list(Slot.objects.order_by("scheduled_at"))


def test_a11_one_idea_a_text_for_each_account(accounts: list[WeiboAccount], editor: User, at: dt.datetime) -> None:
    relay = services.save_relay(plan=plan_of(accounts), relay=None, by=editor, at=at)
    steps = list(relay.steps.select_related("post"))
    assert [step.account for step in steps] == accounts and {step.post.idea_id for step in steps} == {relay.idea_id}
    assert [step.post.is_repost for step in steps] == [False, True, True, True]
    assert all(20 * n <= step.minute <= 20 * n + 5 for n, step in enumerate(steps) if n)
    assert {step.post.state for step in steps} == {PostState.DRAFT}, "each text goes through review"


def test_a11_saving_again_keeps_drafts_and_cancels_reposts_of_those_who_left(
    accounts: list[WeiboAccount], editor: User, at: dt.datetime
) -> None:
    relay = services.save_relay(plan=plan_of(accounts), relay=None, by=editor, at=at)
    before = dict(relay.steps.values_list("account_id", "post_id"))
    services.save_relay(plan=plan_of(accounts[:3]), relay=relay, by=editor, at=at)
    assert dict(relay.steps.values_list("account_id", "post_id")) == {
        pk: post for pk, post in before.items() if pk != accounts[3].pk
    }
    assert Post.objects.get(pk=before[accounts[3].pk]).state == PostState.CANCELLED


def test_a11_the_same_text_twice_in_one_relay_is_refused(
    accounts: list[WeiboAccount], editor: User, at: dt.datetime
) -> None:
    plan = plan_of(accounts[:2], copy_reason="统一口径")
    same = StepPlan(accounts[2], StepKind.REPOST, f"{TEXTS[1]}　https://a.cn/x", 90)
    with pytest.raises(UserError, match="文字相同"):
        plan_with = type(plan)(plan.title, plan.category, (*plan.steps, same), 10, copy_reason="统一口径")
        services.save_relay(plan=plan_with, relay=None, by=editor, at=at)
    assert not Relay.objects.exists() and not Post.objects.exists()


def test_a11_nearly_the_same_needs_a_reason_which_is_recorded(
    accounts: list[WeiboAccount], editor: User, at: dt.datetime
) -> None:
    steps = (*plan_of(accounts[:2]).steps, StepPlan(accounts[2], StepKind.REPOST, TEXTS[1] + "好", 90))
    plan = plan_of(accounts[:2])
    alike = type(plan)(plan.title, plan.category, steps, 10)
    with pytest.raises(CopyNeedsReason, match="相似"):
        services.save_relay(plan=alike, relay=None, by=editor, at=at)
    with_reason = type(plan)(plan.title, plan.category, steps, 10, copy_reason="统一声明")
    relay = services.save_relay(plan=with_reason, relay=None, by=editor, at=at)
    assert relay.copy_reason == "统一声明"
    assert AuditEntry.objects.get(code="calendar.relay.saved").reason == "统一声明"


def test_a11_what_an_account_outside_the_relay_says_needs_a_reason_too(
    accounts: list[WeiboAccount], editor: User, at: dt.datetime
) -> None:
    outsider = make_account("局外", "5501000031")
    draft = DraftInput(outsider, plan_of(accounts).category, TEXTS[1])
    save_draft(draft=draft, by=editor, at=at)
    with pytest.raises(CopyNeedsReason, match="局外"):
        services.save_relay(plan=plan_of(accounts), relay=None, by=editor, at=at)
    relay = services.save_relay(plan=plan_of(accounts, copy_reason="统一口径"), relay=None, by=editor, at=at)
    assert {step.post.copy_reason for step in relay.steps.select_related("post")} == {"统一口径"}


def test_a11_only_who_may_write_for_every_account(accounts: list[WeiboAccount], at: dt.datetime) -> None:
    local = make_user("local", Role.RESPONSIBLE_EDITOR, account=accounts[0])
    with pytest.raises(Forbidden):
        services.save_relay(plan=plan_of(accounts), relay=None, by=local, at=at)


def test_a11_nothing_is_arranged_before_all_are_approved(
    accounts: list[WeiboAccount], editor: User, at: dt.datetime
) -> None:
    relay = services.save_relay(plan=plan_of(accounts), relay=None, by=editor, at=at)
    with pytest.raises(Conflict, match="还有 4 条没有通过审核"):
        launch(relay, editor, at)


def test_a11_the_others_wait_for_the_first(relay: Relay, editor: User, at: dt.datetime) -> None:
    first, *others = launch(relay, editor, at)
    assert [slot.waits_for_id for slot in others] == [first.pk] * 3
    late = at + 600 * MINUTE
    claimable = Slot.objects.due(late, late)
    assert list(claimable) == [first], "however late it is"
    assert not ready_posts([slot.account_id for slot in [first, *others]]).exists()


def test_a11_broken_policies_of_any_account_need_a_reason(
    relay: Relay, accounts: list[WeiboAccount], editor: User, at: dt.datetime
) -> None:
    step = relay.steps.get(position=2)
    make_slot(make_post(accounts[2], text="早就排好的？"), at + (60 + step.minute) * MINUTE, now=at)
    with pytest.raises(PolicyBroken, match="同事1"):
        launch(relay, editor, at)
    services.launch_relay(relay=relay, starts_at=at + 60 * MINUTE, by=editor, at=at, reason="联动要紧")
    assert Slot.objects.filter(reason="联动要紧").count() == 4


def test_a11_moving_one_never_brings_two_together(relay: Relay, editor: User, at: dt.datetime) -> None:
    first, second, third, _fourth = launch(relay, editor, at)
    with pytest.raises(UserError, match="隔不到 10 分钟"):
        services.move_slot(slot=second, scheduled_at=third.scheduled_at - 9 * MINUTE, by=editor, at=at, reason="x")
    with pytest.raises(UserError, match="首发之后"):
        before = first.scheduled_at - 30 * MINUTE
        services.move_slot(slot=second, scheduled_at=before, by=editor, at=at, reason="x")
    moved, _change = services.move_slot(
        slot=second, scheduled_at=third.scheduled_at - 10 * MINUTE, by=editor, at=at, reason="x"
    )
    step = relay.steps.get(post=moved.post)
    assert step.minute == (moved.scheduled_at - first.scheduled_at) / MINUTE


def test_a11_the_others_move_along_with_the_first(relay: Relay, editor: User, at: dt.datetime) -> None:
    before = launch(relay, editor, at)
    _slot, change = services.move_slot(
        slot=before[0], scheduled_at=before[0].scheduled_at + 45 * MINUTE, by=editor, at=at, reason="x"
    )
    after = list(Slot.objects.order_by("scheduled_at"))
    assert [b.scheduled_at + 45 * MINUTE for b in before] == [a.scheduled_at for a in after]
    assert all(slot.post.due_at == slot.scheduled_at for slot in after)
    services.undo_change(change=change, by=editor, at=at)
    assert [b.scheduled_at for b in before] == list(Slot.objects.values_list("scheduled_at", flat=True))


def test_a11_a_draft_of_a_relay_is_not_placed_by_itself(relay: Relay, editor: User, at: dt.datetime) -> None:
    step = relay.steps.select_related("post").get(position=1)
    with pytest.raises(UserError, match="请在联动页安排"):
        services.place_slot(post=step.post, scheduled_at=at + MINUTE, by=editor, at=at)


def test_a11_cancelling_tells_how_many_and_can_be_undone(relay: Relay, editor: User, at: dt.datetime) -> None:
    launch(relay, editor, at)
    assert services.cancel_relay(relay=relay, by=editor, at=at, reason="换方案") == 4
    assert not Slot.objects.exclude(state=SlotState.CANCELLED).exists()
    assert set(Post.objects.values_list("state", flat=True)) == {PostState.APPROVED}
    services.undo_cancel(relay=relay, state="armed", by=editor, at=at + dt.timedelta(seconds=8))
    relay.refresh_from_db()
    assert relay.state == RelayState.ARMED
    assert Slot.objects.filter(state=SlotState.PLANNED, waits_for__isnull=False).count() == 3
    services.cancel_relay(relay=relay, by=editor, at=at)
    with pytest.raises(Conflict, match="时限已过"):
        services.undo_cancel(relay=relay, state="armed", by=editor, at=at + MINUTE)


def test_a11_a_changed_text_leaves_the_relay_and_can_come_back(
    relay: Relay, editor: User, approver: User, at: dt.datetime, django_capture_on_commit_callbacks: object
) -> None:
    launch(relay, editor, at)
    step = relay.steps.select_related("post__category", "account").get(position=1)
    draft = DraftInput(step.account, step.post.category, "换一句话说，您怎么看？", post=step.post)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        save_draft(draft=draft, by=editor, at=at)
    slot = Slot.objects.get(post=step.post)
    assert slot.state == SlotState.CANCELLED
    post = Post.objects.get(pk=step.post_id)
    from content.services import approve, submit_for_review

    submit_for_review(post=post, by=editor, at=at)
    approve(post=post, version_id=Post.objects.get(pk=post.pk).version_id or 0, by=approver, at=at)
    again = services.place_slot(post=post, scheduled_at=slot.scheduled_at, by=editor, at=at, reason="补上")
    assert again.waits_for == Slot.objects.get(post__relay_step__position=0)


def test_a11_nobody_confirms_a_repost_before_the_first_is_out(relay: Relay, editor: User, at: dt.datetime) -> None:
    _first, second, *_others = launch(relay, editor, at)
    with pytest.raises(Conflict, match="首发还没有发出"):
        services.confirm_hand_over(slot=second, link="https://weibo.com/5501000002/AbcdEfgh1", by=editor, at=at)


def test_a11_its_people_are_told_when_the_first_fails(
    relay: Relay, accounts: list[WeiboAccount], editor: User, at: dt.datetime
) -> None:
    boss = make_user("boss", Role.CHIEF_EDITOR)
    WeiboAccount.objects.filter(pk=accounts[1].pk).update(owner=boss)
    first, *others = launch(relay, editor, at)
    Slot.objects.filter(pk=first.pk).update(state=SlotState.FAILED)
    assert services.advance_relays(now=at) == {"held": 1} and services.advance_relays(now=at) == {}
    relay.refresh_from_db()
    assert relay.state == RelayState.HELD and "首发没有发出" in relay.state_detail
    assert set(Notice.objects.values_list("user_id", flat=True)) == {editor.pk, boss.pk}
    assert Slot.objects.filter(pk__in=[slot.pk for slot in others], state=SlotState.PLANNED).count() == 3
    Slot.objects.filter(pk=first.pk).update(state=SlotState.PLANNED)
    services.advance_relays(now=at)
    relay.refresh_from_db()
    assert relay.state == RelayState.ARMED and not Notice.objects.filter(settled_at=None).exists()


def test_a11_the_account_of_a_relay_appears_once(account: WeiboAccount, editor: User, at: dt.datetime) -> None:
    other = make_account("另一个", "5501000009")
    plan = plan_of([account, other, other])
    with pytest.raises(UserError, match="只能出现一次"):
        services.save_relay(plan=plan, relay=None, by=editor, at=timezone.now())
