"""A crisis whose clock runs, and one of last month that was answered in time and learned from."""

import datetime as dt

from accounts.models import User, WeiboAccount
from accounts.roles import Role
from monitoring.models import CaseState, HoldingStatement, KeywordSet, Mention, Playbook
from monitoring.services import (
    About,
    Findings,
    Setting,
    add_person,
    close_case,
    draft_statement,
    lesson_step,
    lesson_task,
    list_loudest,
    note_decision,
    open_case,
    tick_task,
    write_review,
)

MINUTE = dt.timedelta(minutes=1)
ANSWER = (
    "关于网友反映的随行杯漏水，我们已于今晚八点关注到，情况说明如下：自昨天起，有用户反映随行杯倾斜时杯口渗水。"
    "我们已联系当事人并取回样品，对同批次的密封圈逐一排查，核实期间暂停该批次销售。给您带来不便，深表歉意。"
    "遇到同样情况请私信本账号，我们免费更换密封圈。最新进展明天中午十二点前在这里公布。"
)


def write_crises(accounts: dict[str, WeiboAccount], people: dict[Role, User], *, now: dt.datetime) -> None:
    """One of the third level, which freezes nothing, and a closed one."""
    editor, chief = people[Role.RESPONSIBLE_EDITOR], people[Role.CHIEF_EDITOR]
    books = {book.name: book for book in Playbook.objects.select_related("version__playbook")}
    _closed(books["谣言"], editor, chief, now - dt.timedelta(days=24))
    recent = now - dt.timedelta(hours=2)
    wave = (
        Mention.objects.filter(text__contains="漏水", published_at__gte=recent)
        .order_by("-published_at")
        .values_list("pk", flat=True)[:40]
    )
    began = now - 95 * MINUTE
    about = About(
        mention_ids=tuple(wave), origin="评论区集中反映随行杯漏水", note="集中在秋季新款，已有三位用户发来视频。"
    )
    setting = Setting(owner=editor, deputy=chief, playbook=books["产品缺陷"].version)
    case = open_case(title="随行杯漏水", level=3, about=about, by=editor, at=began, setting=setting).case
    add_person(case=case, person=people[Role.CUSTOMER_EDITOR], part="联系当事人", by=editor, at=began + 4 * MINUTE)
    for number, task in enumerate(list(case.tasks.all()[:3]), 1):
        tick_task(task=task, done=True, by=editor, at=began + 11 * number * MINUTE)
    list_loudest(case=case, by=editor, at=began + 40 * MINUTE)
    why = "样品还在路上，先说清在做什么，不猜原因"
    note_decision(case=case, what="第一份声明不谈原因", why=why, by=chief, at=began + 52 * MINUTE)
    holding = HoldingStatement.objects.filter(playbook=books["产品缺陷"]).first()
    draft_statement(
        case=case, account=accounts["山岚"], text=ANSWER, by=editor, at=began + 60 * MINUTE, holding=holding
    )


def _closed(book: Playbook, editor: User, chief: User, began: dt.datetime) -> None:
    about = About(origin="私信：有人转发“山岚锅涂层致癌”的长图", note="长图拼接了别家产品的检测报告。")
    setting = Setting(owner=chief, deputy=editor, playbook=book.version)
    case = open_case(title="网传炒锅涂层致癌", level=4, about=about, by=editor, at=began, setting=setting).case
    first, *later = case.tasks.all()
    tick_task(task=first, done=True, by=editor, at=began + 20 * MINUTE)
    note_decision(case=case, what="不点名原作者", why="先给证据，不把话题带到人身上", by=chief, at=began + 30 * MINUTE)
    for number, task in enumerate(later, 2):
        tick_task(task=task, done=True, by=editor, at=began + 20 * number * MINUTE)
    # It was answered before this installation began to publish: only the time is known.
    case.answered_at, case.state = began + 145 * MINUTE, CaseState.ANSWERED
    case.save(update_fields=["answered_at", "state"])
    findings = Findings(
        cause="长图拼接了另一品牌 2019 年的检测报告，原作者已更正。",
        went_well="两个半小时内给出检测报告原文，评论区口径一致。",
        went_badly="最早的私信晚了半天才转给监测。",
    )
    reviewed = began + dt.timedelta(days=2)
    write_review(case=case, findings=findings, by=chief, at=reviewed)
    lesson_step(case=case, playbook=book, text="查最近三天的私信里有没有同样的图", minutes=40, by=chief, at=reviewed)
    if KeywordSet.objects.exists():
        lesson_task(case=case, text="把检测报告原文放进账号置顶", owner=editor, by=chief, at=reviewed)
    close_case(case=case, by=chief, at=reviewed)
