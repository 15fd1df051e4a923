"""A8: a colleague is invited by a link that works once, for some days, and whose secret nobody keeps."""

import datetime as dt
import re
import threading

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.access import rights_of
from accounts.models import CustomRole, Grant, InvitationLink, User, WeiboAccount
from accounts.roles import Can, Role
from accounts.services import (
    Acceptance,
    GrantInput,
    Invitation,
    Sent,
    accept_invitation,
    deactivate_user,
    give_grant,
    invite,
    invite_again,
    reset_password,
    withdraw_invitation,
)
from core.errors import Conflict, Forbidden, UserError
from core.models import AuditEntry
from tests.conftest import ClientOf, make_user

NEW = Invitation("New@Example.com", "新同事", "文案")
GOOD = "correct-horse-9wqm"


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now()


def token_of(sent: Sent) -> str:
    return sent.address.rstrip("/").rsplit("/", 1)[1]


def accept(token: str, at: dt.datetime) -> User:
    return accept_invitation(token=token, acceptance=Acceptance("新同事", GOOD, "zh-hans"), at=at)


def fields(**changed: str) -> dict[str, str]:
    return {"name": "新同事", "language": "zh-hans", "password": GOOD, "again": GOOD} | changed


def test_a8_the_link_goes_by_mail_and_only_its_hash_stays(administrator: User, now: dt.datetime) -> None:
    sent = invite(invitation=NEW, by_mail=True, by=administrator, at=now)
    assert sent.mailed and len(mail.outbox) == 1 and mail.outbox[0].to == ["new@example.com"]
    assert sent.address in mail.outbox[0].body and "管理员" in mail.outbox[0].subject
    secret = token_of(sent).split(":")[0]
    link = InvitationLink.objects.get()
    assert secret not in str(vars(link)) and secret not in repr(sent)
    assert not AuditEntry.objects.filter(after__icontains=secret).exists()
    assert not link.user.is_active and not rights_of(link.user).may_somewhere(Can.VIEW)


def test_a8_rights_may_be_given_before_he_comes(administrator: User, account: WeiboAccount, now: dt.datetime) -> None:
    sent = invite(invitation=NEW, by_mail=False, by=administrator, at=now)
    assert not mail.outbox
    give_grant(grant=GrantInput(sent.invitation.user, Role.CUSTOMER_EDITOR, account=account), by=administrator, at=now)
    user = accept(token_of(sent), now)
    assert user.is_active and user.check_password(GOOD) and not user.must_change_password
    assert rights_of(user).may(Can.REPLY, account.pk)
    assert AuditEntry.objects.filter(code="accounts.invitation.accepted", actor_id=user.pk).exists()


def test_a8_a_link_works_once_and_not_for_ever(administrator: User, now: dt.datetime, settings: Settings) -> None:
    sent = invite(invitation=NEW, by_mail=False, by=administrator, at=now)
    late = now + dt.timedelta(days=settings.INVITATION_DAYS)
    with pytest.raises(UserError, match="已过期"):
        accept(token_of(sent), late)
    again = invite_again(user=sent.invitation.user, by_mail=False, by=administrator, at=late)
    with pytest.raises(UserError, match="无效，或已被新的邀请取代"):
        accept(token_of(sent), late)
    accept(token_of(again), late)
    with pytest.raises(UserError, match="已经用过"):
        accept(token_of(again), late)
    with pytest.raises(Conflict, match="已经可以登录"):
        invite_again(user=sent.invitation.user, by_mail=False, by=administrator, at=late)


def test_a8_it_is_withdrawn_with_the_rights_that_waited(administrator: User, now: dt.datetime) -> None:
    sent = invite(invitation=NEW, by_mail=False, by=administrator, at=now)
    give_grant(grant=GrantInput(sent.invitation.user, Role.MANAGER), by=administrator, at=now)
    withdraw_invitation(user=sent.invitation.user, by=administrator, at=now)
    with pytest.raises(UserError, match="已被撤回"):
        accept(token_of(sent), now)
    assert not Grant.objects.filter(user=sent.invitation.user).in_force(now).exists()
    with pytest.raises(Conflict):
        withdraw_invitation(user=sent.invitation.user, by=administrator, at=now)


def test_a8_a_password_or_leaving_closes_the_link(administrator: User, now: dt.datetime) -> None:
    sent = invite(invitation=NEW, by_mail=False, by=administrator, at=now)
    reset_password(user=sent.invitation.user, by=administrator, at=now)
    with pytest.raises(UserError, match="已被撤回"):
        accept(token_of(sent), now)
    deactivate_user(user=sent.invitation.user, reason="", by=administrator, at=now)
    back = invite_again(user=sent.invitation.user, by_mail=False, by=administrator, at=now)
    assert accept(token_of(back), now).is_active


