"""What an invited person fills in."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import Acceptance


class AcceptanceForm(forms.Form):
    """Name, language, and a password that every validator accepts."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    language = forms.ChoiceField(label=_("语言"), choices=settings.LANGUAGES)
    password = forms.CharField(
        label=_("密码"), strip=False, max_length=128, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label=_("再输一次"), strip=False, max_length=128, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"name": user.name, "language": user.language})
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        """Twice the same, and good enough for this person."""
        cleaned: dict[str, Any] = super().clean() or {}
        password = cleaned.get("password")
        if password and cleaned.get("again") and password != cleaned["again"]:
            self.add_error("again", _("两次输入的密码不一样。"))
        elif password:
            self.user.name = cleaned.get("name") or self.user.name
            try:
                password_validation.validate_password(password, self.user)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned

    def values(self) -> Acceptance:
        """For the service."""
        data = self.cleaned_data
        return Acceptance(name=data["name"], password=data["password"], language=data["language"])
