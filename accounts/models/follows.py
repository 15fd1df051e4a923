"""Follow lists of an account by sort (A9), with the facts that tell who should be cleaned up."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.matrix import WeiboAccount


class FollowSort(models.TextChoices):
    """Whom an account follows, and what for (S1.1, S1.6)."""

    INDUSTRY = "industry", _("行业名人")
    COMPETITOR = "competitor", _("竞争对手")
    LEADER = "leader", _("公司领导")
    LOYAL = "loyal", _("忠实用户")
    POTENTIAL = "potential", _("潜在用户")
    MEDIA = "media", _("媒体与意见领袖")
    INSTITUTION = "institution", _("机构")
    ALLY = "ally", _("伙伴")
    TROUBLEMAKER = "troublemaker", _("闹事的人")


class FollowEntry(models.Model):
    """Somebody whom an account follows. `removed_at`: taken off the list, to be unfollowed on Weibo.

    Facts are None as long as nobody has told them; `facts_at` is when Weibo or a file told them last.
    """

    account = models.ForeignKey(WeiboAccount, on_delete=models.CASCADE, related_name="follows")
    screen_name = models.CharField(_("昵称"), max_length=30)
    uid = models.CharField(_("微博 UID"), max_length=20, blank=True)
    sort = models.CharField(_("类别"), max_length=16, choices=FollowSort)
    note = models.CharField(_("备注"), max_length=200, blank=True)
    since = models.DateField(_("关注日期"), null=True, blank=True)
    review_on = models.DateField(_("复核日期"), null=True, blank=True)
    followers_count = models.BigIntegerField(null=True)
    friends_count = models.BigIntegerField(null=True)
    statuses_count = models.BigIntegerField(null=True)
    registered_on = models.DateField(null=True)
    last_post_on = models.DateField(null=True)
    default_avatar = models.BooleanField(null=True)
    verified = models.BooleanField(null=True)
    facts_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    gone = models.BooleanField(default=False)  # Weibo says that there is no such user any more
    kept_at = models.DateTimeField(null=True)
    kept_version = models.CharField(max_length=12, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removal_reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["account", "screen_name"], name="accounts_follow_unique")]
        indexes = [
            # the review reminder and the lists of one account
            models.Index(
                fields=["account", "review_on"],
                condition=models.Q(removed_at__isnull=True),
                name="accounts_follow_review",
            ),
            # the sweep that asks Weibo about those not asked for longest
            models.Index(
                fields=["asked_at"], condition=models.Q(removed_at__isnull=True), name="accounts_follow_asked"
            ),
        ]

    def __str__(self) -> str:
        return self.screen_name
