"""What a link for an outside approver shows, and how those who asked see it (K5)."""

import datetime as dt
from dataclasses import dataclass
from email.utils import parseaddr

from django.utils.translation import gettext as _

from accounts.secrets import hash_of_link
from content.models import (
    LOCKED_STATES,
    Media,
    OutsideAsk,
    OutsideState,
    Post,
    PostState,
    PostVersion,
    ReviewStep,
    StageState,
)
from content.queries.versions import difference
from core.errors import NotFound, UserError

SALT = "content.outside"


class LinkOver(UserError):
    """The link was good once (410)."""

    status = 410


def open_for_outside(post: Post) -> bool:
    """Whether anybody outside may still be asked about it."""
    return post.state not in LOCKED_STATES and post.state != PostState.CANCELLED and post.is_visible


def ask_behind(token: str, at: dt.datetime) -> OutsideAsk:
    """The open question behind a link, with its post, account and version.

    Raises `NotFound` for a link that we did not make or have replaced, `LinkOver` with the reason when it is answered,
    taken back, over, or the post was changed. Found by the hash of 256 random bits: nothing is compared by hand.
    """
    secret_hash = hash_of_link(token, SALT)
    rows = OutsideAsk.objects.select_related("post__account", "post__version", "version", "asked_by")
    ask = rows.filter(secret_hash=secret_hash).first() if secret_hash else None
    if ask is None:
        raise NotFound(_("这个链接无效，或已被新的链接取代。请向给您链接的人要一个新的。"), code="outside.unknown")
    state = ask.state_at(at)
    if state != OutsideState.OPEN:
        raise LinkOver(_why_over(state), code=f"outside.{state}")
    return ask


def _why_over(state: OutsideState) -> str:
    sentences = {
        OutsideState.APPROVED: _("您已经同意了这条内容，链接随之失效。谢谢。"),
        OutsideState.CHANGES: _("您已经要求修改这条内容，链接随之失效。谢谢。"),
        OutsideState.REVOKED: _("这个链接已被撤回，您不用再处理。"),
        OutsideState.EXPIRED: _("这个链接已过期，请向给您链接的人要一个新的。"),
        OutsideState.OVERTAKEN: _("这条内容在发给您之后有修改，这个链接不再显示。需要您再看时，会给您新的链接。"),
        OutsideState.CLOSED: _("这条内容已不需要您的意见，您不用再处理。"),
    }
    return sentences[state]


@dataclass(frozen=True, slots=True)
class OutsidePage:
    """Everything that the page of an outside approver shows, and nothing else of the company."""

    ask: OutsideAsk
    nickname: str
    planned_at: dt.datetime | None
    version: PostVersion
    pictures: list[Media]
    changes: list[tuple[str, str]]
    pictures_changed: bool


def outside_page(ask: OutsideAsk) -> OutsidePage:
    """Three queries besides the question's. What changed is told against the version that the same person opened
    before."""
    pictures = pictures_of(ask.version)
    before = _asked_before(ask)
    changes = list(difference(before.text, ask.version.text)) if before and before.text != ask.version.text else []
    return OutsidePage(
        ask=ask,
        nickname=ask.post.account.nickname,
        planned_at=ask.post.due_at,
        version=ask.version,
        pictures=pictures,
        changes=changes,
        pictures_changed=before is not None and pictures_of(before) != pictures,
    )


def _asked_before(ask: OutsideAsk) -> PostVersion | None:
    asked = OutsideAsk.objects.filter(post=ask.post_id, mail=ask.mail, version__number__lt=ask.version.number)
    # A link that was taken back or overtaken unopened has shown nothing: its words are nothing to him.
    earlier = asked.filter(seen_at__isnull=False)
    row = earlier.select_related("version").order_by("-version__number").first()
    return row.version if row else None


def pictures_of(version: PostVersion) -> list[Media]:
    """In order."""
    return [row.media for row in version.version_media.select_related("media").order_by("position")]


def picture_behind(ask: OutsideAsk, pk: int) -> Media:
    """A picture of exactly this version. Raises `NotFound` for every other."""
    row = ask.version.version_media.select_related("media").filter(media=pk).first()
    if row is None:
        raise NotFound(_("没有找到这张图片。"))
    return row.media


@dataclass(frozen=True, slots=True)
class OutsideLine:
    """One question for those who asked: how it stands now, and what he said."""

    ask: OutsideAsk
    state: str
    label: str
    comment: str
    is_current: bool

    @property
    def may_renew(self) -> bool:
        """A new link makes sense."""
        return self.state in {OutsideState.OPEN, OutsideState.EXPIRED}


def outside_lines(post: Post, *, at: dt.datetime) -> list[OutsideLine]:
    """Whom the team has asked about this post, newest first; one query."""
    rows = OutsideAsk.objects.filter(post=post).select_related("asked_by", "version", "review").order_by("-pk")
    lines = []
    for ask in rows:
        ask.post = post
        state = ask.state_at(at)
        review = getattr(ask, "review", None)
        comment = review.comment if review else ""
        lines.append(OutsideLine(ask, state, str(state.label), comment, ask.version_id == post.version_id))
    return lines


def people_to_ask(post: Post) -> list[tuple[str, str]]:
    """(name, mail) of those whom the steps of this submission name and nobody has asked about this version yet."""
    steps = ReviewStep.objects.filter(
        stages__post=post, stages__version=post.version_id, stages__state__in=(StageState.OPEN, StageState.WAITING)
    )
    named = [parseaddr(line) for step in steps.distinct() for line in step.outside_people]
    asked = set(OutsideAsk.objects.filter(version=post.version_id, revoked_at=None).values_list("mail", flat=True))
    return [(name, mail) for name, mail in dict.fromkeys(named) if mail not in asked]
