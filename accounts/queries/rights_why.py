"""“Why may X do Y on Z?”, answered in sentences (A8)."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.access import groups_over
from accounts.models import AccountGroup, Grant, User, WeiboAccount
from accounts.queries.assessments import is_assessed
from accounts.queries.rights_grid import reaches, way_of
from accounts.roles import MEANINGS, Can
from core.dates import BEIJING

OWN_HAND = {Can.WRITE, Can.REPLY}
"""What A7 looks at: without a valid assessment it needs a second person."""


@dataclass(frozen=True)
class Why:
    """The answer, each grant that gives it, and what was missed or is over when it is no."""

    may: bool
    answer: str
    reasons: list[str] = field(default_factory=list)


def why(person: User, account: WeiboAccount, can: Can, *, at: dt.datetime) -> Why:
    """Whether a person may do something on an account at an instant, and by which grants. Three queries."""
    return why_all(person, account, [can], at=at)[can]


def why_all(person: User, account: WeiboAccount, cans: list[Can], *, at: dt.datetime) -> dict[Can, Why]:
    """The same for several capabilities; three queries for any number."""
    above = groups_over(account.group_id, dict(AccountGroup.objects.values_list("pk", "parent_id")))
    grants = Grant.objects.filter(user=person, given_at__lte=at).order_by("-pk")
    rows = grants.select_related("custom_role", "account", "group", "given_by", "revoked_by")
    reaching = [grant for grant in rows if reaches(grant, account.pk, above)]
    assessed = is_assessed(person.pk, at=at)
    return {can: _why(person, account, can, reaching, assessed, at) for can in cans}


def _why(person: User, account: WeiboAccount, can: Can, reaching: list[Grant], assessed: bool, at: dt.datetime) -> Why:
    names = {"name": person, "what": MEANINGS[can].name, "account": account.nickname}
    if not person.is_active:
        return Why(False, _("%(name)s 的账户没有启用，什么都不能做。") % names)
    live = [grant for grant in reaching if grant.in_force_at(at)]
    giving = [grant for grant in live if can in grant.cans]
    if giving:
        reasons = [_because(grant) for grant in giving]
        if can in OWN_HAND and not assessed:
            reasons.append(_("没有有效的操作资格评定：发出前还要另一位已评定的同事批准。"))
        return Why(True, _("%(name)s 可以在“%(account)s”上做“%(what)s”。") % names, reasons)
    missed = [_missed(grant, can) for grant in live]
    missed += [_over(grant, at) for grant in reaching if grant not in live and can in grant.cans][:1]
    answer = _("%(name)s 不能在“%(account)s”上做“%(what)s”。") % names
    return Why(False, answer, missed or [_("没有任何授权到达这个账号。")])


def _because(grant: Grant) -> str:
    values = {
        "when": f"{grant.given_at.astimezone(BEIJING):%Y-%m-%d}",
        "who": grant.given_by or _("系统"),
        "role": grant.get_role_display(),
        "way": way_of(grant),
    }
    sentence = _("%(when)s 由 %(who)s 授予“%(role)s”（%(way)s）") % values
    if grant.reason:
        sentence += _("，理由：%(reason)s") % {"reason": grant.reason}
    if grant.ends_at is None:
        return sentence + _("，长期有效。")
    return sentence + _("，%(until)s 到期。") % {"until": f"{grant.ends_at.astimezone(BEIJING):%Y-%m-%d %H:%M}"}


def _missed(grant: Grant, can: Can) -> str:
    values = {"role": grant.get_role_display(), "way": way_of(grant), "what": MEANINGS[can].name}
    return _("有“%(role)s”（%(way)s），但这个角色不含“%(what)s”。") % values


def _over(grant: Grant, at: dt.datetime) -> str:
    values = {"role": grant.get_role_display(), "way": way_of(grant)}
    if grant.revoked_at is not None and grant.revoked_at <= at:
        values |= {
            "when": f"{grant.revoked_at.astimezone(BEIJING):%Y-%m-%d}",
            "who": str(grant.revoked_by or _("系统")),
        }
        return _("曾有“%(role)s”（%(way)s），%(when)s 被 %(who)s 收回。") % values
    when = grant.ends_at.astimezone(BEIJING) if grant.ends_at else at
    return _("曾有“%(role)s”（%(way)s），%(when)s 到期。") % {**values, "when": f"{when:%Y-%m-%d}"}
