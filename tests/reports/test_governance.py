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
    assert {"1 个账号没有负责人", "1 个账号没有填写定位卡"} <= wanting()
    other = WeiboAccount.objects.create(nickname="客服", kind=AccountKind.CUSTOMER_SERVICE, created_at=NOW)
    for one in (account, other):
        one.owner, one.deputy, one.persona = editor, editor, "细心的邻居"
        one.save()
    assert not any("负责人" in text or "定位卡" in text for text in wanting())


def wanting() -> set[str]:
    """What is not in order."""
    return {check.text for found in nine_systems(now=NOW) for check in found.checks if not check.ok}


def test_a5_the_matrix_is_audited_with_links_that_mend(editor: User, account: WeiboAccount) -> None:
    staff = WeiboAccount.objects.create(
        nickname="<b>小梁</b>", kind=AccountKind.EMPLOYEE, verified_type=0, owner=editor, created_at=NOW
    )
    checks = {check.text: check for found in nine_systems(now=NOW) for check in found.checks}
    casual = checks["1 个员工类账号已认证但没有经过同意的申请"]
    assert not casual.ok and casual.details[0].url == reverse("accounts:account_verification", args=[staff.pk])
    unbacked = checks["1 个账号没有替补负责人"]
    assert unbacked.details[0].url == reverse("accounts:account_edit", args=[staff.pk])
    assert not checks["没有一个领导人账号（或其代言账号）已认证"].ok
    leader = WeiboAccount.objects.create(nickname="创始人", kind=AccountKind.LEADER, created_at=NOW, second=account)
    assert f"{leader.nickname}" in {d.text for c in system("组织管理").checks for d in c.details}
    account.verified_type = 2
    account.save()
    assert "有领导人账号（或其代言账号）已认证" in {check.text for check in system("组织管理").checks}


def test_a4_missing_papers_and_poor_profiles_are_told(account: WeiboAccount) -> None:
    texts = {check.text for check in system("形象管理").checks if not check.ok}
    assert "1 个账号的认证材料缺少、过期或即将到期" in texts
    assert "资料完整度平均 0 分，1 个账号低于 60 分" in texts


def test_i6_a_live_freeze_is_told(editor: User) -> None:
    assert system("发布流程管理").ok
    Freeze.objects.create(scope=FreezeScope.ALL, reason="演练", started_at=NOW, started_by=editor)
    assert not system("发布流程管理").ok


def test_i6_the_page_shows_all_nine(manager: User, client_of: ClientOf) -> None:
    page = client_of(manager).get(reverse("reports:governance")).content.decode()
    assert all(found.name in page for found in nine_systems(now=NOW))
