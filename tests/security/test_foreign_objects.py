"""Ids of foreign objects inside what is posted, and services called past the doors (A8)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import AccountGroup, Grant, User, WeiboAccount
from accounts.roles import Role
from accounts.services import (
    GrantInput,
    Trip,
    begin_oauth,
    deactivate_user,
    give_grant,
    probe_account,
    reset_password,
    retire_account,
    revoke_grant,
)  # fmt: skip
from content.models import Category, Post, PostState
from content.services import DraftInput, QuotaInput, approve, cancel_post, save_draft, set_quota_plan
from content.services.reviews import approve_many
from core.errors import UserError
from core.models import AuditEntry
from engagement.models import Thread
from publishing.models import Freeze, Slot
from publishing.services import (
    cancel_slot,
    freeze,
    move_slot,
    place_slot,
    release_slots,
    set_policy,
    set_slot_times,
    undo_change,
    unfreeze,
)  # fmt: skip
from publishing.services.hand_over import confirm_hand_over
from publishing.services.plans import PolicyInput
from publishing.services.unknowns import confirm_absent, confirm_published
from tests.conftest import AT, ClientOf, make_user
from tests.publishing.makers import make_post, make_slot

LATER = AT + dt.timedelta(days=30)
Call = Callable[["Stage", User], object]


class Stage:
    """Everything of an account that the colleague may not touch."""

    def __init__(self, account: WeiboAccount, editor: User) -> None:
        self.account = account
        self.category = Category.objects.filter(is_active=True).first()
        assert self.category is not None
        draft = DraftInput(account, self.category, "泡一杯茶？")
        self.draft = save_draft(draft=draft, by=editor, at=AT)
        self.review = save_draft(draft=DraftInput(account, self.category, "再泡一杯？"), by=editor, at=AT)
        Post.objects.filter(pk=self.review.pk).update(state=PostState.IN_REVIEW)
        self.ready = make_post(account, text="等着排期的一条")
        self.slot = make_slot(make_post(account, text="已排期的一条"), LATER)
        self.freeze = Freeze.objects.create(scope="account", account=account, reason="演练", started_at=AT)
        self.grant = Grant.objects.create(user=editor, role=Role.PICTURE_EDITOR, account=account, given_at=AT)

    def rows(self) -> list[Any]:
        """What must be the same afterwards."""
        return [
            list(Post.objects.order_by("pk").values_list("pk", "account_id", "state", "version_id")),
            list(Slot.objects.order_by("pk").values_list("pk", "state", "scheduled_at")),
            list(Freeze.objects.order_by("pk").values_list("pk", "ended_at")),
            list(Grant.objects.order_by("pk").values_list("pk", "user_id", "revoked_at")),
            list(WeiboAccount.objects.order_by("pk").values_list("pk", "state", "group_id", "owner_id")),
            list(Thread.objects.order_by("pk").values_list("pk", "state")),
            AuditEntry.objects.count(),
        ]


@pytest.fixture
def stage(account: WeiboAccount, editor: User) -> Stage:
    return Stage(account, editor)


def pane(stage: Stage, **fields: object) -> dict[str, object]:
    number = stage.account.pk
    values = {"text": "偷写一条？", "category": stage.category.pk if stage.category else 0, **fields}
    return {"account": number, "action": "save"} | {f"{number}-{name}": value for name, value in values.items()}


POSTS: dict[str, Callable[[Stage, WeiboAccount], tuple[str, dict[str, object]]]] = {
    "a post for a foreign account": lambda s, own: (reverse("content:compose"), pane(s)),
    "own account with a foreign post": lambda s, own: (
        reverse("content:compose"),
        {
            "account": own.pk, "action": "save", f"{own.pk}-text": "改掉别人的？", f"{own.pk}-post": s.draft.pk,
            f"{own.pk}-base": s.draft.version_id, f"{own.pk}-category": s.category.pk if s.category else 0,
        },
    ),
    "approval of a foreign post": lambda s, own: (
        reverse("content:approve_selected"), {"chosen": [f"{s.review.pk}:{s.review.version_id}"]},
    ),
    "a schedule of a foreign post": lambda s, own: (
        reverse("calendar:schedule", args=[s.ready.pk]), {"other": "2030-01-01T10:00"},
    ),
    "a week of a foreign account": lambda s, own: (
        reverse("calendar:fill") + f"?account={s.account.pk}", {"choice": [f"{s.ready.pk}:2030-01-01T10:00"]},
    ),
    "a freeze of a foreign account": lambda s, own: (
        reverse("calendar:freezes"), {"scope": "account", "account": s.account.pk, "reason": "停"},
    ),
    "a freeze of everything": lambda s, own: (reverse("calendar:freezes"), {"scope": "all", "reason": "停"}),
    "the end of a foreign freeze": lambda s, own: (reverse("calendar:freeze_end", args=[s.freeze.pk]), {}),
    "a grant for oneself": lambda s, own: (
        reverse("accounts:grant_new"), {"user": 1, "role": "administrator", "scope": "all", "reason": "我要"},
    ),
    "the end of a foreign grant": lambda s, own: (reverse("accounts:grant_revoke", args=[s.grant.pk]), {}),
    "a foreign account's card": lambda s, own: (
        reverse("accounts:account_edit", args=[s.account.pk]), {"kind": "brand", "nickname": "改名"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", POSTS)
def test_a8_ids_of_foreign_objects_change_nothing(
    name: str, stage: Stage, colleague: User, other_account: WeiboAccount, client_of: ClientOf
) -> None:
    url, data = POSTS[name](stage, other_account)
    before = stage.rows()
    answer = client_of(colleague).post(url, data)
    mine = Post.objects.filter(account=other_account)
    if name == "own account with a foreign post" and mine.exists():
        assert mine.get().pk != stage.draft.pk, "a new post of one's own, the foreign one untouched"
        stage.draft.refresh_from_db()
        assert stage.draft.account_id == stage.account.pk and stage.draft.version_id == before[0][0][3]
        return
    assert stage.rows() == before, f"{answer.status_code}"


def test_a8_a_group_manager_grants_nothing_outside_his_group(
    client_of: ClientOf, account: WeiboAccount, other_account: WeiboAccount
) -> None:
    group, foreign = AccountGroup.objects.create(name="本组"), AccountGroup.objects.create(name="别组")
    WeiboAccount.objects.filter(pk=other_account.pk).update(group=group)
    boss, friend = make_user("组长"), make_user("friend")
    Grant.objects.create(user=boss, role=Role.ADMINISTRATOR, group=group, given_at=AT)
    client, url = client_of(boss), reverse("accounts:grant_new")
    base = {"user": friend.pk, "role": "responsible_editor", "reason": "项目"}
    for scope in (
        {"scope": "all"},
        {"scope": "group", "group": foreign.pk},
        {"scope": "account", "account": account.pk},
    ):
        client.post(url, base | scope)
        assert not Grant.objects.filter(user=friend).exists(), scope
    client.post(url, base | {"scope": "account", "account": other_account.pk})
    assert Grant.objects.filter(user=friend, account=other_account).exists()


SERVICES: dict[str, Call] = {
    "approve": lambda s, by: approve(post=s.review, version_id=s.review.version_id or 0, by=by, at=AT),
    "cancel a post": lambda s, by: cancel_post(post=s.draft, by=by, at=AT),
    "write": lambda s, by: save_draft(draft=DraftInput(s.account, s.category, "x？"), by=by, at=AT),  # type: ignore[arg-type]
    "place": lambda s, by: place_slot(post=s.ready, scheduled_at=LATER, by=by, at=AT),
    "move": lambda s, by: move_slot(slot=s.slot, scheduled_at=LATER, by=by, at=AT),
    "publish now": lambda s, by: move_slot(slot=s.slot, scheduled_at=AT + dt.timedelta(seconds=1), by=by, at=AT),
    "cancel a slot": lambda s, by: cancel_slot(slot=s.slot, by=by, at=AT),
    "undo": lambda s, by: undo_change(change=_change(s), by=by, at=AT),
    "say it was published": lambda s, by: confirm_published(slot=s.slot, link="https://weibo.com/1/A", by=by, at=AT),
    "say it was not": lambda s, by: confirm_absent(slot=s.slot, by=by, at=AT),
    "say it was handed over": lambda s, by: confirm_hand_over(slot=s.slot, link="x", by=by, at=AT),
    "release": lambda s, by: release_slots(slot_ids=[s.slot.pk], by=by, at=AT),
    "freeze": lambda s, by: freeze(scope="account", target=s.account, reason="停", by=by, at=AT),
    "freeze everything": lambda s, by: freeze(scope="all", target=None, reason="停", by=by, at=AT),
    "unfreeze": lambda s, by: unfreeze(freeze=s.freeze, by=by, at=AT),
    "slot times": lambda s, by: set_slot_times(account=s.account, times=[(0, dt.time(9))], by=by, at=AT),
    "policy": lambda s, by: set_policy(account=s.account, numbers=PolicyInput("x"), by=by, at=AT),
    "quota": lambda s, by: set_quota_plan(account=s.account, quota=QuotaInput({}, 10, 50), by=by, at=AT),
    "token": lambda s, by: begin_oauth(account=s.account, trip=Trip("share", "https://x/"), by=by, at=AT),
    "probe": lambda s, by: probe_account(account=s.account, by=by, at=AT),
    "retire": lambda s, by: retire_account(account=s.account, by=by, at=AT),
    "grant": lambda s, by: give_grant(grant=GrantInput(user=by, role=Role.ADMINISTRATOR), by=by, at=AT),
    "revoke": lambda s, by: revoke_grant(grant=s.grant, by=by, at=AT),
    "password of another": lambda s, by: reset_password(user=s.grant.user, by=by, at=AT),
    "dismissal": lambda s, by: deactivate_user(user=s.grant.user, reason="x", by=by, at=AT),
}


def _change(stage: Stage) -> Any:
    from publishing.services.changes import SlotChange

    slot = stage.slot
    return SlotChange(slot.pk, slot.updated_at.isoformat(), slot.state, slot.scheduled_at.isoformat(), "", "")


@pytest.mark.parametrize("name", SERVICES)
def test_a8_services_ask_again(name: str, stage: Stage, colleague: User, customer_editor: User, stranger: User) -> None:
    """A chief editor of another account, a colleague of this one with too little, somebody without any right."""
    before = stage.rows()
    for by in (colleague, customer_editor, stranger):
        with pytest.raises(UserError) as refused:
            SERVICES[name](stage, by)
        assert refused.value.status in {403, 404}, f"{by}: {refused.value}"
    assert stage.rows() == before


def test_a8_approving_several_skips_foreign_posts(stage: Stage, colleague: User) -> None:
    (outcome,) = approve_many(chosen=[(stage.review.pk, stage.review.version_id or 0)], by=colleague, at=AT)
    assert outcome.error is not None


def test_a8_a_right_ends_between_two_requests(client_of: ClientOf, stage: Stage, approver: User) -> None:
    client = client_of(approver)
    page = reverse("content:post", args=[stage.draft.pk])
    assert client.get(page).status_code == 200
    Grant.objects.filter(user=approver).update(ends_at=AT - dt.timedelta(days=90))
    assert client.get(page).status_code in {403, 404}
    User.objects.filter(pk=approver.pk).update(is_active=False)
    assert client.get(page).status_code == 302
