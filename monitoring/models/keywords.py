"""Keyword sets and what they caught (M1)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SetKind(models.TextChoices):
    BRAND = "brand", _("品牌")
    PRODUCT = "product", _("产品")
    LEADER = "leader", _("领导人")
    COMPETITOR = "competitor", _("竞品")
    INDUSTRY = "industry", _("行业")
    CRISIS = "crisis", _("危机")


class KeywordSet(models.Model):
    """A list of words with an owner and a review date (M1)."""

    name = models.CharField(_("名称"), max_length=60, unique=True)
    kind = models.CharField(_("类型"), max_length=12, choices=SetKind, default=SetKind.BRAND)
    match_all = models.BooleanField(_("须同时出现全部词"), default=False)
    interval_minutes = models.PositiveIntegerField(_("巡查间隔（分钟）"), default=15)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="keyword_sets"
    )
    review_on = models.DateField(_("复核日期"), null=True, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    # Words needed together stand within so many characters; empty: anywhere in the text.
    within = models.PositiveSmallIntegerField(_("邻近字数"), null=True, blank=True)
    # Around a word in which its context is looked for.
    reach = models.PositiveSmallIntegerField(_("语境字数"), default=12)
    alert_minimum = models.PositiveIntegerField(_("预警最低条数"), default=20, help_text=_("一小时内少于这个数不预警"))
    swept_to_id = models.BigIntegerField(default=0, help_text="arrival of the newest mention that has been matched")
    next_sweep_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class KeywordKind(models.TextChoices):
    WORD = "word", _("关键词")
    VARIANT = "variant", _("变体或错写")
    EXCLUDE = "exclude", _("排除词")
    MUST = "must", _("必含词")


class Keyword(models.Model):
    """One word of a set; an exclusion silences a text that holds it."""

    keyword_set = models.ForeignKey(KeywordSet, on_delete=models.CASCADE, related_name="keywords")
    word = models.CharField(_("词"), max_length=60)
    kind = models.CharField(max_length=8, choices=KeywordKind, default=KeywordKind.WORD)
    variant_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="variants")
    # When the word is meant: one of `near` around it, none of `far`; `whole`: no Latin letter or digit beside it.
    near = models.JSONField(default=list)
    far = models.JSONField(default=list)
    whole = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["keyword_set", "word"], name="monitoring_keyword_unique")]

    def __str__(self) -> str:
        return self.word


class Sweep(models.Model):
    """One run of one set over the mentions that came since the last, or over the whole history."""

    keyword_set = models.ForeignKey(KeywordSet, on_delete=models.CASCADE, related_name="sweeps")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    from_id = models.BigIntegerField()
    to_id = models.BigIntegerField(null=True)
    whole_history = models.BooleanField(default=False)
    read = models.IntegerField(default=0)
    hits = models.IntegerField(default=0)

    class Meta:
        ordering = ["-pk"]


class Hit(models.Model):
    """A mention caught by a set, with the words that caught it."""

    keyword_set = models.ForeignKey(KeywordSet, on_delete=models.CASCADE, related_name="hits")
    mention = models.ForeignKey("monitoring.Mention", on_delete=models.CASCADE, related_name="hits")
    words = models.JSONField(default=list)
    published_at = models.DateTimeField(help_text="of the mention, copied for the alert's history")
    found_at = models.DateTimeField()
    # A person said that the set did not mean this.
    noise_at = models.DateTimeField(null=True)
    noise_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["keyword_set", "mention"], name="monitoring_hit_unique")]
        indexes = [
            models.Index(fields=["keyword_set", "-published_at"], name="monitoring_hit_history")
        ]  # alert history
