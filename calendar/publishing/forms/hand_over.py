"""Who publishes by hand for an account (K6)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from publishing.models import HandOverDuty

FIELDS = {
    "person": (
        _("由谁发布"),
        _("到时间提醒他。不指定时提醒内容的作者，作者没有排期权限时提醒账号负责人。"),
    ),
    "stand_in": (
        _("由谁接替"),
        _("过了 15 分钟还没有人发，就提醒他；过了 30 分钟，提醒所有能排期的人。不指定时是账号的替补。"),
    ),
}


class DutyForm(forms.Form):
    """The person and the one who steps in, from those who may confirm what they publish."""

    def __init__(self, *args: Any, people: list[User], duty: HandOverDuty | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {user.pk: user for user in people}
        for name, (label, hint) in FIELDS.items():
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                help_text=hint,
                required=False,
                coerce=int,
                empty_value=None,
                choices=[("", _("不指定")), *((user.pk, str(user)) for user in people)],
                initial=getattr(duty, f"{name}_id") if duty else "",
            )

    def named(self) -> dict[str, User | None]:
        """For the service."""
        return {name: self.people.get(self.cleaned_data[name]) for name in FIELDS}
