"""Weekly and monthly reports, what is said under them, and to whom they are mailed (I5)."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.dates import Month, Period, Week


class ReportKind(models.TextChoices):
    WEEK = "week", _("周报")
    MONTH = "month", _("月报")


class Report(models.Model):
    """The report of one week or month, frozen with its numbers (I5): a trigger refuses any change of them."""

    kind = models.CharField(max_length=5, choices=ReportKind, default=ReportKind.WEEK)
    first = models.DateField(help_text="Monday of the week, first of the month")
    compiled_at = models.DateTimeField()
    data = models.JSONField()
    words = models.TextField(blank=True, help_text="its sentences in Chinese, for the search of the archive")
    pdf = models.FileField(upload_to="reports/%Y/", blank=True)
    xlsx = models.FileField(upload_to="reports/%Y/", blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-first", "kind"]
        constraints = [models.UniqueConstraint(fields=["kind", "first"], name="reports_report_once")]

    def __str__(self) -> str:
        return str(self.period)

    @property
    def period(self) -> Period:
        """The days it speaks of."""
        return Month(self.first) if self.kind == ReportKind.MONTH else Week(self.first)


class Part(models.TextChoices):
    """The parts of a report that a question can be about; the codes stand in addresses and rows."""

    POINTS = "points", _("本期要点")
    TO_DO = "to_do", _("接下来要做的事")
    TOTALS = "totals", _("总览")
    DAILY = "daily", _("每天的互动量")
    ACCOUNTS = "accounts", _("各账号")
    QUOTAS = "quotas", _("内容配额")
    POLICIES = "policies", _("发布频次")
    TOP_POSTS = "top_posts", _("互动最多的微博")
    TROUBLE = "trouble", _("没有按计划发出的微博")
    INBOX = "inbox", _("留言与回复")
    CASES = "cases", _("危机案件")
    CAMPAIGNS = "campaigns", _("活动")
    RIVALS = "rivals", _("竞品")
    LISTENING = "listening", _("监测")


class Remark(models.Model):
    """What somebody wrote under a report: a remark, a question about a chart or a number, or an answer to one."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="remarks")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(_("批注"))
    about = models.CharField(max_length=20, choices=Part, blank=True, help_text="empty: the whole report")
    is_question = models.BooleanField(default=False)
    question = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="answers")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:40]


class RecipientGroup(models.Model):
    """Colleagues to whom reports are mailed."""

    name = models.CharField(_("名称"), max_length=40, unique=True)
    kinds = models.JSONField(default=list, help_text="of `ReportKind`")
    with_files = models.BooleanField(_("附上 PDF"), default=True)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MailState(models.TextChoices):
    """`lost`: the process ended while it was sending; it may have arrived, so it is not sent again by itself."""

    WAITING = "waiting", _("待寄")
    SENDING = "sending", _("寄送中")
    SENT = "sent", _("已寄出")
    REFUSED = "refused", _("被拒收")
    BOUNCED = "bounced", _("被退回")
    LOST = "lost", _("不确定")


class ReportMail(models.Model):
    """One report to one person. Claimed and committed before anything is sent: at most once (I5).

    Sending again is a new row with the next `number`.
    """

    OVER: ClassVar[frozenset[str]] = frozenset({MailState.SENT, MailState.REFUSED, MailState.BOUNCED, MailState.LOST})

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="mails")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=60)
    address = models.EmailField()
    number = models.PositiveSmallIntegerField(default=1)
    with_files = models.BooleanField(default=True)
    state = models.CharField(max_length=8, choices=MailState, default=MailState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=120, blank=True)
    problem = models.CharField(max_length=300, blank=True, help_text="in the words of the mail server")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["report", "person", "number"], name="reports_mail_once")]
        indexes = [
            # the sweep that sends, and finds what was left behind
            models.Index(
                fields=["due_at"], name="reports_mail_due", condition=models.Q(state__in=["waiting", "sending"])
            ),
            models.Index(fields=["message_id"], name="reports_mail_message"),  # a bounce finds its mail
        ]

    def __str__(self) -> str:
        return f"{self.report} → {self.address}"

    @property
    def is_over(self) -> bool:
        """Nothing more is done by itself; it may be sent again."""
        return self.state in self.OVER


class Brand(models.Model):
    """How reports look: one row, colour of headings and bars. Every report keeps what held when it was compiled."""

    DEFAULT_COLOUR: ClassVar[str] = "#0b6bcb"

    company = models.CharField(_("公司名称"), max_length=40, blank=True)
    colour = models.CharField(_("主色"), max_length=7, default=DEFAULT_COLOUR)
    logo = models.BinaryField(blank=True, default=b"", help_text="PNG, at most 600 pixels wide")
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.company
