"""Second factors over HTTP: enrolled, asked for, used once, taken away; kept sealed."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from accounts.models import Grant, SignInRule, User
from accounts.queries import second_factor_of
from accounts.services import reset_factors
from core.errors import UserError
from core.models import AuditEntry, Notice
from tests.accounts.sign_in.codes import code_now
from tests.conftest import AT, ClientOf

PASSWORD = "qinghe-evening-9"


@pytest.fixture
def person(editor: User) -> User:
    editor.set_password(PASSWORD)
    editor.email = "editor@example.com"
    editor.save()
    return editor


def enrol(user: User) -> str:
    """An app for `user`; its secret."""
    secret: str = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def sign_in(client: Client, user: User) -> str:
    response = client.post("/sign-in/", {"login": user.email, "password": PASSWORD})
    assert response.status_code == 302
    return response["Location"]


@pytest.mark.django_db(transaction=True)
def test_it_enrols_an_app_and_shows_recovery_codes_once(person: User, client_of: ClientOf) -> None:
    client = client_of(person)
    page = client.get("/sign-in/me/app/").text
    secret = re.search(r'class="secret-text">([A-Z2-7 ]+)<', page)
    assert secret and "data:image/svg+xml;base64," in page
    assert client.post("/sign-in/me/app/", {"code": "000000"}).status_code == 422
    done = client.post("/sign-in/me/app/", {"code": code_now(secret[1])})
    assert done["Location"] == "/sign-in/me/codes/"
    shown = re.findall(r"\d{5}-\d{5}", client.get(done["Location"]).text)
    assert len(shown) == len(set(shown)) == 10
    assert re.findall(r"\d{5}-\d{5}", client.get(done["Location"]).text) == []
    kept = Authenticator.objects.get(user=person, type="totp").data["secret"]
    assert secret[1].replace(" ", "") not in kept and kept.startswith("gAAAA")
    assert AuditEntry.objects.filter(code="accounts.factor.added", actor_id=person.pk).count() == 2
    assert Notice.objects.get(user_id=person.pk).text.startswith("您的账户在 %(time)s 添加了身份验证器")


def test_it_asks_for_the_code_after_the_password(person: User, client: Client) -> None:
    secret = enrol(person)
    assert sign_in(client, person) == "/sign-in/code/"
    assert client.get("/content/")["Location"].startswith("/sign-in/?next")
    wrong = client.post("/sign-in/code/", {"code": "000000"})
    assert "验证没有通过" in wrong.text
    assert client.post("/sign-in/code/", {"code": code_now(secret)})["Location"] == "/"
    assert client.get("/").status_code == 200
    assert AuditEntry.objects.get(code="accounts.sign_in.failed").after["method"] == "totp"
    assert "没有通过两步验证" in Notice.objects.get(user_id=person.pk).text


def test_a_code_counts_once(person: User) -> None:
    secret = enrol(person)
    code, first, second = code_now(secret), Client(), Client()
    sign_in(first, person), sign_in(second, person)
    assert first.post("/sign-in/code/", {"code": code}).status_code == 302
    spaced = f"{code[:3]} {code[3:]}"
    assert "验证没有通过" in second.post("/sign-in/code/", {"code": spaced}).text


def test_a_recovery_code_counts_once(person: User) -> None:
    enrol(person)
    code = RecoveryCodes.activate(person).generate_codes()[0]
    first, second = Client(), Client()
    sign_in(first, person), sign_in(second, person)
    assert first.post("/sign-in/code/", {"code": f"{code[:5]}-{code[5:]}"})["Location"] == "/"
    assert second.post("/sign-in/code/", {"code": code}).status_code == 200
    assert second.get("/").status_code == 302


def test_guessing_codes_is_slowed_down(person: User, client: Client) -> None:
    secret = enrol(person)
    sign_in(client, person)
    answers = [client.post("/sign-in/code/", {"code": f"{n:06d}"}).text for n in range(6)]
    assert "尝试次数过多" in answers[-1]
    assert client.post("/sign-in/code/", {"code": code_now(secret)}).status_code == 200, "even the right one waits"


def test_an_app_that_confirms_also_opens_dangerous_doors(person: User, client_of: ClientOf) -> None:
    secret, client = enrol(person), client_of(person)
    code = code_now(secret)
    assert (
        client.post("/sign-in/again/?next=/content/", {"identity-code": code, "next": "/content/"}).status_code == 302
    )
    assert client.post("/sign-in/again/", {"identity-code": code}).status_code == 422


class TestNeeded:
    """A rule for the role: led to it once, then held to it."""

    @pytest.fixture(autouse=True)
    def _rule(self, person: User) -> None:
        SignInRule.objects.create(role="responsible_editor", grace_days=7, required_since=AT)

    def test_it_leads_there_once_while_there_is_time(self, person: User, client_of: ClientOf) -> None:
        Grant.objects.filter(user=person).update(given_at=AT.replace(year=2099))
        client = client_of(person)
        first = client.get("/content/?page=2")
        assert first["Location"] == "/sign-in/second/?next=%2Fcontent%2F%3Fpage%3D2"
        page = client.get(first["Location"]).text
        assert "以后再说" in page and "/content/?page=2" in page
        assert client.get("/content/").status_code == 200

    def test_it_holds_to_it_when_the_days_are_over(self, person: User, client_of: ClientOf) -> None:
        SignInRule.objects.update(grace_days=0, required_since=AT.replace(year=2020))
        Grant.objects.filter(user=person).update(given_at=AT.replace(year=2020))
        client = client_of(person)
        for _ in range(2):
            assert client.get("/content/")["Location"].startswith("/sign-in/second/")
        assert client.post("/content/")["Location"] == "/sign-in/second/?"
        fragment = client.get("/content/", headers={"HX-Request": "true"})
        assert (fragment.status_code, fragment["HX-Redirect"][:16]) == (204, "/sign-in/second/")
        assert "以后再说" not in client.get("/sign-in/second/").text
        assert client.get("/sign-in/me/app/").status_code == 200

    def test_whoever_has_one_works_on(self, person: User, client_of: ClientOf) -> None:
        SignInRule.objects.update(grace_days=0, required_since=AT.replace(year=2020))
        enrol(person)
        assert client_of(person).get("/content/").status_code == 200

    def test_the_last_one_stays(self, person: User, client_of: ClientOf) -> None:
        enrol(person)
        client = client_of(person)
        assert "您的角色要求两步验证" in client.get("/sign-in/me/app/off/").text
        client.post("/sign-in/me/app/off/")
        assert Authenticator.objects.filter(user=person).exists()
        SignInRule.objects.all().delete()
        client.post("/sign-in/me/app/off/")
        assert not Authenticator.objects.filter(user=person).exists()

    def test_it_asks_nobody_else(self, person: User, manager: User) -> None:
        assert second_factor_of(person).missing
        assert not second_factor_of(manager).needed


class TestReset:
    """An administrator takes lost factors away."""

    def test_it_is_told_and_the_sessions_end(self, person: User, administrator: User, client_of: ClientOf) -> None:
        enrol(person)
        live = client_of(person)
        assert reset_factors(user=person, reason="手机丢失", by=administrator, at=AT) == 1
        assert live.get("/").status_code == 302
        entry = AuditEntry.objects.get(code="accounts.factor.reset")
        assert (entry.reason, entry.before) == ("手机丢失", {"kinds": ["totp"]})
        assert Notice.objects.get(user_id=person.pk).params["reason"] == "手机丢失"

    def test_it_wants_a_reason_and_never_oneself(self, person: User, administrator: User, manager: User) -> None:
        enrol(person), enrol(administrator)
        for who, by, reason in (
            (person, administrator, ""),
            (administrator, administrator, "换手机"),
            (person, manager, "x"),
        ):
            with pytest.raises(UserError):
                reset_factors(user=who, reason=reason, by=by, at=AT)
        assert Authenticator.objects.count() == 2
