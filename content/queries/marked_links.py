"""Links marked for the web shop's own counting (UTM): parameters of a preset, put into an address."""

import datetime as dt
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.utils.translation import gettext as _

from accounts.models import WeiboAccount
from content.models import Category, LinkPreset
from core.errors import UserError
from weibo.text import find_urls

LONGEST = 600


def all_presets() -> list[LinkPreset]:
    """Those of the page on which they are edited."""
    return list(LinkPreset.objects.all())


def values_of(preset: LinkPreset, account: WeiboAccount, category: Category | None, day: dt.date) -> dict[str, str]:
    """The parameters for one link, in the usual order; empty ones are left out."""
    holes = {
        "{account}": account.uid or str(account.pk),
        "{date}": f"{day:%Y%m%d}",
        "{category}": category.slug if category else "",
    }
    found = {}
    for name in ("source", "medium", "campaign", "content"):
        value = getattr(preset, name)
        for hole, filling in holes.items():
            value = value.replace(hole, filling)
        if value.strip():
            found[f"utm_{name}"] = value.strip()
    return found


def marked(address: str, values: dict[str, str]) -> str:
    """The address with these parameters; older ones of the same name are replaced, everything else stays.

    Raises `UserError` for what is no web address as Weibo reads one.
    """
    wanted = address.strip()
    try:
        parts = urlsplit(wanted)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"}:
        raise UserError(_("请填写以 http:// 或 https:// 开头的链接。"), field="url")
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in values]
    query = urlencode([*kept, *values.items()]) if values else parts.query
    found = urlunsplit((parts.scheme, parts.netloc, parts.path or "/", query, parts.fragment))
    if len(found) > LONGEST or find_urls(found) != [found]:
        raise UserError(_("微博会截断这个链接：过长，或者含有中文等字符。请先转成短链接。"), field="url")
    return found
