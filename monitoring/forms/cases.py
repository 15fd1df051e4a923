"""Forms of crisis cases: they parse and clean, they do not save."""

from collections.abc import Callable
from typing import Any, ClassVar, cast
from urllib.parse import urlsplit

from django import forms
from django.urls import Resolver404, resolve
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import AccountGroup, User, WeiboAccount
from accounts.queries.people import colleagues
from accounts.roles import Role
from monitoring.models import (
    CaseLevel,
    EscalationStep,
    FreezeWidth,
    HoldingStatement,
    KeywordSet,
    LevelRule,
    Playbook,
)
from monitoring.services import About, Findings, LevelInput, PlaybookInput, Setting

DAY = 24 * 60


def _people(form: forms.Form, *names: str) -> None:
    for name in names:
        cast("forms.ModelChoiceField[User]", form.fields[name]).queryset = colleagues()


class CaseForm(forms.Form):
    """A new case: everything is filled in beforehand, so that one click is enough."""

    title = forms.CharField(label=_("标题"), max_length=100)
    level = forms.TypedChoiceField(label=_("等级"), choices=CaseLevel.choices, coerce=int, widget=forms.RadioSelect)
    playbook = forms.ModelChoiceField(
        Playbook.objects.none(), label=_("危机类型"), required=False, empty_label=_("不用预案")
    )
    owner = forms.ModelChoiceField(User.objects.none(), label=_("负责人"), required=False, empty_label=_("暂无"))
    deputy = forms.ModelChoiceField(User.objects.none(), label=_("副手"), required=False, empty_label=_("暂无"))
    note = forms.CharField(label=_("已知情况"), required=False, max_length=2000, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _people(self, "owner", "deputy")
        books = Playbook.objects.filter(is_active=True).select_related("version")
        cast("forms.ModelChoiceField[Playbook]", self.fields["playbook"]).queryset = books

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("owner") and values.get("owner") == values.get("deputy"):
            self.add_error("deputy", gettext("负责人和副手不能是同一个人。"))
        return values

    @property
    def setting(self) -> Setting:
        """For the service."""
        values = self.cleaned_data
        book = values["playbook"]
        return Setting(values["owner"], values["deputy"], book.version if book else None)


class LeadForm(forms.Form):
    """Owner and deputy."""

    owner = forms.ModelChoiceField(User.objects.none(), required=False)
    deputy = forms.ModelChoiceField(User.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _people(self, "owner", "deputy")


class JoinForm(forms.Form):
    """The address of the page of a thread, a group or a post, copied from the browser."""

    address = forms.CharField(max_length=500, required=False)
    PAGES: ClassVar[dict[str, Callable[[int], About]]] = {
        "engagement:thread": lambda pk: About(thread_ids=(pk,)),
        "monitoring:group": lambda pk: About(group_ids=(pk,)),
        "monitoring:mention": lambda pk: About(mention_ids=(pk,)),
    }

    def clean_address(self) -> str:
        """Refused unless it is one of the pages that a case may be about; only its path counts."""
        address = str(self.cleaned_data["address"]).strip()
        self.about: About | None = self._read(address) if address else None
        return address

    def _read(self, address: str) -> About:
        try:
            found = resolve(urlsplit(address).path)
            about = self.PAGES[found.view_name]
        except (Resolver404, KeyError, ValueError) as error:
            raise forms.ValidationError(gettext("请粘贴会话、相似内容或单条内容页面的网址。")) from error
        (pk,) = found.kwargs.values()
        return about(pk)


class LevelForm(forms.Form):
    """Another level, and why."""

    level = forms.TypedChoiceField(label=_("等级"), choices=CaseLevel.choices, coerce=int)
    why = forms.CharField(label=_("为什么"), max_length=200, required=False)


class PersonForm(forms.Form):
    """Who takes part, as what."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("同事"))
    part = forms.CharField(label=_("负责什么"), max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _people(self, "person")


class DecisionForm(forms.Form):
    """What was decided, and why."""

    what = forms.CharField(label=_("决定"), max_length=300, required=False)
    why = forms.CharField(label=_("为什么"), max_length=500, required=False)


class TaskForm(forms.Form):
    """Something to do; who does it and within how many minutes."""

    text = forms.CharField(label=_("任务"), max_length=300, required=False)
    owner = forms.ModelChoiceField(User.objects.none(), required=False)
    minutes = forms.IntegerField(min_value=1, max_value=365 * DAY, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _people(self, "owner")


class StatementForm(forms.Form):
    """A statement as it will be read."""

    account = forms.ModelChoiceField(WeiboAccount.objects.none(), label=_("账号"))
    holding = forms.ModelChoiceField(HoldingStatement.objects.filter(is_active=True), required=False)
    text = forms.CharField(label=_("正文"), max_length=5000, widget=forms.Textarea({"rows": 8}))

    def __init__(self, *args: Any, accounts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[WeiboAccount]", self.fields["account"]).queryset = accounts


class ReviewForm(forms.Form):
    """What was learned."""

    cause = forms.CharField(label=_("原因和结论"), required=False, max_length=4000)
    went_well = forms.CharField(label=_("做得好的"), required=False, max_length=4000)
    went_badly = forms.CharField(label=_("做得不好的"), required=False, max_length=4000)

    @property
    def findings(self) -> Findings:
        """For the service."""
        return Findings(**self.cleaned_data)


class LessonForm(forms.Form):
    """A lesson becomes a keyword, a step of a playbook, or a task."""

    kind = forms.ChoiceField(choices=[("word", ""), ("step", ""), ("task", "")])
    text = forms.CharField(label=_("内容"), max_length=300, required=False)
    keyword_set = forms.ModelChoiceField(KeywordSet.objects.all(), required=False)
    playbook = forms.ModelChoiceField(Playbook.objects.all(), required=False)
    owner = forms.ModelChoiceField(User.objects.none(), required=False)
    minutes = forms.IntegerField(min_value=1, max_value=30 * DAY, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _people(self, "owner")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("kind") == "word" and not values.get("keyword_set"):
            self.add_error("keyword_set", gettext("请选择词组。"))
        if values.get("kind") == "step" and not values.get("playbook"):
            self.add_error("playbook", gettext("请选择预案。"))
        return values


class LevelRuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """One level: clock and freeze."""

    minutes = forms.IntegerField(label=_("首次回应时限（分钟）"), min_value=5, max_value=30 * DAY)
    freezes = forms.ChoiceField(label=_("立案时冻结"), choices=FreezeWidth.choices)
    groups = forms.ModelMultipleChoiceField(
        AccountGroup.objects.order_by("position", "pk"), label=_("只冻结这些分组"), required=False
    )

    class Meta:
        model = LevelRule
        fields = ("minutes", "freezes", "groups", "meaning")

    @property
    def values(self) -> LevelInput:
        """For the service."""
        given = self.cleaned_data
        return LevelInput(given["minutes"], given["freezes"], given["meaning"], tuple(given["groups"]))


class EscalationForm(forms.ModelForm):  # type: ignore[type-arg]
    """One step of escalation."""

    after_minutes = forms.IntegerField(label=_("立案后多少分钟"), min_value=0, max_value=30 * DAY)
    roles = forms.MultipleChoiceField(label=_("告诉哪些角色"), choices=Role.choices, required=False)
    people = forms.ModelMultipleChoiceField(User.objects.none(), label=_("告诉哪些人"), required=False)

    class Meta:
        model = EscalationStep
        fields = ("level", "after_minutes", "missing", "roles", "people", "mail", "robots")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelMultipleChoiceField[User]", self.fields["people"]).queryset = colleagues()


class PlaybookForm(forms.Form):
    """A playbook: one step a line, its minutes first."""

    name = forms.CharField(label=_("危机类型"), max_length=40)
    note = forms.CharField(label=_("适用情形"), max_length=200, required=False)
    steps = forms.CharField(
        label=_("步骤"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 12}),
        help_text=_("每行一步，前面写立案后多少分钟内完成，如：30 通知质量和法务负责人。"),
    )
    why = forms.CharField(label=_("为什么改"), max_length=200, required=False)
    is_active = forms.BooleanField(label=_("使用中"), required=False, initial=True)

    def clean_steps(self) -> tuple[tuple[int, str], ...]:
        """Lines such as `30 通知法务`."""
        found = []
        for number, line in enumerate(filter(None, map(str.strip, self.cleaned_data["steps"].splitlines())), 1):
            minutes, _space, text = line.replace("\u3000", " ").partition(" ")
            if not (minutes.isascii() and minutes.isdigit() and len(minutes) <= 6 and text.strip()):
                raise forms.ValidationError(gettext("第 %(n)d 行要先写分钟数，再写做什么。") % {"n": number})
            found.append((int(minutes), text.strip()))
        return tuple(found)

    @property
    def values(self) -> PlaybookInput:
        """For the service."""
        given = self.cleaned_data
        return PlaybookInput(given["name"], given["steps"], given["note"], given["why"], given["is_active"])


class HoldingForm(forms.ModelForm):  # type: ignore[type-arg]
    """A holding statement; 【…】 marks what has to be filled in."""

    class Meta:
        model = HoldingStatement
        fields = ("title", "playbook", "text", "is_active")
        widgets = {"text": forms.Textarea({"rows": 8})}
