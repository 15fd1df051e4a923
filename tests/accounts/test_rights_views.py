"""A8: who may do what where, why, and what changed; on paper as well."""

import csv
import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountGroup, CustomRole, Grant, RoleVersion, User, WeiboAccount
from accounts.queries.rights_changes import Turn, rights_changes
from accounts.queries.rights_why import why
from accounts.roles import Can, Role
from accounts.services import GrantInput, RoleInput, change_role, create_role, give_grant, last_version, revoke_grant
from tests.conftest import ClientOf, make_account, make_user

DAY = dt.timedelta(days=1)


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now()


def lines_of(response: object) -> list[list[str]]:
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    return list(csv.reader(content.decode("utf-8-sig").splitlines()))


def test_a8_the_grid_says_by_which_roles(
    client_of: ClientOf, administrator: User, editor: User, account: WeiboAccount, other_account: WeiboAccount
) -> None:
    now = timezone.now()
    top = AccountGroup.objects.create(name="集团")
    WeiboAccount.objects.filter(pk=account.pk).update(group=AccountGroup.objects.create(name="品牌", parent=top))
    person = make_user("小周", Role.PICTURE_EDITOR, account=other_account)
    Grant.objects.create(user=person, role=Role.CUSTOMER_EDITOR, group=top, given_at=now)
    address = reverse("accounts:rights_who")
    page = client_of(administrator).get(address + "?q=colleague").content.decode()
    why_here = f"?person={person.pk}&amp;account={account.pk}"
    why_there = f"?person={person.pk}&amp;account={other_account.pk}"
    assert f'right-group" href="{reverse("accounts:rights_why")}{why_here}">客服编辑' in page
    assert f'right-own" href="{reverse("accounts:rights_why")}{why_there}">图片编辑' in page
    assert f'right-group" href="{reverse("accounts:rights_why")}{why_there}' not in page
    only = client_of(administrator).get(address + f"?can=reply&account={account.pk}").content.decode()
    assert "客服编辑" in only and ">图片编辑</a>" not in only and "山岚厨房</a></th>" not in only
    assert "没有符合条件的权限" in client_of(administrator).get(address + "?q=nobody").content.decode()


