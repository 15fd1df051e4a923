"""Reviews: the steps that a post goes through, and each decision about one version, with the scores of C7."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Decision(models.TextChoices):
    APPROVED = "approved", _("通过")
    CHANGES = "changes", _("要求修改")


class Principle(models.TextChoices):
    """What a good post is like, by S1.5 (C7): ticked by the reviewer."""

    INDIVIDUAL = "individual", _("有个性")
    DIVERSE = "diverse", _("在自己的领域里多样")
    PRACTICAL_FUN = "practical_fun", _("实用又有趣")
    INVITING = "inviting", _("引人回应")
    TIMELY = "timely", _("及时")


class StageState(models.TextChoices):
    """Where one step of one submission stands."""

    WAITING = "waiting", _("未轮到")
    OPEN = "open", _("审核中")
    PASSED = "passed", _("已通过")
    CARRIED = "carried", _("沿用上一版")
    CHANGES = "changes", _("要求修改")
    VOID = "void", _("已作废")


class ReviewStage(models.Model):
    """One step that one submission of a post has to pass, with its times. Without `step` whoever may review decides.

    `reasons` say which risks brought it here: rows of name and sentence, as they were found at submitting.
    `carried_from` is where those decided whose approval counts for this version, too.
    """

    post = models.ForeignKey("content.Post", on_delete=models.CASCADE, related_name="stages")
    version = models.ForeignKey("content.PostVersion", on_delete=models.CASCADE, related_name="stages")
    step = models.ForeignKey("content.ReviewStep", null=True, on_delete=models.PROTECT, related_name="stages")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=30)
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=7, choices=StageState, default=StageState.WAITING)
    carried_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    escalate_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    overdue_told_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["post_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["post"], condition=models.Q(state="open"), name="content_stage_one_open")
        ]
        indexes = [
            # the sweep that tells, reminds and escalates
            models.Index(fields=["due_at"], name="content_stage_open", condition=models.Q(state="open")),
        ]

    def __str__(self) -> str:
        return self.name


class Review(models.Model):
    """Who decided what about which bytes. Never one's own post (K5).

    `on_behalf_of`: for whom a deputy, or somebody it was escalated to, decided. `window_from` and `window_until` bound
    when it may go out, as far as this reviewer did.
    """

    post = models.ForeignKey("content.Post", on_delete=models.CASCADE, related_name="reviews")
    version = models.ForeignKey("content.PostVersion", on_delete=models.PROTECT, related_name="reviews")
    stage = models.ForeignKey(ReviewStage, null=True, on_delete=models.SET_NULL, related_name="reviews")
    content_hash = models.CharField(max_length=64)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="reviews")
    outside = models.OneToOneField(
        "content.OutsideAsk",
        null=True,
        on_delete=models.RESTRICT,
        related_name="review",
        help_text="the voice of a person outside the company; there is no reviewer then",
    )
    on_behalf_of = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    escalated = models.BooleanField(default=False)
    decision = models.CharField(max_length=10, choices=Decision)
    comment = models.TextField(_("意见"), blank=True)
    relevance = models.PositiveSmallIntegerField(_("关联性"), null=True, blank=True)
    fun = models.PositiveSmallIntegerField(_("趣味性"), null=True, blank=True)
    value = models.PositiveSmallIntegerField(_("价值性"), null=True, blank=True)
    communication = models.PositiveSmallIntegerField(_("沟通性"), null=True, blank=True)
    principles = ArrayField(models.CharField(max_length=20, choices=Principle), default=list, blank=True)
    window_from = models.DateTimeField(null=True)
    window_until = models.DateTimeField(null=True)
    seen = models.JSONField(
        default=dict, db_default=models.Value({}, models.JSONField()), help_text="account and planned time as shown"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # averages of a period (C7)
            models.Index(fields=["created_at"], name="content_review_at"),
        ]

    @property
    def who(self) -> str:
        """For people: the colleague, or the outside person as he signed."""
        if self.outside is not None:
            return _("%(name)s（外部）") % {"name": self.outside.signed_name}
        return self.reviewer.get_full_name() if self.reviewer else "—"
