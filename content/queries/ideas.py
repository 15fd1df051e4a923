"""The ideas board (C10): columns, filters, and what became of each idea."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import QueryDict

from accounts.models import User
from content.models import Category, Idea, IdeaState, Post
from core.http import whole_number
from core.paging import SIZE

SOURCES = ("mention", "topic", "person")


@dataclass(frozen=True, slots=True)
class IdeaFilter:
    """Whose, of which category, from where."""

    owner: int | None = None
    category: int | None = None
    source: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "IdeaFilter":
        """From the address; what is not understood does not limit."""
        source = query.get("source", "")
        return cls(
            whole_number(query.get("owner", "")),
            whole_number(query.get("category", "")),
            source if source in SOURCES else "",
        )

    @property
    def is_set(self) -> bool:
        return self != IdeaFilter()


@dataclass(frozen=True, slots=True)
class Column:
    """One state with its newest ideas, and how many there are."""

    state: str
    label: str
    ideas: list[Idea]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.ideas)


def ideas(chosen: IdeaFilter) -> "QuerySet[Idea]":
    """Those that fit, with their posts."""
    rows = Idea.objects.all()
    if chosen.owner is not None:
        rows = rows.filter(Q(owner=chosen.owner) | Q(owner__isnull=True, created_by=chosen.owner))
    if chosen.category is not None:
        rows = rows.filter(category=chosen.category)
    if chosen.source == "person":
        return rows.filter(source_kind="")
    return rows.filter(source_kind__startswith=chosen.source) if chosen.source else rows


def with_posts(rows: "QuerySet[Idea]", seen: "QuerySet[Post]") -> "QuerySet[Idea]":
    """Each with those of its posts that the asking person may see, as `written`."""
    posts = Prefetch("posts", seen.select_related("account").order_by("pk"), to_attr="written")
    return rows.select_related("category", "created_by", "owner").prefetch_related(posts)


def columns(chosen: IdeaFilter, seen: "QuerySet[Post]") -> list[Column]:
    """The board: a constant number of queries."""
    fitting = ideas(chosen)
    return [_column(value, str(label), fitting.filter(state=value), seen) for value, label in IdeaState.choices]


def _column(state: str, label: str, rows: "QuerySet[Idea]", seen: "QuerySet[Post]") -> Column:
    found = list(with_posts(rows, seen)[: SIZE + 1])
    count = len(found) if len(found) <= SIZE else rows.count()
    return Column(state, label, found[:SIZE], count)


def filter_choices() -> dict[str, Any]:
    """What the filters offer: people who have ideas, and the categories."""
    people = User.objects.filter(Q(owned_ideas__isnull=False) | Q(pk__in=Idea.objects.values("created_by")))
    return {"people": people.distinct().order_by("name"), "categories": Category.objects.filter(is_active=True)}
