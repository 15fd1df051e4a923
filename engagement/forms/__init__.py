"""Forms of the inbox: they parse and clean, they do not save."""

import datetime as dt
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import Person, accounts_for
from accounts.forms.picker import AccountPickerField
from accounts.models import User
from accounts.queries.people import colleagues
from accounts.roles import Can
from content.models import Category
from engagement.models import Outside, Priority, StayRule, ThreadKind, ThreadState
from engagement.queries.inbox import SNOOZED, Filters
from engagement.queries.stays import stay_categories
from engagement.services.by_hand import Told
from engagement.services.stays import LONGEST as LONGEST_STAY
from engagement.services.stays import RuleInput
from publishing.forms.schedule import WallClockField

WHO = ("all", "mine", "nobody")


class ReplyForm(forms.Form):
    """An answer; its length is counted as Weibo counts it by the service."""

    text = forms.CharField(label=_("回复"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    heard = forms.IntegerField(required=False, widget=forms.HiddenInput)
    private = forms.BooleanField(required=False)
    saved = forms.IntegerField(required=False, widget=forms.HiddenInput)
    sure = forms.BooleanField(required=False)


class ByHandForm(forms.Form):
    """An answer that somebody gave on Weibo; left empty, it was said just now, by who tells of it."""

    told = forms.CharField(label=_("在微博上回复了什么"), max_length=2000, widget=forms.Textarea({"rows": 2}))
    said_at = WallClockField(label=_("什么时候"), required=False)
    author = forms.ModelChoiceField(
        User.objects.filter(is_active=True), label=_("谁回复的"), required=False, empty_label=_("我")
    )
    proof_url = forms.CharField(label=_("微博链接"), max_length=300, required=False)

    def values(self, *, by: User, at: dt.datetime) -> Told:
        """For the service."""
        typed = self.cleaned_data
        return Told(typed["told"], typed["author"] or by, typed["said_at"] or at, typed["proof_url"])


class AssignForm(forms.Form):
    """Who answers; empty for nobody."""

    assignee = forms.ModelChoiceField(User.objects.filter(is_active=True), required=False)


class StayRuleForm(forms.Form):
    """For how long somebody stays with a post (K6). The range of a rule that is there stays as it is."""

    account = AccountPickerField(
        can=Can.SCHEDULE, label=_("只为一个账号"), required=False, help_text=_("不选就为全部账号。")
    )
    category = forms.ModelChoiceField(
        Category.objects.none(), label=_("只为一个栏目"), required=False, empty_label=_("全部栏目")
    )
    minutes = forms.IntegerField(
        label=_("陪伴多少分钟"), min_value=0, max_value=LONGEST_STAY, initial=60, help_text=_("填 0 就不建任务。")
    )
    outside = forms.ChoiceField(label=_("工作时间以外"), choices=Outside.choices, initial=Outside.DUTY)
    starts = forms.TimeField(label=_("上班"), initial="09:00", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=_("下班"), initial="18:00", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    duty = forms.ModelChoiceField(
        User.objects.none(),
        label=_("值班的人"),
        required=False,
        empty_label=_("账号的替补"),
        help_text=_("按法定工作日和调休计。值班的人没有回复权限时不建任务。"),
    )

    def __init__(self, *args: Any, by: Person, rule: StayRule | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(AccountPickerField, self.fields["account"]).accounts = accounts_for(by, Can.SCHEDULE)
        cast("forms.ModelChoiceField[Category]", self.fields["category"]).queryset = stay_categories()
        people = colleagues()
        cast("forms.ModelChoiceField[User]", self.fields["duty"]).queryset = people
        self.rule = rule
        if rule is not None:
            del self.fields["account"], self.fields["category"]
            names = ("minutes", "outside", "starts", "ends", "duty")
            self.initial.update({name: getattr(rule, name) for name in names})

    def values(self) -> RuleInput:
        """For the service."""
        kept = {"account": self.rule.account, "category": self.rule.category} if self.rule else {}
        return RuleInput(**(self.cleaned_data | kept))


class FilterForm(forms.Form):
    """The filter row; what cannot be read is left out."""

    state = forms.ChoiceField(
        required=False, choices=[*ThreadState.choices, (SNOOZED, _("已推迟")), ("all", _("全部"))]
    )
    kind = forms.ChoiceField(required=False, choices=[("", ""), *ThreadKind.choices])
    who = forms.ChoiceField(required=False, choices=[(name, name) for name in WHO])
    late = forms.BooleanField(required=False)
    q = forms.CharField(required=False, max_length=60, strip=True)
    tag = forms.IntegerField(required=False, min_value=1)
    priority = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, choices=Priority.choices[1:])

    def address(self) -> str:
        """The query string that a kept view says: known names and values that make sense."""
        self.is_valid()
        return urlencode({name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)})

    def filters(self) -> Filters:
        """What of the query string makes sense."""
        self.is_valid()
        values = self.cleaned_data
        return Filters(
            state=values.get("state") or ThreadState.OPEN,
            kind=values.get("kind") or "",
            who=values.get("who") or "all",
            late=bool(values.get("late")),
            words=values.get("q") or "",
            tag=values.get("tag"),
            priority=values.get("priority"),
        )
