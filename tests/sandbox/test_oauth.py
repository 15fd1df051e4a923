"""OAuth2 of the sandbox: consent, code, token, introspection, revocation."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.sandbox.conftest import APP, OFFICIAL, Answer, Sandbox, fetch

CALLBACK = "http://127.0.0.1:9/callback/"
AUTHORIZE: dict[str, Any] = {"client_id": APP, "redirect_uri": CALLBACK, "response_type": "code", "state": "s 1"}


def consent(sandbox: Sandbox, **fields: Any) -> Answer:
    return fetch(f"{sandbox.base}/oauth2/authorize", urlencode({**AUTHORIZE, **fields}).encode())


def query_of(answer: Answer) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def exchange(sandbox: Sandbox, code: str, **fields: Any) -> Answer:
    form = {
        "client_id": APP,
        "client_secret": "sandbox-app-secret",
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        **fields,
    }
    return fetch(f"{sandbox.base}/oauth2/access_token", urlencode(form).encode())


def new_code(sandbox: Sandbox) -> str:
    return query_of(consent(sandbox, uid=OFFICIAL, action="agree"))["code"]


def test_it_shows_the_people_on_the_consent_page(sandbox: Sandbox) -> None:
    page = fetch(f"{sandbox.base}/oauth2/authorize?{urlencode(AUTHORIZE)}")
    assert page.status == 200
    assert "山岚客服" in page.body and "同意" in page.body and "取消" in page.body


def test_it_gives_a_code_and_then_a_token(sandbox: Sandbox) -> None:
    back = consent(sandbox, uid=OFFICIAL, action="agree")
    assert back.status == 302 and back.headers["Location"].startswith(CALLBACK)
    assert query_of(back)["state"] == "s 1"
    token = exchange(sandbox, query_of(back)["code"]).body
    assert token["access_token"].startswith("2.00") and len(token["access_token"]) == 32
    assert token["expires_in"] == 2592000 and token["remind_in"] == "2592000"
    assert token["uid"] == str(OFFICIAL) and token["isRealName"] == "true"


def test_it_refuses_a_code_the_second_time(sandbox: Sandbox) -> None:
    code = new_code(sandbox)
    exchange(sandbox, code)
    again = exchange(sandbox, code)
    assert again.status == 400
    assert again.body == {
        "error": "invalid_grant",
        "error_code": 21325,
        "request": "/oauth2/access_token",
        "error_uri": "/oauth2/access_token",
        "error_description": f"invalid authorization code:{code}",
    }


def test_it_refuses_a_wrong_secret_a_missing_one_and_another_grant(sandbox: Sandbox) -> None:
    code = new_code(sandbox)
    wrong = exchange(sandbox, code, client_secret="x")
    assert (wrong.status, wrong.code) == (401, 21324)
    assert exchange(sandbox, code, client_secret="").code == 21323
    assert exchange(sandbox, code, grant_type="password").code == 21328
    assert exchange(sandbox, code, redirect_uri=CALLBACK + "x").code == 21322
    assert exchange(sandbox, code).code == 0


def test_it_refuses_a_code_that_is_too_old(sandbox: Sandbox) -> None:
    code = new_code(sandbox)
    sandbox.control("clock", offset=601)
    assert exchange(sandbox, code).code == 21325


def test_it_redirects_a_cancel_with_access_denied(sandbox: Sandbox) -> None:
    query = query_of(consent(sandbox, action="cancel"))
    assert query["error"] == "access_denied" and query["error_code"] == "21330" and query["state"] == "s 1"


def test_it_never_redirects_to_an_address_that_is_not_registered(sandbox: Sandbox) -> None:
    page = consent(sandbox, redirect_uri="https://evil.example/cb", uid=OFFICIAL, action="agree")
    assert page.status == 400 and "21322" in page.body and "Location" not in page.headers
    assert "21324" in consent(sandbox, client_id="nobody").body


def test_it_skips_the_page_for_a_known_login_but_not_when_forced(sandbox: Sandbox) -> None:
    first = consent(sandbox, uid=OFFICIAL, action="agree")
    exchange(sandbox, query_of(first)["code"])
    cookie = {"Cookie": first.headers["Set-Cookie"].split(";")[0]}
    url = f"{sandbox.base}/oauth2/authorize?{urlencode(AUTHORIZE)}"
    assert fetch(url, headers=cookie).status == 302
    assert fetch(f"{url}&forcelogin=true", headers=cookie).status == 200


def test_it_tells_what_a_token_is(sandbox: Sandbox) -> None:
    token = sandbox.token(lifetime=100)
    url = f"{sandbox.base}/oauth2/get_token_info"
    info = fetch(url, urlencode({"access_token": token}).encode()).body
    assert info["uid"] == OFFICIAL and info["appkey"] == APP and 90 < info["expire_in"] <= 100
    sandbox.control("clock", offset=200)
    assert fetch(url, urlencode({"access_token": token}).encode()).body["expire_in"] < 0
    sandbox.token()
    assert fetch(url, urlencode({"access_token": token}).encode()).code == 21327


def test_it_revokes_a_grant(sandbox: Sandbox) -> None:
    token = sandbox.token()
    assert fetch(f"{sandbox.base}/oauth2/revokeoauth2?access_token={token}").body == {"result": "true"}
    assert sandbox.get("account/get_uid", token).code == 21319


def test_it_lets_faults_strike_the_exchange(sandbox: Sandbox) -> None:
    code = new_code(sandbox)
    sandbox.control("faults", kind="http_502", call="oauth2/access_token")
    assert exchange(sandbox, code).status == 502
    sandbox.control("faults", kind="21331", call="oauth2/access_token")
    assert exchange(sandbox, code).code == 21331
    assert exchange(sandbox, code).status == 200


def test_it_gives_the_lifetime_of_the_apps_level(sandbox: Sandbox) -> None:
    sandbox.control("apps", key="young", level="test", owner=str(OFFICIAL))
    assert sandbox.control("tokens", uid=5501000002, app="young")["expires_in"] == 86400
    assert sandbox.control("tokens", uid=OFFICIAL, app="young")["expires_in"] == 157679999
