"""Colleagues: invited, changed, sent on their way (A8); the first administrator."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.access import rights_of
from accounts.models import Grant, User
from accounts.roles import Can, Role
from accounts.services import (
    Invitation,
    create_first_administrator,
    create_user,
    deactivate_user,
    readable_password,
    reset_password,
    update_user,
)
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry
from tests.conftest import ClientOf, make_user

NEW = Invitation("New@Example.com ", "新同事", "文案")


def sign_in(email: str, password: str) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": email, "password": password})
    return client


def test_a8_a_new_colleague_must_choose_a_password(administrator: User, at: dt.datetime) -> None:
    invited = create_user(invitation=NEW, by=administrator, at=at)
    assert invited.user.email == "new@example.com"
    assert invited.user.must_change_password
    client = sign_in("new@example.com", invited.password)
    assert client.get("/")["Location"] == reverse("account_change_password")
    entry = AuditEntry.objects.get(code="accounts.user.created")
    assert invited.password not in str(entry.after) and invited.password not in repr(invited)


def test_a_changed_password_opens_the_door(administrator: User, at: dt.datetime) -> None:
    invited = create_user(invitation=NEW, by=administrator, at=at)
    client = sign_in("new@example.com", invited.password)
    chosen = {"oldpassword": invited.password, "password1": "mu-lan-39-xyz", "password2": "mu-lan-39-xyz"}
    assert client.post(reverse("account_change_password"), chosen).status_code == 302
    invited.user.refresh_from_db()
    assert not invited.user.must_change_password


def test_an_address_is_taken_once_whatever_its_case(administrator: User, at: dt.datetime) -> None:
    create_user(invitation=NEW, by=administrator, at=at)
    with pytest.raises(UserError, match="已有账户") as error:
        create_user(invitation=Invitation("NEW@example.COM", "别人"), by=administrator, at=at)
    assert error.value.field == "email"


def test_the_page_shows_the_password_once(client_of: ClientOf, administrator: User) -> None:
    response = client_of(administrator).post(
        reverse("accounts:person_new"), {"name": "<b>新</b>", "email": "new@example.com"}
    )
    text = response.content.decode()
    password = text.split("<code>")[1].split("</code>")[0]
    user = User.objects.get(email="new@example.com")
    assert user.check_password(password)
    assert "&lt;b&gt;新" in text
    assert response["Cache-Control"] == "private, no-store"
    assert password not in client_of(administrator).get(reverse("accounts:person", args=[user.pk])).content.decode()


def test_the_form_keeps_what_was_typed(client_of: ClientOf, administrator: User, editor: User) -> None:
    response = client_of(administrator).post(reverse("accounts:person_new"), {"name": "王", "email": editor.email})
    assert response.status_code == 422
    assert "已有账户" in response.content.decode() and 'value="王"' in response.content.decode()


def test_only_who_manages_people_may(editor: User, stranger: User, at: dt.datetime) -> None:
    with pytest.raises(Forbidden):
        create_user(invitation=NEW, by=editor, at=at)
    with pytest.raises(Forbidden):
        update_user(user=stranger, name="x", job_title="", by=editor, at=at)
    with pytest.raises(Forbidden):
        deactivate_user(user=stranger, reason="", by=editor, at=at)
    with pytest.raises(Forbidden):
        reset_password(user=stranger, by=editor, at=at)


def test_a8_who_leaves_is_out_at_once(
    client_of: ClientOf, administrator: User, approver: User, at: dt.datetime
) -> None:
    client = client_of(approver)
    assert client.get("/matrix/").status_code == 200
    assert deactivate_user(user=approver, reason="离职", by=administrator, at=at) == 1
    assert client.get("/matrix/").status_code == 302
    assert not Grant.objects.filter(user=approver).in_force(at).exists()
    assert AuditEntry.objects.get(code="accounts.user.deactivated").reason == "离职"
    with pytest.raises(Conflict):
        deactivate_user(user=approver, reason="", by=administrator, at=at)


def test_a8_old_sessions_stay_dead_when_the_person_returns(
    client_of: ClientOf, administrator: User, approver: User, at: dt.datetime
) -> None:
    client = client_of(approver)
    deactivate_user(user=approver, reason="", by=administrator, at=at)
    invited = reset_password(user=approver, by=administrator, at=at)
    assert invited.user.is_active
    assert client.get("/matrix/").status_code == 302
    assert not rights_of(User.objects.get(pk=approver.pk)).may_somewhere(Can.VIEW)
    assert AuditEntry.objects.filter(code="accounts.user.returned").exists()


def test_a_new_password_ends_sessions(client_of: ClientOf, administrator: User, editor: User, at: dt.datetime) -> None:
    client = client_of(editor)
    reset_password(user=editor, by=administrator, at=at)
    assert client.get("/matrix/").status_code == 302


def test_a8_nobody_removes_himself_or_the_last_administrator(administrator: User, at: dt.datetime) -> None:
    with pytest.raises(UserError, match="不能停用自己的账户"):
        deactivate_user(user=administrator, reason="", by=administrator, at=at)
    second = make_user("第二位", Role.ADMINISTRATOR)
    Grant.objects.filter(user=second).update(ends_at=at + dt.timedelta(days=400))
    with pytest.raises(UserError, match="至少要保留一位"):
        deactivate_user(user=administrator, reason="", by=second, at=at)
    administrator.refresh_from_db()
    assert administrator.is_active


@pytest.mark.django_db
def test_the_first_administrator_is_made_once(at: dt.datetime) -> None:
    out = io.StringIO()
    call_command("first_admin", stdout=out)
    user = User.objects.get()
    assert user.email == "admin@weibo-ops.local" and user.must_change_password
    assert rights_of(user).may(Can.MANAGE_PEOPLE)
    password = next(word for word in out.getvalue().split() if user.check_password(word.split("：")[-1]))
    assert len(password.split("：")[-1].split("-")) == 4
    again = io.StringIO()
    call_command("first_admin", stdout=again)
    assert again.getvalue() == "" and User.objects.count() == 1
    assert create_first_administrator(email="x@example.com", name="x", at=at) is None


def test_passwords_can_be_read_aloud() -> None:
    made = {readable_password() for _ in range(200)}
    assert len(made) == 200
    assert not set("".join(made)) & set("0oO1lIi")
