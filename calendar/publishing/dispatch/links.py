"""The address of a post on Weibo, there and back: every form in which people paste it."""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qs, urlsplit

from accounts.gateway import hosts, is_sandbox
from weibo.text import base62_to_mid, mid_to_base62, time_of_id

SHORT_LINK = re.compile(r"(?:https?://)?\bt\.cn/([0-9A-Za-z]{4,12})\b", re.ASCII)
LONGEST = 2000
_ADDRESS = re.compile(r"(?:https?://|\b(?:www\.|m\.)?weibo\.(?:com|cn)/)[!#-;=?-~]+", re.ASCII | re.I)
_PATHS = (
    re.compile(r"^/(?:u/)?(?P<uid>\d{5,20})/(?P<code>[0-9A-Za-z]{8,20})/?$", re.ASCII),
    re.compile(r"^/(?:status|detail|statuses)/(?P<uid>)(?P<code>[0-9A-Za-z]{8,20})/?$", re.ASCII),
    re.compile(r"^/share/(?P<uid>)\d{3,20},(?P<code>\d{15,20})\.html$", re.ASCII),
)
_HOSTS = {"weibo.com", "www.weibo.com", "m.weibo.com", "m.weibo.cn", "weibo.cn", "www.weibo.cn"}
_SHARES = {"share.api.weibo.cn", "share.api.weibo.com", "weibointl.api.weibo.cn", "weibointl.api.weibo.com"}
"""What the apps of Weibo put into the clipboard behind "copy link"."""


def post_address() -> str:
    """Where people read posts: weibo.com, or the sandbox's own pages."""
    return hosts().api if is_sandbox() else "https://weibo.com"


def post_url(uid: str, weibo_id: str) -> str:
    """Where people read the post."""
    return f"{post_address()}/{uid}/{mid_to_base62(weibo_id)}"


def weibo_id_of(pasted: str, *, uid: str) -> str:
    """The decimal id in a link to a post of `uid`, or in words around such a link; empty when there is none, or only
    another account's. A form without the account's number (detail, status, share) is taken for one of `uid`."""
    return next((found for address in _addresses(pasted[:LONGEST]) if (found := _id_in(address, uid))), "")


def short_code(pasted: str) -> str:
    """The code of the first t.cn link; empty when there is none."""
    found = SHORT_LINK.search(pasted[:LONGEST])
    return found[1] if found else ""


def _addresses(pasted: str) -> Iterator[str]:
    for found in _ADDRESS.finditer(pasted):
        address = found[0].rstrip(".,;:!?)]}…")
        yield address if "://" in address else f"https://{address}"


def is_weibo_address(pasted: str) -> bool:
    """Whether this is one address, and one of Weibo's (or of the sandbox, where that is used)."""
    return not re.search(r"\s", pasted) and _on_weibo(pasted) is not None


def _id_in(address: str, uid: str) -> str:
    parts = _on_weibo(address)
    return "" if parts is None else _plausible(_code(parts, uid, shared=parts.hostname in _SHARES))


def _on_weibo(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return None
    ours = is_sandbox() and parts.netloc == urlsplit(hosts().api).netloc
    return parts if parts.scheme in ("http", "https") and (host in _HOSTS or host in _SHARES or ours) else None


def _code(parts: SplitResult, uid: str, *, shared: bool) -> str:
    for path in _PATHS:
        if found := path.match(parts.path):
            return "" if found["uid"] and found["uid"] != uid else found["code"]
    names = ("weibo_id", "mid") if shared else ("id", "mid")
    if shared or parts.path.rstrip("/") in {"/statuses/show", "/status"}:
        query = parse_qs(parts.query)
        return next((query[name][0] for name in names if query.get(name)), "")
    return ""


def _plausible(code: str) -> str:
    """A decimal id as it stands, a base62 one converted; empty when no id could look like that."""
    if not code.isascii():
        return ""
    try:
        weibo_id = code if code.isdigit() and len(code) >= 15 else base62_to_mid(code)
        time_of_id(weibo_id)
    except ValueError:
        return ""
    return weibo_id if len(weibo_id) >= 15 else ""
