"""People and accounts of a rehearsal: made new each time, taken off the stage at the end."""

import datetime as dt
import secrets

from accounts.gateway import app_key
from accounts.models import AccountState, Assessment, Grant, Temperament, User, WeiboAccount
from accounts.roles import Role
from core.audit import SYSTEM, record
from core.models import AuditEntry
from publishing.services import apply_policy_preset, apply_slot_preset
from weibo_ops.demo.company import connect
from weibo_ops.demo.control import SandboxControl

KINDS = ("official", "customer_service")


def make_person(name: str, role: Role, *, at: dt.datetime) -> User:
    """A colleague who cannot sign in, with rights for one day."""
    user = User.objects.create_user(f"{secrets.token_hex(8)}@rehearsal.invalid", None, name=name)
    Grant.objects.create(user=user, role=role, given_at=at, ends_at=at + dt.timedelta(days=1), reason="演练")
    Assessment.objects.create(
        user=user,
        temperament=Temperament.STEADY,
        pledged=True,
        passed=True,
        assessed_at=at,
        valid_until=at + dt.timedelta(days=1),
    )
    record("accounts.user.created", user, by=SYSTEM, at=at)
    return user


def make_accounts(control: SandboxControl, *, at: dt.datetime) -> list[WeiboAccount]:
    """Two accounts of the sandbox with token, slot plan and policy of the presets (K1, K2)."""
    made = []
    for number, kind in enumerate(KINDS, start=1):
        nickname = f"演练{number}号{at:%m%d%H%M%S}"
        uid = str(control.call("users", screen_name=nickname, kind="company", verified=True)["uid"])
        account = WeiboAccount.objects.create(
            nickname=nickname, uid=uid, kind=kind, link="https://weibo-ops.example/rehearsal", created_at=at
        )
        connect(account, access_token=control.mint_token(uid, app=app_key(account.channel).key), lifetime=86400, at=at)
        apply_slot_preset(account, by=SYSTEM, at=at)
        apply_policy_preset(account, by=SYSTEM, at=at)
        made.append(account)
    return made


def leave(accounts: list[WeiboAccount], people: list[User], *, at: dt.datetime) -> None:
    """Accounts are retired and people can do nothing more; what they did stays as history."""
    for account in accounts:
        account.state = AccountState.RETIRED
        account.save(update_fields=["state"])
        record("accounts.account.retired", account, by=SYSTEM, at=at)
    for user in people:
        user.is_active = False
        user.save(update_fields=["is_active"])
        user.grants.update(revoked_at=at)


def audit_entries(since: dt.datetime) -> int:
    """How many entries the audit log got meanwhile."""
    return AuditEntry.objects.filter(at__gte=since).count()
