"""People whose grants are not simply there: by a group above, beside or below, ended, taken back, left, new."""

import datetime as dt

from django.utils import timezone

from accounts.models import AccountGroup, Grant, User, WeiboAccount
from accounts.roles import Role
from tests.conftest import make_user
from tests.permissions.cast import World, build_world, sign_in
from tests.permissions.relays import FELLOW
from tests.permissions.rows import IN, Row

EXTRA = ("group_chief", "sibling", "below", "expired", "revoked", "leaver", "newcomer")
SIGN_IN = ("account_", "mfa_", "single_", "invitation", "accounts:oauth_revoked", "engagement:fans_callback",
           "health", "metrics", "language", "calendar:feed", "calendar:shared", "content:outside",
           "campaigns:draw_public", "campaigns:draw_file", "campaigns:claim")  # fmt: skip
"""Pages that a newcomer may open before he has chosen a password."""


def build_grants() -> World:
    """The world of the table; its account stands two groups deep."""
    world = build_world()
    top = AccountGroup.objects.create(name="华东")
    middle = AccountGroup.objects.create(name="华东品牌", parent=top)
    low = AccountGroup.objects.create(name="华东品牌门店", parent=middle)
    WeiboAccount.objects.filter(pk=int(str(world.objects["account"]))).update(group=middle)
    WeiboAccount.objects.filter(pk=int(str(world.objects["other_account"]))).update(group=low)
    WeiboAccount.objects.filter(nickname=FELLOW).update(group=middle)  # the other account of the relay
    sibling = AccountGroup.objects.create(name="华南")
    now = timezone.now()
    people = {name: make_user(name) for name in EXTRA}
    _grant(people["group_chief"], Role.CHIEF_EDITOR, group=top)
    _grant(people["below"], Role.CHIEF_EDITOR, group=low)
    _grant(people["sibling"], Role.CHIEF_EDITOR, group=sibling)
    _grant(people["sibling"], Role.CHIEF_EDITOR, account_id=int(str(world.objects["other_account"])))
    _grant(people["expired"], Role.ADMINISTRATOR, ends_at=now - dt.timedelta(seconds=1))
    _grant(people["revoked"], Role.ADMINISTRATOR, revoked_at=now - dt.timedelta(seconds=1))
    _grant(people["leaver"], Role.ADMINISTRATOR)
    _grant(people["newcomer"], Role.ADMINISTRATOR)
    world.people |= people
    world.cookies |= {name: sign_in(user) for name, user in people.items()}
    User.objects.filter(pk=people["leaver"].pk).update(is_active=False)
    User.objects.filter(pk=people["newcomer"].pk).update(must_change_password=True)
    return world


def _grant(user: User, role: Role, **fields: object) -> None:
    values = {"given_at": timezone.now() - dt.timedelta(days=30), **fields}
    Grant.objects.create(user=user, role=role, **values)


def expected(row: Row, who: str) -> tuple[int, ...]:
    """What is right for one of these people, worked out from the answers that the table gives to the plain ones."""
    if who == "leaver":
        return row.expected("anonymous")
    if who in {"expired", "revoked"}:
        return row.expected("stranger")
    if who == "newcomer":
        return (*row.expected("administrator"), IN) if row.url.startswith(SIGN_IN) else (IN,)
    if who in {"sibling", "below"}:
        return row.expected("colleague")
    return _of_group_chief(row) if who == "group_chief" else row.expected(who)


def _of_group_chief(row: Row) -> tuple[int, ...]:
    """As an approver of the whole matrix where the row is about the account; as the colleague of another account where
    it is about the whole."""
    approver, colleague = row.expected("approver"), row.expected("colleague")
    if "passage_comment" in row.args:  # only who said it takes it back
        return (403,)
    if "post_import" in row.args:  # others' imports are for people of the whole matrix
        return (403, 404)
    if "freeze" in row.args or "stay_rule" in row.args:  # of the account
        return approver
    if "reply" in row.args:  # also asks for an assessment (A7), which the group's chief has not got
        return (403, *approver)
    if min(approver) >= 400:
        return (403, 404, *approver)
    if min(colleague) < 400:
        return (*approver, *colleague)
    return approver if colleague == (404,) else (403, 404)
