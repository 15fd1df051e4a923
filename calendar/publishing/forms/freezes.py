"""Parse and clean what the freeze switch sends."""

import re
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.picker import AccountPickerField
from accounts.models import AccountGroup
from accounts.roles import Can
from campaigns.models import Campaign
from content.models import Category
from publishing.forms.schedule import WallClockField
from publishing.models import FreezeOrigin, FreezeScope, Recurs, ReleaseKind
from publishing.queries.freezes import Reach
from publishing.services import ReleaseWish, SilenceInput
from weibo.text import squeeze

WORDS_AT_MOST = 50


class Where(models.TextChoices):
    """Whose posts are stopped."""

    ALL = FreezeScope.ALL.value, gettext_lazy("全部账号")
    GROUP = FreezeScope.GROUP.value, gettext_lazy("一个分组（含下级）")
    ACCOUNT = FreezeScope.ACCOUNT.value, gettext_lazy("一个账号")


class What(models.TextChoices):
    """Which of their posts."""

    EVERYTHING = "everything", gettext_lazy("全部内容")
    CATEGORY = FreezeScope.CATEGORY.value, gettext_lazy("某些分类")
    CAMPAIGN = FreezeScope.CAMPAIGN.value, gettext_lazy("一个活动")
    WORDS = FreezeScope.WORDS.value, gettext_lazy("含有某些词语")


class FreezeForm(forms.Form):
    """Whose posts and which of them to stop, and why."""

    scope = forms.ChoiceField(label=gettext_lazy("哪些账号"), choices=Where.choices, initial=Where.ALL)
    group = forms.ModelChoiceField(AccountGroup.objects.none(), label=gettext_lazy("分组"), required=False)
    account = AccountPickerField(can=Can.FREEZE, label=gettext_lazy("账号"), required=False)
    what = forms.ChoiceField(
        label=gettext_lazy("哪些内容"), choices=What.choices, initial=What.EVERYTHING, required=False
    )
    categories = forms.ModelMultipleChoiceField(
        Category.objects.filter(is_active=True),
        label=gettext_lazy("分类"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    campaign = forms.ModelChoiceField(Campaign.objects.none(), label=gettext_lazy("活动"), required=False)
    words = forms.CharField(
        label=gettext_lazy("词语"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("每行一个词语或短语。不分大小写和全角半角，中间夹空格也算。"),
    )
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=200)
    crisis = forms.BooleanField(
        label=gettext_lazy("因为危机"), required=False, help_text=gettext_lazy("危机冻结的排期要两个人同意才能放回。")
    )
    source = forms.CharField(label=gettext_lazy("事件或链接（可不填）"), max_length=200, required=False)

    def __init__(self, *args: Any, accounts: Any, groups: Any, everywhere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [Where.ALL] * everywhere + [Where.GROUP] * groups.exists() + [Where.ACCOUNT]
        self.fields["scope"].choices = [(one.value, one.label) for one in offered]  # type: ignore[attr-defined]
        if self.initial.get("scope") not in offered:
            self.initial["scope"] = offered[0].value
        self.fields["account"].accounts = accounts  # type: ignore[attr-defined]
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]
        self.fields["campaign"].queryset = Campaign.objects.filter(state__in=["planned", "running"])  # type: ignore[attr-defined]

    def clean_words(self) -> tuple[str, ...]:
        """One word or phrase a line (or between commas), each once."""
        parts = [part.strip() for part in re.split(r"[\n,，、;；]", self.cleaned_data["words"])]
        words = {squeeze(part): part for part in parts if squeeze(part)}
        if len(words) > WORDS_AT_MOST:
            raise forms.ValidationError(_("一次最多 %(n)d 个词语。") % {"n": WORDS_AT_MOST})
        if too_long := [word for word in words.values() if len(word) > 60]:
            raise forms.ValidationError(_("“%(word)s…”太长，每个最多 60 字。") % {"word": too_long[0][:12]})
        return tuple(words.values())

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        values["what"] = values.get("what") or What.EVERYTHING
        needed = {
            "group": (values.get("scope") == Where.GROUP, _("请选择分组。")),
            "account": (values.get("scope") == Where.ACCOUNT, _("请选择账号。")),
            "categories": (values["what"] == What.CATEGORY, _("请至少选择一个分类。")),
            "campaign": (values["what"] == What.CAMPAIGN, _("请选择活动。")),
            "words": (values["what"] == What.WORDS, _("请写下至少一个词语。")),
        }
        for name, (needs, sentence) in needed.items():
            if needs and not values.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        return values

    @property
    def order(self) -> dict[str, Any]:
        """What the freeze service is told."""
        crisis = self.cleaned_data["crisis"]
        return {
            "scope": self.reach,
            "reason": self.cleaned_data["reason"],
            "origin": FreezeOrigin.CRISIS if crisis else FreezeOrigin.HAND,
            "source": self.cleaned_data["source"].strip() if crisis else "",
        }

    @property
    def reach(self) -> Reach:
        """What is meant; fields that were filled and then hidden again do not count."""
        values = self.cleaned_data
        what = values["what"]
        return Reach(
            group=values["group"] if values["scope"] == Where.GROUP else None,
            account=values["account"] if values["scope"] == Where.ACCOUNT else None,
            campaign=values["campaign"] if what == What.CAMPAIGN else None,
            category_ids=tuple(each.pk for each in values["categories"]) if what == What.CATEGORY else (),
            words=values["words"] if what == What.WORDS else (),
        )


class ReleaseForm(forms.Form):
    """What should become of held slots."""

    slots = forms.TypedMultipleChoiceField(coerce=int, label=gettext_lazy("排期"))
    kind = forms.ChoiceField(label=gettext_lazy("决定"), choices=ReleaseKind.choices, initial=ReleaseKind.BACK)
    scheduled_at = WallClockField(label=gettext_lazy("新的时间"), required=False)
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=200, required=False)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        sent = data.getlist("slots") if data is not None else []
        numbers = [raw for raw in sent if raw.isascii() and raw.isdigit() and len(raw) <= 18]
        self.fields["slots"].choices = [(raw, raw) for raw in numbers]  # type: ignore[attr-defined]
        self.fields["slots"].error_messages["required"] = _("请至少选择一条。")

    @property
    def wish(self) -> ReleaseWish:
        """What the release service is told."""
        values = self.cleaned_data
        return ReleaseWish(tuple(values["slots"]), values["kind"], values["scheduled_at"], values["reason"])


class SilenceForm(forms.Form):
    """A silence day: a date and a name; the rest has defaults."""

    date = forms.DateField(label=gettext_lazy("日期"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)
    recurs = forms.ChoiceField(label=gettext_lazy("重复"), choices=Recurs.choices, required=False)
    from_time = forms.TimeField(
        label=gettext_lazy("从"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    to_time = forms.TimeField(
        label=gettext_lazy("到"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    group = forms.ModelChoiceField(
        AccountGroup.objects.order_by("position", "pk"),
        label=gettext_lazy("账号"),
        required=False,
        empty_label=gettext_lazy("全部账号"),
    )
    holds_entertainment = forms.BooleanField(label=gettext_lazy("暂停娱乐类"), required=False, initial=True)
    holds_promotional = forms.BooleanField(label=gettext_lazy("暂停推广类"), required=False, initial=True)
    is_on = forms.BooleanField(label=gettext_lazy("启用"), required=False, initial=True)

    @property
    def day(self) -> SilenceInput:
        """What the silence service is told."""
        values = dict(self.cleaned_data)
        values["recurs"] = values["recurs"] or Recurs.ONCE
        return SilenceInput(**values)
