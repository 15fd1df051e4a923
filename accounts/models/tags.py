"""Tags of an account (A6). What happened to them stands in the audit log."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.matrix import WeiboAccount


class TagSort(models.TextChoices):
    """What a tag is for (S1.6)."""

    PERSONALITY = "personality", _("个性")
    SEARCH = "search", _("高频搜索词")
    INDUSTRY = "industry", _("行业属性")
    SPECIAL = "special", _("企业特点")


class TagState(models.TextChoices):
    PROPOSED = "proposed", _("建议")
    ACTIVE = "active", _("使用中")
    REJECTED = "rejected", _("不采用")
    REMOVED = "removed", _("已撤下")


class AccountTag(models.Model):
    """One word on one account. `on_weibo_at`: somebody has set it on Weibo, which no interface can do."""

    account = models.ForeignKey(WeiboAccount, on_delete=models.CASCADE, related_name="tags")
    word = models.CharField(_("标签"), max_length=20)
    sort = models.CharField(_("类别"), max_length=12, choices=TagSort, default=TagSort.SEARCH)
    state = models.CharField(max_length=12, choices=TagState, default=TagState.ACTIVE)
    source = models.CharField(max_length=100, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()
    on_weibo_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["account", "word"], name="accounts_tag_unique")]

    def __str__(self) -> str:
        return self.word
