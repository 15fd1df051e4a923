"""A form that can be shown as it was left, without complaints about what is not finished."""

from django import forms
from django.forms.utils import ErrorDict


class QuietForm(forms.Form):
    """After `hush()` it shows no errors; it still knows them."""

    _hushed = False

    def hush(self) -> None:
        """Complain no more."""
        self._hushed = True

    @property
    def errors(self) -> ErrorDict:
        """What is wrong, unless hushed."""
        return ErrorDict() if self._hushed else super().errors
