"""How a crisis is met (M5): levels with clock and freeze, who is told when, playbooks, holding statements."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role


class CaseLevel(models.IntegerChoices):
    """1 is the gravest, as in the state's own scale of emergencies (特别重大 to 一般)."""

    GRAVEST = 1, _("一级（特别重大）")
    GRAVE = 2, _("二级（重大）")
    SERIOUS = 3, _("三级（较大）")
    ORDINARY = 4, _("四级（一般）")


class FreezeWidth(models.TextChoices):
    """What opening a case of a level stops."""

    NONE = "none", _("不冻结")
    PROMOTIONS = "promotions", _("推广类")
    LIGHT = "light", _("推广类和娱乐类")
    ALL = "all", _("全部内容")


class LevelRule(models.Model):
    """One row per level: the clock to the first answer, and what is frozen in the same click as opening.

    Without `groups` the freeze counts for every account.
    """

    level = models.PositiveSmallIntegerField(_("等级"), choices=CaseLevel, unique=True)
    minutes = models.PositiveIntegerField(_("首次回应时限（分钟）"), default=24 * 60)
    freezes = models.CharField(_("冻结"), max_length=10, choices=FreezeWidth, default=FreezeWidth.NONE)
    groups = models.ManyToManyField("accounts.AccountGroup", verbose_name=_("只冻结这些分组"), blank=True)
    meaning = models.CharField(_("什么情况属于这一级"), max_length=200, blank=True)

    class Meta:
        ordering = ["level"]

    def __str__(self) -> str:
        return str(self.get_level_display())


class Missing(models.TextChoices):
    """What must still be missing when an escalation step comes to its time."""

    NOTHING = "always", _("无论如何")
    OWNER = "owner", _("还没有负责人")
    ANSWER = "answer", _("还没有回应")


class EscalationStep(models.Model):
    """After so many minutes, when something is still missing, these people are told; each step once per case."""

    level = models.PositiveSmallIntegerField(_("等级"), choices=CaseLevel)
    after_minutes = models.PositiveIntegerField(_("立案后多少分钟"))
    missing = models.CharField(_("条件"), max_length=10, choices=Missing, default=Missing.NOTHING)
    roles = ArrayField(models.CharField(max_length=40), verbose_name=_("告诉哪些角色"), default=list, blank=True)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, verbose_name=_("告诉哪些人"), blank=True)
    mail = models.BooleanField(_("同时发邮件"), default=True)
    robots = models.BooleanField(_("同时发群机器人"), default=False)
    is_active = models.BooleanField(_("使用中"), default=True)

    class Meta:
        ordering = ["level", "after_minutes", "pk"]

    def __str__(self) -> str:
        return f"{self.level} {self.after_minutes} {self.missing}"

    @property
    def role_names(self) -> str:
        """Whom it tells, by the names of their roles."""
        names = dict(Role.choices)
        return gettext("、").join(str(names.get(role, role)) for role in self.roles)


class Playbook(models.Model):
    """What to do in one sort of crisis. Its steps are versions; a case keeps the version it was opened with."""

    name = models.CharField(_("危机类型"), max_length=40, unique=True)
    note = models.CharField(_("适用情形"), max_length=200, blank=True)
    version = models.ForeignKey("monitoring.PlaybookVersion", null=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("使用中"), default=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class PlaybookVersion(models.Model):
    """The steps as they stood: rows of `text` and `minutes` (due so long after opening)."""

    playbook = models.ForeignKey(Playbook, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    steps = models.JSONField(default=list)
    made_at = models.DateTimeField(null=True, help_text="empty: shipped")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    why = models.CharField(_("为什么改"), max_length=200, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["playbook", "number"], name="monitoring_playbook_version")]

    def __str__(self) -> str:
        return f"{self.playbook} v{self.number}"


class HoldingStatement(models.Model):
    """A text that is ready for the first hours; 【…】 stands for what has to be filled in."""

    title = models.CharField(_("名称"), max_length=60)
    text = models.TextField(_("正文"))
    playbook = models.ForeignKey(
        Playbook,
        verbose_name=_("危机类型"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="statements",
    )
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("使用中"), default=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title
