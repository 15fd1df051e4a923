"""The editor of a relay: one form for the whole, one for each account, in the order in which they stand on the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import AccountKind, WeiboAccount
from accounts.queries import Abilities, abilities_of
from content.models import Category, Idea, Post
from publishing.forms.schedule import WallClockField
from publishing.models import Relay, RelayPreset, StepKind
from publishing.planner.stagger import FURTHEST, Wave, Wish, stagger, wave_for
from publishing.services import RelayPlan, StepPlan

CELL = {"class": "form-control"}
SELECT = {"class": "form-select"}
WAVES = 6


class RelayForm(forms.Form):
    """What concerns the whole relay."""

    title = forms.CharField(label=_("联动名称"), max_length=80, widget=forms.TextInput(attrs=CELL))
    category = forms.ModelChoiceField(
        Category.objects.filter(is_active=True), label=_("分类"), widget=forms.Select(attrs=SELECT)
    )
    min_gap_minutes = forms.IntegerField(
        label=_("任意两个账号至少隔（分钟）"), min_value=1, max_value=1440, widget=forms.NumberInput(attrs=CELL)
    )
    copy_reason = forms.CharField(
        label=_("文字相近的理由"), max_length=200, required=False, widget=forms.TextInput(attrs=CELL)
    )
    preset_name = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)


class StepForm(forms.Form):
    """What one account does; every field's name begins with the account's id."""

    what = forms.ChoiceField(label=_("做什么"), choices=StepKind.choices, widget=forms.Select(attrs=SELECT))
    offset = forms.IntegerField(
        label=_("首发后（分钟）"), min_value=0, max_value=FURTHEST, required=False, widget=forms.NumberInput(attrs=CELL)
    )
    spread = forms.IntegerField(
        label=_("再随机错开（分钟）"),
        min_value=0,
        max_value=FURTHEST,
        required=False,
        widget=forms.NumberInput(attrs=CELL),
    )
    text = forms.CharField(
        label=_("文字"),
        required=False,
        strip=False,
        max_length=5000,
        widget=forms.Textarea(attrs={**CELL, "rows": 3}),
    )

    def clean_text(self) -> str:
        """Line ends as one character; NUL cannot be stored."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n").replace("\x00", "")


@dataclass(frozen=True)
class StepRow:
    """One account in the editor."""

    account: WeiboAccount
    form: StepForm
    post: Post | None = None

    @cached_property
    def abilities(self) -> Abilities:
        """What the account can do by its channel."""
        return abilities_of(self.account)

    @property
    def wish(self) -> Wish:
        """When it would like to follow; what is no number counts as nothing."""
        values = getattr(self.form, "cleaned_data", None) or {}
        raw = {name: values.get(name) if self.form.is_bound else self.form.initial.get(name) for name in WISHES}
        return Wish(int(raw["offset"] or 0), int(raw["spread"] or 0))


WISHES = ("offset", "spread")


@dataclass(frozen=True)
class RelayEditor:
    """The whole editor. `relay` is None while nothing is stored."""

    form: RelayForm
    rows: list[StepRow]
    relay: Relay | None = None
    idea: Idea | None = None

    def is_valid(self) -> bool:
        """Every form is asked, so that all errors show at once."""
        return all([self.form.is_valid(), *[row.form.is_valid() for row in self.rows]])

    def plan(self) -> RelayPlan:
        """What is to be stored, of a valid editor."""
        values = dict(self.form.cleaned_data)
        steps = tuple(self._step(row, first=number == 0) for number, row in enumerate(self.rows))
        return RelayPlan(steps=steps, idea=self.relay.idea if self.relay else self.idea, **values)

    def _step(self, row: StepRow, *, first: bool) -> StepPlan:
        values = row.form.cleaned_data
        what = StepKind.OWN if first else values["what"]
        return StepPlan(row.account, what, values["text"], values["offset"] or 0, values["spread"] or 0, row.post)

    def minutes(self) -> list[int]:
        """The minute of each account as it would be drawn now."""
        gap = self._gap()
        wishes = [row.wish for row in self.rows[1:]]
        return [0, *stagger(wishes, least=gap, seed=self.relay.pk if self.relay else 1)] if self.rows else []

    def _gap(self) -> int:
        if not self.form.is_bound:
            return int(self.form.initial.get("min_gap_minutes") or 10)
        self.form.is_valid()
        return int(self.form.cleaned_data.get("min_gap_minutes") or 10)


