"""After how many days without a post an account of each kind is silent (A1)."""

from typing import Any

from django import forms

from accounts.models import AccountKind, SilencePreset


class SilenceForm(forms.Form):
    """One number of days for each kind."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = dict(SilencePreset.objects.values_list("kind", "days"))
        for kind in AccountKind:
            self.fields[kind.value] = forms.IntegerField(
                label=kind.label, min_value=1, max_value=365, initial=kept.get(kind.value)
            )
