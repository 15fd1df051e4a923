"""The fans service of Weibo: what it pushes to us, who wrote, and until when each person may be answered (E1)."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

OPEN_FOR: Final = dt.timedelta(hours=48)
"""So long an account may write to somebody after his message, following, subscribing, menu click or scan, and once
after his mention (weibo-api section 10)."""


class EventState(models.TextChoices):
    NEW = "new", _("待处理")
    DONE = "done", _("已处理")
    STRAY = "stray", _("不是我们的账号")
    UNREADABLE = "bad", _("无法识别")
    FAILED = "failed", _("处理失败")
    CHECK = "check", _("地址校验")


class FansEvent(models.Model):
    """One signed request of the platform, as it came. Written by the callback, worked on by a sweep."""

    app = models.CharField(max_length=12)  # accounts.models.Channel: whose secret signed it
    signature = models.CharField(max_length=40, unique=True)  # a request that is played again has the same one
    digest = models.CharField(max_length=64)  # sender, receiver, time, type and words: the platform tries three times
    is_repeat = models.BooleanField(default=False)
    body = models.TextField()
    state = models.CharField(max_length=8, choices=EventState, default=EventState.NEW)
    tries = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    account = models.ForeignKey("accounts.WeiboAccount", null=True, on_delete=models.CASCADE, related_name="+")
    received_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["digest"], condition=models.Q(is_repeat=False), name="engagement_fans_event_once"
            )
        ]
        indexes = [
            # the sweep that works on what came
            models.Index(fields=["id"], name="engagement_fans_event_new", condition=models.Q(state="new")),
            # last event of an account, and what is older than its term
            models.Index(fields=["account", "-received_at"], name="engagement_fans_event_of"),
            models.Index(fields=["received_at"], name="engagement_fans_event_age"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class FansLine(models.Model):
    """How one account is connected to the fans service. `ciphertext` is the platform's own token, sealed."""

    account = models.OneToOneField("accounts.WeiboAccount", on_delete=models.CASCADE, related_name="fans_line")
    ciphertext = models.BinaryField(null=True)
    token_at = models.DateTimeField(null=True)
    token_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    error_text = models.TextField(blank=True)  # what the platform said of the token last; empty after a good call
    reopen_days = models.PositiveSmallIntegerField(_("几天内再来信算同一件事"), default=7)
    answer_keys = models.CharField(_("要人回答的菜单键"), max_length=200, blank=True)
    last_event_at = models.DateTimeField(null=True)

    def __repr__(self) -> str:
        return f"<FansLine account={self.account_id}>"


@dataclass(frozen=True)
class Window:
    """Whether somebody may be written to: `until` when, `once` for one answer only. Without `until` not at all:
    `why` is `never`, `over` (at `closed_at`), `left` (he does not follow any more) or `used` (the one answer was
    given)."""

    until: dt.datetime | None = None
    once: bool = False
    why: str = ""
    closed_at: dt.datetime | None = None

    def is_open(self, now: dt.datetime) -> bool:
        """Whether he may be written to at `now`."""
        return self.until is not None and now < self.until


class FansPerson(models.Model):
    """Somebody who met one of our accounts in the fans service. The moments are the latest of their sort, so that
    events may come late and in any order."""

    account = models.ForeignKey("accounts.WeiboAccount", on_delete=models.CASCADE, related_name="fans_people")
    uid = models.CharField(max_length=24)
    name = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField(null=True)  # message, following, subscribing, menu click, scan
    mentioned_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # our last message to him
    named_at = models.DateTimeField(null=True)  # when the platform was asked for his name

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "uid"], name="engagement_fans_person_once")]
        indexes = [
            # whose name is still to be asked for
            models.Index(fields=["id"], name="engagement_fans_nameless", condition=models.Q(named_at=None)),
            models.Index(fields=["uid"], name="engagement_fans_person_uid"),  # erasing a person
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def window(self, now: dt.datetime) -> Window:
        """Until when our account may write to this person."""
        left = self.left_at
        opened = self.opened_at if self.opened_at and not (left and left > self.opened_at) else None
        mentioned = self.mentioned_at if self.mentioned_at and not (left and left > self.mentioned_at) else None
        if opened is not None and now < opened + OPEN_FOR:
            return Window(opened + OPEN_FOR)
        if mentioned is not None and now < mentioned + OPEN_FOR:
            used = self.told_at is not None and self.told_at >= mentioned
            return Window(why="used") if used else Window(mentioned + OPEN_FOR, once=True)
        if left is not None and opened is None and mentioned is None:
            return Window(why="left")
        last = max((at for at in (opened, mentioned) if at), default=None)
        return Window(why="over", closed_at=last + OPEN_FOR) if last else Window(why="never")


class MessageKind(models.TextChoices):
    """What came. The second half are happenings, not words; only some of them open the window."""

    TEXT = "text", _("文字")
    IMAGE = "image", _("图片")
    VOICE = "voice", _("语音")
    POSITION = "position", _("位置")
    LINK = "link", _("链接")
    MENTION = "mention", _("@我")
    OTHER = "other", _("其他消息")
    FOLLOW = "follow", _("关注了账号")
    UNFOLLOW = "unfollow", _("取消了关注")
    SUBSCRIBE = "subscribe", _("订阅了私信")
    UNSUBSCRIBE = "unsubscribe", _("退订了私信")
    CLICK = "click", _("点了菜单")
    VIEW = "view", _("打开了菜单里的链接")
    SCAN = "scan", _("扫了二维码")
    EVENT = "event", _("其他动作")


class FansMessage(models.Model):
    """One message or happening of a person; in a thread when somebody is to answer it or was talking with him."""

    person = models.ForeignKey(FansPerson, on_delete=models.CASCADE, related_name="messages")
    thread = models.ForeignKey("engagement.Thread", null=True, on_delete=models.CASCADE, related_name="messages")
    event = models.OneToOneField(FansEvent, null=True, on_delete=models.SET_NULL, related_name="message")
    kind = models.CharField(max_length=12, choices=MessageKind)
    text = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    status_id = models.CharField(max_length=24, blank=True)  # of a mention: the post
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["sent_at", "pk"]
        indexes = [
            models.Index(fields=["thread", "sent_at"], name="engagement_fans_message_in"),  # a thread's page
            models.Index(fields=["person", "-sent_at"], name="engagement_fans_message_of"),  # what came before
            # a mention that is read again from the list of mentions
            models.Index(fields=["status_id"], name="engagement_fans_mention", condition=~models.Q(status_id="")),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
