"""A8: roles of the company's own: nobody gives what he does not hold, and sees whom a change concerns."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.access import capabilities_of, people_who_may, rights_of, roles_with
from accounts.models import CustomRole, Grant, User, WeiboAccount
from accounts.queries import effects_of
from accounts.roles import MEANINGS, Can, Role
from accounts.services import (
    GrantInput,
    RoleInput,
    archive_role,
    change_role,
    create_role,
    give_grant,
    last_version,
)
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry
from tests.conftest import ClientOf, make_user

NIGHT = RoleInput("夜间值班", frozenset({Can.REPLY, Can.FREEZE}), "盯预警")


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now()


@pytest.fixture
def night(administrator: User, now: dt.datetime) -> CustomRole:
    return create_role(values=NIGHT, by=administrator, at=now)


def test_a8_every_capability_is_explained() -> None:
    assert set(MEANINGS) == set(Can)
    assert {can for can in Can if MEANINGS[can].dangerous} >= {Can.MANAGE_PEOPLE, Can.REVIEW, Can.FREEZE}


def test_a8_a_role_of_ones_own_counts_like_a_built_in_one(
    administrator: User, stranger: User, night: CustomRole, account: WeiboAccount, now: dt.datetime
) -> None:
    assert capabilities_of(night.slug) == {Can.VIEW, Can.REPLY, Can.FREEZE}
    assert capabilities_of("nonsense") == frozenset() and night.slug in roles_with(Can.REPLY)
    grant = give_grant(grant=GrantInput(stranger, night.slug, account=account), by=administrator, at=now)
    assert grant.get_role_display() == "夜间值班"
    rights = rights_of(User.objects.get(pk=stranger.pk))
    assert rights.may(Can.REPLY, account.pk) and not rights.may(Can.WRITE, account.pk)
    assert stranger in people_who_may(Can.REPLY, account)


def test_a8_nobody_gives_what_he_does_not_hold(night: CustomRole, now: dt.datetime, account: WeiboAccount) -> None:
    clerk, new = make_user("人事专员"), make_user("新人")
    hr = CustomRole.objects.create(slug="own-hr", name="人事", capabilities=["view", "manage_people"], created_at=now)
    Grant.objects.create(user=clerk, role=hr.slug, custom_role=hr, given_at=now)
    for role in (Role.ADMINISTRATOR, Role.PICTURE_EDITOR, night.slug):
        with pytest.raises(Forbidden, match="您自己在这个范围没有"):
            give_grant(grant=GrantInput(new, role, account=account), by=clerk, at=now)
    assert give_grant(grant=GrantInput(new, hr.slug, account=account), by=clerk, at=now).pk
    with pytest.raises(Forbidden):
        create_role(values=RoleInput("总管", frozenset({Can.AUDIT})), by=clerk, at=now)
    wider = RoleInput("人事", frozenset({Can.MANAGE_PEOPLE, Can.FREEZE}))
    with pytest.raises(Forbidden):
        change_role(role=hr, values=wider, seen=last_version(hr), by=clerk, at=now)


def test_a8_nobody_gives_to_himself(administrator: User, now: dt.datetime) -> None:
    with pytest.raises(UserError, match="不能给自己授权"):
        give_grant(grant=GrantInput(administrator, Role.MANAGER), by=administrator, at=now)


def test_a8_a_change_tells_who_gains_and_loses(
    administrator: User, night: CustomRole, editor: User, account: WeiboAccount, now: dt.datetime
) -> None:
    guard = make_user("值班员")
    for person in (guard, editor):
        give_grant(grant=GrantInput(person, night.slug, account=account), by=administrator, at=now)
    effects = effects_of(night, frozenset({Can.VIEW, Can.MONITOR}), now=now)
    told = {effect.can: ([str(p) for p in effect.gains], [str(p) for p in effect.loses]) for effect in effects}
    # the editor has both by a right for the whole matrix: only freezing is lost by both
    assert told == {
        Can.FREEZE: ([], ["值班员", "责任编辑"]),
        Can.REPLY: ([], ["值班员"]),
        Can.MONITOR: (["值班员"], []),
    }


def test_a8_two_at_once_the_second_looks_again(administrator: User, night: CustomRole, now: dt.datetime) -> None:
    seen = last_version(night)
    change_role(role=night, values=RoleInput("值班", frozenset({Can.REPLY})), seen=seen, by=administrator, at=now)
    with pytest.raises(Conflict, match="刚被别人修改"):
        change_role(role=night, values=NIGHT, seen=seen, by=administrator, at=now)
    entry = AuditEntry.objects.get(code="accounts.role.changed")
    assert entry.before["name"] == "夜间值班" and entry.after["capabilities"] == ["reply", "view"]


def test_a8_what_makes_no_role(
    administrator: User, night: CustomRole, stranger: User, account: WeiboAccount, now: dt.datetime
) -> None:
    for name in ("夜间值班", "总编辑"):
        with pytest.raises(UserError) as refused:
            create_role(values=RoleInput(name, frozenset()), by=administrator, at=now)
        assert refused.value.field == "name"
    grant = give_grant(grant=GrantInput(stranger, night.slug, account=account), by=administrator, at=now)
    with pytest.raises(Conflict, match="还有 1 项授权在用"):
        archive_role(role=night, by=administrator, at=now)
    Grant.objects.filter(pk=grant.pk).update(revoked_at=now)
    archive_role(role=night, by=administrator, at=now)
    with pytest.raises(UserError, match="已归档"):
        give_grant(grant=GrantInput(stranger, night.slug, account=account), by=administrator, at=now)
    assert create_role(values=NIGHT, by=administrator, at=now).pk  # the name is free again


def test_a8_the_pages_show_before_they_save(
    client_of: ClientOf, administrator: User, night: CustomRole, stranger: User, account: WeiboAccount
) -> None:
    give_grant(grant=GrantInput(stranger, night.slug, account=account), by=administrator, at=timezone.now())
    client = client_of(administrator)
    assert "夜间值班" in client.get(reverse("accounts:roles")).content.decode()
    address = reverse("accounts:role_edit", args=[night.pk])
    preview = client.post(address, {"name": "夜间值班", "capabilities": ["reply"]})
    assert "1 人将失去“冻结”权限" in preview.content.decode()
    night.refresh_from_db()
    assert Can.FREEZE in night.cans
    fields = {"name": "夜间值班", "capabilities": ["reply"], "seen": str(last_version(night))}
    assert client.post(address, fields).status_code == 302
    night.refresh_from_db()
    assert night.cans == {Can.VIEW, Can.REPLY}
    refused = client.post(reverse("accounts:role_new"), {"name": "总编辑", "capabilities": ["reply"], "note": "备注"})
    assert refused.status_code == 422 and "备注" in refused.content.decode()


@pytest.mark.parametrize("seen", ["", "²", "9" * 5000])
def test_a_version_that_is_none_was_not_seen(
    client_of: ClientOf, administrator: User, night: CustomRole, seen: str
) -> None:
    fields = {"name": "夜间值班", "capabilities": ["reply"], "seen": seen}
    answer = client_of(administrator).post(reverse("accounts:role_edit", args=[night.pk]), fields)
    assert answer.status_code in {200, 422} and "请重新查看影响" in answer.content.decode()
    night.refresh_from_db()
    assert Can.FREEZE in night.cans
