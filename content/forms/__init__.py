"""What people send: parsed and cleaned, never stored here."""

from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from accounts.forms.picker import AccountPickerField
from accounts.models import User
from accounts.roles import Can
from content import hand_items
from content.forms.links import LinkForm as LinkForm
from content.forms.links import LinkPresetForm as LinkPresetForm
from content.importing import COLUMNS
from content.importing.words import WordRow
from content.models import Category, ListLevel, Permission, Series, StoryUse, WordList
from content.serial import LONGEST, MOST
from content.services import Bounds, QuotaInput
from content.services.lists import ListInput
from content.services.stories import Terms
from core.http import whole_numbers

CELL = {"class": "form-control"}
SELECT = {"class": "form-select"}
WEEKDAYS = list(enumerate((_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))))


class PaneForm(forms.Form):
    """The text for one account; every field's name begins with the account's id."""

    text = forms.CharField(
        label=_("正文"),
        required=False,
        strip=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"class": "form-control composer-text", "rows": 7}),
    )
    category = forms.ModelChoiceField(
        Category.objects.filter(is_active=True), label=_("分类"), widget=forms.Select(attrs=SELECT)
    )
    pictures = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput(attrs={"data-picture-ids": ""}))
    by_hand = forms.BooleanField(
        label=_("这条改为人工发布"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input", "data-by-hand": ""}),
    )
    copy_reason = forms.CharField(
        label=_("仍要多个账号发同样内容的理由"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    post = forms.IntegerField(required=False, widget=forms.HiddenInput)
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in hand_items.KINDS:
            self.fields[f"{kind.slug}_title"] = forms.CharField(
                label=str(kind.title_label),
                required=False,
                max_length=hand_items.TITLE_LIMIT,
                widget=forms.TextInput(attrs=CELL),
            )
            self.fields[f"{kind.slug}_detail"] = forms.CharField(
                label=str(kind.detail_label),
                required=False,
                max_length=hand_items.DETAIL_LIMIT,
                widget=forms.Textarea(attrs={**CELL, "rows": 4 if kind.slug == "vote" else 2}),
            )

    def items(self) -> tuple[hand_items.HandItem, ...]:
        """What a person adds at hand-over, as entered (C3)."""
        return hand_items.items_from(lambda name: str(self.cleaned_data.get(name) or "").replace("\x00", ""))

    def item_fields(self) -> "list[tuple[hand_items.Kind, BoundField, BoundField, bool]]":
        """For each kind its two fields, and whether anything stands in them."""
        found = []
        for kind in hand_items.KINDS:
            title, detail = self[f"{kind.slug}_title"], self[f"{kind.slug}_detail"]
            found.append((kind, title, detail, bool(title.value() or detail.value())))
        return found

    def clean_text(self) -> str:
        """Line ends as one character; NUL cannot be stored."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n").replace("\x00", "")

    def clean_pictures(self) -> tuple[int, ...]:
        """Ids in the order of the pictures."""
        parts = [part for part in self.cleaned_data["pictures"].split(",") if part]
        numbers = whole_numbers(parts)
        if len(numbers) < len(parts):
            raise forms.ValidationError(_("图片信息有误，请重新添加图片。"))
        return tuple(numbers)


class ChangesForm(forms.Form):
    """Why a post goes back."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("需要修改什么"), max_length=2000, required=False, widget=forms.Textarea(attrs={**CELL, "rows": 2})
    )


class IdeaForm(forms.Form):
    """A new idea; the source fields come from the page of a mention (C10)."""

    title = forms.CharField(
        label=_("选题"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={**CELL, "placeholder": _("一句话说明，例如：冬天怎么让粥不糊底")}),
    )
    note = forms.CharField(
        label=_("备注"), required=False, max_length=2000, widget=forms.Textarea(attrs={**CELL, "rows": 2})
    )
    category = forms.ModelChoiceField(
        Category.objects.filter(is_active=True),
        label=_("分类"),
        required=False,
        empty_label=_("分类（可空）"),
        widget=forms.Select(attrs=SELECT),
    )
    owner = forms.ModelChoiceField(
        User.objects.filter(is_active=True),
        label=_("负责人"),
        required=False,
        empty_label=_("负责人（可空）"),
        widget=forms.Select(attrs=SELECT),
    )
    due_on = forms.DateField(
        label=_("最迟哪天写好"), required=False, widget=forms.DateInput({"type": "date", **CELL}, format="%Y-%m-%d")
    )
    source_kind = forms.SlugField(required=False, max_length=20)
    source_id = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    source_text = forms.CharField(required=False, max_length=5000)
    source_url = forms.URLField(required=False, max_length=400, assume_scheme="https")


class SeriesForm(forms.Form):
    """A series (C11): its rhythm, and which number is due when."""

    name = forms.CharField(label=_("系列名称"), max_length=60, widget=forms.TextInput(attrs=CELL))
    account = AccountPickerField(can=Can.WRITE, label=_("账号"))
    category = forms.ModelChoiceField(
        Category.objects.filter(is_active=True),
        label=_("分类"),
        required=False,
        empty_label=_("不限"),
        widget=forms.Select(attrs=SELECT),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("每周哪几天"), coerce=int, required=False, choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple
    )
    every_days = forms.IntegerField(
        label=_("或每隔几天"), min_value=1, max_value=LONGEST, initial=7, widget=forms.NumberInput(attrs=CELL)
    )
    number_format = forms.CharField(
        label=_("期号写法"), max_length=40, initial=_("第%d期"), widget=forms.TextInput(attrs=CELL)
    )
    number = forms.IntegerField(
        label=_("下一期是第几期"), min_value=1, max_value=MOST, initial=1, widget=forms.NumberInput(attrs=CELL)
    )
    due_at = forms.DateTimeField(
        label=_("下一期什么时候发"),
        widget=forms.DateTimeInput({"type": "datetime-local", **CELL}, format="%Y-%m-%dT%H:%M"),
    )
    owner = forms.ModelChoiceField(
        User.objects.filter(is_active=True),
        label=_("负责人"),
        required=False,
        empty_label=_("不提醒"),
        widget=forms.Select(attrs=SELECT),
    )
    note = forms.CharField(
        label=_("写什么、怎么写"), required=False, max_length=2000, widget=forms.Textarea(attrs={**CELL, "rows": 2})
    )

    def __init__(self, *args: Any, accounts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].accounts = accounts  # type: ignore[attr-defined]


class PlaceForm(forms.Form):
    """Series and number of a post; an empty number means the next one."""

    series = forms.ModelChoiceField(Series.objects.all(), required=False)
    series_number = forms.IntegerField(required=False, min_value=1, max_value=MOST)


class StoryForm(forms.Form):
    """What a user told of us (C9)."""

    author_name = forms.CharField(label=_("作者"), max_length=60, widget=forms.TextInput(attrs=CELL))
    text = forms.CharField(label=_("原文"), max_length=5000, widget=forms.Textarea(attrs={**CELL, "rows": 4}))
    url = forms.URLField(
        label=_("链接"), required=False, max_length=400, assume_scheme="https", widget=forms.URLInput(attrs=CELL)
    )
    note = forms.CharField(
        label=_("备注"), required=False, max_length=2000, widget=forms.Textarea(attrs={**CELL, "rows": 2})
    )


class PermissionForm(forms.Form):
    """What the author answered, and where that can be read."""

    permission = forms.ChoiceField(choices=Permission)
    evidence = forms.CharField(required=False, max_length=2000)
    uses = forms.MultipleChoiceField(choices=StoryUse, required=False)
    until = forms.DateField(required=False)
    has_terms = forms.BooleanField(required=False)

    def terms(self) -> Terms | None:
        """What may be used and until when, where the form asked for it."""
        values = self.cleaned_data
        return Terms(tuple(values["uses"]), values["until"]) if values["has_terms"] else None


def _percent_field(label: str, *, share: bool = False) -> forms.DecimalField:
    marks = {"data-share": ""} if share else {}
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
        decimal_places=2,
        widget=forms.NumberInput(attrs={**CELL, **marks, "step": "any", "aria-label": label}),
    )


class FreshnessForm(forms.Form):
    """The last day on which a post is still fresh (K8)."""

    best_before = forms.DateField(
        label=_("最迟发布日"),
        required=False,
        widget=forms.DateInput({"type": "date", **CELL}, format="%Y-%m-%d"),
    )


class QuotaForm(forms.Form):
    """Percent, least and most of each category; without percent it has no quota."""

    promotional_percent = forms.IntegerField(
        label=_("推广内容上限（%）"), min_value=0, max_value=100, widget=forms.NumberInput(attrs=CELL)
    )
    inviting_percent = forms.IntegerField(
        label=_("互动内容下限（%）"), min_value=0, max_value=100, widget=forms.NumberInput(attrs=CELL)
    )

    def __init__(self, *args: Any, categories: list[Category], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.categories = categories
        for category in categories:
            self.fields[f"share_{category.pk}"] = _percent_field(category.name, share=True)
            self.fields[f"min_{category.pk}"] = _percent_field(_("%(name)s的下限") % {"name": category.name})
            self.fields[f"max_{category.pk}"] = _percent_field(_("%(name)s的上限") % {"name": category.name})

    def rows(self) -> list[tuple[Category, Any, Any, Any]]:
        """Each category with its three fields."""
        return [(row, self[f"share_{row.pk}"], self[f"min_{row.pk}"], self[f"max_{row.pk}"]) for row in self.categories]

    def limits(self) -> list[Any]:
        """The two fields that count for all categories."""
        return [self["promotional_percent"], self["inviting_percent"]]

    def quota(self) -> QuotaInput:
        """What was entered."""
        values = self.cleaned_data
        entered = {category.pk: values[f"share_{category.pk}"] for category in self.categories}
        bounds = {pk: Bounds(values[f"min_{pk}"], values[f"max_{pk}"]) for pk in entered}
        return QuotaInput(
            shares={pk: percent for pk, percent in entered.items() if percent is not None},
            promotional_percent=values["promotional_percent"],
            inviting_percent=values["inviting_percent"],
            bounds={pk: both for pk, both in bounds.items() if both != Bounds()},
        )


class TermForm(forms.Form):
    """A word for a list."""

    word = forms.CharField(
        label=_("词语"), max_length=60, widget=forms.TextInput(attrs={**CELL, "placeholder": _("词语")})
    )
    suggestion = forms.CharField(
        label=_("建议改为"), required=False, max_length=100, widget=forms.TextInput(attrs=CELL)
    )
    subject = forms.CharField(label=_("类别"), required=False, max_length=30, widget=forms.TextInput(attrs=CELL))
    level = forms.ChoiceField(
        label=_("级别"),
        required=False,
        choices=[("", _("同词表")), *ListLevel.choices],
        widget=forms.Select(attrs=SELECT),
    )
    note = forms.CharField(label=_("备注"), required=False, max_length=200, widget=forms.TextInput(attrs=CELL))
    is_allowed = forms.BooleanField(
        label=_("白名单"), required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )

    def row(self) -> WordRow:
        """What was entered."""
        values = self.cleaned_data
        return WordRow(**{name: values[name] for name in WordRow.__slots__})


class ListForm(forms.ModelForm):  # type: ignore[type-arg]  # it cannot be subscripted at run time
    """What is said about a list; stored by a service, never by the form."""

    class Meta:
        model = WordList
        fields = ["name", "kind", "level", "importance", "override_by", "reason", "origin", "origin_on", "is_active"]
        widgets = {
            **dict.fromkeys(["name", "reason", "origin"], forms.TextInput(attrs=CELL)),
            **dict.fromkeys(["kind", "level", "importance", "override_by"], forms.Select(attrs=SELECT)),
            "origin_on": forms.DateInput(attrs={**CELL, "type": "date"}, format="%Y-%m-%d"),
            "is_active": forms.CheckboxInput(attrs={"class": "form-check-input"}),
        }

    def values(self) -> ListInput:
        """What was entered."""
        return ListInput(**{name: self.cleaned_data[name] for name in self.Meta.fields})


class UploadForm(forms.Form):
    """A library file."""

    file = forms.FileField(
        label=_("文件"), widget=forms.ClearableFileInput(attrs={**CELL, "accept": ".csv,.txt,.xlsx"})
    )


class MappingForm(forms.Form):
    """Which column is what, and what empty cells mean."""

    account_default = AccountPickerField(can=Can.WRITE, label=_("账号为空时（不选则拒绝这些行）"), required=False)
    category_default = forms.ModelChoiceField(
        Category.objects.filter(is_active=True),
        label=_("分类为空时"),
        required=False,
        empty_label=_("拒绝这些行"),
        widget=forms.Select(attrs=SELECT),
    )

    def __init__(self, *args: Any, header: list[str], accounts: Any, mapping: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account_default"].accounts = accounts  # type: ignore[attr-defined]
        columns = [("", _("（没有这一列）")), *[(str(n), name or f"#{n + 1}") for n, name in enumerate(header)]]
        for name, label in COLUMNS.items():
            self.fields[name] = forms.ChoiceField(
                label=str(label),
                choices=columns,
                required=name == "text",
                initial=str(mapping.get(name, "")),
                widget=forms.Select(attrs=SELECT),
            )
        self.order_fields([*COLUMNS, "account_default", "category_default"])

    def mapping(self) -> dict[str, int]:
        """Column numbers by field."""
        return {name: int(self.cleaned_data[name]) for name in COLUMNS if self.cleaned_data[name] != ""}
