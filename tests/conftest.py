"""People and accounts for every test: an editor, an approver, a manager, a stranger …

Nobody here has a usable password: `client_of` signs in without one, so that no test pays for hashing.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connections
from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client, override_settings
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker, Settings

from accounts.models import (
    AccountKind,
    AccountState,
    Assessment,
    Channel,
    Grant,
    Temperament,
    Token,
    User,
    WeiboAccount,
)
from accounts.roles import Role
from accounts.secrets import seal
from core.dates import BEIJING
from tests import shipped_data
from tests.flushing import flush_again
from tests.template_database import TemplateDatabase

hypothesis_settings.register_profile(
    "repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("repeatable")
"""A change is judged by the same examples every time, however slow the machine is; new ones are looked for by
`script/test --hypothesis-profile=default`."""

AT = dt.datetime(2026, 11, 23, 9, 0, tzinfo=BEIJING)
"""A Monday morning."""

ClientOf = Callable[[User], Client]


@pytest.fixture(autouse=True, scope="session")
def _static_files_as_they_lie() -> Iterator[None]:
    """Pages find their static files without `collectstatic`; WhiteNoise wants at least an empty folder."""
    Path(django_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**django_settings.STORAGES, "staticfiles": plain}):
        yield


@pytest.fixture(autouse=True)
def _cheap_passwords(settings: Settings) -> None:
    """Argon2 is slow on purpose; tests that sign in with a password use a fast hash."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def template_database(django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker) -> TemplateDatabase:
    template = TemplateDatabase()
    template.use()
    return template


@pytest.fixture(scope="session")
def django_db_setup(
    template_database: TemplateDatabase, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Shipped data comes back fast, and on the connections too that Playwright's loop makes Django open."""
    with django_db_blocker.unblock():
        template_database.keep()
        shipped_data.keep()
    BaseDatabaseCreation.deserialize_db_from_string = shipped_data.put_back  # type: ignore[assignment]
    BaseDatabaseOperations.execute_sql_flush = flush_again  # type: ignore[assignment]
    type(connections["default"])._test_serialized_contents = ""  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _shipped_data_comes_back(django_db_serialized_rollback: None) -> None:
    """Tests with real transactions empty every table; what migrations shipped is put back before the next one."""


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """What one test cached must not be seen by the next."""
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    """The language that a page of one test was asked for must not be the next one's."""
    yield
    translation.deactivate()


def make_user(
    name: str, role: Role | None = None, *, account: WeiboAccount | None = None, assessed: bool = True
) -> User:
    """A colleague, assessed, with one grant: for `account`, or the whole matrix; without `role` a stranger."""
    local = name if name.isascii() else f"colleague-{User.objects.count() + 1}"
    user = User(email=f"{local}@example.com", name=name)
    user.set_unusable_password()
    user.save()
    if role is not None:
        Grant.objects.create(user=user, role=role, account=account, given_at=AT)
        if assessed:
            make_assessment(user)
    return user


def make_assessment(user: User) -> Assessment:
    """A7: this person may write and answer on his own, in every year of the tests."""
    return Assessment.objects.create(
        user=user,
        temperament=Temperament.STEADY,
        pledged=True,
        passed=True,
        assessed_at=AT - dt.timedelta(days=300),
        valid_until=AT + dt.timedelta(days=20000),
    )


def make_account(nickname: str, uid: str, *, kind: AccountKind = AccountKind.OFFICIAL) -> WeiboAccount:
    """A connected account with a live token (`token-<uid>`)."""
    account = WeiboAccount.objects.create(
        nickname=nickname, uid=uid, kind=kind, state=AccountState.CONNECTED, channel=Channel.SHARE, created_at=AT
    )
    Token.objects.create(
        account=account,
        app=Channel.SHARE,
        ciphertext=seal(f"token-{uid}"),
        obtained_at=AT,
        expires_at=AT + dt.timedelta(days=30),
    )
    return account


@pytest.fixture
def at() -> dt.datetime:
    """Monday 2026-11-23 09:00 in Beijing."""
    return AT


@pytest.fixture
def administrator(db: None) -> User:
    return make_user("管理员", Role.ADMINISTRATOR)


@pytest.fixture
def approver(db: None) -> User:
    """A chief editor of the whole matrix."""
    return make_user("总编辑", Role.CHIEF_EDITOR)


@pytest.fixture
def editor(db: None) -> User:
    """A responsible editor of the whole matrix."""
    return make_user("责任编辑", Role.RESPONSIBLE_EDITOR)


@pytest.fixture
def unassessed_editor(db: None) -> User:
    """A responsible editor without a valid assessment (A7)."""
    return make_user("新来的编辑", Role.RESPONSIBLE_EDITOR, assessed=False)


@pytest.fixture
def customer_editor(db: None) -> User:
    return make_user("客服编辑", Role.CUSTOMER_EDITOR)


@pytest.fixture
def manager(db: None) -> User:
    """Reads reports, may freeze."""
    return make_user("管理者", Role.MANAGER)


@pytest.fixture
def stranger(db: None) -> User:
    """May sign in, has no grant."""
    return make_user("陌生人")


@pytest.fixture
def colleague(db: None, other_account: WeiboAccount) -> User:
    """A chief editor of `other_account` only."""
    return make_user("别处的总编辑", Role.CHIEF_EDITOR, account=other_account)


@pytest.fixture
def account(db: None) -> WeiboAccount:
    return make_account("山岚家居", "5501000001")


@pytest.fixture
def other_account(db: None) -> WeiboAccount:
    return make_account("山岚厨房", "5501000002", kind=AccountKind.BRAND)


@pytest.fixture
def client_of() -> ClientOf:
    """A browser in which that person is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
