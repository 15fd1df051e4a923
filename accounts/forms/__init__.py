"""Forms of people, rights and the matrix: they parse and clean, services save."""

from accounts.forms.matrix import AccountForm, GroupForm, PositionForm
from accounts.forms.people import GrantForm, InvitationForm, LeaveForm, PersonForm

__all__ = [
    "AccountForm",
    "GrantForm",
    "GroupForm",
    "InvitationForm",
    "LeaveForm",
    "PersonForm",
    "PositionForm",
]
