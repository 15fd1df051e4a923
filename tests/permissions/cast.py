"""The people of the permission table, and one object of each sort, made once for the whole table."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from django.test import Client

from accounts.models import AccountGroup, Grant, User
from accounts.roles import Role
from campaigns.models import Campaign, CampaignKind, Purpose
from tests.conftest import AT, make_account, make_user
from tests.permissions.rows import EVERYONE

WHO = EVERYONE
Key = int | str | dt.date


@dataclass
class World:
    """Who asks, and what is asked for: keys of objects by name."""

    people: dict[str, User]
    objects: dict[str, Key] = field(default_factory=dict)
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)


MAKERS: list[Callable[[World], None]] = []
"""What other apps add to the world: each gets it and puts keys of its objects into `objects`."""


def maker(make: Callable[[World], None]) -> Callable[[World], None]:
    """Register a function that adds objects of an app to the world."""
    MAKERS.append(make)
    return make


def build_world() -> World:
    """People of every role, the account of the rows, and another account that only the colleague may touch."""
    account, other = make_account("山岚家居", "5501000001"), make_account("山岚厨房", "5501000002")
    roles = {
        "customer_editor": Role.CUSTOMER_EDITOR,
        "editor": Role.RESPONSIBLE_EDITOR,
        "approver": Role.CHIEF_EDITOR,
        "manager": Role.MANAGER,
        "administrator": Role.ADMINISTRATOR,
    }
    people = {who: make_user(who, role) for who, role in roles.items()}
    people["stranger"] = make_user("stranger")
    people["colleague"] = make_user("colleague", Role.CHIEF_EDITOR, account=other)
    target = make_user("target", Role.PICTURE_EDITOR)
    world = World(people)
    world.objects |= {
        "uid": "1",
        "key": "nonsense",
        "nonsense": "nonsense",
        "account": account.pk,
        "other_account": other.pk,
        "group": AccountGroup.objects.create(name="集团").pk,
        "target": target.pk,
        "grant": Grant.objects.get(user=target).pk,
        "campaign": Campaign.objects.create(
            name="活动",
            kind=CampaignKind.VOTE,
            purpose=Purpose.BRAND,
            audience="粉丝",
            target_entries=10,
            starts_at=AT,
            ends_at=AT.replace(day=30),
            created_at=AT,
        ).pk,
    }
    for make in MAKERS:
        make(world)
    world.cookies = {who: sign_in(user) for who, user in people.items()}
    return world


def sign_in(user: User) -> dict[str, str]:
    """The cookies of a browser in which that person is signed in."""
    client = Client()
    client.force_login(user)
    return {name: morsel.value for name, morsel in client.cookies.items()}
