"""People, rights and the account matrix."""

from accounts.models.matrix import AccountGroup, AccountKind, AccountState, Capability, Channel, WeiboAccount
from accounts.models.people import Grant, User, UserManager
from accounts.models.tokens import OAuthRequest, Token

__all__ = [
    "AccountGroup",
    "AccountKind",
    "AccountState",
    "Capability",
    "Channel",
    "Grant",
    "OAuthRequest",
    "Token",
    "User",
    "UserManager",
    "WeiboAccount",
]
