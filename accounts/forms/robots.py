"""Robots of group chats and webhooks: they parse and clean, they do not save."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.access import Person, accounts_for
from accounts.forms.picker import AccountPickerField
from accounts.models import AccountGroup, Robot, RobotKind, RobotTopic
from accounts.queries.robots import groups_of
from accounts.roles import Can
from accounts.services.robots import RobotInput


class RobotForm(forms.Form):
    """One robot. Address and secret are never shown again: left empty, they stay as they are."""

    name = forms.CharField(label=_lazy("名称"), max_length=60)
    kind = forms.ChoiceField(label=_lazy("类型"), choices=RobotKind.choices)
    url = forms.CharField(
        label=_lazy("地址"),
        max_length=1000,
        required=False,
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off", "placeholder": "https://"}),
        help_text=_lazy("在群设置里添加机器人后复制它的 webhook 地址。保存后不再显示。"),
    )
    secret = forms.CharField(
        label=_lazy("加签密钥"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_lazy("飞书、钉钉选了“签名校验/加签”时填写；通用 webhook 用它签名；企业微信不用填。"),
    )
    topics = forms.MultipleChoiceField(
        label=_lazy("告诉什么"), choices=RobotTopic.choices, widget=forms.CheckboxSelectMultiple
    )
    group = forms.ModelChoiceField(
        AccountGroup.objects.none(), label=_lazy("只为一个分组"), required=False, empty_label=_lazy("不限")
    )
    account = AccountPickerField(
        can=Can.MANAGE_ACCOUNTS,
        label=_lazy("只为一个账号"),
        required=False,
        help_text=_lazy("分组和账号都不选，就为全部账号。"),
    )
    is_active = forms.BooleanField(label=_lazy("启用"), required=False, initial=True)

    def __init__(self, *args: Any, by: Person, robot: Robot | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(AccountPickerField, self.fields["account"]).accounts = accounts_for(by, Can.MANAGE_ACCOUNTS)
        cast("forms.ModelChoiceField[AccountGroup]", self.fields["group"]).queryset = groups_of(by)
        self.robot = robot
        self.fields["url"].required = robot is None
        self.initial.setdefault("topics", [RobotTopic.HAND_OVER])
        if robot is not None:
            names = ("name", "kind", "topics", "is_active", "group", "account")
            self.initial.update({name: getattr(robot, name) for name in names})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("group") and cleaned.get("account"):
            self.add_error("group", _("分组和账号只能选一个。"))
        return cleaned

    def values(self) -> RobotInput:
        """For the service."""
        return RobotInput(**self.cleaned_data)
