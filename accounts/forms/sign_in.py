"""Forms of signing in, for administrators."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_GRACE = 90


class SignInRulesForm(forms.Form):
    """For each role: needed or not, and the days of grace. Fields `need_ROLE` and `days_ROLE`."""

    def __init__(self, *args: Any, roles: dict[str, int | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = roles
        for role, days in roles.items():
            self.fields[f"need_{role}"] = forms.BooleanField(required=False, initial=days is not None)
            self.fields[f"days_{role}"] = forms.IntegerField(
                required=False, min_value=0, max_value=LONGEST_GRACE, initial=7 if days is None else days
            )

    def wanted(self) -> dict[str, int | None]:
        """For the service."""
        given = self.cleaned_data
        return {
            role: (given[f"days_{role}"] if given[f"days_{role}"] is not None else 7) if given[f"need_{role}"] else None
            for role in self.roles
        }


class FactorResetForm(forms.Form):
    """Why a colleague's factors are taken away."""

    reason = forms.CharField(
        label=_("原因"), max_length=200, help_text=_("例如“手机丢失，已当面核实”。会告知本人并写入操作记录。")
    )


class IdentityBindForm(forms.Form):
    """Which id at which provider a colleague has."""

    provider = forms.ChoiceField(label=_("登录方式"))
    subject = forms.CharField(label=_("对方系统里的编号"), max_length=200)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].choices = choices  # type: ignore[attr-defined]
        self.fields["subject"].help_text = _("企业微信填成员账号；飞书和钉钉在对方第一次登录失败的页面上会显示。")
