"""The first page by role: what waits for a decision, and how we are doing (I2, I6)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.access import rights_of
from accounts.models import User, WeiboAccount
from core.audit import SYSTEM
from core.dates import local_day, week_of
from reports.models import DailyRollup, Dimension, GovernanceReading, GovernedSystem, Remark, Report, SystemOwner
from reports.services import compile_report
from tests.conftest import ClientOf
from weibo_ops.queries.decisions import decisions
from weibo_ops.queries.doing import doing
from weibo_ops.queries.workbench import Reach


def reach(user: User) -> Reach:
    return Reach(user, rights_of(user), timezone.now())


def lines(user: User) -> list[str]:
    return [line.text for line in decisions(reach(user)).lines]


@pytest.fixture
def report(account: WeiboAccount) -> Report:
    now = timezone.now()
    return compile_report(period=week_of(local_day(now) - dt.timedelta(days=7)), by=SYSTEM, at=now)


def test_i5_a_manager_signs_and_an_editor_answers(manager: User, editor: User, report: Report) -> None:
    Remark.objects.create(report=report, author=manager, text="为什么", is_question=True, created_at=timezone.now())
    assert lines(manager) == ["1 份报告等您签阅"]
    assert "1 份报告等您签阅" not in lines(editor)
    report.signed_at = timezone.now()
    report.save()
    assert lines(manager) == []


def test_i6_an_owner_sees_what_is_wanting_in_his_systems(manager: User, editor: User) -> None:
    today = local_day(timezone.now())
    for key, found in (("k5-waiting", 3), ("k5-frozen", 0), ("k5-trouble", 1)):
        GovernanceReading.objects.create(day=today, key=key, found=found, system=GovernedSystem.PUBLISHING)
    SystemOwner.objects.create(system=GovernedSystem.PUBLISHING, person=manager, set_at=timezone.now())
    assert lines(manager) == ["我负责的管理体系有 2 项检查不正常"]
    assert lines(editor) == []


def test_i3_seven_days_stand_beside_their_base_for_who_reads_reports(
    manager: User, account: WeiboAccount, client_of: ClientOf
) -> None:
    today = local_day(timezone.now())
    assert doing(reach(manager)) == []
    for back in range(1, 36):
        for dimension, key in ((Dimension.MATRIX, 0), (Dimension.ACCOUNT, account.pk)):
            DailyRollup.objects.create(
                day=today - dt.timedelta(days=back), dimension=dimension, key=key, posts=2 if back <= 7 else 1, likes=5
            )
    posts, interactions, _growth, _answer = doing(reach(manager))
    assert (posts.value, interactions.value) == (14, 35)
    assert posts.comparison is not None and posts.comparison.base is not None and posts.comparison.base.median == 7
    page = client_of(manager).get(reverse("workbench")).content.decode()
    assert "近七天做得怎样" in page


def test_the_first_page_costs_the_same_for_many(manager: User, account: WeiboAccount, client_of: ClientOf) -> None:
    client = client_of(manager)
    client.get(reverse("workbench"))
    with CaptureQueriesContext(connection) as before:
        client.get(reverse("workbench"))
    for n in range(20):
        WeiboAccount.objects.create(nickname=f"分店 {n}", kind="region", created_at=timezone.now())
    with CaptureQueriesContext(connection) as after:
        client.get(reverse("workbench"))
    assert len(after) == len(before)
