"""C8: ask, don't tell. A hint when nothing in the post invites an answer."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from content.lint.draft import Draft, Finding, Severity
from content.lint.plain import is_empty, plain_words

_INVITATION = re.compile(
    r"[?？]|投票|评论区|留言|评论|转发|告诉我们|告诉小|聊聊|说说|晒出|晒一?晒|晒图|分享你|分享一下|你觉得|你会|你家|你们|"
    r"猜猜|猜一猜|选哪|哪一?[个款种]|怎么看|一起来|快来|欢迎|等你|求助|征集|报名|参与|打卡|艾特|@好友|@一位|扣[1一]|抽"
)


def invites_answer(text: str) -> bool:
    """A question, a vote or a call to take part. Also counted on the quota page."""
    return bool(_INVITATION.search(text))


def check(draft: Draft) -> Iterator[Finding]:
    """One hint, never more."""
    if is_empty(plain_words(draft.text)) or invites_answer(draft.text):
        return
    sentence = _("这条内容没有邀请读者回应。")
    yield Finding("no_invitation", Severity.HINT, sentence, _("加一个问题、投票或参与方式。"), source="C8")
