"""Five a day (E2): people proposed each morning, followed and commented on with a proof, replaced, added by hand."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import people_who_may, require, rights_of
from accounts.models import FollowEntry, FollowSort, User, WeiboAccount
from accounts.roles import Can
from accounts.services import save_follow
from core.audit import Change, record
from core.dates import BEIJING, local_day
from core.errors import Conflict, UserError, existing
from core.models import NoticeLevel
from core.notices import Message, notify, settle
from engagement.choosing import Candidate, merged, share_out
from engagement.models import Fan, FanKind, Target, TargetRule, TargetState
from engagement.queries.targets import open_by_account, wanted_on
from publishing.dispatch.links import is_weibo_address

RESERVE: Final = 2
"""So many people in reserve for each one proposed: a person replaced is replaced at once."""
NOT_AGAIN: Final = dt.timedelta(days=30)
"""Nobody is proposed anew so soon, by whatever account."""
LEFT: Final = gettext_noop("“%(account)s”今天还有 %(n)d 位没有互动。")
MOST_BY_HAND: Final = 20
AFTERNOON: Final = dt.time(16)


def propose_targets(*, candidates: Sequence[Candidate], day: dt.date, at: dt.datetime) -> int:
    """The people of this day for every account that has none yet. Returns how many were proposed.

    Left out: our own accounts, who stands on the account's follow list, whom anybody met or replaced
    within `NOT_AGAIN`, and who is noted as a troublemaker. A second call on the same day changes nothing.
    """
    wanted = wanted_on(day)
    barred = _barred(wanted, day)
    people = [person for person in merged(candidates) if person.uid not in barred[0]]
    rows = []
    with_reserve = {account_id: most * (1 + RESERVE) for account_id, most in wanted.items()}
    for account_id, chosen in share_out(people, with_reserve, barred).items():
        rows += [_row(account_id, day, person, n < wanted[account_id], at) for n, person in enumerate(chosen)]
    Target.objects.bulk_create(rows, ignore_conflicts=True)
    return sum(row.state == TargetState.OPEN for row in rows)


def mark_followed(*, target: Target, by: User, at: dt.datetime) -> Target:
    """Followed on Weibo by hand; he also goes onto the account's follow list when this person may write there."""
    with transaction.atomic():
        row = _open(target, by)
        row.followed_at, row.followed_by = at, by
        _step(row, "followed", by, at)
        _onto_the_list(row, by, at)
    return row


def mark_commented(*, target: Target, proof: str, by: User, at: dt.datetime) -> Target:
    """Commented on; `proof` is the link of the comment or what was said. Raises `UserError` without one."""
    proof = proof.strip()
    if not proof:
        raise UserError(_("请贴上评论的链接，或写下评论了什么。"), field="proof")
    if len(proof) > 300:
        raise UserError(_("最多 300 字。"), field="proof")
    if proof.startswith(("http:", "https:")) and not is_weibo_address(proof):
        raise UserError(_("这不是微博的链接，请贴 weibo.com 或 weibo.cn 的地址，或写下评论了什么。"), field="proof")
    with transaction.atomic():
        row = _open(target, by)
        row.commented_at, row.commented_by, row.proof = at, by, proof
        _step(row, "commented", by, at)
    return row


def unmark_target(*, target: Target, step: str, by: User, at: dt.datetime) -> Target:
    """Not followed, or not commented on, after all. The follow list is left as it is."""
    if step not in ("followed", "commented"):
        raise UserError(_("请刷新页面再试。"))
    with transaction.atomic():
        row = _locked(target, by)
        setattr(row, f"{step}_at", None)
        setattr(row, f"{step}_by", None)
        row.proof = "" if step == "commented" else row.proof
        row.state = TargetState.OPEN
        row.save()
        record("engagement.target.unmarked", row, by=by, at=at, change=_change(row, {"step": step}))
    return row


