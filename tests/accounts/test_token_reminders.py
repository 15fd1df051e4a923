"""Before a grant ends everybody in charge hears of it, once a step, with what fails; a renewal settles it."""

import datetime as dt
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.urls import reverse
from pytest_django import Settings

from accounts.consequences import CONSEQUENCES, End, Loss
from accounts.models import AccountState, Token, User, WeiboAccount
from accounts.queries.tokens import due_reminders, step_of
from accounts.roles import Role
from accounts.secrets import seal
from accounts.services import confirm_grant, remind_of_tokens
from accounts.services.tokens import settle_reminders
from accounts.tasks import confirm, tell_of_tokens
from core.models import Heartbeat, Notice
from core.notices import mail_due
from tests.conftest import AT, ClientOf, make_user
from tests.sandbox.conftest import APP, OFFICIAL, Sandbox

pytestmark = pytest.mark.django_db
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


@pytest.fixture
def token(account: WeiboAccount) -> Token:
    """Of the account, thirty days from AT."""
    return Token.objects.get(account=account)


def told_to(user: User) -> list[str]:
    return [notice.sentence for notice in Notice.objects.filter(user_id=user.pk, settled_at=None).order_by("pk")]


@pytest.mark.parametrize(
    ("left", "step"),
    [(8 * DAY, ""), (7 * DAY, "7d"), (4 * DAY, "7d"), (3 * DAY, "3d"), (DAY, "1d"), (3 * HOUR, "1d"), (HOUR, "2h")],
)
def test_the_most_urgent_step_is_due(token: Token, left: dt.timedelta, step: str) -> None:
    assert step_of(token, token.expires_at - left) == step


def test_a_grant_of_a_day_is_told_of_two_hours_before(token: Token) -> None:
    """An app that is not yet approved: everything else would come right after the renewal."""
    token.expires_at = token.obtained_at + DAY
    assert step_of(token, token.obtained_at) == ""
    assert step_of(token, token.expires_at - HOUR) == "2h"


def test_what_is_over_is_told_for_a_month(token: Token) -> None:
    assert step_of(token, token.expires_at) == "over"
    assert step_of(token, token.expires_at + 31 * DAY) == ""
    token.dead_at = AT
    assert step_of(token, AT + HOUR) == "over"


def test_each_step_is_told_once_to_everybody_in_charge(
    token: Token, account: WeiboAccount, administrator: User, editor: User, approver: User, stranger: User
) -> None:
    WeiboAccount.objects.update(owner=editor, deputy=stranger)
    end = token.expires_at
    assert remind_of_tokens(now=end - 8 * DAY) == 0
    assert remind_of_tokens(now=end - 6 * DAY) == 2  # the administrator, the owner; the deputy has left
    assert remind_of_tokens(now=end - 6 * DAY + HOUR) == 0  # as after a restart
    assert told_to(approver) == [] and told_to(stranger) == []
    assert "点这里续期" in told_to(administrator)[0] and "请管理账号的同事续期" in told_to(editor)[0]
    assert remind_of_tokens(now=end - 2 * DAY) == 2
    assert len(told_to(administrator)) == 1  # the step before is off the list
    assert remind_of_tokens(now=end - HOUR) == 2
    assert remind_of_tokens(now=end) == 2
    assert "授权已失效" in told_to(administrator)[0]
    assert Notice.objects.filter(user_id=administrator.pk).count() == 4
    link = Notice.objects.filter(user_id=administrator.pk).latest("pk").url
    assert link.startswith(reverse("accounts:account_renew", args=[account.pk]))
    assert mail_due(now=end) == 2
    assert {address for message in mail.outbox for address in message.to} == {administrator.email, editor.email}


def test_a_renewal_settles_what_was_said(token: Token, administrator: User) -> None:
    remind_of_tokens(now=token.expires_at - HOUR)
    Token.objects.update(expires_at=token.expires_at + 30 * DAY)
    assert settle_reminders(account_id=token.account_id, app=token.app, at=token.expires_at) == 1
    assert told_to(administrator) == []
    assert remind_of_tokens(now=token.expires_at) == 0
    assert remind_of_tokens(now=token.expires_at + 29 * DAY + HOUR) == 1  # the next end is another matter


def test_a_retired_account_is_not_missed(token: Token, administrator: User) -> None:
    WeiboAccount.objects.update(state=AccountState.RETIRED)
    assert due_reminders(now=token.expires_at) == []


