"""What the account's app level cannot post (weibo-api 2.1).

An ordinary app sends one picture, no topics, and must send a link of a safe domain.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from content.lint.draft import Draft, Finding, Severity
from weibo.text import find_topics, find_urls
from weibo.text.marks import urlsplit_host

ORDINARY_PICTURES = 1
PICTURES = 9


def check(draft: Draft) -> Iterator[Finding]:
    """Pictures over the limit are an error, topics a warning, no safe link an error when the domain is known."""
    limit = ORDINARY_PICTURES if draft.ordinary_app else PICTURES
    if draft.pictures > limit:
        yield _too_many_pictures(draft, limit)
    if not draft.ordinary_app:
        return
    if topics := find_topics(draft.text):
        sentence = _("这个账号通过普通应用发布，话题 #%(topic)s# 会被微博去掉。") % {"topic": topics[0]}
        mend = _("去掉话题符号，或改为人工发布。")
        yield Finding("app_topics", Severity.WARNING, sentence, mend, source="C3")
    yield from _link(draft)


def _too_many_pictures(draft: Draft, limit: int) -> Finding:
    sentence = _("最多可带 %(limit)d 张图片，现在有 %(count)d 张。") % {"limit": limit, "count": draft.pictures}
    if draft.ordinary_app:
        mend = _("普通应用一次只能带一张：请删去其余图片，或把账号改为人工发布。")
    else:
        mend = _("请删去多余的图片。")
    return Finding("app_pictures", Severity.ERROR, sentence, mend, source="C3")


def _link(draft: Draft) -> Iterator[Finding]:
    urls = find_urls(draft.text_as_sent)
    if not draft.safe_domain:
        if not urls:
            sentence = _("普通应用发微博必须带一个安全域名下的链接，正文和账号资料里都没有。")
            yield Finding("app_link", Severity.WARNING, sentence, _("在账号资料里填写默认链接。"), source="C3")
        return
    if any(_is_under(urlsplit_host(url), draft.safe_domain) for url in urls):
        return
    sentence = _("普通应用发微博必须带 %(domain)s 下的链接，否则微博会拒绝。") % {"domain": draft.safe_domain}
    mend = _("加上这个域名下的链接，或在账号资料里填写默认链接。")
    yield Finding("app_link", Severity.ERROR, sentence, mend, source="C3")


def _is_under(host: str, domain: str) -> bool:
    return host == domain or host.endswith("." + domain)
