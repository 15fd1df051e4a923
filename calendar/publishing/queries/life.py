"""A slot's whole life on one page, in order of time: approvals, moves, attempts, readings, what people did."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import WeiboAccount
from content.models import Review, VersionMedia
from core.models import AuditEntry
from publishing.models import Attempt, HandOver, Publication, ResendRule, Slot, SlotState, TimelineCheck
from publishing.queries import moments
from publishing.queries.moments import BAD, OPEN, Moment
from publishing.queries.relays import first_publication, step_of

ENTRIES = 200


@dataclass(frozen=True, slots=True)
class Life:
    """The oldest moment first."""

    slot: Slot
    moments: list[Moment]
    attempts: list[Attempt]
    publication: Publication | None

    @property
    def as_text(self) -> str:
        """For support: everything that is known, as plain text."""
        slot, account = self.slot, self.slot.account
        head = [
            _("排期 #%(slot)d · 内容 #%(post)d · %(account)s（%(uid)s）")
            % {"slot": slot.pk, "post": slot.post_id, "account": account.nickname, "uid": account.uid or "—"},
            _("计划 %(at)s · 现在：%(state)s")
            % {"at": slot.scheduled_at.isoformat(), "state": slot.get_state_display()},
            slot.state_detail,
        ]
        return "\n".join([*(line for line in head if line), "", *(moment.as_text for moment in self.moments)])


def pictures_of(slot: Slot) -> list[VersionMedia]:
    """The pictures of what is to be published, in order."""
    version = slot.post.version
    return list(version.version_media.select_related("media").order_by("position")) if version else []


def repost_url(slot: Slot) -> str:
    """Where the post stands that this one reposts (A11); empty when there is none, or not yet."""
    step = step_of(slot.post) if slot.post.is_repost else None
    first = first_publication(step.relay) if step else None
    return first.url if first else ""


def life_of(slot: Slot) -> Life:
    """Everything that is known of a slot; six queries, whatever happened to it."""
    of_slot = Q(object_type="calendar.slot", object_id=str(slot.pk))
    of_post = Q(object_type="content.post", object_id=str(slot.post_id))
    # Told by the review, the publication and the attempt themselves.
    told = {"content.post.approved", "calendar.slot.published", "calendar.slot.failed", "calendar.slot.held"}
    entries = AuditEntry.objects.filter(of_slot | of_post).exclude(code__in=told).order_by("-pk")[:ENTRIES]
    attempts = list(slot.attempts.order_by("-generation"))
    publication = Publication.objects.filter(slot=slot).first()
    reviews = Review.objects.filter(post_id=slot.post_id).select_related("version", "reviewer", "outside")
    hand = HandOver.objects.filter(slot=slot).select_related("taken_by").first()
    found = [
        *moments.of_entries(reversed(entries)),
        *moments.of_reviews(slot, reviews),
        *moments.of_attempts(slot, attempts),
        *moments.of_checks(TimelineCheck.objects.filter(slot=slot).order_by("pk")),
        *moments.of_publication(publication),
        *moments.of_hand_over(slot, hand),
        *_as_it_stands(slot, attempts),
    ]
    return Life(slot, sorted(found, key=lambda moment: moment.at), attempts, publication)


_NOW = {
    SlotState.HELD: ("player-pause", OPEN),
    SlotState.MISSED: ("clock-x", BAD),
    SlotState.FAILED: ("alert-circle", BAD),
    SlotState.UNKNOWN: ("user-question", OPEN),
}


def _as_it_stands(slot: Slot, attempts: list[Attempt]) -> list[Moment]:
    """What somebody has to do something about, since when and why; unless the answer of an attempt says just that."""
    answered = any(attempt.answered_at == slot.updated_at for attempt in attempts)
    if slot.state not in _NOW or not slot.state_detail or answered:
        return []
    if slot.state == SlotState.UNKNOWN and slot.check_after is not None:
        return []
    icon, tone = _NOW[SlotState(slot.state)]
    title = _("交给人决定") if slot.state == SlotState.UNKNOWN else slot.get_state_display()
    return [Moment(slot.updated_at, icon, title, "", (_(slot.state_detail),), tone)]


def resends_by_itself(account: WeiboAccount) -> bool:
    """The account's rule for a proven absence."""
    return ResendRule.objects.filter(account=account, is_automatic=True).exists()


def slot_of_post(post_id: int) -> int | None:
    """The latest slot of a post."""
    return Slot.objects.filter(post_id=post_id).order_by("-pk").values_list("pk", flat=True).first()
