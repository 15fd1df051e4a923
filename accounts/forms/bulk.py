"""One change of several accounts."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import AccountKind, User
from accounts.queries.groups import group_choices

KEEP, NOBODY, PRESET = "", "none", "preset"
UNCHANGED = (KEEP, _("不改"))


class BulkForm(forms.Form):
    """What to set on all chosen accounts; what is left at “no change” stays as it is on each."""

    group = forms.ChoiceField(label=_("移到分组"), required=False)
    owner = forms.ChoiceField(label=_("负责人"), required=False)
    deputy = forms.ChoiceField(label=_("替补"), required=False)
    kind = forms.ChoiceField(label=_("账号类型"), required=False, choices=[UNCHANGED, *AccountKind.choices])
    silence = forms.ChoiceField(
        label=_("断更提醒"), required=False, choices=[UNCHANGED, (PRESET, _("改用账号类型的预设天数"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(user.pk), str(user)) for user in User.objects.filter(is_active=True).only("name", "email")]
        groups = [(str(pk), label) for pk, label in group_choices()]
        choices = {"group": [(NOBODY, _("不分组")), *groups]}
        choices["owner"] = choices["deputy"] = [(NOBODY, _("未指定")), *people]
        for name, offered in choices.items():
            cast(forms.ChoiceField, self.fields[name]).choices = [UNCHANGED, *offered]

    def clean(self) -> dict[str, Any]:
        """Something has to be changed, and nobody stands in for himself."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(_("请至少选择一项要修改的内容。"))
        if cleaned.get("owner") not in {KEEP, NOBODY, None} and cleaned.get("owner") == cleaned.get("deputy"):
            self.add_error("deputy", _("替补应是另一位同事。"))
        return cleaned

    def values(self) -> dict[str, Any]:
        """For the service: only what is to be changed, rows by key."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value != KEEP}
        found: dict[str, Any] = {"kind": chosen["kind"]} if "kind" in chosen else {}
        if "silence" in chosen:
            found["silent_after_days"] = None
        for name in ("group", "owner", "deputy"):
            if name in chosen:
                found[f"{name}_id"] = None if chosen[name] == NOBODY else int(chosen[name])
        return found
