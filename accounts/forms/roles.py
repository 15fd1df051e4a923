"""Forms of the company's own roles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import CustomRole
from accounts.roles import MEANINGS, Can
from accounts.services import RoleInput


class RoleForm(forms.Form):
    """A name and what the role may do. Looking is always part of it."""

    name = forms.CharField(label=_("名称"), max_length=20)
    note = forms.CharField(label=_("说明"), max_length=200, required=False, help_text=_("给谁用、为什么这样配。"))
    capabilities = forms.MultipleChoiceField(
        label=_("权限"),
        choices=[(can.value, MEANINGS[can].name) for can in Can if can != Can.VIEW],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, role: CustomRole | None = None, **kwargs: Any) -> None:
        if role is not None:
            kwargs.setdefault("initial", {"name": role.name, "note": role.note, "capabilities": role.capabilities})
        super().__init__(*args, **kwargs)

    def values(self) -> RoleInput:
        """For the service."""
        chosen = frozenset(Can(name) for name in self.cleaned_data["capabilities"])
        return RoleInput(self.cleaned_data["name"], chosen, self.cleaned_data["note"])

    def rows(self) -> list[dict[str, Any]]:
        """One line for each capability: its meaning and whether it is chosen."""
        chosen = set(self["capabilities"].value() or [])
        return [
            {"value": can.value, "meaning": MEANINGS[can], "chosen": can.value in chosen, "fixed": can == Can.VIEW}
            for can in Can
        ]