def skip_target(*, target: Target, reason: str, by: User, at: dt.datetime) -> Target | None:
    """Not him, and why; the best of the reserve takes his place. Returns who, or None when nobody is left."""
    if not reason.strip():
        raise UserError(_("请写明为什么换人。"), field="reason")
    with transaction.atomic():
        row = _open(target, by)
        row.state, row.skipped_at, row.reason = TargetState.SKIPPED, at, reason.strip()[:200]
        row.save()
        reserve = Target.objects.filter(account=row.account_id, day=row.day, state=TargetState.RESERVE)
        instead = reserve.select_for_update(of=("self",)).order_by("-score", "pk").first()
        if instead is not None:
            instead.state = TargetState.OPEN
            instead.save(update_fields=["state"])
        after = {"reason": row.reason, "instead": str(instead or "")}
        record("engagement.target.skipped", row, by=by, at=at, change=_change(row, after))
        _settle(row, at)
    return instead


def unskip_target(*, target: Target, by: User, at: dt.datetime) -> Target:
    """Him after all; who came in his place stays, too."""
    with transaction.atomic():
        row = _locked(target, by)
        if row.state != TargetState.SKIPPED:
            raise Conflict(_("这个人已经在名单里。"))
        row.state, row.skipped_at, row.reason = TargetState.OPEN, None, ""
        row.save()
        record("engagement.target.unskipped", row, by=by, at=at, change=_change(row, {}))
    return row


def add_target(*, account: WeiboAccount, name: str, uid: str, url: str, by: User, at: dt.datetime) -> Target:
    """Somebody a colleague found himself, for today. Raises `UserError` (fields `name`, `uid`, `url`), `Conflict`."""
    require(by, Can.REPLY, account.pk)
    name, uid, url = name.strip(), uid.strip(), url.strip()
    if not name or len(name) > 30:
        raise UserError(_("请填写昵称，最多 30 字。"), field="name")
    if not (uid.isascii() and uid.isdigit() and len(uid) <= 20):
        raise UserError(_("UID 是微博主页地址里的一串数字。"), field="uid")
    if url and not is_weibo_address(url):
        raise UserError(_("请贴 weibo.com 或 weibo.cn 的地址。"), field="url")
    day = local_day(at)
    with transaction.atomic():
        WeiboAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
        rows = Target.objects.filter(account=account, day=day)
        if rows.exclude(state=TargetState.RESERVE).count() >= MOST_BY_HAND:
            raise UserError(_("一天最多 %(n)d 位，先完成已有的。") % {"n": MOST_BY_HAND})
        known = rows.filter(uid=uid).first()
        if known is not None and known.state != TargetState.RESERVE:
            raise Conflict(_("这个人已经在今天的名单里。"), field="uid")
        row = known or Target(account=account, day=day, uid=uid, created_at=at)
        row.name, row.post_url, row.state = name, url or row.post_url, TargetState.OPEN
        row.save()
        record("engagement.target.added", row, by=by, at=at, change=_change(row, {}))
    return row


def save_target_rule(
    *, account: WeiboAccount | None, per_day: int, on_rest_days: bool, by: User, at: dt.datetime
) -> TargetRule:
    """How many a day; without an account the rule of all that have none of their own."""
    require(by, Can.SCHEDULE, account.pk if account else None)
    if not 0 <= per_day <= 20:
        raise UserError(_("每天 0 到 20 位。"), field="per_day")
    with transaction.atomic():
        row = TargetRule.objects.select_for_update(of=("self",)).filter(account=account).first()
        row = row or TargetRule(account=account)
        row.per_day, row.on_rest_days = per_day, on_rest_days
        row.save()
        change = Change(after={"per_day": per_day}, account_id=account.pk if account else None)
        record("engagement.target_rule.saved", row, by=by, at=at, change=change)
    return row


def remove_target_rule(*, account: WeiboAccount, by: User, at: dt.datetime) -> None:
    """The general rule counts for this account again."""
    require(by, Can.SCHEDULE, account.pk)
    with transaction.atomic():
        row = existing(TargetRule.objects.filter(account=account).first(), _("没有找到这条规则。"))
        record("engagement.target_rule.removed", row, by=by, at=at, change=Change(account_id=account.pk))
        row.delete()


