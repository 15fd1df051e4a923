"""A keyword set as a person writes it (M1)."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from monitoring.models import KeywordKind, KeywordSet, SetKind
from monitoring.services import SetDraft
from monitoring.watch.rules import Word

SEPARATOR = "/"
SAME_NAMES = ("name", "kind", "match_all", "interval_minutes", "alert_minimum", "owner", "review_on", "is_active")


def words_of(text: str) -> tuple[Word, ...]:
    """One word a line, its variants behind it: `汉源 / 汗源 / 汉原`."""
    words = []
    for line in text.splitlines():
        spellings = [part.strip() for part in line.replace("／", SEPARATOR).split(SEPARATOR) if part.strip()]
        if spellings:
            words.append(Word(spellings[0], tuple(spellings[1:])))
    return tuple(words)


def lines_of(text: str) -> tuple[str, ...]:
    """One exclusion a line."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


class SetForm(forms.Form):
    """A keyword set as a person writes it (M1)."""

    name = forms.CharField(label=_("名称"), max_length=60)
    kind = forms.ChoiceField(label=_("类型"), choices=SetKind.choices)
    words = forms.CharField(
        label=_("关键词"),
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        help_text=_("每行一个词，变体或错写写在后面，用 / 隔开，如：汉源 / 汗源 / 汉原。"),
    )
    exclusions = forms.CharField(
        label=_("排除词"),
        required=False,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
        help_text=_("每行一个。正文含有其中任何一个就不算命中。"),
    )
    match_all = forms.BooleanField(
        label=_("须同时出现全部词"), required=False, help_text=_("不勾选时，出现任何一个词就算命中。")
    )
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
        label=_("复核日期"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)

    def __init__(self, *args: Any, keyword_set: KeywordSet | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keyword_set = keyword_set
        people = cast("forms.ModelChoiceField[User]", self.fields["owner"])
        people.queryset = User.objects.filter(is_active=True).order_by("name")
        if keyword_set is not None:
            self.initial.update({name: getattr(keyword_set, name) for name in SAME_NAMES})
            self.initial.update(written_words(keyword_set))

    def draft(self) -> SetDraft:
        """For the service."""
        values = self.cleaned_data
        return SetDraft(
            keyword_set=self.keyword_set,
            words=words_of(values["words"]),
            exclusions=lines_of(values["exclusions"]),
            **{name: values[name] for name in SAME_NAMES},
        )


def written_words(keyword_set: KeywordSet) -> dict[str, str]:
    """A set's words as the form's texts."""
    rows = list(keyword_set.keywords.all())
    lines = {row.pk: [row.word] for row in rows if row.kind == KeywordKind.WORD}
    for row in rows:
        if row.kind == KeywordKind.VARIANT and lines:
            lines.get(row.variant_of_id or 0, next(iter(lines.values()))).append(row.word)
    return {
        "words": "\n".join(f" {SEPARATOR} ".join(spellings) for spellings in lines.values()),
        "exclusions": "\n".join(row.word for row in rows if row.kind == KeywordKind.EXCLUDE),
    }
