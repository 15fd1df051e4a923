"""How one account is connected to the fans service."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.models import FansLine
from engagement.services.lines import LONGEST_TERM, LineInput


class LineForm(forms.Form):
    """The token is never shown again."""

    token = forms.CharField(
        label=_("粉丝服务平台的令牌"),
        required=False,
        max_length=300,
        widget=forms.PasswordInput({"autocomplete": "off"}),
        help_text=_("在粉丝服务平台的开发者模式中取得。留空则保留现有的。"),
    )
    forget = forms.BooleanField(label=_("删除现有令牌"), required=False)
    reopen_days = forms.IntegerField(
        label=_("关闭后几天内再来信，仍算同一件事"), min_value=0, max_value=LONGEST_TERM, initial=7
    )
    answer_keys = forms.CharField(
        label=_("要人回答的菜单键"),
        required=False,
        max_length=200,
        help_text=_("点了这些自定义菜单的人会进入收件箱；多个用逗号隔开。其他菜单只作记录。"),
    )

    def __init__(self, *args: Any, line: FansLine | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if line is not None:
            self.initial = {"reopen_days": line.reopen_days, "answer_keys": line.answer_keys}
        if line is None or not line.ciphertext:
            del self.fields["forget"]

    def values(self) -> LineInput:
        """For the service."""
        return LineInput(**self.cleaned_data)
