"""K1, K2: presets are changed, copied, put back as the document has them, and given to accounts after a look."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User, WeiboAccount
from core.errors import Conflict, Forbidden, UserError
from publishing.models import Policy, PolicyPreset, SlotPreset, SlotTime
from publishing.services import PolicyInput
from publishing.services.presets import (
    POLICY_SEEDS,
    SLOT_SEEDS,
    remove_preset,
    reset_preset,
    set_policy_preset,
    set_slot_preset,
)
from tests.conftest import AT, ClientOf

pytestmark = pytest.mark.django_db


@pytest.fixture
def slots(db: None) -> SlotPreset:
    return SlotPreset.objects.get(source="S1.8")


@pytest.fixture
def planner(client_of: ClientOf, approver: User) -> Client:
    client: Client = client_of(approver)
    return client


def test_k1_k2_the_shipped_rows_are_the_seeds() -> None:
    assert {row.source: (row.name, row.times) for row in SlotPreset.objects.all()} == SLOT_SEEDS
    names = PolicyInput.__dataclass_fields__
    shipped = {row.source: PolicyInput(**{n: getattr(row, n) for n in names}) for row in PolicyPreset.objects.all()}
    assert shipped == POLICY_SEEDS


def test_k1_a_changed_preset_is_put_back(slots: SlotPreset, approver: User) -> None:
    set_slot_preset(preset=slots, name="早上", times=[(0, dt.time(8))], by=approver, at=AT)
    assert SlotPreset.objects.get(pk=slots.pk).times == [[0, "08:00"]]
    reset_preset(preset=slots, by=approver, at=AT)
    slots.refresh_from_db()
    assert (slots.name, slots.times) == SLOT_SEEDS["S1.8"]


def test_k2_own_ones_are_removed_shipped_ones_are_not(slots: SlotPreset, approver: User) -> None:
    own = set_policy_preset(preset=None, numbers=PolicyInput("慢一点", 1, 2, 180), by=approver, at=AT)
    with pytest.raises(Conflict):
        reset_preset(preset=own, by=approver, at=AT)
    remove_preset(preset=own, by=approver, at=AT)
    assert not PolicyPreset.objects.filter(name="慢一点").exists()
    with pytest.raises(Conflict, match="不能删除"):
        remove_preset(preset=slots, by=approver, at=AT)


def test_k2_it_says_what_is_wrong(slots: SlotPreset, approver: User, customer_editor: User) -> None:
    with pytest.raises(UserError, match="至少要有一个时间"):
        set_slot_preset(preset=None, name="空", times=[], by=approver, at=AT)
    with pytest.raises(UserError, match="已有同名"):
        set_slot_preset(preset=None, name=slots.name, times=[(0, dt.time(8))], by=approver, at=AT)
    with pytest.raises(UserError, match="不能多于"):
        set_policy_preset(preset=None, numbers=PolicyInput("反了", 5, 2), by=approver, at=AT)
    with pytest.raises(Forbidden):
        reset_preset(preset=slots, by=customer_editor, at=AT)


def test_k1_what_changes_is_shown_before_it_is_applied(
    planner: Client, account: WeiboAccount, slots: SlotPreset
) -> None:
    address = reverse("calendar:plan_preset_apply", args=["slots", slots.pk])
    (effect,) = planner.get(address).context["effects"]
    assert (effect.now, effect.changes) == ("", True)
    assert planner.post(address, {"account": [account.pk]}).status_code == 302
    assert SlotTime.objects.filter(plan__account=account).count() == 14
    (effect,) = planner.get(address).context["effects"]
    assert effect.now.startswith("周一 11:00 17:00") and not effect.changes
    assert planner.post(address, {}).status_code in {400, 409, 422}


def test_k2_a_policy_is_given_in_the_browser(planner: Client, account: WeiboAccount) -> None:
    preset = PolicyPreset.objects.get(source="S1.6")
    Policy.objects.filter(account=account).delete()
    address = reverse("calendar:plan_preset_apply", args=["policies", preset.pk])
    assert planner.post(address, {"account": [account.pk]}).status_code == 302
    assert Policy.objects.get(account=account).min_gap_minutes == 120


def test_k1_a_copy_begins_with_the_values_of_the_other(planner: Client, slots: SlotPreset) -> None:
    address = reverse("calendar:plan_preset_new", args=["slots"])
    form = planner.get(address, {"from": slots.pk}).context["form"]
    assert form.initial["day0"] == "11:00 17:00" and "副本" in form.initial["name"]
    assert planner.post(address, {"name": "两天", "day0": "9:00", "day1": "10:00"}).status_code == 302
    assert SlotPreset.objects.get(name="两天").times == [[0, "09:00"], [1, "10:00"]]
    assert planner.post(address, {"name": "坏", "day0": "25:00"}).status_code == 422
    assert planner.get(reverse("calendar:plan_presets")).status_code == 200
