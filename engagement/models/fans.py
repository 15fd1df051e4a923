"""The fan book: the people worth keeping, what was talked about with them, and when last (E3)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class FanKind(models.TextChoices):
    LOYAL = "loyal", _("铁杆粉丝")
    KOL = "kol", _("意见领袖")
    POTENTIAL = "potential", _("潜在粉丝")
    CUSTOMER = "customer", _("老客户")
    ALLY = "ally", _("盟友")
    TROUBLEMAKER = "troublemaker", _("常挑刺的人")


class Fan(models.Model):
    """One person. The name stands in columns that can be erased, never in `__str__`, which the audit log keeps."""

    uid = models.CharField(_("微博 UID"), max_length=24, blank=True)
    name = models.CharField(_("昵称"), max_length=80)
    kind = models.CharField(_("类型"), max_length=12, choices=FanKind, default=FanKind.LOYAL)
    value = models.PositiveSmallIntegerField(_("重要程度"), null=True, blank=True, help_text=_("1 到 5，5 最重要。"))
    followers = models.PositiveIntegerField(_("粉丝数"), null=True, blank=True)
    note = models.TextField(_("备注"), blank=True, max_length=2000)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="fans"
    )
    # Copies for lists, renewed by a sweep from messages, replies and contacts.
    last_heard_at = models.DateTimeField(null=True)
    last_spoken_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["uid"],
                condition=~models.Q(uid=""),
                name="engagement_fan_uid",
                violation_error_message=_("这个 UID 已经在粉丝册里。"),
            ),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) | models.Q(value__range=(1, 5)),
                name="engagement_fan_value",
                violation_error_message=_("重要程度是 1 到 5。"),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Channel(models.TextChoices):
    MESSAGE = "message", _("私信")
    COMMENT = "comment", _("评论互动")
    GIFT = "gift", _("寄送礼物")
    PHONE = "phone", _("电话")
    MEETING = "meeting", _("见面")
    NOTE = "note", _("只记一笔")


class FanContact(models.Model):
    """What was done with a person outside the inbox; a note by itself is no contact."""

    fan = models.ForeignKey(Fan, on_delete=models.CASCADE, related_name="contacts")
    channel = models.CharField(_("方式"), max_length=8, choices=Channel, default=Channel.MESSAGE)
    text = models.CharField(_("说了什么"), max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["fan", "-at"], name="engagement_contact_of_fan")]  # a fan's page, the sweep

    def __str__(self) -> str:
        return f"#{self.pk}"
