"""Links that readers cannot open: asked by a task through the safe client, judged here (C5, C13)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from content.lint.draft import Draft, Finding, Link, Override, Severity, is_under
from weibo.text import find_urls
from weibo.text.marks import urlsplit_host

SHOWN = 60


def check(draft: Draft) -> Iterator[Finding]:
    """Hosts that readers in mainland China cannot open, links that do not answer, links that leave the safe domain."""
    known = {link.url: link for link in draft.links}
    for url in dict.fromkeys(find_urls(draft.text_as_sent)):
        host = _blocked(draft, urlsplit_host(url))
        if host:
            yield _cannot_open(url, draft.blocked_hosts[host], host)
        elif url in known:
            yield from _as_asked(known[url], draft.abilities.safe_domain)


def _blocked(draft: Draft, host: str) -> str:
    """The listed host that this one is, or stands below."""
    labels = host.split(".")
    names = (".".join(labels[n:]) for n in range(len(labels)))
    return next((name for name in names if name in draft.blocked_hosts), "")


def _cannot_open(url: str, instead: str, host: str) -> Finding:
    sentence = _("%(host)s 在大陆打不开，读者点不开这个链接。") % {"host": host}
    mend = _("可改用%(instead)s。") % {"instead": instead} if instead else _("请换成国内能打开的网址。")
    return _finding("blocked_host", url, sentence, mend, Severity.WARNING)


def _as_asked(link: Link, safe_domain: str) -> Iterator[Finding]:
    values = {"url": _short(link.url), "reason": link.reason, "at": link.checked}
    if link.state == "broken":
        sentence = _("链接 %(url)s 打不开（%(at)s 检查）：%(reason)s") % values
        yield _finding("link_broken", link.url, sentence, _("请核对网址。"), Severity.WARNING)
    elif link.state == "unknown":
        sentence = _("不能确定链接 %(url)s 能不能打开（%(at)s 检查）：%(reason)s") % values
        yield _finding("link_unknown", link.url, sentence, _("请自己点开看一次。"), Severity.HINT)
    elif link.state == "fine" and link.final_url and _leaves(link, safe_domain):
        sentence = _("链接 %(url)s 会跳到安全域名 %(domain)s 之外的 %(host)s。")
        host = {"host": urlsplit_host(link.final_url), "domain": safe_domain}
        mend = _("请直接使用安全域名下的网址，微博可能拒绝跳走的链接。")
        yield _finding("link_leaves", link.url, sentence % (values | host), mend, Severity.WARNING)


def _leaves(link: Link, safe_domain: str) -> bool:
    return bool(safe_domain) and is_under(link.url, safe_domain) and not is_under(link.final_url, safe_domain)


def _short(url: str) -> str:
    return url if len(url) <= SHOWN else f"{url[: SHOWN - 1]}…"


def _finding(rule: str, url: str, sentence: str, mend: str, severity: Severity) -> Finding:
    key = f"{rule}:{url}"[:160]
    return Finding(rule, severity, sentence, mend, source="C5", key=key, override=Override.REVIEWERS)
