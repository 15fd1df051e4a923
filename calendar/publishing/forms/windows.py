"""A golden window (K3)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from publishing.forms.schedule import WEEKDAYS
from publishing.services.windows import WindowInput

WORK, FREE = "work", "free"
WHEN = [(WORK, gettext_lazy("每个工作日")), (FREE, gettext_lazy("每个休息日")), *enumerate(WEEKDAYS)]


class WindowForm(forms.Form):
    """Name, days, from, to."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)
    days = forms.ChoiceField(label=gettext_lazy("哪些日子"), choices=WHEN, initial=WORK)
    starts = forms.TimeField(label=gettext_lazy("从"), widget=forms.TimeInput({"type": "time"}))
    ends = forms.TimeField(label=gettext_lazy("到"), widget=forms.TimeInput({"type": "time"}))

    def window(self) -> WindowInput:
        """What was entered. A window of one weekday counts on it as a working day, at weekends as a free one."""
        values: dict[str, Any] = self.cleaned_data
        days = values["days"]
        weekday = int(days) if days not in {WORK, FREE} else None
        on_workdays = days == WORK or (weekday is not None and weekday < 5)
        return WindowInput(values["name"], values["starts"], values["ends"], on_workdays, weekday)
