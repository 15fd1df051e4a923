"""Forms of five a day: they parse and clean, they do not save."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import WeiboAccount


class TargetForm(forms.Form):
    """Somebody a colleague found himself."""

    account = forms.ModelChoiceField(WeiboAccount.objects.none(), label=_("账号"), empty_label=_("请选择账号"))
    name = forms.CharField(label=_("昵称"), max_length=30)
    uid = forms.CharField(label=_("微博 UID"), max_length=20, help_text=_("微博主页地址里的一串数字。"))
    url = forms.CharField(label=_("要评论的微博"), max_length=300, required=False, help_text=_("选填，贴链接。"))

    def __init__(self, *args: Any, accounts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined]


class TargetRuleForm(forms.Form):
    """How many a day; without an account for all."""

    account = forms.ModelChoiceField(
        WeiboAccount.objects.none(), label=_("账号"), required=False, empty_label=_("所有没有单独设置的账号")
    )
    per_day = forms.IntegerField(label=_("每天几位"), min_value=0, max_value=20, help_text=_("0 表示不做。"))
    on_rest_days = forms.BooleanField(label=_("休息日也做"), required=False)

    def __init__(self, *args: Any, accounts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined]
