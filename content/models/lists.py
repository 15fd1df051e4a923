"""Word lists used by lint, kept as data (C13): advertising-law superlatives, sensitive words, own banned words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ListLevel(models.TextChoices):
    ERROR = "error", _("禁止")
    WARNING = "warning", _("提醒")


class WordList(models.Model):
    """One list with its origin and version."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("词表"), max_length=60)
    level = models.CharField(_("级别"), max_length=8, choices=ListLevel, default=ListLevel.WARNING)
    reason = models.CharField(_("说明"), max_length=200)
    origin = models.CharField(_("出处"), max_length=200, blank=True)
    version = models.CharField(_("版本"), max_length=20, blank=True)
    is_active = models.BooleanField(_("使用中"), default=True)
    updated_at = models.DateTimeField(null=True, help_text="lint reads the lists again when this moved")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class WordListTerm(models.Model):
    """A word of a list. `is_allowed` marks the whitelist: longest match wins."""

    list = models.ForeignKey(WordList, on_delete=models.CASCADE, related_name="terms")
    word = models.CharField(_("词"), max_length=60)
    suggestion = models.CharField(_("建议改为"), max_length=100, blank=True)
    is_allowed = models.BooleanField(_("白名单"), default=False)

    class Meta:
        ordering = ["word"]
        constraints = [models.UniqueConstraint(fields=["list", "word"], name="content_term_unique")]

    def __str__(self) -> str:
        return self.word
