"""What this account cannot post, by its channel and by what real sends have taught (`accounts.queries.abilities_of`).

The same check runs while writing, on submit, on approval and as the last look before a send: an error here is what
Weibo would refuse anyway, so no call is made for it.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from content.lint.draft import Draft, Finding, Offer, Severity, is_under
from weibo.text import find_topics, find_urls


def check(draft: Draft) -> Iterator[Finding]:
    """Pictures over the limit are an error, topics a warning, no safe link an error when the domain is known."""
    yield from _publish(draft)
    if draft.is_repost:
        yield from _repost(draft)
        return
    yield from _pictures(draft)
    yield from _hand_items(draft)
    yield from _topics(draft)
    if not draft.abilities.without_link.allowed:
        yield from _link(draft)


def _publish(draft: Draft) -> Iterator[Finding]:
    """Weibo has refused this app for this account: told, not blocked here, for the text is not to blame."""
    ability = draft.abilities.publish
    if ability.allowed is False:
        sentence = _("微博拒绝过这个账号通过%(channel)s发布：%(reason)s")
        values = {"channel": draft.abilities.channel_label, "reason": ability.reason}
        mend = _("改为人工发布，或申请权限后在账号页点“再试一次”。")
        yield _finding("publish", sentence % values, mend, Severity.WARNING, Offer.HAND_OVER)


def _repost(draft: Draft) -> Iterator[Finding]:
    if draft.pictures:
        yield _finding("repost_pictures", _("转发不能带图片。"), _("请删去图片。"), Severity.ERROR)
    if not draft.abilities.repost.allowed:
        yield _finding("repost", draft.abilities.repost.reason, _("到时间会提醒同事人工转发。"), Severity.HINT)


def _pictures(draft: Draft) -> Iterator[Finding]:
    able = draft.abilities
    limit = able.pictures.limit
    if draft.pictures <= limit:
        return
    values = {"limit": limit, "count": draft.pictures, "channel": able.channel_label}
    if able.by_hand or not able.channel:
        sentence = _("最多可带 %(limit)d 张图片，现在有 %(count)d 张。") % values
        yield _finding("pictures", sentence, _("请删去多余的图片。"), Severity.ERROR)
        return
    sentence = _("这个账号通过%(channel)s最多可带 %(limit)d 张图片，现在有 %(count)d 张。") % values
    offers = (Offer.HAND_OVER, Offer.FIRST_PICTURE) if limit == 1 else (Offer.HAND_OVER,)
    mend = _("请改为人工发布，或保留第一张。") if limit == 1 else _("请改为人工发布，或删去多余的图片。")
    yield _finding("pictures", sentence, mend, Severity.ERROR, *offers)


def _hand_items(draft: Draft) -> Iterator[Finding]:
    """Video, audio, votes and apps go through no app of ours: a person adds them."""
    for item in draft.hand_items:
        if not item.title or not item.has_fit_options:
            values = {"kind": str(item.about.label), "title": str(item.about.title_label)}
            sentence = _("%(kind)s还没有填好%(title)s。") % values
            mend = _("投票要有 2 到 10 个选项，每个最多 20 字。") if item.kind == "vote" else _("请补上。")
            yield _finding("hand_items", sentence, mend, Severity.ERROR)
    able = draft.abilities
    if not draft.hand_items or able.by_hand or not able.channel:
        return
    for item in draft.hand_items:
        values = {"channel": able.channel_label, "kind": str(item.about.label)}
        sentence = _("这个账号通过%(channel)s不能发%(kind)s。") % values
        mend = _("改为人工发布，到时间提醒同事加上。")
        yield _finding("hand_items", sentence, mend, Severity.ERROR, Offer.HAND_OVER)


def _topics(draft: Draft) -> Iterator[Finding]:
    topics = find_topics(draft.text)
    if draft.abilities.topics.allowed or not topics:
        return
    sentence = _("这个账号通过%(channel)s发布，话题 #%(topic)s# 会被微博去掉。")
    values = {"channel": draft.abilities.channel_label, "topic": topics[0]}
    mend = _("去掉话题符号，或改为人工发布。")
    yield _finding("topics", sentence % values, mend, Severity.WARNING, Offer.HAND_OVER, Offer.DROP_TOPICS)


def _link(draft: Draft) -> Iterator[Finding]:
    urls, able = find_urls(draft.text_as_sent), draft.abilities
    if not able.safe_domain:
        if not urls:
            sentence = _("普通应用发微博必须带一个安全域名下的链接，正文和账号资料里都没有。")
            mend = _("在账号资料里填写默认链接，或改为人工发布。")
            yield _finding("link", sentence, mend, Severity.WARNING, Offer.HAND_OVER)
        return
    if any(is_under(url, able.safe_domain) for url in urls):
        return
    sentence = _("普通应用发微博必须带 %(domain)s 下的链接，否则微博会拒绝。") % {"domain": able.safe_domain}
    mend = _("加上这个域名下的链接，在账号资料里填写默认链接，或改为人工发布。")
    offers = [Offer.HAND_OVER]
    if able.default_link and is_under(able.default_link, able.safe_domain):
        offers.append(Offer.ADD_LINK)
    yield _finding("link", sentence, mend, Severity.ERROR, *offers)


def _finding(name: str, sentence: str, mend: str, severity: Severity, *offers: Offer) -> Finding:
    return Finding(f"capability_{name}", severity, sentence, mend, source="C3", offers=tuple(offers))
