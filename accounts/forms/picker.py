"""The account picker as a form field: by search, by group, or by typing a nickname, with or without JavaScript."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.access import Person, accounts_for
from accounts.models import WeiboAccount
from accounts.queries.picker import meant
from accounts.roles import Can
from core.errors import UserError
from core.http import whole_number


class Typed(str):
    """Words from the text input; ids are plain text."""

    __slots__ = ()


TYPED = "_typed"
"""Suffix of the text input: what was typed and not chosen from the list."""


@dataclass
class Picker:
    """What `parts/account_picker.html` draws. `can` limits the list to accounts for which the person may do that."""

    name: str
    can: Can
    element_id: str = "id_account"
    label: str = ""
    multiple: bool = False
    chosen: list[WeiboAccount] = field(default_factory=list)
    candidates: list[WeiboAccount] = field(default_factory=list)
    typed: str = ""
    described_by: str = ""

    @property
    def typed_name(self) -> str:
        """The name of the text input."""
        return self.name + TYPED


class AccountPickerWidget(forms.Widget):
    """Draws a `Picker`. What was typed comes back as `Typed`, what was chosen as a list of ids."""

    def __init__(self, *, can: Can, multiple: bool = False) -> None:
        super().__init__()
        self.can, self.multiple = can, multiple
        self.accounts: QuerySet[WeiboAccount] = WeiboAccount.objects.none()
        self.candidates: list[WeiboAccount] = []
        self.typed = ""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """Typed words, or the ids."""
        typed = str(data.get(name + TYPED, "")).replace("\x00", "").strip()[:60]
        if typed:
            return Typed(typed)
        return data.getlist(name) if isinstance(data, MultiValueDict) else _listed(data.get(name))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Nothing chosen is sent as nothing."""
        return False

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The part with what is chosen, and what fits the words that were typed."""
        attrs = attrs or {}
        picker = Picker(
            name=name,
            can=self.can,
            element_id=str(attrs.get("id", f"id_{name}")),
            multiple=self.multiple,
            chosen=[] if isinstance(value, Typed) else list(self.accounts.filter(pk__in=_numbers(value))),
            candidates=self.candidates,
            typed=self.typed,
            described_by=str(attrs.get("aria-describedby", "")),
        )
        return SafeString(render_to_string("parts/account_picker.html", {"picker": picker}))

    def id_for_label(self, id_: str, index: Any = None) -> str:
        """The text input."""
        return id_


class AccountPickerField(forms.Field):
    """One account out of `accounts`, or several; whatever is out of reach is no choice. Cleans to the row, or rows."""

    widget: AccountPickerWidget

    def __init__(self, *, can: Can, multiple: bool = False, **kwargs: Any) -> None:
        self.multiple = multiple
        super().__init__(widget=AccountPickerWidget(can=can, multiple=multiple), **kwargs)

    @property
    def accounts(self) -> "QuerySet[WeiboAccount]":
        """What may be chosen."""
        return self.widget.accounts

    @accounts.setter
    def accounts(self, accounts: "QuerySet[WeiboAccount]") -> None:
        self.widget.accounts = accounts

    def clean(self, value: Any) -> Any:
        """Typed words must mean one account; ids must be within reach."""
        if isinstance(value, Typed):
            return self._meant(value)
        wanted = _numbers(value)
        found = {account.pk: account for account in self.accounts.filter(pk__in=wanted)} if wanted else {}
        if len(found) < len(wanted):
            raise forms.ValidationError(_("没有找到这个账号，或您没有相应的权限。"), code="invalid_choice")
        if self.required and not found:
            raise forms.ValidationError(_("请选择账号。"), code="required")
        rows = [found[pk] for pk in wanted]
        return rows if self.multiple else (rows[0] if rows else None)

    def _meant(self, words: str) -> Any:
        found = meant(self.accounts, words)
        if len(found) == 1:
            return found if self.multiple else found[0]
        self.widget.typed, self.widget.candidates = words, found
        if found:
            raise forms.ValidationError(_("有不止一个账号符合“%(words)s”，请选择。") % {"words": words})
        raise forms.ValidationError(_("没有名为“%(words)s”的账号。") % {"words": words})


def _listed(value: Any) -> list[Any]:
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, Iterable) and not isinstance(value, str) else [value]


def _numbers(value: Any) -> list[int]:
    """Ids out of what a form holds: numbers, their texts, rows; anything else counts as an id that nobody has."""
    found = []
    for item in _listed(value):
        number = whole_number(str(item.pk if isinstance(item, WeiboAccount) else item))
        found.append(-1 if number is None else number)
    return list(dict.fromkeys(found))


class SecondForm(forms.Form):
    """Who speaks in a leader's place (A5)."""

    account = AccountPickerField(can=Can.VIEW, label=_lazy("代言账号"))

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(AccountPickerField, self.fields["account"]).accounts = accounts_for(by)


class LinkForm(forms.Form):
    """Accounts that another should link to."""

    account = AccountPickerField(can=Can.VIEW, multiple=True, label=_lazy("账号"))

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(AccountPickerField, self.fields["account"]).accounts = accounts_for(by)

    def targets(self) -> list[WeiboAccount]:
        """What was chosen. Raises `UserError` with what is wrong about it."""
        if not self.is_valid():
            raise UserError(str(self.errors["account"][0]), code="link.none", field="account")
        return cast("list[WeiboAccount]", self.cleaned_data["account"])
