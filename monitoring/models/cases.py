"""Crisis cases (M5): a clock, people, what was decided, what was said, and what was learned."""

import datetime as dt

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from monitoring.models.case_rules import CaseLevel


class CaseState(models.TextChoices):
    """`answered`: the first answer is out and the clock has stopped; it is still worked on."""

    OPEN = "open", _("处置中")
    ANSWERED = "answered", _("已回应")
    CLOSED = "closed", _("已结案")


LIVE_STATES = (CaseState.OPEN, CaseState.ANSWERED)


class Case(models.Model):
    """One crisis, from first sign to lessons. `signalled_at`: when we were told; the clock runs from it."""

    title = models.CharField(_("标题"), max_length=100)
    note = models.TextField(_("已知情况"), blank=True)
    level = models.PositiveSmallIntegerField(_("等级"), choices=CaseLevel)
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.OPEN)
    playbook = models.ForeignKey("monitoring.PlaybookVersion", null=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("负责人"), null=True, on_delete=models.SET_NULL, related_name="cases"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("副手"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    alert = models.ForeignKey("monitoring.Alert", null=True, on_delete=models.SET_NULL, related_name="cases")
    group_ids = ArrayField(models.BigIntegerField(), default=list, help_text="of near-identical posts")
    thread_ids = ArrayField(models.BigIntegerField(), default=list, help_text="of the inbox, which lies beside us")
    origin = models.CharField(max_length=200, blank=True, help_text="what it was opened from, in words, as it stood")
    is_drill = models.BooleanField(_("演练"), default=False)
    freezes = models.ManyToManyField("calendar.Freeze", related_name="+")
    signalled_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    due_at = models.DateTimeField()
    owned_at = models.DateTimeField(null=True, help_text="when it first had an owner")
    frozen_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer_url = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    went_well = models.TextField(_("做得好的"), blank=True)
    went_badly = models.TextField(_("做得不好的"), blank=True)
    cause = models.TextField(_("原因和结论"), blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # the sweep of clocks, the frame and the list's first part: what still lives
            models.Index(fields=["due_at"], name="monitoring_case_live", condition=~models.Q(state="closed"))
        ]

    def __str__(self) -> str:
        return (gettext("【演练】%(title)s") % {"title": self.title}) if self.is_drill else self.title

    @property
    def is_live(self) -> bool:
        """Whether somebody still works on it."""
        return self.state in LIVE_STATES

    @property
    def allowed(self) -> dt.timedelta:
        """How long the first answer may take."""
        return self.due_at - self.signalled_at


class EntryKind(models.TextChoices):
    """What sort of thing stands in the log."""

    AUTOMATIC = "automatic", _("自动")
    DECISION = "decision", _("决定")
    DEED = "deed", _("操作")


class CaseEntry(models.Model):
    """One line of the log. Append-only by a trigger; people as ids *and* names, because people leave."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=EntryKind)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=300, help_text="a msgid with named placeholders for `params`, or own words")
    params = models.JSONField(default=dict)
    why = models.CharField(_("为什么"), max_length=500, blank=True)
    url = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """In the reader's language; a person's own words as they are."""
        return gettext(self.text) % self.params if self.params or self.kind != EntryKind.DECISION else self.text


class CaseMention(models.Model):
    """A post about it, copied, because retention may drop what was heard; no key into the partitioned table."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="mentions")
    mention_id = models.BigIntegerField()
    external_id = models.CharField(max_length=24, blank=True)
    author_name = models.CharField(max_length=80, blank=True)
    text = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True)
    loudness = models.BigIntegerField(default=0, help_text="reposts, comments and likes when it was tied")

    class Meta:
        ordering = ["-loudness", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "mention_id"], name="monitoring_case_mention")]
        indexes = [models.Index(fields=["case", "loudness", "id"], name="monitoring_case_loudest")]  # its posts, paged

    def __str__(self) -> str:
        return self.text[:40]


class TaskKind(models.TextChoices):
    STEP = "step", _("预案步骤")
    ANSWER = "answer", _("回应声量大的帖子")
    LESSON = "lesson", _("改进")


class CaseTask(models.Model):
    """Something to do: a step of the playbook as it was copied, a loud post to answer, or what was learned."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    kind = models.CharField(max_length=8, choices=TaskKind, default=TaskKind.STEP)
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=300)
    mention = models.ForeignKey(CaseMention, null=True, on_delete=models.SET_NULL, related_name="tasks")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="case_tasks")
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["kind", "position", "pk"]
        indexes = [
            # what somebody still has to do: his workbench, and hand-over
            models.Index(fields=["owner"], name="monitoring_case_task_open", condition=models.Q(done_at=None))
        ]

    def __str__(self) -> str:
        return self.text


class CasePerson(models.Model):
    """Who takes part besides owner and deputy, and as what."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="case_parts")
    part = models.CharField(_("负责什么"), max_length=40)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="monitoring_case_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.part}"


class Check(models.TextChoices):
    """The matter and the attitude in one go: what a first answer has to say (M5, S1.5)."""

    WHAT = "what", _("发生了什么")
    SINCE = "since", _("从什么时候开始")
    DOING = "doing", _("我们正在做什么")
    ATTITUDE = "attitude", pgettext_lazy("statement", "态度：致歉或说明")
    WHERE = "where", _("可以找谁、去哪里")
    NEXT = "next", _("下一次何时通报")


class CaseStatement(models.Model):
    """A post that answers for a case. It leaves for review only when every point was ticked for its very version."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="statements")
    post = models.OneToOneField("content.Post", on_delete=models.PROTECT, related_name="+")
    holding = models.ForeignKey("monitoring.HoldingStatement", null=True, on_delete=models.SET_NULL, related_name="+")
    checked = ArrayField(models.CharField(max_length=10, choices=Check), default=list)
    checked_version = models.BigIntegerField(null=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    checked_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.post_id}"


class CaseEscalation(models.Model):
    """An escalation step that has fired for a case: each once."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="escalations")
    step = models.ForeignKey("monitoring.EscalationStep", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    told = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "step"], name="monitoring_case_escalated_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step_id}"
