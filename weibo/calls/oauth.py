"""Authorisation (weibo-api section 1)."""

from urllib.parse import urlencode

from weibo.calls.call import Call, nothing, post
from weibo.types import AccessToken, TokenInfo


def authorize_query(client_id: str, redirect_uri: str, *, state: str, scope: str = "", forcelogin: bool = False) -> str:
    """Return the query of the consent page; ``state`` guards against forged returns."""
    params = {"client_id": client_id, "redirect_uri": redirect_uri, "response_type": "code", "state": state}
    if scope:
        params["scope"] = scope
    if forcelogin:
        params["forcelogin"] = "true"
    return urlencode(params)


def access_token(*, client_id: str, client_secret: str, code: str, redirect_uri: str) -> Call[AccessToken]:
    """Exchange a code for a token; a code works once."""
    params = {
        "client_id": client_id,
        "client_secret": client_secret,
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
    }
    return post("/oauth2/access_token", AccessToken.from_json, params)


def get_token_info(token: str) -> Call[TokenInfo]:
    """Ask what a token is good for; it changes nothing, so it may be repeated."""
    call = post("/oauth2/get_token_info", TokenInfo.from_json, {"access_token": token})
    return Call(call.method, call.path, call.read, call.params)


def revoke(token: str) -> Call[None]:
    """Give the user's grant back."""
    return post("/oauth2/revokeoauth2", nothing, {"access_token": token})
