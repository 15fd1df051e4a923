"""Forms of the reports (I5)."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.dates import Period, month_of, week_of
from core.errors import UserError
from reports.models import Brand, Part, RecipientGroup, ReportKind
from reports.services import BrandInput, GroupInput, RemarkInput

LEAST_CONTRAST = 4.5
"""White text on the company's colour must be readable (WCAG AA)."""


class PeriodForm(forms.Form):
    """The week or month to compile, by any of its days."""

    first = forms.DateField()
    kind = forms.ChoiceField(choices=ReportKind.choices, required=False)

    def period(self) -> Period:
        """Raises `UserError` when it is not a date."""
        if not self.is_valid():
            raise UserError(_("请选择要生成报告的星期或月份。"), field="first")
        day: dt.date = self.cleaned_data["first"]
        return month_of(day) if self.cleaned_data["kind"] == ReportKind.MONTH else week_of(day)


class ArchiveForm(forms.Form):
    """What of the archive is looked at; anything else than a year or a kind counts as all."""

    year = forms.IntegerField(required=False, min_value=2009, max_value=2200)
    kind = forms.ChoiceField(choices=ReportKind.choices, required=False)
    q = forms.CharField(max_length=60, required=False)

    def wanted(self) -> dict[str, Any]:
        """For `queries.reports_of`."""
        self.is_valid()
        given = self.cleaned_data
        return {"year": given.get("year"), "kind": given.get("kind", ""), "words": given.get("q", "")}


class RemarkForm(forms.Form):
    """A remark or a question under a report."""

    body = forms.CharField(
        label=gettext_lazy("批注或问题"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), required=True
    )
    about = forms.ChoiceField(
        label=gettext_lazy("关于"), choices=[("", gettext_lazy("整份报告")), *Part.choices], required=False
    )
    is_question = forms.BooleanField(label=gettext_lazy("这是一个问题，请同事回答"), required=False)

    def given(self) -> RemarkInput:
        """Raises `UserError` when it is empty or too long."""
        if not self.is_valid():
            if "about" in self.errors:
                raise UserError(_("报告里没有这个部分，请从列表中选择。"), field="about")
            raise UserError(_("内容不能为空，最多 2000 字。"), field="body")
        given = self.cleaned_data
        return RemarkInput(given["body"], given["about"], given["is_question"])


class BrandForm(forms.Form):
    """The company's look on reports."""

    company = forms.CharField(label=gettext_lazy("公司名称"), max_length=40, required=False)
    colour = forms.CharField(
        label=gettext_lazy("主色"),
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text=gettext_lazy("用于标题、图表和邮件按钮；按钮上的字是白色，颜色要够深。"),
    )
    logo = forms.FileField(
        label=gettext_lazy("标志"), required=False, help_text=gettext_lazy("PNG 或 JPEG，宽度超过 600 像素会缩小。")
    )
    without_logo = forms.BooleanField(label=gettext_lazy("不用标志"), required=False)

    def clean_colour(self) -> str:
        """Six hexadecimal digits, dark enough under white letters."""
        colour = str(self.cleaned_data["colour"]).lower()
        if not re.fullmatch(r"#[0-9a-f]{6}", colour):
            raise ValidationError(
                _("颜色要写成 # 加六位十六进制数，例如 %(example)s。"), params={"example": Brand.DEFAULT_COLOUR}
            )
        if contrast_with_white(colour) < LEAST_CONTRAST:
            raise ValidationError(_("这个颜色太浅，白字在上面看不清。请选深一些的颜色。"))
        return colour

    def given(self) -> BrandInput:
        """Of a valid form."""
        given, logo = self.cleaned_data, self.cleaned_data["logo"]
        return BrandInput(given["company"], given["colour"], logo.read() if logo else None, given["without_logo"])


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of WCAG between white and `#rrggbb`."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


class RecipientForm(forms.Form):
    """Who gets which reports."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=40)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("收哪些报告"), choices=ReportKind.choices, widget=forms.CheckboxSelectMultiple
    )
    with_files = forms.BooleanField(label=gettext_lazy("附上 PDF"), required=False)
    people = forms.ModelMultipleChoiceField(
        label=gettext_lazy("收件人"),
        queryset=User.objects.filter(is_active=True),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("寄出时没有看报表权限的同事不会收到，并会显示在报告的寄送记录里。"),
    )

    @staticmethod
    def starting(group: RecipientGroup | None) -> dict[str, Any]:
        """What the form begins with."""
        if group is None:
            return {"kinds": [ReportKind.WEEK], "with_files": True}
        people = list(group.people.values_list("pk", flat=True))
        return {"name": group.name, "kinds": group.kinds, "with_files": group.with_files, "people": people}

    def given(self) -> GroupInput:
        """Of a valid form."""
        given = self.cleaned_data
        return GroupInput(given["name"], given["kinds"], given["with_files"], list(given["people"]))
