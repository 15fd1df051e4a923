"""Robots of group chats and plain webhooks that tell what is due. Addresses and secrets are sealed."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class RobotKind(models.TextChoices):
    WECOM = "wecom", _("企业微信群机器人")
    FEISHU = "feishu", _("飞书自定义机器人")
    DINGTALK = "dingtalk", _("钉钉自定义机器人")
    GENERIC = "generic", _("通用 webhook")


class RobotTopic(models.TextChoices):
    """What a robot tells. Other apps add theirs here."""

    HAND_OVER = "hand_over", _("人工发布提醒")
    CRISIS = "crisis", _("危机案件")
    ALERT = "alert", _("舆情预警")


class Robot(models.Model):
    """One address, for one account, one group with all below it, or (both empty) the whole matrix."""

    name = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("类型"), max_length=10, choices=RobotKind)
    account = models.ForeignKey(
        "accounts.WeiboAccount", null=True, blank=True, on_delete=models.CASCADE, related_name="robots"
    )
    group = models.ForeignKey(
        "accounts.AccountGroup", null=True, blank=True, on_delete=models.CASCADE, related_name="robots"
    )
    topics = ArrayField(models.CharField(max_length=20, choices=RobotTopic), default=list)
    url_sealed = models.BinaryField()
    host = models.CharField(max_length=120, help_text="of the address: what people are shown of it")
    secret_sealed = models.BinaryField(default=bytes, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)
    last_ok = models.BooleanField(null=True)
    last_sentence = models.TextField(blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class RobotMessage(models.Model):
    """One thing one robot has to tell, kept until it is told or given up. Text and a link, never a secret."""

    robot = models.ForeignKey(Robot, on_delete=models.CASCADE, related_name="messages")
    key = models.CharField(max_length=160)
    title = models.CharField(max_length=120)
    text = models.TextField()
    url = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text="when to try next; empty: told, given up or no longer true")
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error_text = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["robot", "key"], name="accounts_robot_message_once")]
        indexes = [
            # the sweep that sends
            models.Index(fields=["due_at"], name="accounts_robot_message_due", condition=models.Q(due_at__isnull=False))
        ]

    def __str__(self) -> str:
        return self.title
