"""Forms of colleagues and rights."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import accounts_for, rights_of
from accounts.forms.matrix import group_field, indent
from accounts.forms.picker import AccountPickerField
from accounts.models import User
from accounts.queries import grantable_people, role_choices
from accounts.queries.leaving import Held
from accounts.roles import Can, Role
from accounts.services import GrantInput, Invitation, LeavingPlan
from core.dates import day_start


class Way:
    """How a new colleague gets in."""

    MAIL, LINK, PASSWORD = "mail", "link", "password"
    CHOICES = (
        (MAIL, _("发邀请邮件")),
        (LINK, _("生成邀请链接，自己交给对方")),
        (PASSWORD, _("生成初始密码，当面交给对方")),
    )


class InvitationForm(forms.Form):
    """A new colleague."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    email = forms.EmailField(label=_("邮箱"), max_length=254, help_text=_("用来登录。"))
    job_title = forms.CharField(label=_("职务"), max_length=60, required=False)
    way = forms.ChoiceField(label=_("怎样登录"), choices=Way.CHOICES, widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, mail: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not mail:
            self.fields["way"].choices = [choice for choice in Way.CHOICES if choice[0] != Way.MAIL]  # type: ignore[attr-defined]
        self.initial.setdefault("way", Way.MAIL if mail else Way.LINK)

    def values(self) -> Invitation:
        """For the service."""
        data = self.cleaned_data
        return Invitation(email=data["email"], name=data["name"], job_title=data["job_title"])

    @property
    def way_chosen(self) -> str:
        """One of `Way`."""
        return self.cleaned_data["way"] or Way.PASSWORD


class PersonForm(forms.Form):
    """What is shown of a colleague."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    job_title = forms.CharField(label=_("职务"), max_length=60, required=False)


class LeaveForm(forms.Form):
    """Who takes over what, and why (W9): one colleague for everything, another where it is said so."""

    to = forms.ModelChoiceField(User.objects.none(), label=_("接手人"), required=False, empty_label=_("请选择"))
    grant_until = forms.DateField(
        label=_("补充授权的截止日期"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("到这一天结束为止，之后可以续期。"),
    )
    reason = forms.CharField(label=_("原因"), max_length=200, required=False)

    def __init__(self, *args: Any, person: User, held: list[Held], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.keys = [item.holding.key for item in held if item.passes_on]
        people = User.objects.filter(is_active=True).exclude(pk=person.pk)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]
        for key in self.keys:
            self.fields[f"to:{key}"] = forms.ModelChoiceField(people, required=False, empty_label=_("同上"))

    def clean(self) -> dict[str, Any]:
        """Every sort of thing has somebody."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("to") and any(not cleaned.get(f"to:{key}") for key in self.keys):
            self.add_error("to", _("请选择接手人。"))
        return cleaned

    def chosen(self) -> dict[str, User]:
        """The successor of each sort."""
        data = self.cleaned_data
        return {key: data.get(f"to:{key}") or data["to"] for key in self.keys}

    def plan(self) -> LeavingPlan:
        """For the service."""
        day = self.cleaned_data["grant_until"]
        until = day_start(day + dt.timedelta(days=1)) if day else None
        return LeavingPlan(self.person, self.chosen(), self.cleaned_data["reason"], until)


class GrantEndForm(forms.Form):
    """Until when a right holds."""

    ends_on = forms.DateField(
        label=_("截止日期"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("到这一天结束为止；留空表示长期有效。"),
    )
    reason = forms.CharField(label=_("理由"), max_length=200, required=False)

    def ends_at(self) -> dt.datetime | None:
        """The midnight after the chosen day."""
        day = self.cleaned_data["ends_on"]
        return day_start(day + dt.timedelta(days=1)) if day else None


class Scope:
    """The three reaches of a grant."""

    ACCOUNT, GROUP, ALL = "account", "group", "all"
    CHOICES = ((ACCOUNT, _("一个账号")), (GROUP, _("一个分组（含下级）")), (ALL, _("全部账号")))


class GrantForm(forms.Form):
    """A role for one account, one group or all, with a reason and an end (A8)."""

    user = forms.ModelChoiceField(User.objects.none(), label=pgettext_lazy("one", "同事"), empty_label=_("请选择"))
    role = forms.ChoiceField(label=_("角色"), choices=(), initial=Role.RESPONSIBLE_EDITOR)
    scope = forms.ChoiceField(label=_("范围"), choices=Scope.CHOICES, widget=forms.RadioSelect, initial=Scope.ACCOUNT)
    account = AccountPickerField(can=Can.MANAGE_PEOPLE, label=_("账号"), required=False)
    group = group_field(_("分组"), empty=_("请选择"))
    ends_on = forms.DateField(
        label=_("截止日期"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("到这一天结束为止；留空表示长期有效。"),
    )
    reason = forms.CharField(label=_("理由"), max_length=200, required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = grantable_people().exclude(pk=by.pk)  # type: ignore[attr-defined]
        self.fields["role"].choices = role_choices(rights_of(by))  # type: ignore[attr-defined]
        self.fields["account"].accounts = accounts_for(by, Can.MANAGE_PEOPLE)  # type: ignore[attr-defined]
        indent(self.fields["group"], _("请选择"))

    def clean(self) -> dict[str, Any]:
        """Exactly what the chosen scope needs; the rest is passed over."""
        cleaned: dict[str, Any] = super().clean() or {}
        scope = cleaned.get("scope")
        for name, sentence in ((Scope.ACCOUNT, _("请选择账号。")), (Scope.GROUP, _("请选择分组。"))):
            if scope != name:
                cleaned[name] = None
                self.errors.pop(name, None)
            elif not cleaned.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        return cleaned

    def values(self) -> GrantInput:
        """For the service: the end is the midnight after the chosen day."""
        day = self.cleaned_data["ends_on"]
        return GrantInput(
            user=self.cleaned_data["user"],
            role=self.cleaned_data["role"],
            account=self.cleaned_data["account"],
            group=self.cleaned_data["group"],
            reason=self.cleaned_data["reason"],
            ends_at=day_start(day + dt.timedelta(days=1)) if day else None,
        )
