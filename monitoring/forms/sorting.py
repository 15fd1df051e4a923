"""A rule of who is told of what (M8)."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import roles_with
from accounts.models import User
from accounts.queries.people import colleagues
from accounts.queries.roles import role_names
from accounts.roles import Can
from monitoring.models import KeywordSet, MentionKind
from monitoring.services.sorting import RuleDraft


class RuleForm(forms.Form):
    """Kind and set on one side, a person or a role on the other."""

    kind = forms.ChoiceField(label=_("内容类型"), choices=MentionKind.choices)
    keyword_set = forms.ModelChoiceField(
        KeywordSet.objects.order_by("name"), label=_("词组"), required=False, empty_label=_("任何词组")
    )
    person = forms.ModelChoiceField(User.objects.none(), label=_("告诉谁"), required=False, empty_label=_("按角色"))
    role = forms.ChoiceField(label=_("或哪个角色"), required=False)
    certainty = forms.IntegerField(
        label=_("最低把握（%）"), min_value=0, max_value=100, initial=60, help_text=_("低于它的判断不通知。")
    )
    bundle_minutes = forms.IntegerField(
        label=_("合并时间（分钟）"),
        min_value=1,
        max_value=24 * 60,
        initial=30,
        help_text=_("这段时间里的新内容合成一条提醒。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = cast("forms.ModelChoiceField[User]", self.fields["person"])
        people.queryset = colleagues()
        names = role_names()
        roles = [(slug, names.get(slug, slug)) for slug in roles_with(Can.MONITOR)]
        cast(forms.ChoiceField, self.fields["role"]).choices = [("", _("不按角色")), *roles]

    def clean(self) -> dict[str, Any]:
        """Exactly one of person and role."""
        values = super().clean() or self.cleaned_data
        if bool(values.get("person")) == bool(values.get("role")):
            self.add_error("person", _("请选择一位同事或一个角色，只选一个。"))
        return values

    def draft(self) -> RuleDraft:
        """For the service."""
        return RuleDraft(**self.cleaned_data)
