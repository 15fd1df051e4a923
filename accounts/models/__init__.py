"""People, rights and the account matrix."""

from accounts.models.assessments import Assessment, Skill, Temperament
from accounts.models.calls import CallBlock, CallLimit, CallShare, CallWindow, LimitOrigin, Purpose
from accounts.models.capabilities import Capability, KnownFrom
from accounts.models.changes import MatrixChange
from accounts.models.checklist import MatrixLink, ProfileFact, ProfileItem, ProfileTick
from accounts.models.follows import FollowEntry, FollowSort
from accounts.models.identities import ExternalIdentity
from accounts.models.invitations import InvitationLink, InvitationState
from accounts.models.matrix import AccountGroup, AccountKind, AccountState, Channel, WeiboAccount
from accounts.models.papers import Paper, PaperKind
from accounts.models.people import Grant, User, UserManager
from accounts.models.personal import PersonalRecord
from accounts.models.robots import Robot, RobotKind, RobotMessage, RobotTopic
from accounts.models.roles import CustomRole, RoleVersion
from accounts.models.sign_in import SignInRule
from accounts.models.silence import SilencePreset
from accounts.models.tags import AccountTag, TagSort, TagState
from accounts.models.tokens import OAuthRequest, Token
from accounts.models.verification import RequestState, VerificationRequest

__all__ = [
    "AccountGroup",
    "AccountKind",
    "AccountState",
    "AccountTag",
    "Assessment",
    "CallBlock",
    "CallLimit",
    "CallShare",
    "CallWindow",
    "Capability",
    "Channel",
    "CustomRole",
    "ExternalIdentity",
    "FollowEntry",
    "FollowSort",
    "Grant",
    "InvitationLink",
    "InvitationState",
    "KnownFrom",
    "LimitOrigin",
    "MatrixChange",
    "MatrixLink",
    "OAuthRequest",
    "Paper",
    "PaperKind",
    "PersonalRecord",
    "ProfileFact",
    "ProfileItem",
    "ProfileTick",
    "Purpose",
    "RequestState",
    "Robot",
    "RobotKind",
    "RobotMessage",
    "RobotTopic",
    "RoleVersion",
    "SignInRule",
    "SilencePreset",
    "Skill",
    "TagSort",
    "TagState",
    "Temperament",
    "Token",
    "User",
    "UserManager",
    "VerificationRequest",
    "WeiboAccount",
]
