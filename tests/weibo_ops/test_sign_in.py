"""Passwords: forgotten, changed, tried too often."""

import re

from django.core import mail
from django.test import Client

from accounts.models import User
from tests.conftest import ClientOf

NEW = "qinghe-evening-9"


def test_a_forgotten_password_is_replaced_by_a_link_in_a_mail(administrator: User, client: Client) -> None:
    User.objects.filter(pk=administrator.pk).update(email="first@example.com")
    assert client.post("/sign-in/reset/", {"email": "first@example.com"}).status_code == 302
    message = mail.outbox[0]
    assert message.subject == "重设 Weibo Ops 的登录密码"
    found = re.search(r"http://testserver(/\S+)", str(message.body))
    assert found is not None
    page = client.get(found[1], follow=True)
    form = page.redirect_chain[-1][0]
    done = client.post(form, {"password1": NEW, "password2": NEW}, follow=True)
    assert "密码已更新" in done.text
    assert client.login(email="first@example.com", password=NEW)
    assert "链接已失效" in client.get(found[1], follow=True).text


def test_it_writes_to_nobody_whom_it_does_not_know(db: None, client: Client) -> None:
    response = client.post("/sign-in/reset/", {"email": "nobody@example.com"}, follow=True)
    assert "请查收邮件" in response.text
    assert mail.outbox == []


def test_it_refuses_a_weak_password_in_words(administrator: User, client_of: ClientOf) -> None:
    administrator.set_password(NEW)
    administrator.save()
    response = client_of(administrator).post(
        "/sign-in/password/", {"oldpassword": NEW, "password1": "12345678901", "password2": "12345678901"}
    )
    assert response.status_code == 200
    assert "is-invalid" in response.text


def test_nobody_signs_up_by_himself(db: None, client: Client) -> None:
    assert "不开放注册" in client.get("/sign-in/sign-up/").text


def test_it_slows_down_who_guesses(administrator: User, client: Client) -> None:
    User.objects.filter(pk=administrator.pk).update(email="first@example.com")
    answers = [client.post("/sign-in/", {"login": "first@example.com", "password": f"no{n}"}).text for n in range(6)]
    assert "邮箱或密码不对" in answers[0]
    assert "登录失败次数过多" in answers[-1]
