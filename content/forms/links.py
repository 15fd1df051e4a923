"""Links that are marked, and the presets for it."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from content.models import Category, LinkPreset
from core.http import whole_number

CELL = {"class": "form-control"}
SELECT = {"class": "form-select"}


class LinkForm(forms.Form):
    """A link to be marked, in the composer; its fields are told apart by the account.

    It stands inside the composer's form, which must be sent without it, too: no field is required in the browser.
    """

    use_required_attribute = False

    url = forms.CharField(
        label=_("链接"),
        max_length=600,
        widget=forms.TextInput(attrs={**CELL, "inputmode": "url", "autocomplete": "off", "placeholder": "https://"}),
    )
    preset = forms.ModelChoiceField(
        LinkPreset.objects.filter(is_active=True),
        label=_("来源参数"),
        required=False,
        empty_label=_("不带参数"),
        widget=forms.Select(attrs=SELECT),
    )

    def category(self, data: QueryDict) -> Category | None:
        """The category that is chosen in the pane beside it."""
        number = whole_number(data.get(f"{str(self.prefix).removeprefix('link-')}-category", ""))
        return None if number is None else Category.objects.filter(pk=number).first()


class LinkPresetForm(forms.Form):
    """What a preset puts into links."""

    name = forms.CharField(label=_("名称"), max_length=40, widget=forms.TextInput(attrs=CELL))
    source = forms.CharField(label=_("来源 utm_source"), max_length=60, widget=forms.TextInput(attrs=CELL))
    medium = forms.CharField(label=_("媒介 utm_medium"), max_length=60, widget=forms.TextInput(attrs=CELL))
    campaign = forms.CharField(
        label=_("活动 utm_campaign"), max_length=80, required=False, widget=forms.TextInput(attrs=CELL)
    )
    content = forms.CharField(
        label=_("内容 utm_content"), max_length=80, required=False, widget=forms.TextInput(attrs=CELL)
    )
    is_active = forms.BooleanField(
        label=_("使用中"), required=False, initial=True, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )

    @staticmethod
    def told(preset: LinkPreset) -> dict[str, object]:
        """What a preset says, for the fields."""
        return {name: getattr(preset, name) for name in LinkPresetForm.base_fields}

    def preset(self, row: LinkPreset) -> LinkPreset:
        """The row with what was entered, unsaved."""
        for name, value in self.cleaned_data.items():
            setattr(row, name, value)
        return row
