"""What somebody pasted, with a t.cn link followed one step, so that it can be read as the address of a post."""

import http.client
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.gateway import is_sandbox
from core.errors import UserError
from core.outgoing import Rules, Unreachable, redirect_of
from publishing.dispatch.links import short_code, weibo_id_of

SECONDS: Final = 5.0
RULES: Final = Rules(seconds=SECONDS)


def expanded(pasted: str, *, uid: str) -> str:
    """`pasted`, or where its t.cn link leads when nothing else in it is a post of `uid`. Asks the network: never
    call it inside a transaction. Raises `UserError` when the short link cannot be followed."""
    code = short_code(pasted)
    if not code or weibo_id_of(pasted, uid=uid):
        return pasted
    try:
        found = _ask_sandbox(code) if is_sandbox() else redirect_of(f"https://t.cn/{code}", rules=RULES)
    except Unreachable:
        found = ""
    if not found:
        sentence = _("短链打不开，请在微博里打开这条微博，复制完整的链接。")
        raise UserError(sentence, code="calendar.short_link", field="link")
    return found


def _ask_sandbox(code: str) -> str:
    """The sandbox knows the short links of its own posts; its address is a setting of ours."""
    place = urlsplit(settings.WEIBO_SANDBOX_URL)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=SECONDS)
    try:
        connection.request("GET", f"/t/{code}")
        return connection.getresponse().headers.get("Location", "")
    except OSError as error:
        raise Unreachable("failed", _("无法连接到这个网址。")) from error
    finally:
        connection.close()
