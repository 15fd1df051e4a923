"""The sub-navigation of the report pages, and how their figures are written."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import rights_of
from accounts.roles import Can
from core.templatetags.show import UNKNOWN, WEEKDAYS
from reports.hours import Cell
from reports.queries.beside import Peer
from reports.queries.hours import in_words
from reports.queries.insight import amount
from reports.queries.insight import in_words as base_in_words
from reports.queries.subjects import Kind
from reports.queries.values import Value

register = template.Library()
PLACES = (
    ("overview", gettext_lazy("总览"), False),
    ("hours", gettext_lazy("最佳时段"), False),
    ("measures", gettext_lazy("指标"), False),
    ("weekly", gettext_lazy("周报"), True),
    ("incentive", gettext_lazy("激励方案"), True),
)
"""URL name, label, and whether it speaks of the whole matrix."""
SCOPE = ("account", "group", "days", "from", "to")
"""What is carried from page to page."""


@register.inclusion_tag("reports/_nav.html", takes_context=True)
def report_nav(context: Mapping[str, Any], here: str) -> dict[str, Any]:
    """The pages of reports that this person may open, with the same accounts and days."""
    request = context["request"]
    rights = rights_of(request.user)
    kept = request.GET.copy()
    for name in [name for name in kept if name not in SCOPE]:
        del kept[name]
    query = f"?{kept.urlencode()}" if kept else ""
    places = [
        {"url": reverse(f"reports:{name}") + query, "label": label, "is_here": name == here}
        for name, label, whole in PLACES
        if not whole or rights.may(Can.REPORT)
    ]
    own = reverse("reports:insight", args=[Kind.PEOPLE, request.user.pk])
    places.append({"url": own + query, "label": _("我的数据"), "is_here": request.path == own})
    return {"places": places}


@register.filter
def report_day(weekday: int) -> str:
    """周一 … 周日, and the name of all of them."""
    return str(WEEKDAYS[weekday]) if weekday < len(WEEKDAYS) else _("所有日子")


@register.filter
def plus_percent(value: float) -> str:
    """0.25 → +25%."""
    return f"{100 * value:+.0f}%"


@register.filter
def cell_words(cell: Cell) -> str:
    """A cell of the hour map in one line."""
    return in_words(cell)


@register.filter
def usual_range(value: Value) -> str:
    """From where to where the base says it usually lies."""
    base = value.comparison.base if value.comparison else None
    if base is None:
        return ""
    unit = value.definition.unit
    return f"{amount(unit, base.low)} – {amount(unit, base.high)}"


@register.filter
def against_base(value: Value) -> str:
    """A measure against its base in a sentence."""
    return base_in_words(value)


@register.simple_tag
def carried(request: HttpRequest, kind: str) -> str:
    """The days of this page for another one, and its accounts where that one is narrowed by them."""
    names = ("days", "from", "to") if kind == Kind.ACCOUNTS else SCOPE
    kept = {name: value for name in names if (value := request.GET.get(name))}
    return f"?{urlencode(kept)}" if kept else ""


@register.simple_tag
def peer_middle(peer: Peer) -> str:
    """The middle of the group in the measure's unit."""
    return UNKNOWN if peer.middle is None else amount(peer.definition.unit, peer.middle)
