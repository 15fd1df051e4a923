"""Private messages of the sample company: an open talk, one whose window is closing, one that came too late (E1)."""

import datetime as dt

from accounts.gateway import app_key
from accounts.models import WeiboAccount
from accounts.secrets import seal
from engagement.models import FansLine, FansMessage, FansPerson, MessageKind, Thread, ThreadKind
from engagement.queries.goals import current_goals
from weibo_ops.demo.control import SandboxControl

# uid, name, hours ago and what was said, the oldest first
TALKS: tuple[tuple[str, str, tuple[tuple[float, MessageKind, str], ...]], ...] = (
    (
        "5504000001",
        "爱喝热水的阿棠",
        (
            (5.0, MessageKind.FOLLOW, ""),
            (1.2, MessageKind.TEXT, "你好，上周买的云雾 500 毫升，盖子拧紧了还是渗水"),
            (1.1, MessageKind.IMAGE, ""),
            (0.4, MessageKind.TEXT, "订单号要吗？我找得到"),
        ),
    ),
    ("5504000002", "老陈爱做饭", ((44.0, MessageKind.TEXT, "铸铁锅的木把手能单独买吗，用了三年松了"),)),
    ("5504000003", "小鹿的租房日记", ((60.0, MessageKind.TEXT, "奶锅还有浅绿色吗"),)),
)


def write_talks(control: SandboxControl, accounts: dict[str, WeiboAccount], *, now: dt.datetime) -> None:
    """Customer care's account is connected to the fans service; the sandbox knows the messages, too."""
    account = accounts.get("山岚客服")
    if account is None or not account.uid:
        return
    FansLine.objects.update_or_create(
        account=account,
        defaults={
            "ciphertext": seal(control.mint_token(account.uid, app=app_key(account.channel).key)),
            "token_at": now,
            "answer_keys": "人工客服",
            "last_event_at": now - dt.timedelta(hours=TALKS[0][2][-1][0]),
        },
    )
    for uid, name, said in TALKS:
        _write_one(account, uid, name, said, now)
    control.call("messages", sender=TALKS[0][0], receiver=account.uid, text=TALKS[0][2][-1][2])


def _write_one(
    account: WeiboAccount, uid: str, name: str, said: tuple[tuple[float, MessageKind, str], ...], now: dt.datetime
) -> None:
    moments = [(now - dt.timedelta(hours=hours), kind, text) for hours, kind, text in said]
    last_at, _kind, last_text = moments[-1]
    person = FansPerson.objects.create(account=account, uid=uid, name=name, named_at=now, opened_at=last_at)
    first = next(at for at, kind, _text in moments if kind != MessageKind.FOLLOW)
    due = current_goals().due_at(account, first, private=True)
    thread = Thread.objects.create(
        account=account,
        kind=ThreadKind.MESSAGE,
        external_id=f"demo{uid}",
        author_id=uid,
        author_name=name,
        text=last_text,
        received_at=first,
        due_at=min(due, last_at + dt.timedelta(hours=47)),
        person=person,
        created_at=first,
    )
    FansMessage.objects.bulk_create(
        FansMessage(person=person, thread=thread, kind=kind, text=text, sent_at=at) for at, kind, text in moments
    )
