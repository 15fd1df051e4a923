"""The steps of the plan: which form each has, which service saves it, what is told beside it (P1 to P5)."""

import datetime as dt
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns import queries
from campaigns.contributions import wordings_of
from campaigns.forms import BudgetForm, ConditionsForm, PrizesForm, RulesForm, StepForm, TimeForm, WhyForm
from campaigns.models import Campaign, Combine, Condition, Prize
from campaigns.planning.balance import balance_of
from campaigns.planning.book import Book, open_book
from campaigns.planning.checks import findings_of
from campaigns.planning.difficulty import difficulty_of
from campaigns.planning.forecast import costs_of, earlier, forecast
from campaigns.planning.record import Record, record_of
from campaigns.planning.rules_text import differences, length_of, write
from campaigns.services import (
    begin_plan,
    change_campaign,
    set_conditions,
    set_picture,
    set_prizes,
    write_rules,
)

Form = StepForm | PrizesForm


@dataclass(frozen=True)
class Step:
    """One page of the wizard; `panel` is the tab of the campaign's page that shows what it sets."""

    slug: str
    label: Promise
    panel: str


STEPS: Final = (
    Step("why", _("为什么"), "why"),
    Step("conditions", _("参与条件"), "rules"),
    Step("prizes", _("奖品"), "prizes"),
    Step("time", _("时间与方式"), "why"),
    Step("rules", _("规则文字"), "rules"),
    Step("budget", _("预算"), "why"),
)
FORMS: Final[dict[str, type[StepForm]]] = {"why": WhyForm, "time": TimeForm, "rules": RulesForm, "budget": BudgetForm}


def step_of(slug: str) -> Step | None:
    """The step of this name."""
    return next((step for step in STEPS if step.slug == slug), None)


def after(step: Step) -> Step | None:
    """The one that follows."""
    place = STEPS.index(step) + 1
    return STEPS[place] if place < len(STEPS) else None


def before(step: Step) -> Step | None:
    """The one that precedes."""
    place = STEPS.index(step)
    return STEPS[place - 1] if place else None


def form_of(step: Step, campaign: Campaign | None, data: QueryDict | None = None, files: Any = None) -> Form:
    """The form of a step, filled by what was sent or by what is known."""
    if step.slug == "prizes" and campaign is not None:
        return PrizesForm(data, files, campaign=campaign)
    if step.slug == "conditions" and campaign is not None:
        return ConditionsForm(data, campaign=campaign, friends=open_book().house("friends", 10))
    form = FORMS[step.slug](data, campaign=campaign)
    if step.slug == "rules" and campaign is not None and not campaign.rules_text.strip():
        form.initial["rules_text"] = write(record_of(campaign))
    return form


def typed_form(step: Step, campaign: Campaign | None, typed: Mapping[str, list[str]]) -> Form:
    """The form as it was left."""
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    return form_of(step, campaign, data)


def save_step(step: Step, campaign: Campaign | None, form: Form, by: User, at: dt.datetime) -> Campaign:
    """Call the service of a step."""
    if isinstance(form, PrizesForm) and campaign is not None:
        return _save_prizes(campaign, form, by, at)
    if isinstance(form, ConditionsForm) and campaign is not None:
        combine = Combine(form.cleaned_data["combine"])
        return set_conditions(campaign=campaign, combine=combine, conditions=form.conditions(), by=by, at=at)
    values = {} if isinstance(form, PrizesForm) else form.values()
    if campaign is None:
        return begin_plan(values=values, by=by, at=at)
    if step.slug == "rules":
        row = change_campaign(campaign=campaign, values={"contact": values["contact"]}, by=by, at=at)
        return write_rules(campaign=row, text=values["rules_text"], by=by, at=at)
    return change_campaign(campaign=campaign, values=values, by=by, at=at)


def beside(step: Step, campaign: Campaign | None, form: Form, now: dt.datetime) -> dict[str, Any]:
    """What is told beside a step, of the plan as it is typed now."""
    book = open_book()
    purpose = form["purpose"].value() if isinstance(form, WhyForm) else (campaign.purpose if campaign else "")
    numbers = queries.purposes_of_year(now=now, without=campaign.pk if campaign else None)
    told: dict[str, Any] = {"step": step, "balance": balance_of(numbers, purpose=purpose or "", agreed=_share(book))}
    if isinstance(form, WhyForm):
        told["lessons"] = queries.lessons_for(
            kind=form["kind"].value() or "", purpose=purpose or "", without=campaign.pk if campaign else None
        )
    if campaign is None:
        return told
    record = _as_typed(record_of(campaign), form)
    mine = [finding for finding in findings_of(record, book) if finding.step == step.slug]
    told |= {"findings": mine, "record": record, "difficulty": difficulty_of(record, book)}
    if step.slug == "rules":
        told |= {"differences": differences(record), "length": length_of(record.campaign.rules_text)}
        told["longest"] = book.house("rules_length", 800)
    if isinstance(form, RulesForm):
        told["wordings"] = wordings_of(str(form["rules_text"].value() or ""))
    if step.slug == "budget":
        told |= forecasts(record.campaign, now)
    return told


def forecasts(campaign: Campaign, now: dt.datetime) -> dict[str, Any]:
    """What a new and a kept follower may cost (P2)."""
    gains = earlier(campaign, queries.ended_before(now=now))
    pairs = (
        ("new", campaign.target_new_followers, "new_followers"),
        ("kept", campaign.target_kept_followers, "kept_followers"),
    )
    return {f"forecast_{name}": forecast(campaign.budget, target, costs_of(gains, of)) for name, target, of in pairs}


def _share(book: Book) -> int:
    return book.house("share_new_fans", 40)


def _as_typed(record: Record, form: Form) -> Record:
    """The record with what a valid form would change; as it is saved otherwise, with the rules that are proposed."""
    if isinstance(form, RulesForm) and not form.is_bound:
        campaign = copy(record.campaign)
        campaign.rules_text = form.initial.get("rules_text", "")
        return replace(record, campaign=campaign)
    if not form.is_bound or not form.is_valid():
        return record
    campaign = copy(record.campaign)
    if isinstance(form, PrizesForm):
        names = [name for name in form.prizes()[0].__dataclass_fields__ if name != "pk"] if form.prizes() else []
        rows = [Prize(tier=tier, **{n: getattr(one, n) for n in names}) for tier, one in enumerate(form.prizes(), 1)]
        return replace(record, campaign=campaign, prizes=tuple(rows))
    if isinstance(form, ConditionsForm):
        campaign.combine = form.cleaned_data["combine"]
        asked = [Condition(kind=one.kind, number=one.number, words=list(one.words)) for one in form.conditions()]
        return replace(record, campaign=campaign, conditions=tuple(asked))
    for name, value in form.values().items():
        setattr(campaign, name, value)
    return replace(record, campaign=campaign)


def _save_prizes(campaign: Campaign, form: PrizesForm, by: User, at: dt.datetime) -> Campaign:
    row = set_prizes(campaign=campaign, prizes=form.prizes(), by=by, at=at)
    for prize, given in zip(row.prizes.order_by("tier"), form.filled(), strict=True):
        if given.get("picture"):
            set_picture(prize=prize, picture=given["picture"], by=by, at=at)
        elif given.get("drop_picture") and prize.picture:
            set_picture(prize=prize, picture=None, by=by, at=at)
    return row
