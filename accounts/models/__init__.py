"""People, rights and the account matrix."""

from accounts.models.assessments import Assessment, Skill, Temperament
from accounts.models.invitations import InvitationLink, InvitationState
from accounts.models.matrix import AccountGroup, AccountKind, AccountState, Capability, Channel, WeiboAccount
from accounts.models.people import Grant, User, UserManager
from accounts.models.roles import CustomRole, RoleVersion
from accounts.models.tokens import OAuthRequest, Token

__all__ = [
    "AccountGroup",
    "AccountKind",
    "AccountState",
    "Assessment",
    "Capability",
    "Channel",
    "CustomRole",
    "Grant",
    "InvitationLink",
    "InvitationState",
    "OAuthRequest",
    "RoleVersion",
    "Skill",
    "Temperament",
    "Token",
    "User",
    "UserManager",
    "WeiboAccount",
]
