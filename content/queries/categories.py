"""C1, C2: the categories with what depends on each."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from content.models import Category, Post, PostState, QuotaShare


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """A category, the quota plans that name it, its posts that went out and those that are under way."""

    row: Category
    plans: int
    published: int
    under_way: int


def category_lines() -> list[CategoryLine]:
    """Those in use first; two queries."""
    plans = QuotaShare.objects.filter(category=OuterRef("pk"), percent__gt=0).order_by().values("category")
    rows = Category.objects.annotate(plans=Coalesce(Subquery(plans.annotate(n=Count("pk")).values("n")), 0))
    over = Q(state=PostState.CANCELLED) | Q(state=PostState.PUBLISHED)
    posts = Post.objects.visible().order_by().values("category").annotate(
        out=Count("pk", filter=Q(state=PostState.PUBLISHED)), waiting=Count("pk", filter=~over)
    )  # fmt: skip
    counts = {row["category"]: (row["out"], row["waiting"]) for row in posts}
    return [
        CategoryLine(row, row.plans, *counts.get(row.pk, (0, 0)))
        for row in rows.order_by("-is_active", "position", "pk")
    ]
