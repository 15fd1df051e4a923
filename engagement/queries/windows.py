"""Whether somebody may be written to privately, and in which words it is said when not (E1)."""

import datetime as dt
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.gateway import app_of
from accounts.models import Channel, WeiboAccount
from accounts.queries import abilities_of
from engagement.models import FansLine, Thread, ThreadKind

SHUT: Final = {
    "never": _lazy("对方还没有给这个账号发过私信，微博不允许先发。"),
    "over": _lazy("对方最近 48 小时没有来信，微博不允许再发私信。"),
    "left": _lazy("对方已取消关注或退订，微博不允许再发私信。"),
    "used": _lazy("对方@账号后只能私信回复一次，这一次已经用掉。"),
}
LOOK_IT_UP: Final = _lazy("没有收到微博的答复。私信无法由系统核对，请到微博私信里看一眼是否已发出。")
WORDS: Final = frozenset({"text", "image", "voice", "position", "link", "other", "mention"})
"""Kinds of messages that want an answer; all others are happenings."""
PRIVATE_LIMIT: Final = 300
"""Characters of a private message, counted as those of a post."""


def line_of(account: WeiboAccount) -> FansLine | None:
    """How an account is connected to the fans service."""
    return FansLine.objects.filter(account=account).first()


def can_write(account: WeiboAccount, line: FansLine | None) -> bool:
    """Whether there is a token for private messages: the platform's own, or a commercial grant."""
    return bool(line and line.ciphertext) or app_of(account) == Channel.COMMERCIAL


def is_private(thread: Thread) -> bool:
    """Whether a thread can be answered by private message only."""
    return thread.kind == ThreadKind.MESSAGE


def why_shut(thread: Thread, now: dt.datetime) -> str:
    """Why nothing can be written privately to the person of a thread; empty when something can. Two queries at most."""
    if not can_write(thread.account, line_of(thread.account)):
        return _("账号“%(name)s”还没有填写粉丝服务平台的令牌，请管理员在“粉丝服务”中填写。") % {
            "name": thread.account.nickname
        }
    if thread.person is None:
        return str(SHUT["never"])
    window = thread.person.window(now)
    return "" if window.is_open(now) else str(SHUT[window.why])


def why_mute(thread: Thread) -> str:
    """Why our app cannot comment for the account, as Weibo said when it was asked last; empty when it can, or nobody
    knows. One query."""
    if is_private(thread):
        return ""
    writes = next(one for one in abilities_of(thread.account).reads if one.name == "comments_write")
    return writes.reason if writes.allowed is False else ""
