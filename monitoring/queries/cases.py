"""Cases for pages: what lives, one with all that belongs to it, its figures."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.queries.people import colleagues
from content.models import PostState
from core.errors import Sentence
from core.paging import KeyPage, Order, sorted_page
from monitoring.models import (
    LIVE_STATES,
    Alert,
    Case,
    CaseLevel,
    CaseMention,
    CaseState,
    CaseStatement,
    CaseTask,
    Check,
    HoldingStatement,
    KeywordSet,
    LevelRule,
    Mention,
    MentionGroup,
    Playbook,
    TaskKind,
)
from monitoring.services.case_freezes import reaches_of
from publishing.models import Slot
from publishing.queries.freezes import slots_in_scope
from publishing.queries.releases import tallies

LOUDEST = 10
"""Posts that stand on the page of a case itself."""
BY_LOUDNESS = Order(F("loudness"), descending=True, total=True)


def case_rows() -> "QuerySet[Case]":
    """For the list: with owner, open tasks and how much it is about."""
    rows = Case.objects.select_related("owner", "playbook__playbook")
    return rows.annotate(
        open_tasks=Count("tasks", filter=Q(tasks__done_at=None), distinct=True),
        n_mentions=Count("mentions", distinct=True),
    )


def live_cases() -> "QuerySet[Case]":
    """What somebody still works on: unanswered first, the nearest clock on top."""
    return case_rows().filter(state__in=LIVE_STATES).order_by("-state", "due_at")


def joinable_cases() -> "QuerySet[Case]":
    """Where something real may be tied: what lives and is no drill."""
    return live_cases().filter(is_drill=False)


def cases_of_group(group_id: int) -> list[Case]:
    """The live cases that a group of near-identical posts is tied to."""
    return list(joinable_cases().filter(group_ids__contains=[group_id]))


@dataclass(frozen=True, slots=True)
class LevelChoice:
    """A level as the form of a new case offers it, with what its freeze would hold now."""

    rule: LevelRule
    holds: int

    @property
    def hours(self) -> str:
        """The clock as hours, without needless digits."""
        return f"{self.rule.minutes / 60:g}"


def level_choices() -> list[LevelChoice]:
    """Every level in order; two small queries each."""
    rows = {row.level: row for row in LevelRule.objects.prefetch_related("groups")}
    found = [rows.get(level) or LevelRule(level=level) for level in CaseLevel.values]
    return [
        LevelChoice(row, sum(slots_in_scope(reach).count() for reach in reaches_of(row))) for row in found if row.pk
    ]


def level_for(alert: Alert | None) -> int:
    """What an alert suggests: 9 and 10 the gravest, 6 to 8 the second, 3 to 5 the third."""
    severity = alert.severity if alert else 0
    steps = ((9, CaseLevel.GRAVEST), (6, CaseLevel.GRAVE), (3, CaseLevel.SERIOUS))
    return next((int(level) for least, level in steps if severity >= least), int(CaseLevel.ORDINARY))


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the times by which a case is judged; `minutes` is None while it has not happened."""

    name: Sentence
    minutes: int | None
    goal: int | None = None

    @property
    def is_late(self) -> bool:
        return self.minutes is not None and self.goal is not None and self.minutes > self.goal


