"""A saved reply (E1)."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import accounts_for
from accounts.forms.picker import AccountPickerField
from accounts.models import User
from accounts.roles import Can
from engagement.models import SavedReply
from engagement.queries.manners import manners_of
from engagement.services import SavedInput


class SavedReplyForm(forms.Form):
    """Title, folder, text with variables, and for which account."""

    title = forms.CharField(label=_("名称"), max_length=40)
    folder = forms.CharField(label=_("文件夹"), max_length=40, required=False)
    account = AccountPickerField(
        can=Can.REPLY, label=_("只为一个账号"), required=False, help_text=_("不选就为全部账号。")
    )
    text = forms.CharField(
        label=_("内容"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("可用变量：{客户}、{账号}、{我}，使用时换成对方昵称、账号名称和您的姓名。"),
    )

    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)
    insist = False  # whether the page offers to keep it nevertheless

    def __init__(self, *args: Any, by: User, saved: SavedReply | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(AccountPickerField, self.fields["account"]).accounts = accounts_for(by, Can.REPLY)
        if saved is not None:
            names = ("title", "folder", "account", "text")
            self.initial.update({name: getattr(saved, name) for name in names})

    def clean(self) -> dict[str, Any]:
        """Forbidden words are refused, cold and rude ones until somebody insists (C13, C14)."""
        values = super().clean() or {}
        manners = manners_of(values.get("text", ""), [values["account"]] if values.get("account") else ())
        if manners.stops or (manners.faults and not values.get("sure")):
            self.insist = not manners.stops
            self.add_error("text", manners.sentence)
        return values

    def values(self) -> SavedInput:
        """For the service."""
        return SavedInput(**{name: value for name, value in self.cleaned_data.items() if name != "sure"})