def test_it_lists_what_fails(token: Token, administrator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def losses(ends: list[End], now: dt.datetime) -> dict[End, list[Loss]]:
        return {end: [Loss(3, "3 条已排期的微博发不出。", "/calendar/")] for end in ends}

    monkeypatch.setattr("accounts.consequences.CONSEQUENCES", [losses])
    remind_of_tokens(now=token.expires_at - HOUR)
    assert "3 条已排期的微博发不出。" in told_to(administrator)[0]


def test_every_app_that_loses_something_has_registered() -> None:
    assert {each.__module__.split(".")[0] for each in CONSEQUENCES} == {"publishing", "monitoring", "engagement"}


def test_the_sweep_leaves_a_sign_of_life(token: Token) -> None:
    tell_of_tokens()
    assert Heartbeat.objects.filter(name="accounts.remind_of_tokens").exists()


def test_the_page_shows_the_next_end_first(
    account: WeiboAccount, other_account: WeiboAccount, administrator: User, client_of: ClientOf
) -> None:
    now = dt.datetime.now(dt.UTC)
    Token.objects.filter(account=account).update(expires_at=now + 20 * DAY)
    Token.objects.filter(account=other_account).update(expires_at=now + 2 * DAY)
    client = client_of(administrator)
    html = client.get(reverse("accounts:expiry")).text
    assert html.index("山岚厨房") < html.index("山岚家居")
    assert "1 个授权已失效或 7 天内到期" in html
    soon = client.get(reverse("accounts:expiry"), {"show": "soon"}).text
    assert "山岚厨房" in soon and "山岚家居" not in soon
    Token.objects.filter(account=account).update(dead_at=now, dead_code=21327)
    html = client.get(reverse("accounts:expiry")).text
    assert html.index("山岚家居") < html.index("山岚厨房")


def test_the_page_shows_only_what_one_may_renew(
    account: WeiboAccount, other_account: WeiboAccount, client_of: ClientOf
) -> None:
    person = make_user("分公司管理员", Role.ADMINISTRATOR, account=other_account)
    html = client_of(person).get(reverse("accounts:expiry")).text
    assert "山岚厨房" in html and "山岚家居" not in html
    token = Token.objects.get(account=account)
    response = client_of(person).post(reverse("accounts:expiry_mail"), {"token": [token.pk]})
    assert response.status_code == 422 and not mail.outbox


def test_an_empty_page_says_what_to_do(administrator: User, client_of: ClientOf) -> None:
    assert "还没有授权过的账号" in client_of(administrator).get(reverse("accounts:expiry")).text


def test_it_mails_the_links(
    token: Token, other_account: WeiboAccount, administrator: User, client_of: ClientOf, settings: Settings
) -> None:
    client = client_of(administrator)
    chosen = list(Token.objects.values_list("pk", flat=True))
    response = client.post(reverse("accounts:expiry_mail"), {"token": chosen}, headers={"HX-Request": "true"})
    assert response.status_code == 204
    (message,) = mail.outbox
    assert message.to == [administrator.email] and message.subject == "2 个账号的续期链接"
    path = reverse("accounts:account_renew", args=[token.account_id])
    query = urlencode({"app": "share", "next": reverse("accounts:expiry")})
    assert f"{settings.BASE_URL}{path}?{query}" in str(message.body)


def test_the_number_of_queries_does_not_grow(
    account: WeiboAccount,
    administrator: User,
    client_of: ClientOf,
    django_assert_max_num_queries: object,
) -> None:
    for number in range(12):
        made = WeiboAccount.objects.create(nickname=f"账号{number}", uid=str(number + 1), created_at=AT)
        Token.objects.create(account=made, app="share", ciphertext=b"x", obtained_at=AT, expires_at=AT + 30 * DAY)
    client = client_of(administrator)
    client.get(reverse("accounts:expiry"))
    with django_assert_max_num_queries(34):  # type: ignore[operator]
        assert client.get(reverse("accounts:expiry")).status_code == 200


def test_a_hint_of_weibos_is_checked_by_asking(
    account: WeiboAccount, administrator: User, sandbox: Sandbox, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The platform tells that a user removed the app; anybody could say so."""
    real = sandbox.token(OFFICIAL)
    now = dt.datetime.now(dt.UTC)
    Token.objects.update(ciphertext=seal(real), obtained_at=now - DAY, expires_at=now + 20 * DAY)
    asked: list[tuple[int, ...]] = []
    token_id = Token.objects.get().pk
    monkeypatch.setattr(confirm, "delay", lambda *args: asked.append(args))
    client = client_of(administrator)
    address = reverse("accounts:oauth_revoked")
    client.logout()
    for form in ({"source": APP, "uid": str(OFFICIAL)}, {"source": "other", "uid": str(OFFICIAL)}, {"uid": "x"}, {}):
        response = client.post(address, form)
        assert (response.status_code, response.content) == (200, b"ok")
    assert client.get(address, {"source": APP, "uid": str(OFFICIAL)}).status_code == 200
    assert asked == [(token_id,)]  # once a minute

    assert confirm_grant(token_id=token_id, at=now) is True  # a lie
    sandbox.control("tokens/revoke", access_token=real)
    confirm(token_id)
    account.refresh_from_db()
    assert account.state == AccountState.EXPIRED
    assert "授权已失效" in told_to(administrator)[0]
    assert confirm_grant(token_id=token_id, at=now) is False
