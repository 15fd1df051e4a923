"""The dangerous actions of the product ask a stale session who it is, and change nothing before."""

import time

import pytest

from accounts.models import Grant, User, WeiboAccount
from accounts.roles import Role
from accounts.sign_in.freshness import KEY
from tests.conftest import ClientOf, make_user

ASKED = "请确认是您本人"


class TestStaleSessions:
    """Signed in an hour ago."""

    @pytest.mark.parametrize(
        ("path", "data"),
        [
            ("/matrix/rights/new/", {"role": "administrator", "scope": "all", "user": "1"}),
            ("/matrix/rights/{grant}/revoke/", {"reason": "轮岗"}),
            ("/matrix/rights/{grant}/end/", {}),
            ("/matrix/rights/{grant}/renew/", {}),
            ("/matrix/roles/new/", {"name": "夜班"}),
            ("/matrix/people/{person}/leave/", {"reason": "离职"}),
            ("/matrix/people/{person}/password/", {}),
            ("/matrix/people/{person}/invite/", {}),
            ("/matrix/people/{person}/sign-in/reset/", {"reason": "手机丢失"}),
            ("/matrix/people/{person}/sign-in/bind/", {"provider": "oidc", "subject": "x"}),
            ("/matrix/connect/", {}),
            ("/matrix/{account}/connect/", {}),
            ("/matrix/{account}/retire/", {"reason": "停"}),
            ("/matrix/{account}/reopen/", {}),
            ("/matrix/sign-in/", {"need_manager": "on"}),
        ],
    )
    def test_it_asks_and_keeps_what_was_typed(
        self,
        path: str,
        data: dict[str, str],
        administrator: User,
        account: WeiboAccount,
        client_of: ClientOf,
    ) -> None:
        person = make_user("colleague", Role.ADMINISTRATOR)
        before = (administrator.password, account.state, Grant.objects.filter(revoked_at=None).count())
        client = client_of(administrator)
        session = client.session
        session[KEY] = time.time() - 3600
        session.save()
        address = path.format(grant=Grant.objects.get(user=person).pk, person=person.pk, account=account.pk)
        answer = client.post(address, data)
        assert ASKED in answer.text
        assert all(f'name="{name}" value="{value}"' in answer.text for name, value in data.items())
        fragment = client.post(address, data, headers={"HX-Request": "true"})
        assert (fragment.status_code, fragment["X-Confirm-Identity"]) == (403, "/sign-in/again/")
        for row in (account, administrator, person):
            row.refresh_from_db()
        after = (administrator.password, account.state, Grant.objects.filter(revoked_at=None).count())
        assert before == after and person.is_active

    def test_ordinary_rights_do_not_nag(self, administrator: User, editor: User, client_of: ClientOf) -> None:
        client = client_of(administrator)
        session = client.session
        session[KEY] = time.time() - 3600
        session.save()
        fields = {"user": str(editor.pk), "role": "picture_editor", "scope": "all", "reason": "支援"}
        assert ASKED not in client.post("/matrix/rights/new/", fields).text
        grant = Grant.objects.get(user=editor, role="picture_editor")
        assert ASKED not in client.post(f"/matrix/rights/{grant.pk}/revoke/").text

    def test_the_audit_log_leaves_only_after_the_question(self, administrator: User, client_of: ClientOf) -> None:
        client = client_of(administrator)
        session = client.session
        session[KEY] = time.time() - 3600
        session.save()
        answer = client.get("/audit/export/?format=csv")
        assert answer["Location"] == "/sign-in/again/?next=%2Faudit%2Fexport%2F%3Fformat%3Dcsv"
