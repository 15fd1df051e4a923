"""Forms of entries: a file, a decision, an appeal, what is decided about all of them (P7)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import ActKind, EntryRules, UnknownFollows, Verdict
from campaigns.services.entry_rules import EntryRulesInput


class EntryFileForm(forms.Form):
    """A table of entries."""

    file = forms.FileField(
        label=_("参与文件"),
        max_length=200,
        help_text=_("CSV、TSV、XLSX 或 JSONL，采集工具导出的评论和转发都可以。至少要有用户编号（UID）和时间两列。"),
        error_messages={"empty": _("文件是空的。"), "required": _("请选择文件。")},
    )


class EntryKindForm(forms.Form):
    """What lines are that do not say it themselves."""

    kind = forms.ChoiceField(label=_("没有写明参与方式的行，算作"), choices=ActKind.choices)


class DecisionForm(forms.Form):
    """Otherwise than the rules."""

    verdict = forms.ChoiceField(
        label=_("改判为"), choices=[(value.value, value.label) for value in (Verdict.VALID, Verdict.REFUSED)]
    )
    reason = forms.CharField(label=_("为什么"), max_length=200, help_text=_("会和名单一起保留，参与者可以问到。"))


class AppealForm(forms.Form):
    """What an entrant said."""

    text = forms.CharField(label=_("对方怎么说"), max_length=2000, widget=forms.Textarea({"rows": 3}))


class EntryRulesForm(forms.Form):
    """What is decided about all entries, before the draw."""

    unknown_follows = forms.ChoiceField(
        label=_("无法确认是否关注时"), choices=UnknownFollows.choices, widget=forms.RadioSelect
    )
    machine_rules = forms.BooleanField(label=_("抽奖前剔出疑似机器账号"), required=False)
    leave_out_staff = forms.BooleanField(label=_("员工和相关人员不参加（名单见下）"), required=False)
    leave_out_winners_days = forms.IntegerField(
        label=_("多少天内中过奖的不再参加"), min_value=0, max_value=3650, help_text=_("填 0 表示可以再中。")
    )

    def __init__(self, *args: Any, rules: EntryRules, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(rules, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    def values(self) -> EntryRulesInput:
        """For the service."""
        return EntryRulesInput(**self.cleaned_data)


class LeftOutForm(forms.Form):
    """People who take part in no draw: a UID a line, then perhaps the name."""

    people = forms.CharField(
        label=_("UID，每行一个，后面可以跟昵称"),
        max_length=200_000,
        widget=forms.Textarea({"rows": 4, "placeholder": _("5501000001 小满")}),
    )
    note = forms.CharField(label=_("说明"), max_length=100, required=False, help_text=_("如：员工、家属、代理公司。"))

    def lines(self) -> list[tuple[str, str]]:
        """(uid, name) of every line that is not empty."""
        rows = [line.replace(",", " ").replace("，", " ").replace("\t", " ").split(maxsplit=1)
                for line in self.cleaned_data["people"].splitlines()]  # fmt: skip
        return [(row[0], row[1] if len(row) > 1 else "") for row in rows if row]
