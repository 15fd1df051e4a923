"""The address of a post on Weibo, there and back."""

import re
from urllib.parse import urlsplit

from accounts.gateway import hosts, is_sandbox
from weibo.text import base62_to_mid, mid_to_base62

_PATH = re.compile(r"^/(?:(\d{5,20})|status|detail|statuses)/([0-9A-Za-z]{8,20})/?$")
_HOSTS = {"weibo.com", "www.weibo.com", "m.weibo.cn", "weibo.cn"}


def post_address() -> str:
    """Where people read posts: weibo.com, or the sandbox's own pages."""
    return hosts().api if is_sandbox() else "https://weibo.com"


def post_url(uid: str, weibo_id: str) -> str:
    """Where people read the post."""
    return f"{post_address()}/{uid}/{mid_to_base62(weibo_id)}"


def weibo_id_of(link: str, *, uid: str) -> str:
    """The decimal id in a link to a post of `uid`; empty when the link is none, or another account's."""
    parts = urlsplit(link.strip())
    known = parts.hostname in _HOSTS or (is_sandbox() and parts.netloc == urlsplit(hosts().api).netloc)
    found = _PATH.match(parts.path) if known else None
    if found is None or (found[1] and found[1] != uid):
        return ""
    code = found[2]
    if code.isdigit() and len(code) >= 15:
        return code
    try:
        return base62_to_mid(code)
    except ValueError:
        return ""