def remind_of_targets(*, now: dt.datetime) -> int:
    """In the afternoon, who answers for an account hears how many are left. Returns how many people were told."""
    if now.astimezone(BEIJING).time() < AFTERNOON:
        return 0
    day, told = local_day(now), 0
    for account, left in open_by_account(day):
        owners = [user for user in (account.owner, account.deputy) if user is not None]
        asked = [user for user in owners if rights_of(user).may(Can.REPLY, account.pk)]
        people = asked[:1] or people_who_may(Can.REPLY, account)[:1]
        url = f"{reverse('engagement:plan')}?account={account.pk}"
        message = Message(LEFT, {"account": account.nickname, "n": left}, url=url, level=NoticeLevel.INFO)
        told += notify(to=[user.pk for user in people], key=_key(account.pk, day), message=message, at=now)
    return told


def _barred(wanted: Collection[int], day: dt.date) -> dict[int, set[str]]:
    """By account who does not come into question; under 0 who does so nowhere."""
    ours = WeiboAccount.objects.exclude(uid="").values_list("uid", flat=True)
    lately = Target.objects.filter(day__gt=day - NOT_AGAIN).exclude(state=TargetState.RESERVE).values_list("uid")
    trouble = Fan.objects.filter(kind=FanKind.TROUBLEMAKER).exclude(uid="").values_list("uid", flat=True)
    barred: dict[int, set[str]] = defaultdict(set, {0: {*map(str, ours), *(uid for (uid,) in lately), *trouble}})
    followed = FollowEntry.objects.filter(account__in=wanted, removed_at=None).exclude(uid="")
    for account_id, uid in followed.values_list("account_id", "uid"):
        barred[account_id].add(uid)
    return barred


def _row(account_id: int, day: dt.date, person: Candidate, is_open: bool, at: dt.datetime) -> Target:
    return Target(
        account_id=account_id,
        day=day,
        uid=person.uid,
        name=person.name[:80],
        reasons=[[reason.why, reason.about, reason.n] for reason in person.reasons],
        score=person.score,
        followers=person.followers,
        post_text=person.post_text[:300],
        post_url=person.post_url,
        post_at=person.post_at,
        state=TargetState.OPEN if is_open else TargetState.RESERVE,
        created_at=at,
    )


def _locked(target: Target, by: User) -> Target:
    require(by, Can.REPLY, target.account_id)
    rows = Target.objects.select_for_update(of=("self",)).select_related("account")
    return existing(rows.filter(pk=target.pk).first(), _("名单变了，请刷新。"))


def _open(target: Target, by: User) -> Target:
    row = _locked(target, by)
    if row.state != TargetState.OPEN:
        raise Conflict(_("这个人已经有同事处理了，请刷新。"))
    return row


def _step(row: Target, verb: str, by: User, at: dt.datetime) -> None:
    if row.followed_at and row.commented_at:
        row.state = TargetState.DONE
    row.save()
    record(f"engagement.target.{verb}", row, by=by, at=at, change=_change(row, {"state": row.state}))
    _settle(row, at)


def _onto_the_list(row: Target, by: User, at: dt.datetime) -> None:
    if not rights_of(by).may(Can.WRITE, row.account_id):
        return
    if FollowEntry.objects.filter(account=row.account_id, uid=row.uid).exists():
        return
    if FollowEntry.objects.filter(account=row.account_id, screen_name=row.name[:30]).exists():
        return
    values = {"screen_name": row.name[:30], "uid": row.uid, "sort": FollowSort.POTENTIAL, "since": row.day}
    save_follow(account=row.account, entry=None, values=values, by=by, at=at)


def _settle(row: Target, at: dt.datetime) -> None:
    if not Target.objects.filter(account=row.account_id, day=row.day, state=TargetState.OPEN).exists():
        settle(key_prefix=_key(row.account_id, row.day), at=at)


def _key(account_id: int, day: dt.date) -> str:
    return f"targets:{account_id}:{day:%Y-%m-%d}"


def _change(row: Target, after: dict[str, str]) -> Change:
    return Change(after=after, account_id=row.account_id)
