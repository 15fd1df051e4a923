"""Ids in the company's own sign-in systems, bound by administrators."""

import pytest

from accounts.models import ExternalIdentity, User
from accounts.services.identities import bind_identity, unbind_identity
from core.errors import UserError
from core.models import AuditEntry
from tests.accounts.sign_in.fake_provider import FakeProvider
from tests.conftest import AT, ClientOf


def test_an_administrator_binds_and_unbinds(
    fake: FakeProvider, editor: User, manager: User, administrator: User
) -> None:
    row = bind_identity(user=editor, provider="wecom", subject=" zhoulan ", by=administrator, at=AT)
    assert row.subject == "zhoulan"
    for user, provider, subject, by in (
        (manager, "wecom", "zhoulan", administrator),
        (editor, "wecom", "other", administrator),
        (manager, "nowhere", "x", administrator),
        (manager, "feishu", "x", editor),
    ):
        with pytest.raises(UserError):
            bind_identity(user=user, provider=provider, subject=subject, by=by, at=AT)
    unbind_identity(user=editor, identity_id=row.pk, by=administrator, at=AT)
    assert not ExternalIdentity.objects.exists()
    codes = list(AuditEntry.objects.order_by("pk").values_list("code", flat=True))
    assert codes == ["accounts.identity.bound", "accounts.identity.unbound"]


def test_the_persons_page_shows_and_binds(
    fake: FakeProvider, editor: User, administrator: User, client_of: ClientOf
) -> None:
    client, page = client_of(administrator), f"/matrix/people/{editor.pk}/sign-in/"
    assert "企业微信" in client.get(page).text
    assert client.post(f"{page}bind/", {"provider": "wecom", "subject": ""}).status_code == 422
    client.post(f"{page}bind/", {"provider": "wecom", "subject": "zhoulan"})
    row = ExternalIdentity.objects.get()
    assert (row.user, row.bound_by) == (editor, administrator)
    assert "zhoulan" in client.get(page).text
    client.post(f"{page}unbind/{row.pk}/")
    assert not ExternalIdentity.objects.exists()
