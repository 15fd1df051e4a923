"""Forms of accounts and groups."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import AccountGroup, AccountKind, Channel, User, WeiboAccount
from accounts.queries import group_choices
from accounts.services import GroupInput


def group_field(label: Any, *, empty: Any) -> "forms.ModelChoiceField[AccountGroup]":
    """A select of all groups; call `indent` in `__init__` to show the tree."""
    return forms.ModelChoiceField(AccountGroup.objects.all(), label=label, required=False, empty_label=empty)


def indent(field: forms.Field, empty: Any) -> None:
    """Show the groups of a select in the order of the tree."""
    field.widget.choices = [("", empty), *group_choices()]


class AccountForm(forms.Form):
    """What an account is and who runs it (A1). The nickname of a connected account comes from Weibo."""

    nickname = forms.CharField(label=_("昵称"), max_length=30)
    kind = forms.ChoiceField(label=_("账号类型"), choices=AccountKind.choices)
    registered_name = forms.CharField(
        label=_("登记名称"),
        required=False,
        max_length=100,
        help_text=_("营业执照上的名称。与昵称不同时，认证要另交说明。"),
    )
    group = group_field(_("分组"), empty=_("不分组"))
    channel = forms.ChoiceField(
        label=_("发布通道"),
        choices=Channel.choices,
        help_text=_("普通应用发的微博必须带安全域名下的链接；人工发布到点提醒，由同事在微博发出。"),
    )
    owner = forms.ModelChoiceField(User.objects.none(), label=_("负责人"), required=False, empty_label=_("未指定"))
    deputy = forms.ModelChoiceField(User.objects.none(), label=_("替补"), required=False, empty_label=_("未指定"))
    link = forms.URLField(
        label=_("默认链接"),
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=_("正文没有安全域名下的链接时，普通应用会补上这一条。"),
    )
    silent_after_days = forms.IntegerField(
        label=_("几天不发算断更"),
        required=False,
        min_value=1,
        max_value=365,
        help_text=_("留空则按账号类型的预设。"),
    )

    def __init__(self, *args: Any, account: WeiboAccount | None = None, **kwargs: Any) -> None:
        self.account = account
        if account is not None:
            kwargs.setdefault("initial", {name: getattr(account, name) for name in self.base_fields})
        super().__init__(*args, **kwargs)
        indent(self.fields["group"], _("不分组"))
        for name in ("owner", "deputy"):
            self.fields[name].queryset = User.objects.filter(is_active=True)  # type: ignore[attr-defined]
        if account is not None and account.uid:
            self.fields["nickname"].disabled = True
            self.fields["nickname"].help_text = _("已授权账号的昵称随微博更新。")

    def clean(self) -> dict[str, Any]:
        """The owner's deputy is somebody else."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("owner") is not None and cleaned.get("owner") == cleaned.get("deputy"):
            self.add_error("deputy", _("替补应是另一位同事。"))
        return cleaned


class PositionForm(forms.Form):
    """The positioning card (A2)."""

    audience = forms.CharField(label=_("面向谁"), required=False, max_length=500, widget=forms.Textarea({"rows": 2}))
    service = forms.CharField(
        label=_("为他们做什么"), required=False, max_length=500, widget=forms.Textarea({"rows": 2})
    )
    persona = forms.CharField(label=_("人设"), required=False, max_length=500, widget=forms.Textarea({"rows": 2}))
    tone = forms.CharField(label=_("语气"), required=False, max_length=500, widget=forms.Textarea({"rows": 2}))
    never_says = forms.CharField(
        label=_("绝不说"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("每行一条。写作时会显示在旁边，也用于检查。"),
    )

    def __init__(self, *args: Any, account: WeiboAccount, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {name: getattr(account, name) for name in self.base_fields})
        super().__init__(*args, **kwargs)

    def clean_never_says(self) -> str:
        """One entry a line, without empty or doubled lines."""
        lines = (line.strip() for line in self.cleaned_data["never_says"].splitlines())
        return "\n".join(dict.fromkeys(line for line in lines if line))


class GroupForm(forms.Form):
    """A branch of the matrix."""

    name = forms.CharField(label=_("分组名称"), max_length=60)
    parent = group_field(_("上级分组"), empty=_("最上级"))
    position = forms.IntegerField(label=_("排序"), min_value=0, max_value=9999, initial=0)

    def __init__(self, *args: Any, group: AccountGroup | None = None, **kwargs: Any) -> None:
        if group is not None:
            kwargs.setdefault("initial", {"name": group.name, "parent": group.parent_id, "position": group.position})
        super().__init__(*args, **kwargs)
        indent(self.fields["parent"], _("最上级"))

    def values(self) -> GroupInput:
        """For the service."""
        return GroupInput(**self.cleaned_data)
