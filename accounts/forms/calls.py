"""The form of limits and shares."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Purpose
from accounts.queries.call_limits import LimitRow

MOST = 10_000_000


class CallLimitsForm(forms.Form):
    """A number for every limit (empty: as documented, or as Weibo tells) and a share for every purpose."""

    def __init__(self, *args: Any, rows: Iterable[LimitRow], shares: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        for row in self.rows:
            number = row.set.value if row.set else None
            self.fields[row.name] = forms.IntegerField(required=False, min_value=1, max_value=MOST, initial=number)
        for purpose, percent in shares.items():
            if purpose != Purpose.PUBLISHING:
                label = Purpose(purpose).label
                self.fields[purpose] = forms.IntegerField(
                    label=label, min_value=0, max_value=100, initial=percent,
                    error_messages={"required": _("请填 0 到 100 的整数。")},
                )  # fmt: skip

    def limits(self) -> dict[tuple[str, str, str, str], int | None]:
        """For `save_call_limits`."""
        return {
            (row.app, row.scope.value, row.endpoint, row.unit.value): self.cleaned_data[row.name] for row in self.rows
        }

    def shares(self) -> dict[str, int]:
        """For `save_call_shares`."""
        return {name: value for name, value in self.cleaned_data.items() if name in set(Purpose)}
