"""Forms of the sections of an account's page."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import AccountKind, ProfileItem, TagSort
from accounts.queries import AREAS, TimelineFilter
from accounts.services import ItemInput, TagInput, Tick, VerificationInput


def day_field(label: Any = "", **options: Any) -> forms.DateField:
    """A date that browsers fill in by their calendar."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **options)


class TimelineForm(forms.Form):
    """The filter row of the timeline; what cannot be read is left out."""

    area = forms.CharField(required=False, max_length=20)
    actor = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    first = day_field()
    last = day_field()

    def wanted(self, *, with_papers: bool) -> TimelineFilter:
        """What of the query string makes sense."""
        self.is_valid()
        values = self.cleaned_data
        area = values.get("area") or ""
        return TimelineFilter(
            area=area if area in AREAS else "",
            actor=values.get("actor"),
            first=_sensible(values.get("first")),
            last=_sensible(values.get("last")),
            with_papers=with_papers,
        )


def _sensible(day: dt.date | None) -> dt.date | None:
    """A day that can be turned into an instant in every zone."""
    return day if day is not None and 2000 <= day.year <= 2200 else None


class TickForm(forms.Form):
    """What a person notes when he ticks an item."""

    note = forms.CharField(required=False, max_length=200, strip=True)
    evidence = forms.FileField(required=False, max_length=200)

    def tick(self) -> Tick:
        """For the service."""
        return Tick(self.cleaned_data["note"], self.cleaned_data["evidence"])


class ItemForm(forms.Form):
    """How much an item of the checklist counts; a kind left empty has the general weight."""

    advice = forms.CharField(label=_("怎样算完成"), required=False, max_length=200)
    weight = forms.IntegerField(label=_("权重"), min_value=0, max_value=20, help_text=_("0 表示不计入。"))
    least = forms.IntegerField(label=_("至少几个"), min_value=1, max_value=20)
    recheck_days = forms.IntegerField(label=_("几天后复查"), min_value=1, max_value=3650)

    def __init__(self, *args: Any, item: ProfileItem, **kwargs: Any) -> None:
        names = ("advice", "weight", "least", "recheck_days")
        kwargs.setdefault(
            "initial",
            {name: getattr(item, name) for name in names}
            | {f"kind_{kind}": weight for kind, weight in item.by_kind.items()},
        )
        super().__init__(*args, **kwargs)
        for kind in AccountKind:
            self.fields[f"kind_{kind.value}"] = forms.IntegerField(
                label=kind.label, required=False, min_value=0, max_value=20
            )

    def general(self) -> list[forms.BoundField]:
        """Fields for every kind."""
        return [field for field in self if not field.name.startswith("kind_")]

    def kinds(self) -> list[forms.BoundField]:
        """One field for each account kind."""
        return [field for field in self if field.name.startswith("kind_")]

    def values(self) -> ItemInput:
        """For the service."""
        given = self.cleaned_data
        own = {kind.value: given[f"kind_{kind.value}"] for kind in AccountKind}
        return ItemInput(
            advice=given["advice"],
            least=given["least"],
            weight=given["weight"],
            recheck_days=given["recheck_days"],
            by_kind={kind: weight for kind, weight in own.items() if weight is not None and weight != given["weight"]},
        )


class TagForm(forms.Form):
    """A tag; `aside` puts it among the proposals instead of using it."""

    word = forms.CharField(
        label=_("标签"), max_length=20, help_text=_("最长 7 个汉字或 14 个字母，不带 #。"), strip=True
    )
    sort = forms.ChoiceField(label=_("类别"), choices=TagSort.choices, initial=TagSort.SEARCH)
    reason = forms.CharField(label=_("为什么"), max_length=200, required=False)
    source = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)
    aside = forms.BooleanField(label=_("先放入待选"), required=False)

    def tag(self) -> TagInput:
        """For the service."""
        return TagInput(**{name: self.cleaned_data[name] for name in ("word", "sort", "source", "reason")})


class VerificationForm(forms.Form):
    """A request to have an account verified (A5)."""

    holder = forms.CharField(label=_("使用人与职务"), max_length=60)
    reason = forms.CharField(label=_("为什么需要认证"), max_length=500, widget=forms.Textarea({"rows": 3}))

    def values(self) -> VerificationInput:
        """For the service."""
        return VerificationInput(self.cleaned_data["holder"], self.cleaned_data["reason"])
