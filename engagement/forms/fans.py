"""Forms of the fan book: they parse and clean, they do not save."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.sheets import SheetForm
from accounts.queries.people import colleagues
from engagement.models import Channel, Fan, FanKind
from engagement.queries.fans import LONG_DAYS, ORDERS, FanFilters
from engagement.services.fans import FanInput


class FanForm(forms.ModelForm):  # type: ignore[type-arg]  # it cannot be subscripted at run time
    """What is written about a person."""

    class Meta:
        model = Fan
        fields = ["name", "uid", "kind", "value", "followers", "owner", "note"]
        widgets = {"note": forms.Textarea({"rows": 3}), "value": forms.NumberInput({"min": 1, "max": 5})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = colleagues()  # type: ignore[attr-defined]
        self.fields["owner"].label = _("谁来维系")
        self.fields["uid"].help_text = _("微博主页地址里的一串数字；填了才能连上收件箱里的留言。")

    def given(self) -> FanInput:
        """For the service."""
        return FanInput(**self.cleaned_data)


class ContactForm(forms.Form):
    """What was done with a person outside the inbox."""

    channel = forms.ChoiceField(label=_("方式"), choices=Channel.choices)
    text = forms.CharField(label=_("说了什么"), max_length=500, required=False)


class EraseForm(forms.Form):
    """Why somebody is erased."""

    reason = forms.CharField(
        label=_("本人何时、怎样提出"),
        max_length=200,
        required=False,
        help_text=_("会写进操作记录，请不要写对方的个人信息。"),
    )


class MergeForm(forms.Form):
    """With whom a person is merged."""

    other = forms.ModelChoiceField(Fan.objects.all(), label=_("另一条记录"), required=True)


class FanFileForm(SheetForm):
    """People as a file, or pasted from a spreadsheet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _("第一行是列名，至少有“昵称”，与导出的文件相同；空着的格子不改原来的内容。")


class FanFilterForm(forms.Form):
    """The filter row; what cannot be read is left out."""

    kind = forms.ChoiceField(required=False, choices=[("", ""), *FanKind.choices])
    silent = forms.TypedChoiceField(required=False, coerce=int, choices=[(days, days) for days in LONG_DAYS])
    mine = forms.BooleanField(required=False)
    q = forms.CharField(required=False, max_length=60)
    sort = forms.ChoiceField(required=False, choices=[(name, name) for name in ORDERS])

    def filters(self) -> FanFilters:
        """What of the query string makes sense."""
        self.is_valid()
        values = self.cleaned_data
        silent, sort = int(values.get("silent") or 0), values.get("sort")
        return FanFilters(
            kind=values.get("kind") or "",
            silent=silent,
            mine=bool(values.get("mine")),
            words=values.get("q") or "",
            sort=sort or ("silent" if silent else "heard"),
        )
