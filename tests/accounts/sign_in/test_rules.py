"""Administrators say which roles need a second factor, and help colleagues who lost theirs."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession

from accounts.models import CustomRole, SignInRule, User
from accounts.sign_in.freshness import KEY
from core.models import AuditEntry
from tests.conftest import AT, ClientOf

PAGE = "/matrix/sign-in/"


def test_it_saves_what_changed_and_tells_who_is_missing(
    administrator: User, editor: User, manager: User, client_of: ClientOf
) -> None:
    CustomRole.objects.create(slug="night-watch", name="夜班", capabilities=["view"], created_at=AT)
    client = client_of(administrator)
    page = client.get(PAGE).text
    assert "夜班" in page and editor.name in page
    fields = {"need_administrator": "on", "days_administrator": "14", "need_night-watch": "on", "days_night-watch": "0"}
    done = client.post(PAGE, fields)
    assert done.status_code == 302
    assert dict(SignInRule.objects.values_list("role", "grace_days")) == {"administrator": 14, "night-watch": 0}
    assert AuditEntry.objects.filter(code="accounts.sign_in_rule.saved").count() == 2
    since = SignInRule.objects.get(role="administrator").required_since
    client.post(PAGE, {**fields, "days_administrator": "3", "need_night-watch": ""})
    rule = SignInRule.objects.get()
    assert (rule.role, rule.grace_days, rule.required_since) == ("administrator", 3, since)
    assert AuditEntry.objects.filter(code="accounts.sign_in_rule.dropped").count() == 1


def test_it_keeps_what_was_typed_when_a_number_is_wrong(administrator: User, client_of: ClientOf) -> None:
    answer = client_of(administrator).post(PAGE, {"need_manager": "on", "days_manager": "900"})
    assert answer.status_code == 422
    assert 'value="900"' in answer.text and not SignInRule.objects.exists()


def test_a_stale_session_is_asked_before_the_rules_change(administrator: User, client_of: ClientOf) -> None:
    client = client_of(administrator)
    session = client.session
    session[KEY] = time.time() - 3600
    session.save()
    answer = client.post(PAGE, {"need_manager": "on", "days_manager": "5"})
    assert "请确认是您本人" in answer.text and 'name="days_manager" value="5"' in answer.text
    assert not SignInRule.objects.exists()


def test_a_lost_phone_is_helped_from_the_persons_page(administrator: User, editor: User, client_of: ClientOf) -> None:
    TOTP.activate(editor, generate_totp_secret())
    live, client = client_of(editor), client_of(administrator)
    page = f"/matrix/people/{editor.pk}/sign-in/"
    assert "重置两步验证" in client.get(page).text
    refused = client.post(f"{page}reset/", {"reason": ""})
    assert refused.status_code == 422 and Authenticator.objects.exists()
    assert client.post(f"{page}reset/", {"reason": "手机丢失"}).status_code == 302
    assert not Authenticator.objects.exists()
    assert live.get("/").status_code == 302


def test_sessions_of_a_colleague_are_ended(administrator: User, editor: User, client_of: ClientOf) -> None:
    one, two, client = client_of(editor), client_of(editor), client_of(administrator)
    page = f"/matrix/people/{editor.pk}/sign-in/"
    row = UserSession.objects.get(session_key=one.session.session_key)
    client.post(f"{page}{row.pk}/end/")
    assert one.get("/").status_code == 302 and two.get("/").status_code == 200
    client.post(f"{page}end/")
    assert two.get("/").status_code == 302
    assert client.get("/").status_code == 200


class TestOwnPage:
    """The same for oneself."""

    def test_it_lists_and_ends_my_sessions_only(self, editor: User, manager: User, client_of: ClientOf) -> None:
        mine, other, theirs = client_of(editor), client_of(editor), client_of(manager)
        page = mine.get("/sign-in/me/").text
        assert page.count("最近使用") == 2 and page.count("当前") == 1
        foreign = UserSession.objects.get(user=manager)
        mine.post(f"/sign-in/me/sessions/{foreign.pk}/end/")
        assert theirs.get("/").status_code == 200
        mine.post("/sign-in/me/sessions/end/")
        assert other.get("/").status_code == 302 and mine.get("/").status_code == 200

    def test_a_new_password_ends_the_others(self, editor: User, client_of: ClientOf) -> None:
        editor.set_password("qinghe-evening-9")
        editor.save()
        mine, other = client_of(editor), client_of(editor)
        new = "maple thermos 81 quiet"
        fields = {"oldpassword": "qinghe-evening-9", "password1": new, "password2": new}
        assert mine.post("/sign-in/password/", fields).status_code == 302
        assert mine.get("/").status_code == 200 and other.get("/").status_code == 302
        assert UserSession.objects.filter(user=editor).count() == 1
        assert AuditEntry.objects.filter(code="accounts.user.password_changed", actor_id=editor.pk).exists()

    def test_name_and_language(self, editor: User, client_of: ClientOf) -> None:
        client = client_of(editor)
        assert client.post("/sign-in/me/", {"name": "", "language": "en"}).status_code == 422
        client.post("/sign-in/me/", {"name": "周岚<b>", "language": "en"})
        editor.refresh_from_db()
        assert (editor.name, editor.language) == ("周岚<b>", "en")
        page = client.get("/sign-in/me/").text
        assert "周岚&lt;b&gt;" in page and "周岚<b>" not in page