def test_a8_it_costs_the_same_for_few_and_many(client_of: ClientOf, administrator: User) -> None:
    def cost() -> int:
        client = client_of(administrator)
        client.get(reverse("accounts:rights_who"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse("accounts:rights_who")).status_code == 200
        return len(queries)

    make_account("第一号", "1")
    few = cost()
    for number in range(20):
        account = make_account(f"账号{number}", f"9{number}")
        make_user(f"同事{number}", Role.CUSTOMER_EDITOR, account=account)
    assert cost() == few


def test_a8_a_local_administrator_sees_only_his_accounts(
    client_of: ClientOf, account: WeiboAccount, other_account: WeiboAccount
) -> None:
    local = make_user("分店管理员", Role.ADMINISTRATOR, account=other_account)
    client = client_of(local)
    page = client.get(reverse("accounts:rights_who")).content.decode()
    assert "山岚厨房" in page and "山岚家居" not in page
    ask = reverse("accounts:rights_why") + f"?person={local.pk}&account="
    assert client.get(f"{ask}{other_account.pk}").status_code == 200
    assert client.get(f"{ask}{account.pk}").status_code == 404
    assert client.get(reverse("accounts:rights_why")).status_code == 404
    assert {line[2] for line in lines_of(client.get(reverse("accounts:rights_who_csv")))[1:]} == {"山岚厨房"}


def test_a8_why_in_a_sentence(administrator: User, stranger: User, account: WeiboAccount, now: dt.datetime) -> None:
    assert why(stranger, account, Can.WRITE, at=now).reasons == ["没有任何授权到达这个账号。"]
    values = GrantInput(stranger, Role.CUSTOMER_EDITOR, account=account, reason="代班", ends_at=now + DAY)
    grant = give_grant(grant=values, by=administrator, at=now)
    answer = why(stranger, account, Can.REPLY, at=now)
    assert answer.may and "管理员 授予“客服编辑”（直接授予），理由：代班" in answer.reasons[0]
    assert "另一位已评定的同事批准" in answer.reasons[-1]  # A7 is part of the truth
    no = why(stranger, account, Can.WRITE, at=now)
    assert not no.may and no.reasons == ["有“客服编辑”（直接授予），但这个角色不含“写作”。"]
    revoke_grant(grant=grant, by=administrator, at=now)
    assert "被 管理员 收回" in why(stranger, account, Can.REPLY, at=now).reasons[0]
    Grant.objects.filter(pk=grant.pk).update(revoked_at=None)
    assert "到期" in why(stranger, account, Can.REPLY, at=now + DAY).reasons[0]
    User.objects.filter(pk=stranger.pk).update(is_active=False)
    stranger.refresh_from_db()
    assert "没有启用" in why(stranger, account, Can.REPLY, at=now).answer


def test_a8_two_days_are_compared(administrator: User, account: WeiboAccount, now: dt.datetime) -> None:
    administrator.grants.update(given_at=now - 90 * DAY)
    gained, lost, passed, ran_out = (make_user(name) for name in ("新人", "调走", "临时", "到期"))

    def grant(user: User, given: int, *, revoked: int | None = None, ends: int | None = None) -> None:
        Grant.objects.create(
            user=user, role=Role.MANAGER, account=account, given_by=administrator, given_at=now - given * DAY,
            revoked_at=None if revoked is None else now - revoked * DAY, revoked_by=administrator,
            ends_at=None if ends is None else now - ends * DAY,
        )  # fmt: skip

    grant(gained, 3)
    grant(lost, 60, revoked=2)
    grant(passed, 9, revoked=8)
    grant(ran_out, 60, ends=5)
    changes = rights_changes(administrator, start=now - 30 * DAY, end=now)
    assert [(c.turn, str(c.grant.user)) for c in changes.rights] == [
        (Turn.LOST, "调走"),
        (Turn.GAINED, "新人"),
        (Turn.LOST, "到期"),
        (Turn.PASSED, "临时"),
    ]
    assert changes.rights[0].why == "管理员 收回。" and changes.rights[2].why == "到期。"
    assert (changes.before, changes.after) == (3, 2)
    # the past stays what it was, whatever happens later
    then = rights_changes(administrator, start=now - 30 * DAY, end=now - 4 * DAY)
    assert {str(c.grant.user) for c in then.rights} == {"到期", "临时"}


def test_a8_a_changed_role_is_part_of_the_comparison(administrator: User, now: dt.datetime) -> None:
    role = create_role(values=RoleInput("值班", frozenset({Can.REPLY})), by=administrator, at=now - 40 * DAY)
    wanted = RoleInput("值班", frozenset({Can.MONITOR}))
    change_role(role=role, values=wanted, seen=last_version(role), by=administrator, at=now - DAY)
    found = rights_changes(administrator, start=now - 30 * DAY, end=now).roles
    assert [(c.name, c.added, c.taken) for c in found] == [("值班", ["监测"], ["回复"])]
    assert RoleVersion.objects.count() == 2 and CustomRole.objects.get().slug.startswith("own-")


def test_a8_the_files_neutralise_formulas(
    client_of: ClientOf, administrator: User, account: WeiboAccount, now: dt.datetime
) -> None:
    person = make_user("=cmd|' /C calc'!A0")
    give_grant(grant=GrantInput(person, Role.MANAGER, account=account, reason="+1"), by=administrator, at=now - DAY)
    client = client_of(administrator)
    lines = lines_of(client.get(reverse("accounts:rights_who_csv")))
    line = next(line for line in lines if "cmd" in line[0])
    assert line[0].startswith("'=") and line[2] == "山岚家居" and line[3] == "管理者" and "看报表" in line[4]
    assert line[5] == "直接授予" and line[-1] == "'+1"
    changed = lines_of(client.get(reverse("accounts:rights_changed_csv")))
    assert any(line[1] == "得到" and line[2].startswith("'=") for line in changed)


@pytest.mark.parametrize("query", ["?since=nonsense", "?since=2026-02-01&until=2026-01-01", "?since=0001-01-01"])
def test_a8_days_that_are_none_are_one_sentence(client_of: ClientOf, administrator: User, query: str) -> None:
    answer = client_of(administrator).get(reverse("accounts:rights_changed") + query)
    assert answer.status_code == 422 and "日期" in answer.content.decode()
