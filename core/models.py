"""Kernel rows: the audit chain, jobs with progress, notices, heartbeats."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One thing somebody did. Append-only by trigger; sealed into a hash chain at commit (migration 0002).

    Holds ids *and* names without foreign keys: it must outlive what it tells about.
    """

    at = models.DateTimeField(_("时间"))
    code = models.CharField(_("事件"), max_length=80)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("操作人"), max_length=150)
    object_type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=64)
    object_name = models.CharField(_("对象"), max_length=200)
    account_id = models.BigIntegerField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(_("理由"), blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    remote_address = models.CharField(max_length=64, blank=True)
    sequence = models.BigIntegerField(null=True, editable=False)
    previous_hash = models.CharField(max_length=64, blank=True, editable=False)
    hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["sequence"], name="core_audit_sequence_unique")]
        indexes = [
            # the life of one object, newest first (timelines on post, slot and account pages)
            models.Index(fields=["object_type", "object_id", "-id"], name="core_audit_object"),
            # the audit page's filter by account
            models.Index(fields=["account_id", "-id"], name="core_audit_account"),
            # its filters by person, by event, by period
            models.Index(fields=["actor_id", "-id"], name="core_audit_actor"),
            models.Index(fields=["code", "-id"], name="core_audit_code"),
            models.Index(fields=["at"], name="core_audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.object_name}"


class AuditAnchor(models.Model):
    """Where the chain stood at the end of a day. Append-only by trigger; the same line stands in a file and goes out
    of the house by log and mail, so that a chain that was computed anew from some entry on does not fit any more."""

    day = models.DateField(unique=True)
    sequence = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.sequence} {self.hash}"


class JobState(models.TextChoices):
    WAITING = "waiting", _("排队中")
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("失败")
    CANCELLED = "cancelled", _("已取消")
    UNDONE = "undone", _("已撤销")


class Job(models.Model):
    """Long work as a row that a person can watch, stop and (when the kind allows) undo."""

    kind = models.CharField(max_length=60)
    title = models.CharField(_("标题"), max_length=200)
    state = models.CharField(max_length=12, choices=JobState, default=JobState.WAITING)
    created_by_id = models.BigIntegerField(null=True)
    created_by_name = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    params = models.JSONField(default=dict)
    checkpoint = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    refused = models.IntegerField(default=0)
    message = models.TextField(blank=True)
    cancel_asked = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        indexes = [
            # the notification list of one person
            models.Index(fields=["created_by_id", "-id"], name="core_job_owner"),
            # the sweep that picks up waiting and abandoned jobs
            models.Index(fields=["id"], name="core_job_open", condition=models.Q(state__in=["waiting", "running"])),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def percent(self) -> int | None:
        """Progress in whole percent; None while the total is unknown."""
        if not self.total:
            return None
        return min(100, int(self.done * 100 / self.total))


class JobRefusal(models.Model):
    """One row of an import that was not taken, with the line it stood on and the reason."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="refusals")
    line = models.IntegerField(null=True)
    code = models.CharField(max_length=40)
    reason = models.TextField()
    raw = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]


class NoticeLevel(models.TextChoices):
    INFO = "info", _("提示")
    WARNING = "warning", _("提醒")
    DANGER = "danger", _("紧急")


class Notice(models.Model):
    """Something one person should know: a line in his list, and a mail when it asks for one.

    `text` is a msgid with named placeholders, filled from `params` and translated when it is shown.
    """

    user_id = models.BigIntegerField()
    key = models.CharField(max_length=160)
    level = models.CharField(max_length=8, choices=NoticeLevel, default=NoticeLevel.INFO)
    text = models.TextField()
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    mail_due_at = models.DateTimeField(null=True)
    mail_tries = models.PositiveSmallIntegerField(default=0)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            # the same matter stands once in a person's list; when it comes back after it was settled, it is new
            models.UniqueConstraint(
                fields=["user_id", "key"], condition=models.Q(settled_at__isnull=True), name="core_notice_once"
            )
        ]
        indexes = [
            # the list of one person
            models.Index(fields=["user_id", "-id"], name="core_notice_list"),
            # the number beside the bell, read on every page
            models.Index(
                fields=["user_id"],
                name="core_notice_unread",
                condition=models.Q(read_at__isnull=True, settled_at__isnull=True),
            ),
            # settling a matter by the beginning of its key
            models.Index(
                fields=["key"],
                name="core_notice_key",
                condition=models.Q(settled_at__isnull=True),
                opclasses=["varchar_pattern_ops"],
            ),
            # the sweep that sends mails
            models.Index(
                fields=["mail_due_at"], name="core_notice_mail", condition=models.Q(mail_due_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """The notice in the language of the moment."""
        filled: str = gettext(self.text) % self.params
        return filled


class Heartbeat(models.Model):
    """The last sign of life of a process or a sweep."""

    name = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name
