"""Word lists used by lint, kept as data (C13, C14): superlatives, sensitive words, competitors, own words and more."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ListKind(models.TextChoices):
    """What a list is about; decides which rule reads it."""

    SUPERLATIVES = "superlatives", _("广告绝对化用语")
    SENSITIVE = "sensitive", _("敏感词")
    NEUTRALITY = "neutrality", _("政治中立")
    COMPETITORS = "competitors", _("竞品")
    OWN = "own", _("本公司用词")
    NEVER_SAYS = "never_says", _("绝不说的话")
    COURTESY = "courtesy", _("礼貌用语")
    HOSTS = "hosts", _("读者打不开的网站")


class ListLevel(models.TextChoices):
    """What a word of the list does: stop the post, warn, or only advise."""

    ERROR = "error", _("禁止")
    WARNING = "warning", _("提醒")
    HINT = "hint", _("建议")


class Importance(models.IntegerChoices):
    """Which list speaks when several know the same word, and which finding stands first."""

    HIGH = 3, _("高")
    NORMAL = 2, _("中")
    LOW = 1, _("低")


class OverrideBy(models.TextChoices):
    """Who may let a word of the list pass, with a reason (C13)."""

    NOBODY = "nobody", _("不可放行")
    CHIEFS = "chiefs", _("能审核全部账号的人")
    REVIEWERS = "reviewers", _("能审核这个账号的人")


class WordList(models.Model):
    """One list with its origin. `number` counts its own versions: an import or a restore makes the next one."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("词表"), max_length=60)
    kind = models.CharField(_("种类"), max_length=12, choices=ListKind, default=ListKind.OWN)
    level = models.CharField(_("级别"), max_length=8, choices=ListLevel, default=ListLevel.WARNING)
    importance = models.PositiveSmallIntegerField(_("重要程度"), choices=Importance, default=Importance.NORMAL)
    override_by = models.CharField(_("谁可以放行"), max_length=9, choices=OverrideBy, default=OverrideBy.REVIEWERS)
    reason = models.CharField(_("说明"), max_length=200)
    origin = models.CharField(_("出处"), max_length=200, blank=True)
    origin_on = models.DateField(_("出处日期"), null=True, blank=True)
    version = models.CharField(_("版本"), max_length=20, blank=True, help_text="as its origin names it")
    number = models.PositiveIntegerField(default=1)
    preset = models.SlugField(max_length=40, blank=True, help_text="the file in content/presets/words it came from")
    is_active = models.BooleanField(_("使用中"), default=True)
    updated_at = models.DateTimeField(null=True, help_text="lint reads the lists again when this moved")

    class Meta:
        ordering = ["-importance", "name"]

    def __str__(self) -> str:
        return self.name


class WordListTerm(models.Model):
    """A word of a list. `is_allowed` marks the whitelist: what stands inside an allowed word is not noticed."""

    list = models.ForeignKey(WordList, on_delete=models.CASCADE, related_name="terms")
    word = models.CharField(_("词"), max_length=60)
    suggestion = models.CharField(_("建议改为"), max_length=100, blank=True)
    is_allowed = models.BooleanField(_("白名单"), default=False)
    level = models.CharField(_("级别"), max_length=8, choices=ListLevel, blank=True, help_text="empty: the list's")
    subject = models.CharField(_("类别"), max_length=30, blank=True)
    note = models.CharField(_("备注"), max_length=200, blank=True, help_text="why this word; empty: the list's reason")

    class Meta:
        ordering = ["word"]
        constraints = [models.UniqueConstraint(fields=["list", "word"], name="content_term_unique")]

    def __str__(self) -> str:
        return self.word


class WordListVersion(models.Model):
    """The words of a list as they were when a new version replaced them: nothing is lost, everything can come back."""

    list = models.ForeignKey(WordList, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    terms = models.JSONField(help_text="rows of word, suggestion, allowed, level, subject, note")
    count = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True, help_text="what replaced it")
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["list", "number"], name="content_list_version_number")]


class WordListUpload(models.Model):
    """A file that somebody sent for a list and has not decided about yet."""

    list = models.ForeignKey(WordList, on_delete=models.CASCADE, related_name="uploads")
    file = models.FileField(upload_to="words/%Y/%m/")
    original_name = models.CharField(max_length=200)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
