"""Numbers beside the navigation, read in four queries whatever the size of the matrix."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.access import Rights, accounts_for
from accounts.models import AccountGroup, User
from accounts.roles import Can
from content.models import Post
from content.queries.reviews import waiting_for
from core.models import Job, JobState
from core.notices import unread_of
from engagement.models import Thread, ThreadState
from monitoring.models import Alert, AlertState, Case, CaseState
from publishing.models import Slot, SlotState
from publishing.queries import named_freezes

TROUBLE = (SlotState.FAILED, SlotState.UNKNOWN, SlotState.MISSED)


class CountOf(Subquery):
    """How many rows a query has, as one value inside another query."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


@dataclass(frozen=True)
class FreezeNote:
    """A stop of publishing that holds now."""

    where: str
    reason: str


@dataclass(frozen=True)
class FrameCounts:
    """What waits for one person.

    `jobs` are those under way, `notices` those not looked at, `troubles` slots that need a person. `cases` are crises
    that nobody has answered yet; `case_id` and `case_due` tell the one whose clock ends first.
    """

    reviews: int = 0
    troubles: int = 0
    threads: int = 0
    alerts: int = 0
    jobs: int = 0
    notices: int = 0
    cases: int = 0
    case_id: int | None = None
    case_due: str = ""
    freezes: tuple[FreezeNote, ...] = ()


def within(rows: "QuerySet[Any]", ids: set[int] | None) -> "QuerySet[Any]":
    """Rows of the accounts in `ids`; None means every account."""
    return rows if ids is None else rows.filter(account_id__in=ids)


def reviews_waiting(user: User, rights: Rights) -> "QuerySet[Post]":
    """Posts whose step asks this person, as the page of reviews lists them: never his own (K5). One query besides."""
    rows = within(Post.objects.due_for_review(), rights.account_ids(Can.REVIEW))
    return waiting_for(rows, user, at=timezone.now()) if rights.may_somewhere(Can.REVIEW) else rows.none()


def troubled_slots(rights: Rights) -> "QuerySet[Slot]":
    """Slots that failed, were missed or whose outcome is not known."""
    return within(Slot.objects.filter(state__in=TROUBLE), rights.account_ids(Can.VIEW))


def threads_waiting(rights: Rights) -> "QuerySet[Thread]":
    return within(Thread.objects.filter(state=ThreadState.OPEN), rights.account_ids(Can.REPLY))


def alerts_open(rights: Rights) -> "QuerySet[Alert]":
    rows = Alert.objects.filter(state=AlertState.OPEN, joined=None)
    return rows if rights.may_somewhere(Can.MONITOR) else rows.none()


def cases_unanswered(rights: Rights) -> "QuerySet[Case]":
    """The nearest clock first."""
    rows = Case.objects.filter(state=CaseState.OPEN, is_drill=False).order_by("due_at")
    return rows if rights.may_somewhere(Can.MONITOR) else rows.none()


def jobs_under_way(user: User) -> "QuerySet[Job]":
    """Without imports that wait for their person to confirm them."""
    unconfirmed = Q(kind="content.import", state=JobState.WAITING) & ~Q(params__has_key="confirmed")
    return Job.objects.filter(created_by_id=user.pk, state__in=[JobState.WAITING, JobState.RUNNING]).exclude(
        unconfirmed
    )


def _freeze_notes(visible: set[int] | None) -> Iterable[FreezeNote]:
    for freeze, where in named_freezes()[:20]:
        if freeze.account_id is None or visible is None or freeze.account_id in visible:
            yield FreezeNote(where, freeze.reason)


def frame_counts(user: User, rights: Rights) -> FrameCounts:
    """All counts in one query, whom the reviews ask in a second, freezes in a third."""
    counts = {
        "reviews": reviews_waiting(user, rights),
        "troubles": troubled_slots(rights),
        "threads": threads_waiting(rights),
        "alerts": alerts_open(rights),
        "cases": cases_unanswered(rights),
        "jobs": jobs_under_way(user),
        "notices": unread_of(user.pk),
    }
    columns: dict[str, Subquery] = {f"n_{name}": CountOf(rows.order_by().values("pk")) for name, rows in counts.items()}
    nearest = cases_unanswered(rights).values("pk", "due_at")[:1]
    columns |= {"case_id": Subquery(nearest.values("pk")), "case_due": Subquery(nearest.values("due_at"))}
    found = User.objects.filter(pk=user.pk).order_by().annotate(**columns).values(*columns).first() or {}
    due = found.get("case_due")
    return FrameCounts(
        **{name: found.get(f"n_{name}") or 0 for name in counts},
        case_id=found.get("case_id"),
        case_due=due.isoformat() if due else "",
        freezes=tuple(_freeze_notes(rights.account_ids(Can.VIEW))),
    )


def scope_name(user: User, *, account: int | None, group: int | None) -> str:
    """The name of an account or group that this person may see; empty otherwise."""
    if account is not None:
        return accounts_for(user).filter(pk=account).values_list("nickname", flat=True).first() or ""
    if group is not None:
        return AccountGroup.objects.filter(pk=group).values_list("name", flat=True).first() or ""
    return ""
