"""Checks of listening (M1 to M8), of crises (M5) and of answering (E1 to E3), and of working together (A11)."""

import datetime as dt
from typing import Final

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.models import WeiboAccount
from core.dates import local_day
from engagement.models import Fan, FanKind, Target, TargetState, Thread, ThreadState
from monitoring.models import (
    Alert,
    AlertState,
    Case,
    CaseState,
    CompetitorSample,
    Drill,
    EscalationStep,
    GapState,
    KeywordSet,
    Playbook,
    Source,
    SourceGap,
    Suggestion,
    SuggestionState,
    TopicBoard,
    WatchWindow,
)  # fmt: skip
from monitoring.queries.own_posts import open_own_posts
from publishing.models import Relay
from reports.governance.checks import LISTED, Check, counted, listed

DAY: Final = dt.timedelta(days=1)
WEEK: Final = dt.timedelta(days=7)
MONTH: Final = dt.timedelta(days=28)
UNSPOKEN: Final = dt.timedelta(days=90)
"""A loyal fan, a KOL or a customer whom nobody has spoken to for so long is listed (E3)."""
DRILLED: Final = dt.timedelta(days=180)
AHEAD: Final = dt.timedelta(days=60)
KEPT: Final = (FanKind.LOYAL, FanKind.KOL, FanKind.CUSTOMER)


def answering(now: dt.datetime) -> list[Check]:
    """E1: messages that wait too long, and those nobody was given."""
    waiting = Thread.objects.filter(state=ThreadState.OPEN)
    sums = waiting.aggregate(
        late=Count("pk", filter=Q(due_at__lt=now)),
        nobodys=Count("pk", filter=Q(assignee=None, received_at__lt=now - DAY)),
    )
    return [
        counted("e1-overdue", _("%(n)d 条留言超时未回复"), sums["late"], "engagement:inbox"),
        counted("e1-assigned", _("%(n)d 条留言超过一天没有分配给人"), sums["nobodys"], "engagement:inbox"),
    ]


def reaching_out(now: dt.datetime) -> list[Check]:
    """E2, E3: the five a day of the last week, and fans whom nobody has spoken to."""
    today = local_day(now)
    wanted = Target.objects.filter(day__gte=today - WEEK, day__lt=today).exclude(state=TargetState.RESERVE)
    sums = wanted.aggregate(all=Count("pk"), done=Count("pk", filter=Q(state=TargetState.DONE)))
    text = _("近七天的主动互动完成 %(n)d/%(all)d") % {"n": sums["done"], "all": sums["all"]}
    never = Q(last_spoken_at=None, created_at__lt=now - UNSPOKEN)
    fans = Fan.objects.filter(kind__in=KEPT).filter(never | Q(last_spoken_at__lt=now - UNSPOKEN)).count()
    return [
        Check("e2-plan", text, max(0, -(-sums["all"] // 2) - sums["done"]), "engagement:plan"),
        counted("e3-spoken", _("%(n)d 位重要粉丝三个月没有联系"), fans, "engagement:fans"),
    ]


def together(now: dt.datetime) -> list[Check]:
    """A11, M8: several accounts at one idea; suggestions that reach somebody."""
    relays = Relay.objects.filter(created_at__gte=now - MONTH).count()
    unread = Suggestion.objects.filter(state=SuggestionState.NEW, made_at__lt=now - WEEK).count()
    return [
        Check("a11-relays", _("近四周有 %(n)d 次多账号联动") % {"n": relays}, None, "calendar:relays"),
        counted("m8-suggestions", _("%(n)d 条用户建议一周没有人看"), unread, "monitoring:suggestions"),
    ]


def hearing(now: dt.datetime) -> list[Check]:
    """M1, M2, M3, M7: words and their review, sources that are deaf, windows ahead, topics."""
    today = local_day(now)
    sets = KeywordSet.objects.filter(is_active=True)
    number, stale = sets.count(), list(sets.filter(review_on__lt=today).order_by("review_on")[:LISTED])
    deaf = list(Source.objects.filter(is_active=True, blind_since__isnull=False).order_by("blind_since")[:LISTED])
    gaps = SourceGap.objects.filter(state=GapState.OPEN, source__is_active=True).count()
    strange = open_own_posts(WeiboAccount.objects.all()).filter(first_seen_at__lt=now - DAY).count()
    windows = WatchWindow.objects.filter(is_active=True, last_on__gte=today, first_on__lt=today + AHEAD).count()
    board = TopicBoard.objects.filter(made_at__gte=now - DAY).exists()
    return [
        Check("m1-sets", _("%(n)d 个关键词组在巡查") % {"n": number}, int(not number), "monitoring:home"),
        listed("m1-review", _("%(n)d 个关键词组过了复核日期"), stale, "monitoring:home", "monitoring:set"),
        listed("m2-deaf", _("%(n)d 个来源听不到"), deaf, "monitoring:sources", "monitoring:source"),
        counted("m2-gaps", _("%(n)d 段时间没有听全，还在补"), gaps, "monitoring:sources"),
        counted("m2-own", _("%(n)d 条系统外发布的微博一天内没有人确认"), strange, "monitoring:own_posts"),
        Check("m3-windows", _("未来两个月安排了 %(n)d 个加强监测期") % {"n": windows}, None, "monitoring:windows"),
        Check("m7-topics", _("热点榜一天内更新过") if board else _("热点榜超过一天没有更新"), int(not board),
              "monitoring:topics"),
    ]  # fmt: skip


def rivals(now: dt.datetime) -> list[Check]:
    """M6: competitors whose accounts were read lately."""
    since = local_day(now) - dt.timedelta(days=3)
    read = CompetitorSample.objects.filter(day__gte=since).values("competitor").distinct().count()
    text = _("%(n)d 个竞争对手的账号近三天有数据") % {"n": read}
    return [Check("m6-rivals", text, int(not read), "monitoring:competitors")]


def crisis(now: dt.datetime) -> list[Check]:
    """M4, M5: alerts, cases past their clock, playbooks, steps, drills, reviews."""
    alerts = Alert.objects.filter(state=AlertState.OPEN, joined=None).count()
    real = Case.objects.filter(is_drill=False)
    late = list(real.filter(state=CaseState.OPEN, due_at__lt=now)[:LISTED])
    playbooks = Playbook.objects.filter(is_active=True).count()
    steps = EscalationStep.objects.filter(is_active=True).count()
    drilled = Drill.objects.filter(ended_at__gte=now - DRILLED).count()
    blank = list(real.filter(state=CaseState.CLOSED, closed_at__gte=now - DRILLED, cause="")[:LISTED])
    title = _("%(n)d 个危机过了首次回应的期限")
    return [
        counted("m4-alerts", _("%(n)d 条预警待处理"), alerts, "monitoring:alerts"),
        listed("m5-late", title, late, "monitoring:cases", "monitoring:case"),
        Check(
            "m5-playbooks", _("备有 %(n)d 份处置预案") % {"n": playbooks}, int(not playbooks), "monitoring:crisis_rules"
        ),
        Check("m5-steps", _("%(n)d 级自动升级在生效") % {"n": steps}, int(not steps), "monitoring:crisis_rules"),
        Check("m5-drill", _("近半年做过 %(n)d 次危机演练") % {"n": drilled}, int(not drilled), "monitoring:drills"),
        listed("m5-review", _("%(n)d 个结案的危机没有写原因"), blank, "monitoring:cases", "monitoring:case"),
    ]
