"""Ideas, posts and their immutable versions (K5).

A post belongs to one account. Posts written from one idea for several accounts share `Post.idea`.
Approval is bound to `PostVersion.content_hash`; editing makes a new version and voids it.
"""

import datetime as dt
import hashlib

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Channel


class IdeaState(models.TextChoices):
    NEW = "new", _("新选题")
    WRITING = "writing", _("写作中")
    USED = "used", _("已使用")
    DROPPED = "dropped", _("不采用")


class Idea(models.Model):
    """Something worth a post: from a person, a hot topic or a mention (C10; the source is kept)."""

    title = models.CharField(_("选题"), max_length=120)
    note = models.TextField(_("备注"), blank=True)
    state = models.CharField(max_length=10, choices=IdeaState, default=IdeaState.NEW)
    category = models.ForeignKey("content.Category", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    source_kind = models.CharField(max_length=20, blank=True)
    source_id = models.BigIntegerField(null=True)
    source_text = models.TextField(blank=True)
    source_url = models.URLField(blank=True, max_length=400)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="owned_ideas"
    )
    due_on = models.DateField(_("最迟哪天写好"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # the columns of the ideas board
            models.Index(fields=["state", "-id"], name="content_idea_state"),
        ]

    def __str__(self) -> str:
        return self.title


class PostState(models.TextChoices):
    """The states of K5."""

    DRAFT = "draft", _("草稿")
    IN_REVIEW = "in_review", _("待审核")
    CHANGES_ASKED = "changes_asked", _("需修改")
    APPROVED = "approved", _("已通过")
    SCHEDULED = "scheduled", _("已排期")
    SENDING = "sending", _("发送中")
    PUBLISHED = "published", _("已发布")
    UNCONFIRMED = "unconfirmed", _("待核实")
    FAILED = "failed", _("发布失败")
    CANCELLED = "cancelled", _("已取消")


S = PostState
TRANSITIONS: dict[str, frozenset[str]] = {
    S.DRAFT: frozenset({S.IN_REVIEW, S.CANCELLED}),
    S.IN_REVIEW: frozenset({S.APPROVED, S.CHANGES_ASKED, S.DRAFT, S.CANCELLED}),
    S.CHANGES_ASKED: frozenset({S.DRAFT, S.IN_REVIEW, S.CANCELLED}),
    S.APPROVED: frozenset({S.SCHEDULED, S.IN_REVIEW, S.DRAFT, S.CHANGES_ASKED, S.CANCELLED}),
    S.SCHEDULED: frozenset({S.SENDING, S.APPROVED, S.DRAFT, S.FAILED, S.CANCELLED}),
    S.SENDING: frozenset({S.PUBLISHED, S.UNCONFIRMED, S.FAILED, S.SCHEDULED}),
    S.UNCONFIRMED: frozenset({S.PUBLISHED, S.FAILED, S.SCHEDULED}),
    S.FAILED: frozenset({S.DRAFT, S.SCHEDULED, S.APPROVED, S.CANCELLED}),
    S.PUBLISHED: frozenset(),
    S.CANCELLED: frozenset({S.DRAFT}),
}


LOCKED_STATES = frozenset({S.SENDING, S.UNCONFIRMED, S.PUBLISHED})
"""It is on its way or on Weibo: nobody changes it any more."""


def window_seal(approved_hash: str, since: dt.datetime | None, until: dt.datetime | None) -> str:
    """Binds the bounds of an approval to what was approved (K5); empty for an approval without bounds."""
    if since is None and until is None:
        return ""
    parts = [approved_hash, *(f"{bound.timestamp():.6f}" if bound else "" for bound in (since, until))]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


class PostQuerySet(models.QuerySet["Post"]):
    def visible(self) -> "PostQuerySet":
        """Without the rows of imports that are still running or were undone."""
        return self.filter(is_visible=True)

    def due_for_review(self) -> "PostQuerySet":
        return self.visible().filter(state=PostState.IN_REVIEW)


class Post(models.Model):
    """A post of one account."""

    account = models.ForeignKey("accounts.WeiboAccount", on_delete=models.PROTECT, related_name="posts")
    idea = models.ForeignKey(Idea, null=True, blank=True, on_delete=models.SET_NULL, related_name="posts")
    category = models.ForeignKey("content.Category", on_delete=models.PROTECT, related_name="posts")
    campaign = models.ForeignKey(
        "campaigns.Campaign", null=True, blank=True, on_delete=models.SET_NULL, related_name="posts"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="posts")
    state = models.CharField(max_length=14, choices=PostState, default=PostState.DRAFT)
    version = models.ForeignKey("content.PostVersion", null=True, on_delete=models.PROTECT, related_name="+")
    approved_version = models.ForeignKey("content.PostVersion", null=True, on_delete=models.PROTECT, related_name="+")
    approved_hash = models.CharField(max_length=64, blank=True)
    approved_at = models.DateTimeField(null=True)
    approved_from = models.DateTimeField(null=True, help_text="it may not go out before; null: no bound")
    approved_until = models.DateTimeField(null=True, help_text="nor after; null: no bound")
    approved_seal = models.CharField(max_length=64, blank=True, help_text="binds the bounds to `approved_hash`")
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    series = models.ForeignKey("content.Series", null=True, blank=True, on_delete=models.PROTECT, related_name="posts")
    series_number = models.PositiveIntegerField(_("期号"), null=True, blank=True, help_text="in its series (C11)")
    story = models.ForeignKey(
        "content.UserStory",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="posts",
        help_text="the user's post that it quotes or reposts (C9)",
    )
    post_import = models.ForeignKey("content.PostImport", null=True, on_delete=models.SET_NULL, related_name="posts")
    is_visible = models.BooleanField(default=True)
    by_hand = models.BooleanField(
        _("改为人工发布"), default=False, help_text="a person publishes this one, whatever the channel of the account"
    )
    is_repost = models.BooleanField(
        default=False, help_text="its text goes with a repost; what is reposted stands in the relay (A11)"
    )
    copy_reason = models.CharField(
        _("同文理由"), max_length=200, blank=True, help_text="why several accounts say the same (A11, C12)"
    )
    best_before = models.DateField(
        _("最迟发布日"), null=True, blank=True, help_text="the last day on which it is still fresh (K8); empty: any day"
    )
    due_at = models.DateTimeField(null=True, help_text="when publishing means to send it; told by `mark_scheduled`")
    published_at = models.DateTimeField(null=True)
    resonance = models.PositiveIntegerField(
        _("互动数"), null=True, help_text="reposts, comments and likes as last counted; told by `keep_resonance`"
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            # C11: a number stands once in its series; cancelled posts and rows of imports that nobody sees do not count
            models.UniqueConstraint(
                fields=["series", "series_number"],
                condition=models.Q(is_visible=True) & ~models.Q(state="cancelled"),
                name="content_post_series_number",
            ),
            models.CheckConstraint(
                condition=models.Q(series__isnull=True, series_number__isnull=True)
                | models.Q(series__isnull=False, series_number__isnull=False),
                name="content_post_series_and_number",
            ),
        ]
        indexes = [
            # library list: newest first within one account (key paging)
            models.Index(fields=["account", "-id"], name="content_post_account", condition=models.Q(is_visible=True)),
            # review list and workbench: what waits in a state
            models.Index(fields=["state", "-id"], name="content_post_state", condition=models.Q(is_visible=True)),
            # category filter of the library and the planner's stock of approved items
            models.Index(
                fields=["category", "state", "-id"], name="content_post_category", condition=models.Q(is_visible=True)
            ),
            # the week's balance of one account (C1)
            models.Index(fields=["account", "due_at"], name="content_post_due", condition=models.Q(is_visible=True)),
            # the library's filters: by category in any state, author, campaign, day of publishing, day of writing
            models.Index(
                fields=["category", "-id"], name="content_post_of_category", condition=models.Q(is_visible=True)
            ),
            models.Index(fields=["author", "-id"], name="content_post_author", condition=models.Q(is_visible=True)),
            models.Index(fields=["campaign", "-id"], name="content_post_campaign", condition=models.Q(is_visible=True)),
            models.Index(fields=["due_at"], name="content_post_due_day", condition=models.Q(is_visible=True)),
            models.Index(fields=["created_at"], name="content_post_written", condition=models.Q(is_visible=True)),
            # its order by what readers did, and "at least so much"
            models.Index(
                models.F("resonance").desc(nulls_last=True),
                models.F("id").desc(),
                name="content_post_resonance",
                condition=models.Q(is_visible=True),
            ),
            # the sweep that ends approvals nobody used in time (K5)
            models.Index(
                fields=["approved_until"],
                name="content_post_expiring",
                condition=models.Q(approved_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def channel(self) -> str:
        """How it leaves: the account's channel, or by a person when this post was handed over (K6)."""
        return Channel.HAND_OVER if self.by_hand else self.account.channel

    def approval_holds(self) -> bool:
        """The current version is the approved one, to the byte, and nobody changed when it may go out."""
        return (
            self.version is not None
            and self.version_id == self.approved_version_id
            and self.approved_hash != ""
            and self.version.content_hash == self.approved_hash
            and self.approved_seal == window_seal(self.approved_hash, self.approved_from, self.approved_until)
        )

    def approved_for(self, when: dt.datetime) -> bool:
        """Its approval covers this time."""
        begun = self.approved_from is None or self.approved_from <= when
        return begun and (self.approved_until is None or when <= self.approved_until)

    def involves(self, user_id: int) -> bool:
        """This person wrote it, rewrote it or submitted it, and so may not decide about it (K5)."""
        return user_id in {self.author_id, self.submitted_by_id, self.version.author_id if self.version else None}


class PostVersion(models.Model):
    """What somebody wrote, once. Never changed afterwards (a trigger refuses it)."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField(_("正文"))
    length = models.PositiveIntegerField(help_text="Weibo length (C4)")
    elements = models.JSONField(default=dict, help_text="the nine elements (C3)")
    findings = models.JSONField(default=list, help_text="lint findings at the time of saving")
    hand_items = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        help_text="video, audio, vote and app that a person adds at hand-over: see `content.hand_items` (C3)",
    )
    content_hash = models.CharField(max_length=64)
    text_key = models.CharField(
        max_length=64, default="", help_text="hash of the normalised words; equal for repeats (C12)"
    )
    sketch = ArrayField(models.IntegerField(), default=list, help_text="a key for each band of min-hashes (C12)")
    sketch_recipe = models.PositiveSmallIntegerField(default=0, help_text="which way `lint.likeness.sketch` was made")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at: "models.DateTimeField[str | dt.datetime, dt.datetime]" = models.DateTimeField()
    media = models.ManyToManyField("content.Media", through="content.VersionMedia", related_name="versions")

    class Meta:
        ordering = ["post_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="content_version_number")]
        indexes = [
            # nearest earlier text (C12): the same words, or any band of min-hashes in common
            models.Index(fields=["text_key"], name="content_version_text_key"),
            GinIndex(fields=["sketch"], name="content_version_sketch"),
            # those whose sketch is to be made anew (`refresh_sketches`); empty as a rule
            models.Index(fields=["-id"], name="content_version_old_sketch", condition=models.Q(sketch_recipe__lt=2)),
            # the library's filter by element (C3)
            GinIndex(fields=["elements"], name="content_version_elements", opclasses=["jsonb_path_ops"]),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class VersionMedia(models.Model):
    """A picture of a version, in order."""

    version = models.ForeignKey(PostVersion, on_delete=models.CASCADE, related_name="version_media")
    media = models.ForeignKey("content.Media", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="content_version_media_position")]
