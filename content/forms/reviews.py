"""Forms of review: a decision with its scores (C7), and how review goes (K5)."""

import re
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import AccountKind, User
from campaigns.models import CampaignKind
from content.forms import CELL, SELECT
from content.forms.outside import PeopleField
from content.models import OWNER, Principle, ReviewRules, ReviewStep, RiskRule
from content.services import Opinion, Scores, Window


class ApproveForm(forms.Form):
    """A version with its scores (C7), all optional."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(required=False, max_length=2000)
    relevance = forms.IntegerField(label=_("关联性"), required=False, min_value=1, max_value=5)
    fun = forms.IntegerField(label=_("趣味性"), required=False, min_value=1, max_value=5)
    value = forms.IntegerField(label=_("价值性"), required=False, min_value=1, max_value=5)
    communication = forms.IntegerField(label=_("沟通性"), required=False, min_value=1, max_value=5)
    principles = forms.MultipleChoiceField(required=False, choices=Principle.choices)
    window_from = forms.DateField(required=False)
    window_until = forms.DateField(required=False)

    def opinion(self) -> Opinion:
        """What the reviewer says."""
        values = self.cleaned_data
        scores = Scores(values["relevance"], values["fun"], values["value"], values["communication"])
        window = Window.of_days(values["window_from"], values["window_until"])
        return Opinion(scores, values["comment"], tuple(values["principles"]), window)


class WordsField(forms.CharField):
    """Words, one on a line or parted by commas."""

    def to_python(self, value: Any) -> Any:
        words = re.split(r"[\n,，、;；]", (super().to_python(value) or "").replace("\x00", ""))
        return list(dict.fromkeys(word.strip()[:40] for word in words if word.strip()))

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, list) else value


def _many(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=choices, widget=forms.SelectMultiple(attrs={**SELECT, "size": 4})
    )


def _whole(label: Any, most: int) -> forms.IntegerField:
    widget = forms.NumberInput(attrs=CELL)
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=most, widget=widget)


def _people(label: Any) -> "forms.ModelMultipleChoiceField[User]":
    people = User.objects.filter(is_active=True)
    widget = forms.SelectMultiple(attrs={**SELECT, "size": 4})
    return forms.ModelMultipleChoiceField(people, label=label, required=False, widget=widget)


class StepForm(forms.ModelForm):  # type: ignore[type-arg]
    """A step of review (K5)."""

    kinds = _many(_("只用于这些账号类型（不选则全部）"), AccountKind.choices)
    roles = _many(_("在账号上的这些角色（都不选则任何审核人）"), ())
    people = _people(_("或指定的人"))
    escalate_roles = _many(_("上报给角色"), ())
    escalate_people = _people(_("上报给"))
    count = _whole(_("人数"), 20)
    outside = _whole(_("还要几位外部审核人同意（空为不要）"), 10)
    outside_people = PeopleField(
        label=_("指定的外部审核人（每行：姓名 邮箱；空为同事请的任何人）"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={**CELL, "rows": 2}),
    )
    hours = _whole(_("限时（工作小时，空为不限）"), 400)
    remind_hours = _whole(_("到期前多久提醒"), 400)
    escalate_hours = _whole(_("逾期多久上报"), 400)

    class Meta:
        model = ReviewStep
        fields = (
            *(
                "name",
                "position",
                "is_active",
                "need",
                "count",
                "outside",
                "outside_people",
                "fresh_eyes",
                "kinds",
                "risks",
                "roles",
                "people",
            ),
            *("hours", "remind_hours", "escalate_hours", "escalate_roles", "escalate_people"),
        )
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "name": forms.TextInput(attrs=CELL),
            "position": forms.NumberInput(attrs=CELL),
            "need": forms.Select(attrs=SELECT),
            "risks": forms.SelectMultiple(attrs={**SELECT, "size": 4}),
        }

    def __init__(self, *args: Any, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("roles", "escalate_roles"):
            self.fields[name].choices = [(OWNER, _("账号负责人")), *roles]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """The fields for the service."""
        return {
            **self.cleaned_data,
            "count": self.cleaned_data["count"] or 1,
            "outside": self.cleaned_data["outside"] or 0,
        }


class RiskForm(forms.ModelForm):  # type: ignore[type-arg]
    """What makes a post risky (K5)."""

    words = WordsField(
        label=_("词语"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={**CELL, "rows": 3, "lang": "zh-Hans"}),
    )
    except_words = WordsField(
        label=_("不算的词"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={**CELL, "rows": 1, "lang": "zh-Hans"}),
    )
    campaign_kinds = _many(_("活动类型"), CampaignKind.choices)

    class Meta:
        model = RiskRule
        fields = ("name", "is_active", "reason", "words", "except_words", "categories", "campaign_kinds")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "name": forms.TextInput(attrs=CELL),
            "reason": forms.TextInput(attrs=CELL),
            "categories": forms.SelectMultiple(attrs={**SELECT, "size": 4}),
        }

    def validate_unique(self) -> None:
        """The service says so in a sentence."""


class ReviewRulesForm(forms.ModelForm):  # type: ignore[type-arg]
    """Where a new version begins, how long approvals are valid, when people work."""

    valid_days = _whole(_("通过后多少天内有效（空为不限）"), 365)

    class Meta:
        model = ReviewRules
        fields = ("restart", "valid_days", "day_starts", "day_ends", "lunch_starts", "lunch_ends")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "restart": forms.Select(attrs=SELECT),
            **{
                name: forms.TimeInput({**CELL, "type": "time"}, format="%H:%M")
                for name in ("day_starts", "day_ends", "lunch_starts", "lunch_ends")
            },
        }


class DeputyForm(forms.Form):
    """Who decides for whom, on which days."""

    absent = forms.ModelChoiceField(
        User.objects.filter(is_active=True), label=_("谁不在"), widget=forms.Select(attrs=SELECT)
    )
    deputy = forms.ModelChoiceField(
        User.objects.filter(is_active=True), label=_("由谁代理"), widget=forms.Select(attrs=SELECT)
    )
    starts_on = forms.DateField(label=_("从"), widget=forms.DateInput({"type": "date", **CELL}, format="%Y-%m-%d"))
    ends_on = forms.DateField(label=_("到"), widget=forms.DateInput({"type": "date", **CELL}, format="%Y-%m-%d"))
    note = forms.CharField(label=_("说明"), required=False, max_length=100, widget=forms.TextInput(attrs=CELL))
