"""Single sign-on against a provider that lies, hesitates and repeats itself."""

import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from pytest_django import Settings

from accounts.models import ExternalIdentity, User
from accounts.services import deactivate_user
from core.models import AuditEntry
from tests.accounts.sign_in.fake_provider import FakeProvider
from tests.conftest import AT, ClientOf

UNCONFIRMED = "没有确认您的身份"


def begin(client: Client, slug: str = "oidc", after: str = "") -> str:
    response = client.get(f"/sign-in/with/{slug}/{after}")
    assert response.status_code == 302, response.text
    return response["Location"]


def come_back(client: Client, fake: FakeProvider, slug: str = "oidc", after: str = "", **extra: str) -> Any:
    answer = fake.agree(begin(client, slug, after))
    if slug == "dingtalk":
        answer["authCode"] = answer.pop("code")
    return client.get(f"/sign-in/with/{slug}/back/", {**answer, **extra})


def is_in(client: Client) -> bool:
    return client.get("/content/").status_code == 200


def bind(user: User, provider: str, subject: str) -> None:
    ExternalIdentity.objects.create(user=user, provider=provider, subject=subject, bound_at=AT)


class TestWayIn:
    """Who gets in."""

    def test_by_an_address_that_the_provider_vouches_for(
        self, fake: FakeProvider, known: User, visitor: Client
    ) -> None:
        response = come_back(visitor, fake, after="?next=/content/%3Fpage=2")
        assert response["Location"] == "/content/?page=2" and is_in(visitor)
        assert ExternalIdentity.objects.get().subject == "u-1"
        assert AuditEntry.objects.get(code="accounts.identity.bound").actor_id is None
        assert AuditEntry.objects.get(code="accounts.sign_in.succeeded").after["method"] == "oidc"

    def test_by_the_bound_id_whatever_the_address(self, fake: FakeProvider, editor: User, visitor: Client) -> None:
        bind(editor, "oidc", "u-1")
        fake.person["email"] = "renamed@example.org"
        come_back(visitor, fake)
        assert is_in(visitor)

    @pytest.mark.parametrize(("slug", "subject"), [("wecom", "zhoulan"), ("feishu", "on_1"), ("dingtalk", "dn_1")])
    def test_by_each_vendor(self, fake: FakeProvider, editor: User, visitor: Client, slug: str, subject: str) -> None:
        bind(editor, slug, subject)
        assert come_back(visitor, fake, slug)["Location"] == "/" and is_in(visitor)

    @pytest.mark.parametrize("slug", ["wecom", "feishu"])
    def test_by_the_address_of_the_company_there(
        self, fake: FakeProvider, known: User, visitor: Client, slug: str
    ) -> None:
        come_back(visitor, fake, slug)
        assert is_in(visitor)

    def test_a_second_factor_is_asked_for_here_as_well(self, fake: FakeProvider, known: User, visitor: Client) -> None:
        TOTP.activate(known, generate_totp_secret())
        assert come_back(visitor, fake)["Location"] == "/sign-in/code/"
        assert not is_in(visitor)

    def test_it_counts_as_a_fresh_proof(self, fake: FakeProvider, known: User, client_of: ClientOf) -> None:
        client = client_of(known)
        session = client.session
        session["identity_confirmed_at"] = time.time() - 9999
        session.save()
        come_back(client, fake)
        assert time.time() - client.session["identity_confirmed_at"] < 10

    def test_the_userinfo_page_fills_in_an_address(self, fake: FakeProvider, known: User, visitor: Client) -> None:
        fake.change = {"claims": {"email": None, "email_verified": None}}
        come_back(visitor, fake)
        assert is_in(visitor) and fake.seen == ["userinfo"]

    def test_the_button_stands_there_only_when_configured(
        self, fake: FakeProvider, visitor: Client, db: None, settings: Settings
    ) -> None:
        page = visitor.get("/sign-in/").text
        assert all(word in page for word in ("用统一登录登录", "用企业微信登录", "用飞书登录", "用钉钉登录"))
        settings.SINGLE_SIGN_ON = {}
        assert "/sign-in/with/" not in visitor.get("/sign-in/").text
        assert visitor.get("/sign-in/with/oidc/").status_code == 404


