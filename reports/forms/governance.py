"""Who answers for a management system (I6)."""

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.queries.people import colleagues


class SystemOwnerForm(forms.Form):
    """One of the colleagues, or nobody."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("负责人"), queryset=User.objects.none(), required=False, empty_label=gettext_lazy("没有指定")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["person"].queryset = colleagues()  # type: ignore[attr-defined]
