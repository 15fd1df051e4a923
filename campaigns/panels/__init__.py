"""The tabs of a campaign's page, in the order in which a campaign is lived.

A tab is a template and the function that fills it. Tabs of higher layers load their own panels by `hx-get`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.access import Person
from campaigns.models import Campaign
from campaigns.panels.draw import draw
from campaigns.panels.entries import entries
from campaigns.panels.filing import filing
from campaigns.panels.posts import posts
from campaigns.panels.why import prizes, rules, why
from campaigns.panels.winners import winners

Fill = Callable[[Campaign, Person, Mapping[str, str]], dict[str, Any]]
"""What a tab shows of a campaign to somebody who asked with these words in the address (filters, cursors)."""


@dataclass(frozen=True)
class Panel:
    """One tab. `slug` stands in the address (`?part=slug`)."""

    slug: str
    label: Promise
    template: str
    fill: Fill


def nothing(campaign: Campaign, user: Person, asked: Mapping[str, str]) -> dict[str, Any]:
    """The template needs only the campaign."""
    return {}


PANELS = (
    Panel("why", _("为什么"), "campaigns/_why.html", why),
    Panel("prizes", _("奖品"), "campaigns/_prizes.html", prizes),
    Panel("rules", _("规则"), "campaigns/_rules.html", rules),
    Panel("filing", _("备案"), "campaigns/_filing.html", filing),
    Panel("posts", _("微博"), "campaigns/_posts.html", posts),
    Panel("entries", _("参与"), "campaigns/_entries.html", entries),
    Panel("draw", _("抽奖"), "campaigns/_draw.html", draw),
    Panel("winners", _("中奖"), "campaigns/_winners.html", winners),
    Panel("result", _("结果"), "campaigns/_result.html", nothing),
)


def panel_of(slug: str) -> Panel:
    """The tab of this name; the first when there is none."""
    return next((panel for panel in PANELS if panel.slug == slug), PANELS[0])