class TestNoWayIn:
    """Who does not, each with one sentence and nothing stored."""

    @pytest.fixture(autouse=True)
    def _nothing_is_stored(self, known: User) -> Any:
        yield
        assert not AuditEntry.objects.filter(code="accounts.sign_in.succeeded").exists()

    def test_a_wrong_state(self, fake: FakeProvider, visitor: Client) -> None:
        answer = fake.agree(begin(visitor))
        response = visitor.get("/sign-in/with/oidc/back/", {**answer, "state": "0" * 48})
        assert response.status_code == 403 and "不是从本站发起的" in response.text
        assert not is_in(visitor)

    def test_a_state_of_another_browser(self, fake: FakeProvider, visitor: Client) -> None:
        answer = fake.agree(begin(Client()))
        assert "不是从本站发起的" in visitor.get("/sign-in/with/oidc/back/", answer).text

    def test_a_state_of_another_provider(self, fake: FakeProvider, visitor: Client) -> None:
        answer = fake.agree(begin(visitor, "feishu"))
        assert "不是从本站发起的" in visitor.get("/sign-in/with/oidc/back/", answer).text

    def test_a_state_that_is_too_old(
        self, fake: FakeProvider, visitor: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answer = fake.agree(begin(visitor))
        now = time.time()
        monkeypatch.setattr("accounts.views.single.time.time", lambda: now + 601)
        assert "已过期" in visitor.get("/sign-in/with/oidc/back/", answer).text

    @pytest.mark.parametrize("slug", ["oidc", "wecom", "feishu", "dingtalk"])
    def test_a_code_that_was_used(self, fake: FakeProvider, visitor: Client, known: User, slug: str) -> None:
        answer = fake.agree(begin(visitor, slug))
        fake.codes.clear()
        name = "authCode" if slug == "dingtalk" else "code"
        response = visitor.get(f"/sign-in/with/{slug}/back/", {"state": answer["state"], name: answer["code"]})
        assert UNCONFIRMED in response.text and not is_in(visitor)

    @pytest.mark.parametrize(
        "claims",
        [
            {"nonce": "another"},
            {"nonce": None},
            {"aud": "somebody-else"},
            {"aud": ["weibo-ops", "somebody-else"]},
            {"aud": ["weibo-ops", "somebody-else"], "azp": "somebody-else"},
            {"iss": "https://evil.example"},
            {"exp": 1},
            {"exp": None},
            {"iat": None},
            {"iat": 4102444800},
            {"sub": None},
            {"sub": ""},
        ],
        ids=str,
    )
    def test_a_token_for_somebody_else_or_another_time(
        self, fake: FakeProvider, visitor: Client, claims: dict[str, Any]
    ) -> None:
        fake.change = {"claims": claims}
        assert UNCONFIRMED in come_back(visitor, fake).text

    def test_a_token_signed_by_another_key(self, fake: FakeProvider, visitor: Client) -> None:
        fake.change = {"sign": (fake.other_key, "RS256")}
        assert UNCONFIRMED in come_back(visitor, fake).text

    def test_a_token_signed_with_our_secret_or_not_at_all(self, fake: FakeProvider, visitor: Client) -> None:
        for key, algorithm in (("hush" * 16, "HS256"), ("", "none")):
            fake.change = {"sign": (key or None, algorithm)}
            assert UNCONFIRMED in come_back(visitor, fake).text

    def test_a_key_that_nobody_knows(self, fake: FakeProvider, visitor: Client) -> None:
        fake.change = {"kid": "k2"}
        assert UNCONFIRMED in come_back(visitor, fake).text

    def test_userinfo_about_somebody_else(self, fake: FakeProvider, visitor: Client) -> None:
        fake.change = {"claims": {"email": None}, "userinfo": {"sub": "u-2"}}
        assert UNCONFIRMED in come_back(visitor, fake).text

    def test_discovery_of_another_issuer_or_without_https(
        self, fake: FakeProvider, visitor: Client, settings: Settings
    ) -> None:
        fake.change = {"discovery": {"issuer": "https://evil.example"}}
        assert UNCONFIRMED in visitor.get("/sign-in/with/oidc/").text
        settings.SINGLE_SIGN_ON = {"oidc": {**settings.SINGLE_SIGN_ON["oidc"], "issuer": "http://idp.example"}}
        assert UNCONFIRMED in visitor.get("/sign-in/with/oidc/").text

    def test_a_provider_that_does_not_answer(
        self, fake: FakeProvider, visitor: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("accounts.sign_in.single.identity.TIMEOUTS", (0.2, 0.2))
        fake.sleep = 1.0
        assert UNCONFIRMED in come_back(visitor, fake).text

    def test_an_unverified_address(self, fake: FakeProvider, visitor: Client) -> None:
        for verified in (False, None, "no", 1):
            fake.change = {"claims": {"email_verified": verified}}
            response = come_back(visitor, fake)
            assert "请把编号 u-1 发给系统管理员绑定" in response.text
        assert not ExternalIdentity.objects.exists()

    def test_an_unknown_person(self, fake: FakeProvider, visitor: Client) -> None:
        fake.person["email"] = "stranger@example.org"
        assert "还没有对应的同事账户" in come_back(visitor, fake).text
        assert User.objects.count() == 1

    def test_a_personal_address_at_feishu_and_dingtalk(self, fake: FakeProvider, visitor: Client) -> None:
        fake.change = {"data": {"enterprise_email": "", "email": "editor@example.com"}}
        assert "请把编号 on_1 发给" in come_back(visitor, fake, "feishu").text
        assert "请把编号 dn_1 发给" in come_back(visitor, fake, "dingtalk").text

    def test_another_tenant_or_organisation(self, fake: FakeProvider, visitor: Client) -> None:
        fake.change = {"data": {"tenant_key": "t2"}, "corp": "ding2"}
        for slug in ("feishu", "dingtalk"):
            assert UNCONFIRMED in come_back(visitor, fake, slug).text

    def test_a_visitor_from_outside_at_wecom(self, fake: FakeProvider, visitor: Client) -> None:
        fake.change = {"who": {"errcode": 0, "openid": "o-1"}}
        assert UNCONFIRMED in come_back(visitor, fake, "wecom").text

    def test_a_closed_account(self, fake: FakeProvider, visitor: Client, known: User, administrator: User) -> None:
        bind(known, "oidc", "u-1")
        deactivate_user(user=known, reason="离职", by=administrator, at=AT)
        assert "已停用" in come_back(visitor, fake).text

    def test_a_second_id_for_the_same_address(self, fake: FakeProvider, visitor: Client, known: User) -> None:
        bind(known, "oidc", "u-0")
        assert "已经绑定了另一个身份（统一登录）" in come_back(visitor, fake).text

    def test_cancelled_and_without_code(self, fake: FakeProvider, visitor: Client) -> None:
        answer = fake.agree(begin(visitor))
        back = {"state": answer["state"], "error": "access_denied"}
        assert "登录已取消" in visitor.get("/sign-in/with/oidc/back/", back).text
        answer = fake.agree(begin(visitor))
        assert UNCONFIRMED in visitor.get("/sign-in/with/oidc/back/", {"state": answer["state"]}).text

    def test_it_stays_on_this_site(self, fake: FakeProvider, visitor: Client, known: User) -> None:
        begin(visitor, after="?next=https://evil.example/")
        assert [trip["next"] for trip in visitor.session["single_sign_on_trips"].values()] == [""]


def test_the_same_answer_opens_the_door_once(fake: FakeProvider, known: User, visitor: Client) -> None:
    answer = fake.agree(begin(visitor))
    visitor.get("/sign-in/with/oidc/back/", answer)
    assert is_in(visitor)
    assert "已过期" in visitor.get("/sign-in/with/oidc/back/", answer).text


def test_new_people_come_only_by_domains_that_are_named(
    fake: FakeProvider, visitor: Client, db: None, settings: Settings
) -> None:
    settings.SINGLE_SIGN_ON_DOMAINS = ["example.com"]
    fake.person["email"] = "new@example.com"
    come_back(visitor, fake)
    user = User.objects.get(email="new@example.com")
    assert not user.grants.exists() and not user.has_usable_password()
    assert visitor.get("/content/").status_code == 403
    fake.person |= {"email": "new@evil.example", "sub": "u-9"}
    assert "还没有对应的同事账户" in come_back(Client(), fake).text


def test_nothing_secret_is_logged(
    fake: FakeProvider, visitor: Client, known: User, capsys: pytest.CaptureFixture[str]
) -> None:
    for slug in ("oidc", "wecom", "feishu", "dingtalk"):
        answer = fake.agree(begin(visitor, slug))
        fake.codes.clear()
        visitor.get(f"/sign-in/with/{slug}/back/", answer)
        printed = capsys.readouterr()
        assert "single_sign_on_failed" in printed.out + printed.err
        assert not any(word in printed.out + printed.err for word in ("hush", answer["code"], answer["state"]))
