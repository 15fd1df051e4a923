"""A keyword set as a person writes it (M1)."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.queries.people import colleagues
from monitoring.models import KeywordSet, SetKind
from monitoring.queries.set_drafts import SETTINGS, SetDraft, draft_of_set, facts_of
from monitoring.watch.lines import lines_of, words_of
from monitoring.watch.rules import REACH

LONGEST = 400_000
"""Characters of the list of words: ten thousand of them with variants."""


def _lines(rows: int, **attributes: str) -> forms.Textarea:
    return forms.Textarea({"rows": rows, "spellcheck": "false", "lang": "zh-Hans", **attributes})


class SetForm(forms.Form):
    """A keyword set: its words line by line, and its rules."""

    name = forms.CharField(label=_("名称"), max_length=60)
    kind = forms.ChoiceField(label=_("类型"), choices=SetKind.choices)
    words = forms.CharField(
        label=_("关键词"),
        max_length=LONGEST,
        widget=_lines(10),
        help_text=_(
            "每行一个词，可整列粘贴。变体或错写用 / 隔开：汉源 / 汗源 / 汉原。只在某些语境里才算："
            "统一 + 方便面、老坛 - 战线、思想。英文须独立成词：=AI。"
        ),
    )
    requires = forms.CharField(
        label=_("同时须有"),
        required=False,
        max_length=LONGEST,
        widget=_lines(2),
        help_text=_("每行一个条件，行内用 / 隔开几种说法，有一种即可：漏水 / 渗水。"),
    )
    exclusions = forms.CharField(
        label=_("排除词"),
        required=False,
        max_length=LONGEST,
        widget=_lines(3),
        help_text=_("每行一个。正文含有其中任何一个就不算命中。"),
    )
    match_all = forms.BooleanField(
        label=_("须同时出现全部词"), required=False, help_text=_("不勾选时，出现任何一个词就算命中。")
    )
    within = forms.IntegerField(
        label=_("邻近字数"),
        required=False,
        min_value=0,
        max_value=500,
        help_text=_("须同时出现的词相隔不超过这么多字；不填则不限。"),
    )
    reach = forms.IntegerField(
        label=_("语境字数"), min_value=0, max_value=500, initial=REACH, required=False,
        help_text=_("在词的前后多少字内找语境词（+ 和 - 后面的词）。"),
    )  # fmt: skip
    interval_minutes = forms.IntegerField(label=_("巡查间隔（分钟）"), min_value=1, max_value=24 * 60, initial=15)
    alert_minimum = forms.IntegerField(
        label=_("预警最低条数"),
        min_value=1,
        max_value=100_000,
        initial=20,
        help_text=_("一小时内少于这个数不预警。"),
    )
    owner = forms.ModelChoiceField(User.objects.none(), label=_("负责人"), required=False, empty_label=_("暂无"))
    review_on = forms.DateField(
        label=_("复核日期"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("到期前一周和当天提醒负责人。"),
    )
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, keyword_set: KeywordSet | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keyword_set = keyword_set
        people = cast("forms.ModelChoiceField[User]", self.fields["owner"])
        people.queryset = colleagues()
        if keyword_set is not None:
            self.initial.update(_written(keyword_set))

    def clean_reach(self) -> int:
        """An empty field means the preset."""
        reach: int | None = self.cleaned_data["reach"]
        return REACH if reach is None else reach

    def draft(self) -> SetDraft:
        """For the service."""
        values = self.cleaned_data
        reach = values["reach"]
        return SetDraft(
            keyword_set=self.keyword_set,
            words=words_of(values["words"], reach=reach),
            requires=words_of(values["requires"], reach=reach),
            exclusions=lines_of(values["exclusions"]),
            seen=values["seen"],
            **{name: values[name] for name in SETTINGS},
        )


def _written(keyword_set: KeywordSet) -> dict[str, Any]:
    """A set as the form's texts, with the version that stands before the reader's eyes."""
    facts = facts_of(draft_of_set(keyword_set))
    newest = keyword_set.versions.first()
    lines = {name: "\n".join(facts[name]) for name in ("words", "requires", "exclusions")}
    return {**facts, **lines, "review_on": keyword_set.review_on, "seen": newest.number if newest else 0}
