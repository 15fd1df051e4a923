"""What people say about the rights in pictures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.forms import CELL, SELECT
from content.models import Consent, Media, MediaRights


class RightsForm(forms.ModelForm):  # type: ignore[type-arg]
    """All that is known of the rights in one picture."""

    class Meta:
        model = Media
        fields = ("source", "rights", "rights_until", "licence", "people", "consent", "consent_note")
        widgets = {
            "source": forms.TextInput(attrs=CELL),
            "rights": forms.Select(attrs=SELECT),
            "rights_until": forms.DateInput(attrs=CELL | {"type": "date"}, format="%Y-%m-%d"),
            "licence": forms.Textarea(attrs=CELL | {"rows": 3}),
            "people": forms.TextInput(attrs=CELL),
            "consent": forms.Select(attrs=SELECT),
            "consent_note": forms.TextInput(attrs=CELL),
        }


class BulkRightsForm(forms.Form):
    """The same for many pictures: what is left empty stays as it is with each."""

    source = forms.CharField(label=_("来源"), required=False, max_length=200, widget=forms.TextInput(attrs=CELL))
    rights = forms.ChoiceField(
        label=_("版权"),
        required=False,
        choices=[("", _("不改")), *MediaRights.choices],
        widget=forms.Select(attrs=SELECT),
    )
    rights_until = forms.DateField(
        label=_("授权到期"), required=False, widget=forms.DateInput(attrs=CELL | {"type": "date"}, format="%Y-%m-%d")
    )
    for_good = forms.BooleanField(
        label=_("长期有效，不到期"), required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )
    licence = forms.CharField(label=_("授权内容"), required=False, widget=forms.Textarea(attrs=CELL | {"rows": 2}))
    people = forms.CharField(label=_("出镜人物"), required=False, max_length=200, widget=forms.TextInput(attrs=CELL))
    consent = forms.ChoiceField(
        label=_("人物同意"),
        required=False,
        choices=[("", _("不改")), *Consent.choices],
        widget=forms.Select(attrs=SELECT),
    )

    def filled(self) -> dict[str, Any]:
        """What was filled in."""
        values = {name: value for name, value in self.cleaned_data.items() if value and name != "for_good"}
        return values | ({"rights_until": None} if self.cleaned_data["for_good"] else {})