def figures_of(case: Case) -> list[Figure]:
    """From the first post to the sign, and from the sign to owner, freeze and first answer, in whole minutes."""
    first = case.mentions.aggregate(at=Min("published_at"))["at"]
    since = case.signalled_at
    goal = int(case.allowed.total_seconds() // 60)
    return [
        Figure(_("首帖到预警"), _minutes(first, since)),
        Figure(_("到立案"), _minutes(since, case.opened_at)),
        Figure(_("到有负责人"), _minutes(since, case.owned_at)),
        Figure(_("到冻结"), _minutes(since, case.frozen_at)),
        Figure(_("到首次回应"), _minutes(since, case.answered_at), goal),
    ]


def _minutes(since: dt.datetime | None, until: dt.datetime | None) -> int | None:
    if since is None or until is None:
        return None
    return max(0, round((until - since).total_seconds() / 60))


def stamp_of(case: Case) -> str:
    """Changes whenever something of the case does that its page shows: for polling."""
    held = Slot.objects.filter(held_by__in=case.freezes.all(), state="held").count()
    last = case.entries.aggregate(n=Max("pk"))["n"]
    posts = list(case.statements.values_list("post__state", "post__version_id", "checked_version"))
    tasks = list(case.tasks.values_list("pk", "owner_id", "done_at"))
    facts = (case.state, case.level, case.owner_id, case.deputy_id, held, last, posts, tasks)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with where it stands."""

    row: CaseStatement
    may_check: bool
    is_checked: bool
    url: str


def statements_of(case: Case) -> list[Said]:
    """What is being said, oldest first."""
    rows = case.statements.select_related("post__account", "post__version", "holding", "checked_by")
    rows = rows.prefetch_related("post__publications")
    found = []
    for row in rows:
        published = row.post.publications.all()
        open_state = row.post.state in (PostState.DRAFT, PostState.CHANGES_ASKED)
        checked = row.checked_version is not None and row.checked_version == row.post.version_id
        found.append(Said(row, open_state and not checked, checked, published[0].url if published else ""))
    return found


def tasks_of(case: Case) -> dict[str, list[CaseTask]]:
    """By kind, each in its order."""
    found: dict[str, list[CaseTask]] = {kind: [] for kind in TaskKind.values}
    for task in case.tasks.select_related("owner", "done_by", "mention"):
        found[task.kind].append(task)
    return found


def live_part(case: Case) -> dict[str, Any]:
    """What the page of a case asks for again and again."""
    tasks = tasks_of(case)
    return {
        "case": case,
        "stamp": stamp_of(case),
        "frozen": tallies(list(case.freezes.select_related("account", "group", "campaign"))),
        "steps": tasks[TaskKind.STEP],
        "answers": tasks[TaskKind.ANSWER],
        "lessons": tasks[TaskKind.LESSON],
        "entries": list(case.entries.order_by("-pk")[:300]),
        "statements": statements_of(case),
        "checks": Check.choices,
        "colleagues": list(colleagues()),
    }


def threads_url(case: Case) -> str:
    """Where the inbox shows the threads of a case: it lies beside us, so its panel is asked for by address."""
    if not case.thread_ids:
        return ""
    return f"{reverse('engagement:threads_tied')}?{urlencode({'thread': case.thread_ids}, doseq=True)}"


def linked_page(case: Case, *, before: int | None, after: int | None) -> KeyPage[CaseMention]:
    """One page of the posts that a case is about, the loudest first, to the last: by key, however many they are."""
    rows = case.mentions.all()
    return sorted_page(rows, BY_LOUDNESS, anchors=rows, before=before, after=after)


def whole_page(case: Case) -> dict[str, Any]:
    """Everything of a case."""
    holdings = HoldingStatement.objects.filter(is_active=True).select_related("playbook")
    if case.playbook is not None:
        book = case.playbook.playbook_id
        holdings = holdings.filter(Q(playbook=book) | Q(playbook=None)).order_by("playbook__position", "position")
    return {
        **live_part(case),
        "figures": figures_of(case),
        "people": list(case.people.select_related("person")),
        "mentions": list(case.mentions.all()[:LOUDEST]),
        "n_mentions": case.mentions.count(),
        "groups": groups_of(case.group_ids) if case.group_ids else [],
        "threads_url": threads_url(case),
        "holdings": list(holdings),
        "levels": CaseLevel.choices,
        "sets": list(KeywordSet.objects.order_by("name")),
        "playbooks": list(Playbook.objects.filter(is_active=True)),
        "is_open": case.state == CaseState.OPEN,
    }


@dataclass(frozen=True, slots=True)
class Tied:
    """A group of near-identical posts that a case is about."""

    group: MentionGroup
    text: str

    @property
    def negative(self) -> int | None:
        """Percent of the judged that are negative."""
        return round(100 * self.group.negative / self.group.judged) if self.group.judged else None


def groups_of(group_ids: Iterable[int]) -> list[Tied]:
    """The groups of a case, the largest first: two queries. What retention has dropped is no longer among them."""
    groups = list(MentionGroup.objects.filter(pk__in=list(group_ids)).order_by("-size", "pk"))
    texts = dict(Mention.objects.filter(pk__in=[one.shown_id for one in groups]).values_list("pk", "text"))
    return [Tied(group, texts.get(group.shown_id, "")[:140]) for group in groups]


def group_words(group_ids: Iterable[int]) -> str:
    """How the largest of these groups begins; empty when there is none."""
    return next((one.text[:80] for one in groups_of(group_ids)), "")


def first_words(mention_ids: Iterable[int]) -> str:
    """How the loudest of these posts begins; empty when there is none."""
    rows = Mention.objects.filter(pk__in=list(mention_ids)).order_by("-reposts")
    return next(iter(rows.values_list("text", flat=True)[:1]), "")[:80]
