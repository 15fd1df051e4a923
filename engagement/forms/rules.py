"""A rule of the inbox (E1)."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import accounts_for
from accounts.forms.picker import AccountPickerField
from accounts.models import User, WeiboAccount
from accounts.queries.people import colleagues
from accounts.roles import Can
from engagement.models import CareTeam, InboxRule, Priority, SavedReply, ThreadKind, ThreadTag
from engagement.sorting.rules import OUTSIDE, WORKING, RuleValues

MOST_WORDS = 100


def lines_of(text: str) -> tuple[str, ...]:
    """One word a line, each once."""
    return tuple(dict.fromkeys(line.strip()[:40] for line in text.splitlines() if line.strip()))[:MOST_WORDS]


def _lines(label: Any, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea({"rows": 3})
    return forms.CharField(label=label, required=False, max_length=4000, widget=widget, help_text=help_text)


class RuleForm(forms.Form):
    """Conditions, all of which must hold; actions; whether later rules are asked."""

    name = forms.CharField(label=_("名称"), max_length=40)
    active = forms.BooleanField(label=_("使用中"), required=False, initial=True)
    words = _lines(_("含有其中一个词"), _("每行一个词。"))
    except_words = _lines(_("不含这些词"), _("每行一个词。"))
    kinds = forms.MultipleChoiceField(
        label=_("留言类型"), required=False, choices=ThreadKind.choices, widget=forms.CheckboxSelectMultiple
    )
    account = AccountPickerField(
        can=Can.REPLY, label=_("只为一个账号"), required=False, help_text=_("不选就为全部账号。")
    )
    authors = _lines(_("留言的人"), _("每行一个昵称。"))
    followers_from = forms.IntegerField(label=_("粉丝数至少"), required=False, min_value=0)
    hours = forms.ChoiceField(
        label=_("收到的时间"),
        required=False,
        choices=[("", _("任何时间")), (WORKING, _("工作时间内")), (OUTSIDE, _("工作时间以外"))],
    )
    tags = forms.ModelMultipleChoiceField(
        ThreadTag.objects.all(), label=_("打标签"), required=False, widget=forms.CheckboxSelectMultiple
    )
    priority = forms.TypedChoiceField(
        label=_("优先级"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("不改")), *Priority.choices[1:]],
    )
    person = forms.ModelChoiceField(
        User.objects.none(), label=_("分配给一个人"), required=False, empty_label=_("不分配")
    )
    team = forms.ModelChoiceField(
        CareTeam.objects.all(),
        label=_("分给一个小组"),
        required=False,
        empty_label=_("不分配"),
        help_text=_("给组里在班、手上最少的人；没人在班就等着。"),
    )
    saved_reply = forms.ModelChoiceField(
        SavedReply.objects.all(),
        label=_("建议的常用回复"),
        required=False,
        empty_label=_("不建议"),
        help_text=_("只是预先选好，由人看过再发。"),
    )
    closes = forms.BooleanField(label=_("当作噪音关闭"), required=False)
    stops = forms.BooleanField(label=_("命中后不再看后面的规则"), required=False)

    def __init__(self, *args: Any, by: User, rule: InboxRule | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(AccountPickerField, self.fields["account"]).accounts = accounts_for(by, Can.REPLY)
        people = colleagues()
        cast("forms.ModelChoiceField[User]", self.fields["person"]).queryset = people
        if rule is not None:
            values = RuleValues.of(rule.values)
            texts = {name: "\n".join(getattr(values, name)) for name in ("words", "except_words", "authors")}
            names = ("kinds", "followers_from", "hours", "tags", "priority", "person", "team", "saved_reply")
            flags = {"closes": values.closes, "stops": values.stops, "name": rule.name, "active": rule.is_active}
            self.initial.update(texts | {name: getattr(values, name) for name in names} | flags)
            self.initial["account"] = WeiboAccount.objects.filter(pk__in=values.accounts[:1]).first()

    def values(self) -> RuleValues:
        """For the service."""
        typed = self.cleaned_data
        return RuleValues(
            words=lines_of(typed["words"]),
            except_words=lines_of(typed["except_words"]),
            kinds=tuple(typed["kinds"]),
            accounts=(typed["account"].pk,) if typed["account"] else (),
            authors=lines_of(typed["authors"]),
            followers_from=typed["followers_from"],
            hours=typed["hours"],
            tags=tuple(tag.pk for tag in typed["tags"]),
            priority=typed["priority"],
            person=typed["person"].pk if typed["person"] else None,
            team=typed["team"].pk if typed["team"] else None,
            saved_reply=typed["saved_reply"].pk if typed["saved_reply"] else None,
            closes=typed["closes"],
            stops=typed["stops"],
        )
