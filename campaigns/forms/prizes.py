"""The prizes of a campaign, a form for each and one more (P4)."""

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from campaigns.forms.quiet import QuietForm
from campaigns.models import Campaign, Prize
from campaigns.services import PrizeInput

MOST = 20


class PrizeForm(QuietForm):
    """One prize; the first is the highest."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("奖品"), max_length=80)
    quantity = forms.IntegerField(label=_("数量"), min_value=1, max_value=1_000_000, initial=1)
    unit_cost = forms.DecimalField(label=_("单价（元）"), min_value=0, max_digits=10, decimal_places=2)
    stock = forms.IntegerField(label=_("库存"), min_value=0, max_value=10_000_000, required=False)
    is_physical = forms.BooleanField(label=_("实物"), required=False, initial=True)
    delivery_days = forms.IntegerField(label=_("多少天内寄出"), min_value=1, max_value=90, initial=15)
    brand_link = forms.CharField(label=_("与品牌的关系"), max_length=200, required=False)
    picture = forms.FileField(label=_("图片"), required=False)
    drop_picture = forms.BooleanField(label=_("去掉图片"), required=False)


Rows = formset_factory(PrizeForm, extra=1, max_num=MOST, can_delete=True)


class PrizesForm:
    """A formset that answers like a form."""

    _hushed = False

    def __init__(self, data: Any = None, files: Any = None, *, campaign: Campaign) -> None:
        known = list(campaign.prizes.all())
        self.pictures: dict[int, Prize] = {prize.pk: prize for prize in known if prize.picture}
        names = [name for name in PrizeForm.base_fields if hasattr(Prize, name) and name != "picture"]
        initial = [{"pk": prize.pk} | {name: getattr(prize, name) for name in names} for prize in known]
        self.rows: BaseFormSet[PrizeForm] = Rows(data, files, initial=initial, prefix="prizes")
        self.is_bound = self.rows.is_bound

    def hush(self) -> None:
        """Complain no more about what is not finished."""
        self._hushed = True
        for row in self.rows.forms:
            row.hush()

    @property
    def errors(self) -> list[Any]:
        """Those of all rows."""
        if self._hushed:
            return []
        return [error for error in self.rows.errors if error] + list(self.rows.non_form_errors())

    @property
    def non_field_errors(self) -> Any:
        """What belongs to no row."""
        return [] if self._hushed else self.rows.non_form_errors()

    def is_valid(self) -> bool:
        """Every row that is filled in."""
        return self.rows.is_valid()

    def add_error(self, field: str | None, sentence: str) -> None:
        """At a field of the first row, or above all."""
        if field in PrizeForm.base_fields and len(self.rows.forms):
            self.rows.forms[0].add_error(field, sentence)
        else:
            self.rows.non_form_errors().append(sentence)

    def filled(self) -> list[dict[str, Any]]:
        """Rows to keep, in their order."""
        rows = [row.cleaned_data for row in self.rows.forms if row.is_valid() and row.cleaned_data.get("name")]
        return [row for row in rows if not row.get("DELETE")]

    def prizes(self) -> list[PrizeInput]:
        """For the service."""
        names = PrizeInput.__dataclass_fields__
        return [PrizeInput(**{name: row[name] for name in names}) for row in self.filled()]