def new_editor(
    accounts: Sequence[WeiboAccount], preset: RelayPreset | None, *, idea: Idea | None, posts: dict[int, Post]
) -> RelayEditor:
    """An editor for accounts that were picked; their times come from the preset, their texts from the idea."""
    waves = [Wave.from_json(line) for line in preset.waves] if preset else []
    category = idea.category_id if idea else None
    initial = {
        "title": idea.title if idea else "",
        "category": category or Category.objects.filter(is_active=True).values_list("pk", flat=True).first(),
        "min_gap_minutes": preset.min_gap_minutes if preset else 10,
        "preset_name": preset.name if preset else "",
    }
    rows = []
    for number, account in enumerate(accounts):
        wave, post = wave_for(account.kind, waves), posts.get(account.pk)
        own = number == 0 or post is not None
        values = {
            "what": StepKind.OWN if own else wave.what,
            "offset": wave.offset if number else 0,
            "spread": wave.spread if number else 0,
            "text": post.version.text if post and post.version else "",
        }
        rows.append(StepRow(account, StepForm(initial=values, prefix=str(account.pk)), post))
    return RelayEditor(RelayForm(initial=initial), rows, idea=idea)


def stored_editor(relay: Relay) -> RelayEditor:
    """An editor for a stored draft."""
    names = ("title", "category", "min_gap_minutes", "copy_reason", "preset_name")
    rows = []
    for step in relay.steps.select_related("account", "post__version", "post__category"):
        values = {
            "what": step.what,
            "offset": step.offset_minutes,
            "spread": step.spread_minutes,
            "text": step.post.version.text if step.post.version else "",
        }
        rows.append(StepRow(step.account, StepForm(initial=values, prefix=str(step.account_id)), step.post))
    return RelayEditor(RelayForm(initial={name: getattr(relay, name) for name in names}), rows, relay)


def bound_editor(
    data: QueryDict, accounts: Sequence[WeiboAccount], *, relay: Relay | None, idea: Idea | None, posts: dict[int, Post]
) -> RelayEditor:
    """An editor with what was sent."""
    rows = [StepRow(account, StepForm(data, prefix=str(account.pk)), posts.get(account.pk)) for account in accounts]
    return RelayEditor(RelayForm(data), rows, relay, idea)


class LaunchForm(forms.Form):
    """When the first publishes."""

    starts_at = WallClockField(label=_("首发时间"))
    reason = forms.CharField(label=_("破例理由"), max_length=200, required=False, widget=forms.TextInput(attrs=CELL))


class PresetForm(forms.Form):
    """A preset with a few waves; an empty wave is left out."""

    name = forms.CharField(label=_("名称"), max_length=60, widget=forms.TextInput(attrs=CELL))
    min_gap_minutes = forms.IntegerField(
        label=_("任意两个账号至少隔（分钟）"), min_value=1, max_value=1440, widget=forms.NumberInput(attrs=CELL)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number: dict[str, Any] = {
            "required": False,
            "min_value": 0,
            "max_value": FURTHEST,
            "widget": forms.NumberInput(attrs=CELL),
        }
        for wave in range(WAVES):
            self.fields[f"kinds{wave}"] = forms.MultipleChoiceField(
                label=_("账号类型"),
                choices=AccountKind.choices,
                required=False,
                widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
            )
            self.fields[f"what{wave}"] = forms.ChoiceField(
                label=_("做什么"), choices=StepKind.choices, required=False, widget=forms.Select(attrs=SELECT)
            )
            self.fields[f"offset{wave}"] = forms.IntegerField(label=_("首发后（分钟）"), **number)
            self.fields[f"spread{wave}"] = forms.IntegerField(label=_("再随机错开（分钟）"), **number)

    @staticmethod
    def initial_of(preset: RelayPreset) -> dict[str, Any]:
        """The form's values of a stored preset."""
        found: dict[str, Any] = {"name": preset.name, "min_gap_minutes": preset.min_gap_minutes}
        for number, line in enumerate(preset.waves[:WAVES]):
            wave = Wave.from_json(line)
            found |= {f"kinds{number}": list(wave.kinds), f"what{number}": wave.what}
            found |= {f"offset{number}": wave.offset, f"spread{number}": wave.spread}
        return found

    def waves(self) -> list[dict[str, Any]]:
        """The waves that say when."""
        values = self.cleaned_data
        return [
            {
                "kinds": values[f"kinds{wave}"],
                "what": values[f"what{wave}"] or StepKind.REPOST,
                "offset": values[f"offset{wave}"],
                "spread": values[f"spread{wave}"] or 0,
            }
            for wave in range(WAVES)
            if values[f"offset{wave}"] is not None
        ]

    def rows(self) -> list[list[forms.BoundField]]:
        """The fields wave by wave, for the page."""
        names = ("kinds", "what", "offset", "spread")
        return [[self[f"{name}{wave}"] for name in names] for wave in range(WAVES)]
