"""Rights end when they say (A8), assessments as well (A7); who should know is told in time, once."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Assessment, Grant, User, WeiboAccount
from accounts.queries import is_assessed
from accounts.roles import Role
from accounts.services import (
    AssessmentInput,
    GrantInput,
    assess,
    change_grant_end,
    give_grant,
    remind_of_ending_assessments,
    remind_of_ending_grants,
    renew_grant,
    withdraw_assessment,
)
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry, Notice
from tests.conftest import AT, ClientOf, make_assessment, make_user

DAY = dt.timedelta(days=1)


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now()


@pytest.fixture
def ending(administrator: User, stranger: User, account: WeiboAccount, now: dt.datetime) -> Grant:
    """A right for 20 days."""
    values = GrantInput(stranger, Role.MANAGER, account=account, ends_at=now + 20 * DAY)
    return give_grant(grant=values, by=administrator, at=now)


def told(user: User) -> list[str]:
    return list(Notice.objects.filter(user_id=user.pk, settled_at=None).order_by("pk").values_list("key", flat=True))


def test_a8_seven_days_and_one_day_before(
    ending: Grant, stranger: User, administrator: User, editor: User, account: WeiboAccount, now: dt.datetime
) -> None:
    local = make_user("分店管理员", Role.ADMINISTRATOR, account=account)
    assert remind_of_ending_grants(now=now + 12 * DAY) == 0
    assert remind_of_ending_grants(now=now + 13 * DAY) == 3
    assert remind_of_ending_grants(now=now + 14 * DAY) == 0
    assert remind_of_ending_grants(now=now + 19 * DAY) == 3
    for person in (stranger, administrator, local):
        assert [key.split(":")[2] for key in told(person)] == ["7d", "1d"]
    assert told(editor) == []
    notice = Notice.objects.filter(user_id=stranger.pk).first()
    assert notice is not None and notice.mail_due_at and "您的“管理者”权限（山岚家居）将于" in notice.sentence
    assert remind_of_ending_grants(now=now + 20 * DAY) == 0


def test_a8_a_short_right_is_not_told_of_at_once(
    administrator: User, stranger: User, account: WeiboAccount, now: dt.datetime
) -> None:
    values = GrantInput(stranger, Role.MANAGER, account=account, ends_at=now + 3 * DAY)
    give_grant(grant=values, by=administrator, at=now)
    assert remind_of_ending_grants(now=now) == 0
    assert remind_of_ending_grants(now=now + 2 * DAY) == 2


def test_a8_renewed_in_one_click_and_off_the_list(
    client_of: ClientOf, ending: Grant, stranger: User, administrator: User, now: dt.datetime
) -> None:
    remind_of_ending_grants(now=now + 14 * DAY)
    assert client_of(administrator).post(reverse("accounts:grant_renew", args=[ending.pk])).status_code == 302
    ending.refresh_from_db()
    assert ending.ends_at == now + 110 * DAY and told(stranger) == []
    entry = AuditEntry.objects.get(code="accounts.grant.prolonged")
    assert entry.before["ends_at"] != entry.after["ends_at"]


def test_a8_an_end_is_moved_only_by_whom_and_where_it_may(
    ending: Grant, administrator: User, editor: User, now: dt.datetime
) -> None:
    with pytest.raises(UserError, match="晚于现在"):
        change_grant_end(grant=ending, ends_at=now - DAY, by=administrator, at=now)
    with pytest.raises(Forbidden):
        renew_grant(grant=ending, by=editor, at=now)
    assert change_grant_end(grant=ending, ends_at=None, by=administrator, at=now).ends_at is None
    ending.refresh_from_db()
    with pytest.raises(UserError, match="长期有效"):
        renew_grant(grant=ending, by=administrator, at=now)
    own = administrator.grants.get()
    with pytest.raises(UserError, match="至少要保留一位"):
        change_grant_end(grant=own, ends_at=now + DAY, by=administrator, at=now)
    make_user("第二位", Role.ADMINISTRATOR)
    limited = change_grant_end(grant=own, ends_at=now + DAY, by=administrator, at=now)
    with pytest.raises(UserError, match="不能给自己"):
        renew_grant(grant=limited, by=administrator, at=now)
    Grant.objects.filter(pk=ending.pk).update(revoked_at=now)
    with pytest.raises(Conflict):
        change_grant_end(grant=ending, ends_at=now + DAY, by=administrator, at=now)


def test_a8_the_page_moves_an_end(client_of: ClientOf, ending: Grant, administrator: User) -> None:
    client, address = client_of(administrator), reverse("accounts:grant_end", args=[ending.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"ends_on": "2001-01-01", "reason": "写错"}).status_code == 422
    assert client.post(address, {"ends_on": "2030-01-31", "reason": "项目延长"}).status_code == 302
    ending.refresh_from_db()
    assert ending.ends_at is not None and ending.ends_at.isoformat() == "2030-01-31T16:00:00+00:00"


def test_a7_it_is_made_by_another_for_a_time(administrator: User, stranger: User, now: dt.datetime) -> None:
    good = AssessmentInput(valid_until=now + 365 * DAY, skills={"data": 4}, pledged=True, passed=True, note="稳")
    row = assess(user=stranger, values=good, by=administrator, at=now)
    assert is_assessed(stranger.pk, at=now) and not is_assessed(stranger.pk, at=row.valid_until)
    with pytest.raises(Forbidden, match="不能评定自己"):
        assess(user=administrator, values=good, by=administrator, at=now)
    assess(user=stranger, values=AssessmentInput(valid_until=now + DAY), by=administrator, at=now)
    assert not is_assessed(stranger.pk, at=now)  # the last word counts
    row.refresh_from_db()
    assert row.withdrawn_by == administrator and Assessment.objects.filter(user=stranger).count() == 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"pledged": False}, "pledged"),
        ({"temperament": "hasty"}, "temperament"),
        ({"valid_until": AT - 900 * DAY}, "valid_on"),
        ({"valid_until": AT + 900 * DAY}, "valid_on"),
        ({"skills": {"data": 6}}, ""),
    ],
)
def test_a7_what_makes_no_assessment(
    administrator: User, stranger: User, changed: dict[str, object], field: str
) -> None:
    values = {"valid_until": AT + 300 * DAY, "pledged": True, "passed": True} | changed
    with pytest.raises(UserError) as refused:
        assess(user=stranger, values=AssessmentInput(**values), by=administrator, at=AT)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a7_it_is_withdrawn_with_a_reason(administrator: User, editor: User, approver: User, now: dt.datetime) -> None:
    row = editor.assessments.get()
    with pytest.raises(Forbidden):
        withdraw_assessment(assessment=row, reason="x", by=approver, at=now)
    with pytest.raises(UserError, match="写明理由"):
        withdraw_assessment(assessment=row, reason=" ", by=administrator, at=now)
    withdraw_assessment(assessment=row, reason="违反承诺", by=administrator, at=now)
    assert not is_assessed(editor.pk, at=now)
    with pytest.raises(Conflict):
        withdraw_assessment(assessment=row, reason="再次", by=administrator, at=now)


def test_a7_thirty_and_seven_days_before(administrator: User, stranger: User, now: dt.datetime) -> None:
    make_assessment(stranger)
    Assessment.objects.filter(user=stranger).update(valid_until=now + 60 * DAY)
    assert remind_of_ending_assessments(now=now + 29 * DAY) == 0
    assert remind_of_ending_assessments(now=now + 30 * DAY) == 2
    assert remind_of_ending_assessments(now=now + 53 * DAY) == 2
    assert [key.split(":")[2] for key in told(stranger)] == ["30d", "7d"]
    good = AssessmentInput(valid_until=now + 400 * DAY, pledged=True, passed=True)
    assess(user=stranger, values=good, by=administrator, at=now + 53 * DAY)
    assert told(stranger) == [] and remind_of_ending_assessments(now=now + 54 * DAY) == 0


def test_a7_the_page_keeps_what_was_typed(client_of: ClientOf, administrator: User, stranger: User) -> None:
    client, address = client_of(administrator), reverse("accounts:assessment_new", args=[stranger.pk])
    fields = {"temperament": "steady", "valid_on": "2027-10-01", "passed": "on", "note": "面谈两次", "skill_data": "4"}
    refused = client.post(address, fields)
    assert (
        refused.status_code == 422 and "面谈两次" in refused.content.decode() and "政治中立" in refused.content.decode()
    )
    assert client.post(address, fields | {"pledged": "on"}).status_code == 302
    assert Assessment.objects.get(user=stranger).skills == {"data": 4}
    own = client.get(reverse("accounts:assessment_new", args=[administrator.pk])).content.decode()
    assert "不能评定自己" in own
