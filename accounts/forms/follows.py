"""Forms of the follow list (A9)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.sections import day_field
from accounts.forms.sheets import SheetForm
from accounts.models import FollowEntry, FollowSort

FIELDS = ("screen_name", "sort", "uid", "note", "since", "review_on")


class FollowForm(forms.Form):
    """Somebody on a follow list."""

    screen_name = forms.CharField(label=_("昵称"), max_length=30)
    sort = forms.ChoiceField(label=_("类别"), choices=FollowSort.choices)
    uid = forms.RegexField(
        r"^[0-9]{1,20}$", label=_("微博 UID"), required=False, error_messages={"invalid": _("UID 应是数字。")}
    )
    note = forms.CharField(label=_("备注"), required=False, max_length=200)
    since = day_field(_("关注日期"))
    review_on = day_field(_("复核日期"), help_text=_("留空则按名单的复核周期。"))

    def __init__(self, *args: Any, entry: FollowEntry | None = None, **kwargs: Any) -> None:
        if entry is not None:
            kwargs.setdefault("initial", {name: getattr(entry, name) for name in FIELDS})
        super().__init__(*args, **kwargs)

    def clean_screen_name(self) -> str:
        """Without the @ that people type before a name."""
        name: str = self.cleaned_data["screen_name"].removeprefix("@").strip()
        if not name:
            raise forms.ValidationError(_("请填写昵称。"))
        return name


class FollowRulesForm(forms.Form):
    """When somebody counts as quiet, and how often people are reviewed."""

    inactive_days = forms.IntegerField(label=_("多少天不发算不活跃"), min_value=7, max_value=3650)
    review_days = forms.IntegerField(label=_("复核周期（天）"), min_value=7, max_value=3650)


class FollowFileForm(SheetForm):
    """A list as a file, or pasted from a spreadsheet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _("第一行是列名，至少包括“昵称”和“类别”，与导出的文件相同。")
