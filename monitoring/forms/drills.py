"""What starts a drill."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.queries.people import colleagues
from monitoring.drills import SCENARIOS
from monitoring.services.drills import SPEEDS


class DrillForm(forms.Form):
    """Which event, how fast, and who is alarmed."""

    scenario = forms.ChoiceField(label=_("剧本"), choices=[(one.key, one.title) for one in SCENARIOS.values()])
    speed = forms.TypedChoiceField(
        label=_("速度（事件时间是实际时间的几倍）"),
        coerce=int,
        initial=12,
        choices=[(one, f"×{one}") for one in SPEEDS],
    )
    people = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("谁参加"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请选择谁参加：只有他们会收到演练的通知。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelMultipleChoiceField[User]", self.fields["people"]).queryset = colleagues()
