"""Who approved which bytes when, and what was sent: everything a card of evidence says about one version (K5).

What can be computed is computed now, from the files as they lie on the disk; the card says whether it still fits.
"""

import hashlib
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from content.hand_items import items_of
from content.models import FindingOverride, Media, OutsideAsk, Post, PostVersion, Review, ReviewStage
from content.models.posts import window_seal
from content.services import compute_hash
from core.errors import existing
from core.models import AuditEntry
from core.uploads.storing import path_of
from publishing.models import Attempt, Outcome, Publication, Slot


@dataclass(frozen=True, slots=True)
class PictureProof:
    """A picture: its hash when it was taken in, and of the file now (empty when the file is gone)."""

    name: str
    kept: str
    now: str

    @property
    def fits(self) -> bool:
        """The file is the one that was taken in."""
        return self.kept == self.now


@dataclass(frozen=True, slots=True)
class Sent:
    """What left: the attempt that put it on Weibo, and whether it carried the approved bytes."""

    attempt: Attempt | None
    publication: Publication
    same_hash: bool
    same_text: bool
    added: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One version with everything that is known of it. `hash_now` is computed from text, files and account as they are
    now; `seal_fits` says the same of the window of an approval that holds, None when there is none."""

    post: Post
    version: PostVersion
    hash_now: str
    pictures: list[PictureProof]
    submissions: list[AuditEntry]
    stages: list[ReviewStage]
    reviews: list[Review]
    asks: list[OutsideAsk]
    overrides: list[FindingOverride]
    slots: list[Slot]
    sent: list[Sent]
    seal_fits: bool | None

    @property
    def fits(self) -> bool:
        """The bytes are those that the version was stored with."""
        return self.hash_now == self.version.content_hash

    @property
    def is_approved(self) -> bool:
        """It is the version whose approval holds, or held when it was published."""
        return self.post.approved_version_id == self.version.pk and self.post.approved_hash == self.version.content_hash


def version_of(post: Post, number: int | None) -> PostVersion:
    """The version of that number; without one the approved one, else the current. Raises `NotFound`."""
    rows = PostVersion.objects.filter(post=post).select_related("author")
    wanted = Q(number=number) if number is not None else Q(pk=post.approved_version_id or post.version_id)
    return existing(rows.filter(wanted).first(), _("没有找到这个版本。"))


def evidence_of(post: Post, version: PostVersion) -> Evidence:
    """About ten queries, and every picture read once."""
    media = [row.media for row in version.version_media.select_related("media").order_by("position")]
    pictures = [PictureProof(str(item), item.sha256, _digest(item)) for item in media]
    found = [Media(sha256=picture.now) for picture in pictures]
    entries = AuditEntry.objects.filter(object_type="content.post", object_id=str(post.pk))
    slots = list(Slot.objects.filter(post=post).select_related("created_by").order_by("pk"))
    reviews = Review.objects.filter(version=version).select_related("reviewer", "on_behalf_of", "stage", "outside")
    return Evidence(
        post=post,
        version=version,
        hash_now=compute_hash(version.text, found, post.account, items_of(version.hand_items)),
        pictures=pictures,
        submissions=list(entries.filter(code="content.post.submitted", after__version=version.number).order_by("pk")),
        stages=list(ReviewStage.objects.filter(version=version).exclude(state="void").order_by("pk")),
        reviews=list(reviews.order_by("pk")),
        asks=list(OutsideAsk.objects.filter(version=version).select_related("asked_by", "post").order_by("pk")),
        overrides=list(FindingOverride.objects.filter(version=version).select_related("made_by")),
        slots=slots,
        sent=_sent(post, version, slots),
        seal_fits=_seal_fits(post, version),
    )


def _digest(media: Media) -> str:
    try:
        return hashlib.sha256(path_of(media.file.name or "").read_bytes()).hexdigest()
    except (OSError, ValueError):
        return ""


def _seal_fits(post: Post, version: PostVersion) -> bool | None:
    if post.approved_version_id != version.pk or not post.approved_hash:
        return None
    return post.approved_seal == window_seal(post.approved_hash, post.approved_from, post.approved_until)


def _sent(post: Post, version: PostVersion, slots: list[Slot]) -> list[Sent]:
    publications = Publication.objects.filter(post=post, version=version).order_by("pk")
    attempts = Attempt.objects.filter(slot__in=slots, outcome=Outcome.PUBLISHED).order_by("generation")
    by_slot = {attempt.slot_id: attempt for attempt in attempts}
    return [_one_sent(version, row, by_slot.get(row.slot_id)) for row in publications]


def _one_sent(version: PostVersion, row: Publication, attempt: Attempt | None) -> Sent:
    """A link of the account's that the sender adds behind the text is told apart from a change of it."""
    text, plain = (attempt.text if attempt else row.text), version.text.rstrip()
    same_text = text.startswith(plain)
    return Sent(
        attempt=attempt,
        publication=row,
        same_hash=attempt is not None and attempt.content_hash == version.content_hash,
        same_text=same_text,
        added=text[len(plain) :].strip() if same_text else "",
    )
