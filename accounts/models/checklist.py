"""The profile checklist (A3): which items count, and what a person has ticked; the links among our own accounts."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.matrix import WeiboAccount

PERSON = settings.AUTH_USER_MODEL


class ProfileFact(models.TextChoices):
    """How the system knows by itself that an item is done; without one, a person ticks it."""

    NICKNAME = "nickname", _("微博资料：昵称")
    AVATAR = "avatar", _("微博资料：头像")
    DOMAIN = "domain", _("微博资料：个性域名")
    INTRODUCTION = "introduction", _("微博资料：简介")
    VERIFIED = "verified", _("微博资料：认证")
    TAGS = "tags", _("标签页：使用中的标签")
    LINKS = "links", _("资料页：矩阵互链")


class ProfileItem(models.Model):
    """One line of the checklist, as data: its weight by kind, and after how long a tick must be looked at again.

    `by_kind` holds weights that differ from `weight` (account kind → 0 to 20); 0 means it does not count there.
    """

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(_("名称"), max_length=40)
    advice = models.CharField(_("怎样算完成"), max_length=200, blank=True)
    fact = models.CharField(_("自动判断"), max_length=20, choices=ProfileFact, blank=True)
    least = models.PositiveSmallIntegerField(_("至少几个"), default=1)
    weight = models.PositiveSmallIntegerField(_("权重"), default=5)
    by_kind = models.JSONField(default=dict, blank=True)
    recheck_days = models.PositiveSmallIntegerField(_("几天后复查"), default=180)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class ProfileTick(models.Model):
    """A person has looked: the item is done on this account, as of `at`."""

    account = models.ForeignKey(WeiboAccount, on_delete=models.CASCADE, related_name="ticks")
    item = models.ForeignKey(ProfileItem, on_delete=models.CASCADE, related_name="ticks")
    by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    evidence = models.FileField(upload_to="evidence/%Y/%m/", blank=True)
    evidence_mime = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["item__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["account", "item"], name="accounts_tick_unique")]

    def __str__(self) -> str:
        return str(self.item)


class MatrixLink(models.Model):
    """An account of ours should link to another on its Weibo page; checked off by whoever has seen it there (A3)."""

    account = models.ForeignKey(WeiboAccount, on_delete=models.CASCADE, related_name="links")
    target = models.ForeignKey(WeiboAccount, on_delete=models.CASCADE, related_name="linked_from")
    declared_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    declared_at = models.DateTimeField()
    seen_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "target"], name="accounts_link_unique"),
            models.CheckConstraint(condition=~models.Q(account=models.F("target")), name="accounts_link_other"),
        ]

    def __str__(self) -> str:
        return str(self.target)
