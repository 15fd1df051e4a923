"""Saved replies and a note of the sample company's customer care (E1)."""

import datetime as dt

from accounts.models import User
from accounts.roles import Role
from engagement.models import Thread, ThreadState
from engagement.services import SavedInput, add_note, save_saved_reply

REPLIES = (
    SavedInput("漏水换新", "{客户}您好，杯盖漏水可以免费换新，请私信订单号，我们今天为您处理。", "售后"),
    SavedInput("查物流", "{客户}您好，请私信订单号，我帮您查到哪一站了。", "售后"),
    SavedInput("补货", "{客户}您好，这一款下周补货，到货后{账号}会发微博。", "售前"),
    SavedInput("谢谢", "谢谢{客户}，有事随时留言，我是{我}。", ""),
)


def write_care(people: dict[Role, User], *, now: dt.datetime) -> None:
    """As if care had worked with them for a while."""
    by = people[Role.CUSTOMER_EDITOR]
    for values in REPLIES:
        save_saved_reply(saved=None, values=values, by=by, at=now)
    for thread in Thread.objects.filter(state=ThreadState.OPEN).order_by("due_at")[:1]:
        add_note(thread=thread, text="老客户，上个月换过一次盖子，先道歉再说办法。", by=by, at=now)
