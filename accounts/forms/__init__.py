"""Forms of people, rights and the matrix: they parse and clean, services save."""

from accounts.forms.assessments import AssessmentForm
from accounts.forms.follows import FollowFileForm, FollowForm, FollowRulesForm
from accounts.forms.invitations import AcceptanceForm
from accounts.forms.matrix import AccountForm, GroupForm, PositionForm
from accounts.forms.me import OwnProfileForm
from accounts.forms.papers import PaperForm
from accounts.forms.people import GrantEndForm, GrantForm, InvitationForm, LeaveForm, PersonForm, Way
from accounts.forms.roles import RoleForm
from accounts.forms.sections import ItemForm, TagForm, TickForm, TimelineForm, VerificationForm

__all__ = [
    "AcceptanceForm",
    "AccountForm",
    "AssessmentForm",
    "FollowFileForm",
    "FollowForm",
    "FollowRulesForm",
    "GrantEndForm",
    "GrantForm",
    "GroupForm",
    "InvitationForm",
    "ItemForm",
    "LeaveForm",
    "OwnProfileForm",
    "PaperForm",
    "PersonForm",
    "PositionForm",
    "RoleForm",
    "TagForm",
    "TickForm",
    "TimelineForm",
    "VerificationForm",
    "Way",
]
