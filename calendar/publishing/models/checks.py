"""How unknown outcomes are settled: what each reading of a timeline showed, and what the account's rule allows."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.models.slots import Slot


class Finding(models.TextChoices):
    """What a reading says about one slot."""

    FOUND = "found", _("找到")
    ABSENT = "absent", _("没有，且足以看到")
    HIDDEN = "hidden", _("看不到那么早")
    DOUBTFUL = "doubtful", _("有疑点")
    FAILED = "failed", _("没有读到")


class TimelineCheck(models.Model):
    """One reading of the account's own timeline for one slot: kept so that people can follow what was decided."""

    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="timeline_checks")
    at = models.DateTimeField()
    finding = models.CharField(max_length=10, choices=Finding)
    sentence = models.TextField(blank=True, help_text="the reason in words")
    seen = models.JSONField(
        default=list, help_text="what was read, newest first: [id, minted at, beginning of the text]"
    )
    total = models.PositiveIntegerField(null=True, help_text="how many posts the account has, as Weibo says")

    class Meta:
        ordering = ["slot_id", "pk"]

    def __str__(self) -> str:
        return f"{self.slot_id} {self.finding}"


class ResendRule(models.Model):
    """Whether a post of this account that is certainly absent goes out once more without being asked."""

    account = models.OneToOneField("accounts.WeiboAccount", on_delete=models.CASCADE, related_name="resend_rule")
    is_automatic = models.BooleanField(_("确定没有发出时自动再发一次"), default=False)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.account)
