"""A watch window as a person writes it (M3)."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from monitoring.models import KeywordSet, WatchWindow
from monitoring.services.windows import WindowDraft
from monitoring.watch.lines import lines_of

SAME_NAMES = ("name", "first_on", "last_on", "interval_minutes", "is_active")


class WindowForm(forms.Form):
    """Days, rhythm, words, and the sets it is meant for."""

    name = forms.CharField(label=_("名称"), max_length=60)
    first_on = forms.DateField(label=_("开始"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    last_on = forms.DateField(label=_("结束"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    interval_minutes = forms.IntegerField(
        label=_("巡查间隔（分钟）"),
        min_value=1,
        max_value=24 * 60,
        initial=5,
        help_text=_("词组自己的间隔更短时，以更短的为准。"),
    )
    words = forms.CharField(
        label=_("加听的词"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 5, "spellcheck": "false", "lang": "zh-Hans"}),
        help_text=_("每行一个。时段内发布的内容含有这些词，也算词组命中；排除词照常有效。"),
    )
    sets = forms.ModelMultipleChoiceField(
        KeywordSet.objects.none(),
        label=_("适用词组"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("一个都不选，则适用于全部词组。"),
    )
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)

    def __init__(self, *args: Any, window: WatchWindow | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.window = window
        cast("forms.ModelMultipleChoiceField[KeywordSet]", self.fields["sets"]).queryset = KeywordSet.objects.all()
        if window is not None:
            self.initial.update({name: getattr(window, name) for name in SAME_NAMES})
            self.initial.update({"words": "\n".join(window.words), "sets": list(window.sets.all())})

    def draft(self) -> WindowDraft:
        """For the service."""
        values = self.cleaned_data
        return WindowDraft(
            window=self.window,
            words=tuple(dict.fromkeys(lines_of(values["words"]))),
            sets=tuple(values["sets"]),
            **{name: values[name] for name in SAME_NAMES},
        )
