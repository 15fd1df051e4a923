"""What users suggest, for those who make the product (M8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from core.paging import KeyPage, key_page
from monitoring.models import Hit, Mention, MentionKind, Suggestion, SuggestionState

CANDIDATES = 8
SURE = 60


@dataclass(frozen=True)
class StateTab:
    """One state with how many stand in it."""

    value: str
    label: str
    number: int


def suggestions(state: str) -> "QuerySet[Suggestion]":
    """Those in a state; all without one."""
    rows = Suggestion.objects.select_related("made_by", "changed_by")
    return rows.filter(state=state) if state in SuggestionState.values else rows


def suggestion_page(state: str, *, before: int | None, after: int | None) -> KeyPage[Suggestion]:
    """One page, the newest first."""
    return key_page(suggestions(state), before=before, after=after)


def state_tabs() -> list[StateTab]:
    """All states with their numbers; one query."""
    numbers = dict(Suggestion.objects.order_by().values_list("state").annotate(n=Count("pk")))
    return [StateTab(state.value, str(state.label), numbers.get(state.value, 0)) for state in SuggestionState]


def candidates() -> list[Mention]:
    """What the sets caught lately and the model calls a suggestion, not collected yet."""
    caught = Exists(Hit.objects.filter(mention=OuterRef("pk")))
    collected = Exists(Suggestion.objects.filter(mention_id=OuterRef("pk")))
    rows = Mention.objects.filter(caught, ~collected, topic_kind=MentionKind.SUGGESTION, kind_certainty__gte=SURE)
    return list(rows.select_related("source").order_by("-pk")[:CANDIDATES])


def export_header() -> list[str]:
    """First line of the CSV file."""
    return [_("编号"), _("建议"), _("作者"), _("时间"), _("状态"), _("备注"), _("收集人"), _("收集时间"), _("链接")]


def export_rows(rows: Iterable[Suggestion]) -> Iterable[list[Any]]:
    """Lines of the CSV file."""
    for row in rows:
        yield [
            row.pk,
            row.text,
            row.author_name,
            row.said_at.isoformat() if row.said_at else "",
            row.get_state_display(),
            row.note,
            row.made_by.name if row.made_by else "",
            row.made_at.isoformat(),
            row.url,
        ]
