"""Calls to Weibo as rows: how many were made and what for, what limits them, until when Weibo says no."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.matrix import WeiboAccount
from weibo.errors import Scope
from weibo.limits import Unit


class Purpose(models.TextChoices):
    """What a call was made for. Publishing goes first; the others take what is left."""

    PUBLISHING = "publishing", _("发布")
    INBOX = "inbox", _("收件箱")
    MEASURING = "measuring", _("监测数据")
    LISTENING = "listening", _("读取评论和提到")
    OTHER = "other", _("资料和体检")


class CallWindow(models.Model):
    """The calls of one clock hour or day in UTC+8. Without `account` those of the whole app from this server's address,
    without `endpoint` all calls of an account. `used` is never lowered by what Weibo says, so it may exceed the sum of
    the purposes: the rest was used elsewhere with the same app."""

    app = models.CharField(max_length=12)  # accounts.models.Channel: share or commercial
    account = models.ForeignKey(
        WeiboAccount, null=True, on_delete=models.CASCADE, related_name="call_windows", db_index=False
    )
    endpoint = models.CharField(max_length=60, blank=True, default="")
    unit = models.CharField(max_length=1, choices=[(unit.value, unit.value) for unit in Unit])
    starts_at = models.DateTimeField()
    used = models.IntegerField(default=0)
    publishing = models.IntegerField(default=0)
    inbox = models.IntegerField(default=0)
    measuring = models.IntegerField(default=0)
    listening = models.IntegerField(default=0)
    other = models.IntegerField(default=0)

    class Meta:
        constraints = [
            # the one statement that counts; and what is left of an account
            models.UniqueConstraint(
                fields=["account", "starts_at", "app", "unit", "endpoint"],
                nulls_distinct=False,
                name="accounts_call_window_unique",
            )
        ]
        indexes = [models.Index(fields=["starts_at"], name="accounts_call_window_time")]  # the sweep that deletes

    def __str__(self) -> str:
        return f"{self.app} {self.account_id or '*'} {self.endpoint or '*'} {self.unit} {self.starts_at:%m-%d %H}"


class LimitOrigin(models.TextChoices):
    """Where a limit comes from when it is not the platform's documented one."""

    SET = "set", _("人工设定")
    LEARNT = "learnt", _("微博告知")


class CallLimit(models.Model):
    """How many calls a window allows. Without `account`: for every account of the app."""

    app = models.CharField(max_length=12)
    scope = models.CharField(max_length=8, choices=[(scope.value, scope.value) for scope in Scope])
    account = models.ForeignKey(WeiboAccount, null=True, on_delete=models.CASCADE, related_name="call_limits")
    endpoint = models.CharField(max_length=60, blank=True, default="")
    unit = models.CharField(max_length=1, choices=[(unit.value, unit.value) for unit in Unit])
    origin = models.CharField(max_length=6, choices=LimitOrigin)
    limit = models.PositiveIntegerField(null=True, help_text="none: nothing limits it")
    known_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    known_at = models.DateTimeField()

    class Meta:
        ordering = ["app", "scope", "endpoint", "unit", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["app", "scope", "account", "endpoint", "unit", "origin"],
                nulls_distinct=False,
                name="accounts_call_limit_unique",
            )
        ]

    def __str__(self) -> str:
        return f"{self.app} {self.scope} {self.account_id or '*'} {self.endpoint or '*'} {self.unit}: {self.limit}"


class CallBlock(models.Model):
    """Weibo itself said no until then (10022 address, 10023 account, 10024 endpoint and others). It ends by itself."""

    app = models.CharField(max_length=12)
    account = models.ForeignKey(WeiboAccount, null=True, on_delete=models.CASCADE, related_name="call_blocks")
    endpoint = models.CharField(max_length=60, blank=True, default="")
    code = models.IntegerField(null=True)
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["-until", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["app", "account", "endpoint"], nulls_distinct=False, name="accounts_call_block_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.app} {self.account_id or '*'} {self.endpoint or '*'} until {self.until:%m-%d %H:%M}"


class CallShare(models.Model):
    """Up to which share of a window a purpose may use it; the rest stays for publishing. No row: the preset."""

    purpose = models.CharField(max_length=10, choices=Purpose, unique=True)
    percent = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["purpose"]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.percent}%"
