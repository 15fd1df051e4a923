"""A5: leaders should be verified, ordinary staff not casually; requests are decided by somebody else, with a reason."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AccountKind, RequestState, User, VerificationRequest, WeiboAccount
from accounts.queries import audit_findings, personally_verified
from accounts.rules.verification import AccountFacts, Concern, audit, concerns_of
from accounts.services import VerificationInput, ask_for_verification, decide_verification
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry, Notice
from tests.accounts.hostile import HOSTILE, shown_as_text
from tests.conftest import AT, ClientOf, make_account

facts = st.builds(
    AccountFacts,
    pk=st.integers(1, 9),
    kind=st.sampled_from(AccountKind.values),
    verified=st.none() | st.booleans(),
    second_verified=st.none() | st.booleans(),
    approved=st.booleans(),
    has_owner=st.booleans(),
    has_deputy=st.booleans(),
)


@given(st.lists(facts, max_size=6))
def test_a5_the_company_has_a_face_when_a_leader_or_his_second_is_verified(accounts: list[AccountFacts]) -> None:
    leaders = [account for account in accounts if account.kind == AccountKind.LEADER]
    shown = any(leader.verified or leader.second_verified for leader in leaders)
    found = [finding.concern for finding in audit(accounts)]
    assert (Concern.NO_FACE in found) == (bool(accounts) and not shown)


@given(facts)
def test_a5_a_granted_request_ends_the_concern(account: AccountFacts) -> None:
    told = Concern.CASUALLY_VERIFIED in concerns_of(account)
    personal = account.kind in {AccountKind.EMPLOYEE, AccountKind.EXPERT, AccountKind.FAN_CLUB}
    assert told == (personal and bool(account.verified) and not account.approved)


def employee(verified: int | None = 0) -> WeiboAccount:
    account = make_account("小梁", "77", kind=AccountKind.EMPLOYEE)
    WeiboAccount.objects.filter(pk=account.pk).update(verified_type=verified)
    account.refresh_from_db()
    return account


def asked_for(account: WeiboAccount, by: User) -> VerificationRequest:
    values = VerificationInput("小梁 设计师", "常回答专业问题")
    return ask_for_verification(account=account, values=values, by=by, at=AT)


def test_a5_an_employee_is_verified_by_a_request_that_somebody_else_grants(
    client_of: ClientOf, administrator: User, editor: User
) -> None:
    account = employee()
    assert Concern.CASUALLY_VERIFIED in {told.concern for told in audit_findings()}
    where = reverse("accounts:verification_ask", args=[account.pk])
    client_of(editor).post(where, {"holder": "小梁 设计师", "reason": "常回答专业问题"})
    asked = VerificationRequest.objects.get()
    assert Notice.objects.get(settled_at=None).user_id == administrator.pk
    decide = reverse("accounts:verification_decide", args=[account.pk, asked.pk, "approve"])
    page = client_of(administrator).get(reverse("accounts:account_verification", args=[account.pk])).content.decode()
    assert decide in page and "普通员工不要随意认证" in page
    assert client_of(editor).post(decide, {"reason": "好"}).status_code == 403
    assert client_of(administrator).post(decide, {"reason": " "}).status_code == 422
    assert client_of(administrator).post(decide, {"reason": "签了承诺书"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by, asked.decision) == ("approved", administrator, "签了承诺书")
    assert Concern.CASUALLY_VERIFIED not in {told.concern for told in audit_findings()}
    assert Notice.objects.get(settled_at=None).user_id == editor.pk
    assert client_of(administrator).post(decide, {"reason": "再来"}).status_code == 409


def test_a5_nobody_decides_his_own_request(administrator: User) -> None:
    asked = asked_for(employee(), administrator)
    with pytest.raises(Forbidden):
        decide_verification(asked=asked, approve=True, reason="我自己", by=administrator, at=AT)


def test_a5_one_request_at_a_time(editor: User) -> None:
    account = employee()
    asked_for(account, editor)
    with pytest.raises(Conflict):
        asked_for(account, editor)


def test_a5_a_request_is_withdrawn_by_who_asked(client_of: ClientOf, editor: User, approver: User) -> None:
    account = employee()
    asked = asked_for(account, editor)
    where = reverse("accounts:verification_decide", args=[account.pk, asked.pk, "withdraw"])
    assert client_of(approver).post(where).status_code == 403
    assert client_of(editor).post(where).status_code == 302
    asked.refresh_from_db()
    assert asked.state == RequestState.WITHDRAWN
    codes = list(AuditEntry.objects.order_by("pk").values_list("code", flat=True))
    assert codes == ["accounts.verification.asked", "accounts.verification.withdrawn"]


def test_a5_a_second_stands_in_for_a_leader(
    client_of: ClientOf, administrator: User, editor: User, account: WeiboAccount
) -> None:
    leader = make_account("创始人", "88", kind=AccountKind.LEADER)
    WeiboAccount.objects.filter(pk=account.pk).update(verified_type=2, owner=editor, deputy=administrator)
    found = {told.concern for told in audit_findings()}
    assert {Concern.NO_FACE, Concern.LEADER_UNVERIFIED, Concern.NO_OWNER} <= found
    where = reverse("accounts:account_second", args=[leader.pk])
    assert client_of(administrator).post(where, {"account": account.pk}).status_code == 302
    found = {told.concern for told in audit_findings()}
    assert Concern.NO_FACE not in found and Concern.LEADER_UNVERIFIED not in found
    page = client_of(editor).get(reverse("accounts:account_verification", args=[account.pk])).content.decode()
    assert "代替出面" in page and "创始人" in page
    assert client_of(administrator).post(where, {"account": leader.pk}).status_code == 422
    assert client_of(administrator).post(where, {"account": "x"}).status_code == 422
    unclear = client_of(administrator).post(where, {"account_typed": "没这个<b>"})
    assert unclear.status_code == 422 and "没有名为“没这个&lt;b&gt;”的账号" in unclear.text
    assert 'value="没这个&lt;b&gt;"' in unclear.text and "<details open>" in unclear.text, "nothing typed is lost"
    client_of(administrator).post(where, {"nobody": "1"})
    leader.refresh_from_db()
    assert leader.second is None
    client_of(administrator).post(where, {"account_typed": account.nickname})
    leader.refresh_from_db()
    assert leader.second == account, "works without JavaScript"


def test_a5_a_talent_badge_is_no_verification(db: None) -> None:
    employee(220)
    assert personally_verified() == []
    assert Concern.CASUALLY_VERIFIED not in {told.concern for told in audit_findings()}


def test_a5_only_a_leader_needs_a_second(
    administrator: User, account: WeiboAccount, other_account: WeiboAccount
) -> None:
    from accounts.services import name_second

    with pytest.raises(UserError):
        name_second(account=account, second=other_account, by=administrator, at=AT)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a5_what_people_write_stays_text(client_of: ClientOf, editor: User, hostile: str) -> None:
    account = employee()
    ask_for_verification(account=account, values=VerificationInput(hostile[:60], hostile), by=editor, at=AT)
    page = client_of(editor).get(reverse("accounts:account_verification", args=[account.pk]))
    assert shown_as_text(page, hostile)
    nul = client_of(editor).post(
        reverse("accounts:verification_ask", args=[account.pk]), {"holder": "a\x00", "reason": "b"}
    )
    assert nul.status_code == 422
