"""Forms of outside approvers: asking one, and his answer (K5)."""

from email.utils import parseaddr
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from content.forms import CELL, SELECT
from content.models import Decision
from content.services.outside import DAYS, USUAL_DAYS, OutsideAnswer, OutsideInput


def day_choices() -> list[tuple[int, str]]:
    """How long a link may work, in the reader's language."""
    return [(days, ngettext("%(n)d 天", "%(n)d 天", days) % {"n": days}) for days in DAYS]


class OutsideForm(forms.Form):
    """Whom to ask about what, for how long."""

    name = forms.CharField(label=_("姓名"), max_length=60, widget=forms.TextInput(attrs=CELL))
    mail = forms.EmailField(label=_("邮箱"), max_length=200, widget=forms.EmailInput(attrs=CELL))
    wish = forms.CharField(label=_("请对方看什么"), max_length=300, widget=forms.Textarea(attrs={**CELL, "rows": 2}))
    days = forms.TypedChoiceField(
        label=_("链接有效"), coerce=int, choices=day_choices, initial=USUAL_DAYS, widget=forms.Select(attrs=SELECT)
    )
    by_mail = forms.BooleanField(label=_("用邮件发给对方"), required=False, initial=True)

    def values(self) -> OutsideInput:
        """For the service."""
        return OutsideInput(**self.cleaned_data)


class RenewForm(forms.Form):
    """A new link for the same question."""

    days = forms.TypedChoiceField(coerce=int, choices=day_choices)
    by_mail = forms.BooleanField(required=False)


class AnswerForm(forms.Form):
    """What an outside person says."""

    decision = forms.ChoiceField(choices=Decision.choices)
    signed_name = forms.CharField(
        label=_("您的姓名"), max_length=60, widget=forms.TextInput(attrs={**CELL, "autocomplete": "name"}),
        error_messages={"required": _("请写下您的姓名。")},
    )  # fmt: skip
    comment = forms.CharField(
        label=_("意见"), required=False, max_length=2000, widget=forms.Textarea(attrs={**CELL, "rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        """A no without a comment helps nobody."""
        values = super().clean() or {}
        if values.get("decision") == Decision.CHANGES and not values.get("comment"):
            self.add_error("comment", _("请写明需要修改什么。"))
        return values

    def answer(self) -> OutsideAnswer:
        """For the service."""
        values = self.cleaned_data
        return OutsideAnswer(Decision(values["decision"]), values["signed_name"], values["comment"])


class PeopleField(forms.CharField):
    """People outside, one on a line: name and mail."""

    def to_python(self, value: Any) -> Any:
        lines = [line.strip() for line in (super().to_python(value) or "").replace("\x00", "").splitlines()]
        return [_person(line) for line in lines if line]

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(" ".join(parseaddr(line)).strip() for line in value)


def _person(line: str) -> str:
    name, _blank, mail = line.replace("<", " ").replace(">", " ").strip().rpartition(" ")
    try:
        validate_email(mail)
    except ValidationError as error:
        raise ValidationError(_("每行写一位：姓名，空格，邮箱。")) from error
    clean = "".join(sign for sign in name if sign not in '"<>(),;:@\\[]').strip()[:60]
    return f'"{clean or mail.partition("@")[0]}" <{mail.lower()}>'[:280]
