"""Whether the platform would reach our callback: the sandbox really calls it, on Weibo we call it ourselves (E1)."""

import datetime as dt
import http.client
import json
import secrets
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.access import require_somewhere
from accounts.gateway import app_key, app_secrets, is_sandbox
from accounts.models import User, WeiboAccount
from accounts.roles import Can
from core.outgoing import Rules, Unreachable, fetch
from weibo.pushes import signature_of

SECONDS: Final = 6.0


def try_callback(*, address: str, by: User, at: dt.datetime) -> str:
    """What is wrong with the address, in one sentence; empty when the check went through. Asks the network."""
    require_somewhere(by, Can.MANAGE_ACCOUNTS)
    problem = _by_sandbox(address) if is_sandbox() else _by_ourselves(address, at)
    return "" if not problem else _("从外面访问回调地址没有成功：%(why)s") % {"why": problem}


def _by_sandbox(address: str) -> str:
    """The sandbox learns the address, which accounts it serves, and looks whether it is ours."""
    app = app_key("share").key
    try:
        _control("apps", {"key": app, "fans_url": address})
        for uid in WeiboAccount.objects.exclude(uid=None).exclude(uid="").values_list("uid", flat=True):
            _control("users", {"uid": uid, "fans_app": app})  # of strangers to it the sandbox says no: nobody writes
        answer = _control("messages/check", {"app": app})
    except (OSError, ValueError) as error:
        return _("沙箱没有应答（%(error)s）") % {"error": type(error).__name__}
    return "" if answer.get("ok") else _("沙箱没有得到正确的应答")


def _by_ourselves(address: str, at: dt.datetime) -> str:
    _app, secret = app_secrets()[0]
    timestamp, nonce, echo = str(int(at.timestamp() * 1000)), secrets.token_hex(6), secrets.token_hex(8)
    signed = {"signature": signature_of(secret, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}
    try:
        answer = fetch(f"{address}?{urlencode(signed | {'echostr': echo})}", rules=Rules(seconds=SECONDS, redirects=0))
    except Unreachable as error:
        return str(error)
    if answer.status != 200 or answer.body.decode("utf-8", "replace").strip() != echo:
        return _("应答 %(status)d，内容不对") % {"status": answer.status}
    return ""


def _control(name: str, body: dict[str, Any]) -> dict[str, Any]:
    """The sandbox is on this machine; its address is a setting of ours."""
    place = urlsplit(settings.WEIBO_SANDBOX_URL)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=SECONDS)
    try:
        headers = {"Content-Type": "application/json"}
        connection.request("POST", f"/sandbox/api/{name}", json.dumps(body), headers)
        answer = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    return answer if isinstance(answer, dict) else {}
