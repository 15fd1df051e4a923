"""I6: the nine management systems as live checks."""

import datetime as dt

from django.urls import reverse

from accounts.models import AccountKind, User, WeiboAccount
from core.dates import BEIJING
from publishing.models import Freeze, FreezeScope
from reports.governance import System, nine_systems
from tests.conftest import ClientOf

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=BEIJING)


def system(name: str) -> System:
    return next(found for found in nine_systems(now=NOW) if found.name == name)


def test_i6_there_are_nine_and_each_check_can_be_mended(db: None) -> None:
    systems = nine_systems(now=NOW)
    assert len(systems) == 9
    assert all(found.checks for found in systems)
    assert all(reverse(check.mend) for found in systems for check in found.checks)


def test_i6_an_account_without_owner_and_card_is_told(account: WeiboAccount, editor: User) -> None:
    assert not system("组织管理").ok
    assert not system("形象管理").ok
    other = WeiboAccount.objects.create(nickname="客服", kind=AccountKind.CUSTOMER_SERVICE, created_at=NOW)
    for one in (account, other):
        one.owner, one.deputy, one.persona = editor, editor, "细心的邻居"
        one.save()
    assert system("组织管理").ok
    assert system("形象管理").ok


def test_i6_a_live_freeze_is_told(editor: User) -> None:
    assert system("发布流程管理").ok
    Freeze.objects.create(scope=FreezeScope.ALL, reason="演练", started_at=NOW, started_by=editor)
    assert not system("发布流程管理").ok


def test_i6_the_page_shows_all_nine(manager: User, client_of: ClientOf) -> None:
    page = client_of(manager).get(reverse("reports:governance")).content.decode()
    assert all(found.name in page for found in nine_systems(now=NOW))
