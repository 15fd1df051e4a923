"""The inbox: what people said to us, and what we answered (E1)."""

from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.models import Folded, Grams
from engagement.models.sorting import Priority

WORDS_INDEX: Final = "engagement_thread_words"


class ThreadKind(models.TextChoices):
    COMMENT = "comment", pgettext_lazy("one", "评论")
    MENTION = "mention", _("@我")
    MESSAGE = "message", _("私信")


class ThreadState(models.TextChoices):
    OPEN = "open", _("待回复")
    ANSWERED = "answered", _("已回复")
    CLOSED = "closed", _("已关闭")


class CloseReason(models.TextChoices):
    """Why a thread is done without an answer, or after it."""

    SOLVED = "solved", _("已解决")
    NO_ANSWER = "no_answer", _("无需回复")
    SPAM = "spam", _("广告或刷屏")
    ELSEWHERE = "elsewhere", _("已转其他渠道处理")


class Thread(models.Model):
    """What may want an answer: a comment, a mention, or a talk by private messages, of which `text` is the newest."""

    account = models.ForeignKey("accounts.WeiboAccount", on_delete=models.CASCADE, related_name="threads")
    publication = models.ForeignKey(
        "calendar.Publication", null=True, on_delete=models.SET_NULL, related_name="threads"
    )
    kind = models.CharField(max_length=8, choices=ThreadKind)
    external_id = models.CharField(max_length=24)
    status_id = models.CharField(max_length=24, blank=True)
    author_id = models.CharField(max_length=24, blank=True)
    author_name = models.CharField(max_length=80)
    text = models.TextField()
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ThreadState, default=ThreadState.OPEN)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="threads")
    snoozed_until = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=10, choices=CloseReason, blank=True, default="")
    answering_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answering_until = models.DateTimeField(null=True)  # who is answering is believed until then
    person = models.ForeignKey("engagement.FansPerson", null=True, on_delete=models.SET_NULL, related_name="threads")
    closed_at = models.DateTimeField(null=True)
    author_followers = models.IntegerField(null=True)  # as Weibo said with the message
    priority = models.SmallIntegerField(choices=Priority, default=Priority.NORMAL, db_default=0)
    tag_ids = ArrayField(
        models.BigIntegerField(),
        default=list,
        db_default=models.Value([], ArrayField(models.BigIntegerField())),
        help_text="of `ThreadTag`",
    )
    proposed_reply = models.ForeignKey("engagement.SavedReply", null=True, on_delete=models.SET_NULL, related_name="+")
    ruled_at = models.DateTimeField(null=True)  # when the rules looked at it
    team = models.ForeignKey("engagement.CareTeam", null=True, on_delete=models.SET_NULL, related_name="threads")
    answered_at = models.DateTimeField(null=True)  # our first answer, from here or by hand
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answer_minutes = models.PositiveIntegerField(null=True)  # of working time until then
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "kind", "external_id"], name="engagement_thread_unique")
        ]
        indexes = [
            # inbox by due time; what waits is counted from it alone
            models.Index(
                fields=["due_at", "id"],
                name="engagement_thread_due",
                condition=models.Q(state="open"),
                include=["account", "assignee", "snoozed_until"],
            ),
            models.Index(fields=["account", "-id"], name="engagement_thread_account"),
            # inbox of one state, and of all, by due time
            models.Index(fields=["state", "due_at", "id"], name="engagement_thread_in_state"),
            models.Index(fields=["due_at", "id"], name="engagement_thread_by_time"),
            # what one person said: beside a thread, in the fan book, the sweep of the fan book
            models.Index(
                fields=["author_id", "-id"], name="engagement_thread_author", condition=~models.Q(author_id="")
            ),
            # inbox of one tag
            GinIndex(fields=["tag_ids"], name="engagement_thread_tags"),
            # the sweep of the rules, and of what a team waits to be given
            models.Index(fields=["id"], name="engagement_thread_unruled", condition=models.Q(ruled_at=None)),
            models.Index(
                fields=["team", "id"],
                name="engagement_thread_of_team",
                condition=models.Q(team__isnull=False, assignee=None, state="open"),
            ),
            # how many somebody has, and the report
            models.Index(fields=["assignee"], name="engagement_thread_load", condition=models.Q(state="open")),
            models.Index(fields=["received_at"], name="engagement_thread_received"),
            # inbox by words (`content.queries.search`)
            GinIndex(Grams(Folded("text", "author_name")), name=WORDS_INDEX),
            # the sweep that counts how long an answer took
            models.Index(
                fields=["id"],
                name="engagement_thread_uncounted",
                condition=models.Q(answered_at__isnull=False, answer_minutes=None),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class ReplyState(models.TextChoices):
    WAITING = "waiting", _("等待批准")
    RETURNED = "returned", _("被退回")
    SENDING = "sending", _("发送中")
    SENT = "sent", _("已发送")
    FAILED = "failed", _("发送失败")
    UNKNOWN = "unknown", _("结果未知")


class Reply(models.Model):
    """Our answer. Written before the call, settled after it, or by reading back when the answer was lost."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="replies")
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=8, choices=ReplyState, default=ReplyState.SENDING)
    private = models.BooleanField(default=False)  # by private message; otherwise by a comment everybody can read
    external_id = models.CharField(max_length=24, blank=True)
    error_text = models.TextField(blank=True)
    created_at = models.DateTimeField()  # when it was about to be sent: settling by reading back counts from here
    settled_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)  # when its author, not assessed, asked for approval (A7)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decision_note = models.CharField(max_length=200, blank=True)
    risks = models.JSONField(
        default=list, db_default=models.Value([], models.JSONField())
    )  # why a second person is asked
    said = models.JSONField(
        default=list, db_default=models.Value([], models.JSONField())
    )  # points ticked for a live crisis (M5)
    is_by_hand = models.BooleanField(default=False, db_default=False)  # written in Weibo's own app
    proof_url = models.CharField(max_length=300, blank=True, default="", db_default="")
    noted_at = models.DateTimeField(null=True)  # when somebody told of an answer by hand; read back ones nobody told
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["pk"]
        indexes = [
            # the sweep that settles by reading back
            models.Index(
                fields=["created_at"],
                name="engagement_reply_open",
                condition=models.Q(state__in=["sending", "unknown"]),
            ),
            # the list of what waits for approval (A7)
            models.Index(fields=["asked_at"], name="engagement_reply_waiting", condition=models.Q(state="waiting")),
        ]
        constraints = [
            # one question at a time: a second answer to the same message waits for the first
            models.UniqueConstraint(
                fields=["thread"], condition=models.Q(state="waiting"), name="engagement_reply_one_waiting"
            ),
            # what is read back comes once; by it, too, which of many comments are known
            models.UniqueConstraint(
                fields=["external_id", "thread"], condition=~models.Q(external_id=""), name="engagement_reply_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


OURS: Final = "ours"
"""As the kind of a cursor: what the account itself wrote."""


class InboxCursor(models.Model):
    """How far a list of one account has been read: comments, mentions, and what it wrote itself."""

    account = models.ForeignKey("accounts.WeiboAccount", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=[*ThreadKind.choices, (OURS, _("我们写的评论"))])
    since_id = models.CharField(max_length=24, blank=True)
    holes = models.JSONField(default=list, help_text="[since_id, max_id] not reached yet; newest first")
    read_at = models.DateTimeField(null=True)
    error_text = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "kind"], name="engagement_cursor_unique")]