def test_a8_nobody_invites_without_the_right_nor_takes_over_his_betters(
    administrator: User, editor: User, now: dt.datetime
) -> None:
    with pytest.raises(Forbidden):
        invite(invitation=NEW, by_mail=False, by=editor, at=now)
    with pytest.raises(UserError, match="已有账户"):
        invite(invitation=Invitation(editor.email.upper(), "重名"), by_mail=False, by=administrator, at=now)
    role = CustomRole.objects.create(slug="own-hr", name="人事", capabilities=["view", "manage_people"], created_at=now)
    clerk = make_user("人事专员")
    Grant.objects.create(user=clerk, role=role.slug, custom_role=role, given_at=now)
    for act in (
        lambda: reset_password(user=administrator, by=clerk, at=now),
        lambda: deactivate_user(user=administrator, reason="", by=clerk, at=now),
    ):
        with pytest.raises(Forbidden, match="您没有的权限"):
            act()


@pytest.mark.django_db(transaction=True)
def test_a8_accepted_twice_at_once_counts_once() -> None:
    now = timezone.now()
    boss = make_user("管理员", Role.ADMINISTRATOR)
    token = token_of(invite(invitation=NEW, by_mail=False, by=boss, at=now))
    start, told = threading.Barrier(2), list[str]()

    def try_it() -> None:
        start.wait(5)
        try:
            accept(token, now)
            told.append("in")
        except UserError as error:
            told.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["in", "invitation.accepted"]


def test_a8_the_page_takes_a_good_password_and_keeps_what_was_typed(administrator: User, now: dt.datetime) -> None:
    sent = invite(invitation=NEW, by_mail=False, by=administrator, at=now)
    address, client = reverse("invitation", args=[token_of(sent)]), Client()
    page = client.get(address)
    assert page.status_code == 200 and "new@example.com" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    for wrong, sentence in (({"again": "other"}, "不一样"), ({"password": "12345", "again": "12345"}, "")):
        answer = client.post(address, fields(**wrong, name="新同事二号"))
        assert answer.status_code == 422 and "新同事二号" in answer.content.decode()
        assert sentence in answer.content.decode() and GOOD not in answer.content.decode()
    done = client.post(address, fields(name="<b>新</b>"))
    assert done.status_code == 302 and done["Location"] == reverse("account_login")
    assert User.objects.get(email="new@example.com").name == "<b>新</b>"
    closed = client.get(address)
    assert closed.status_code == 410 and "已经用过" in closed.content.decode()


def test_a8_links_that_lead_nowhere_are_slowed_down(db: None) -> None:
    client = Client()
    answers = [client.get(reverse("invitation", args=[f"guess-{n}"])).status_code for n in range(32)]
    assert answers[0] == 404 and answers[-1] == 429


def test_a8_who_is_signed_in_is_asked_to_sign_out(
    client_of: ClientOf, administrator: User, editor: User, now: dt.datetime
) -> None:
    sent = invite(invitation=NEW, by_mail=False, by=administrator, at=now)
    answer = client_of(editor).post(reverse("invitation", args=[token_of(sent)]), fields())
    assert answer.status_code == 422 and "请先退出" in answer.content.decode()
    assert not User.objects.get(email="new@example.com").is_active


def test_a8_the_people_page_lists_the_invited_with_their_state(client_of: ClientOf, administrator: User) -> None:
    client = client_of(administrator)
    answer = client.post(reverse("accounts:person_new"), {"name": "新同事", "email": "n@example.com", "way": "link"})
    address = re.search(r'data-copy="([^"]+/invitation/[^"]+)"', answer.content.decode())
    assert address is not None
    page = client.get(reverse("accounts:people") + "?which=invited").content.decode()
    assert "新同事" in page and "等待接受" in page
    person = User.objects.get(email="n@example.com")
    assert "生成新链接" in client.get(reverse("accounts:person", args=[person.pk])).content.decode()
    InvitationLink.objects.update(expires_at=timezone.now() - dt.timedelta(minutes=1))
    assert "已过期" in client.get(reverse("accounts:people") + "?which=invited").content.decode()
    client.post(reverse("accounts:person_invite", args=[person.pk]), {"by": "mail"})
    assert len(mail.outbox) == 1
    client.post(reverse("accounts:person_uninvite", args=[person.pk]))
    assert "新同事" in client.get(reverse("accounts:people") + "?which=left").content.decode()
