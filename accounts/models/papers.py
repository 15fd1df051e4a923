"""Papers for official verification (A4): files with their expiry, old versions kept."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.matrix import WeiboAccount


class PaperKind(models.TextChoices):
    """What Weibo asks for (S1.5)."""

    LICENCE = "licence", _("营业执照正本")
    LICENCE_COPY = "licence_copy", _("营业执照副本（含最近年检）")
    APPLICATION = "application", _("加盖公章的申请函")
    NAME_PROOF = "name_proof", _("昵称与登记名称不同的说明")


class Paper(models.Model):
    """One version of one paper. The version in use has no `replaced_at`; older ones stay."""

    account = models.ForeignKey(WeiboAccount, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(_("种类"), max_length=20, choices=PaperKind)
    file = models.FileField(upload_to="papers/%Y/%m/")
    mime = models.CharField(max_length=40)
    size = models.PositiveIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    original_name = models.CharField(max_length=200, blank=True)
    expires_on = models.DateField(_("有效期到"), null=True, blank=True)
    inspected_year = models.PositiveSmallIntegerField(_("最近年检年度"), null=True, blank=True)
    note = models.CharField(_("备注"), max_length=200, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind"],
                condition=models.Q(replaced_at__isnull=True),
                name="accounts_paper_one_in_use",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
