"""A11: write a relay down: one idea, a text for each account, and when each follows. Every text goes through review."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.models import User, WeiboAccount
from accounts.roles import Can
from content import services as posts
from content.lint.likeness import likeness, text_key
from content.models import LOCKED_STATES, Category, Idea, Post, PostState
from content.queries.same_text import Saying, same_text_elsewhere, same_text_rule
from content.services import DraftInput, IdeaInput
from core import audit
from core.errors import Conflict, UserError, existing
from publishing.models import RELAY_TRANSITIONS, Relay, RelayState, RelayStep, StepKind
from publishing.planner.stagger import FURTHEST, Wish, stagger

STEPS_AT_MOST = 50


class CopyNeedsReason(UserError):
    """Several accounts would say nearly the same; somebody may do it all the same with a reason."""

    status = 409


@dataclass(frozen=True, slots=True)
class StepPlan:
    """What one account is to do. `post`: a text of the idea that exists already."""

    account: WeiboAccount
    what: str
    text: str
    offset: int = 0
    spread: int = 0
    post: Post | None = None


@dataclass(frozen=True, slots=True)
class RelayPlan:
    """A relay as its editor sends it; the first step publishes first."""

    title: str
    category: Category
    steps: tuple[StepPlan, ...]
    min_gap_minutes: int = 10
    preset_name: str = ""
    idea: Idea | None = None
    starts_at: dt.datetime | None = None
    copy_reason: str = ""

    def check(self) -> None:
        """Raises `UserError` for what no relay may be, `CopyNeedsReason` for texts that are too alike."""
        if not self.title.strip():
            raise UserError(_("请给联动起个名称。"), field="title")
        if not 2 <= len(self.steps) <= STEPS_AT_MOST:
            raise UserError(_("联动需要 2 至 %(n)d 个账号。") % {"n": STEPS_AT_MOST}, field="steps")
        if len({step.account.pk for step in self.steps}) != len(self.steps):
            raise UserError(_("同一个账号在联动里只能出现一次。"), field="steps")
        if self.steps[0].what != StepKind.OWN:
            raise UserError(_("首发账号要发自己的一条。"), field="steps")
        if not 1 <= self.min_gap_minutes <= 1440:
            raise UserError(_("最小间隔须在 1 到 1440 分钟之间。"), field="min_gap_minutes")
        if any(step.offset + step.spread > FURTHEST for step in self.steps):
            raise UserError(_("最晚不能超过首发后 7 天。"), field="steps")
        refuse_same(self.steps)
        if not self.copy_reason.strip():
            refuse_alike(self.steps, least=same_text_rule().alike_percent / 100)


def refuse_same(steps: Iterable[StepPlan]) -> None:
    """C12, A11: two accounts of one relay never say the same, reason or not."""
    seen: dict[str, str] = {}
    for step in steps:
        key = text_key(step.text) or step.text.strip()
        if key and key in seen:
            names = {"one": seen[key], "other": step.account.nickname}
            sentence = _("“%(one)s”和“%(other)s”的文字相同。同一联动里每个账号要说自己的话。")
            raise UserError(sentence % names, code="relay.same_text", field="steps")
        seen[key] = step.account.nickname


def refuse_alike(steps: Iterable[StepPlan], *, least: float) -> None:
    """Nearly the same is possible with a reason, which is recorded."""
    for one, other in combinations([step for step in steps if step.text.strip()], 2):
        share = likeness(one.text, other.text)
        if share >= least:
            values = {"one": one.account.nickname, "other": other.account.nickname, "share": round(100 * share)}
            sentence = _("“%(one)s”和“%(other)s”的文字相似 %(share)d%%，微博可能当作重复内容。改写，或写明理由。")
            raise CopyNeedsReason(sentence % values, code="relay.needs_reason", field="copy_reason")


@transaction.atomic
def save_relay(*, plan: RelayPlan, relay: Relay | None, by: User, at: dt.datetime) -> Relay:
    """Store a relay with a draft for every account. Only while nothing is arranged.

    Raises `UserError` and `CopyNeedsReason` as `RelayPlan.check`, `Forbidden` when the person may not write for one of
    the accounts, `Conflict` when it is arranged already.
    """
    for step in plan.steps:
        require(by, Can.WRITE, step.account.pk)
    plan.check()
    row = locked_relay(relay.pk) if relay else _new_relay(plan, by=by, at=at)
    if row.state != RelayState.DRAFT:
        raise Conflict(_("联动已经安排，要改动请先取消。"), code="relay.arranged")
    row.title, row.category, row.preset_name = plan.title.strip(), plan.category, plan.preset_name
    row.min_gap_minutes, row.starts_at, row.copy_reason = plan.min_gap_minutes, plan.starts_at, plan.copy_reason.strip()
    row.updated_at = at
    row.save()
    _write_steps(row, plan, by=by, at=at)
    if not row.copy_reason:
        _refuse_said_elsewhere(row, at=at)
    after = {"accounts": [step.account.nickname for step in plan.steps], "min_gap_minutes": row.min_gap_minutes}
    audit.record("calendar.relay.saved", row, by=by, at=at, change=audit.Change(after=after, reason=row.copy_reason))
    return row


def _refuse_said_elsewhere(relay: Relay, *, at: dt.datetime) -> None:
    """A11: an account outside the relay says the same at about the same time."""
    steps = list(relay.steps.select_related("account", "post__version"))
    own = tuple(step.post_id for step in steps)
    for step in steps:
        text = step.post.version.text if step.post.version else ""
        for twin in same_text_elsewhere(Saying(step.account, text, step.post, own), at=at)[:1]:
            values = {"name": step.account.nickname, "other": twin.account, "id": twin.post_id}
            sentence = _("“%(name)s”的文字与“%(other)s”近期的 #%(id)d 几乎一样。改写，或写明理由。")
            raise CopyNeedsReason(sentence % values, code="relay.needs_reason", field="copy_reason")


def _new_relay(plan: RelayPlan, *, by: User, at: dt.datetime) -> Relay:
    idea = plan.idea or posts.create_idea(idea=IdeaInput(title=plan.title, category=plan.category), by=by, at=at)
    return Relay.objects.create(
        title=plan.title, idea=idea, category=plan.category, created_by=by, created_at=at, updated_at=at
    )


def _write_steps(relay: Relay, plan: RelayPlan, *, by: User, at: dt.datetime) -> None:
    """Drafts are kept as far as they fit; reposts of accounts that left are cancelled."""
    known = {step.account_id: step.post for step in relay.steps.select_related("post__version", "post__category")}
    wishes = [Wish(step.offset, step.spread) for step in plan.steps[1:]]
    minutes = [0, *stagger(wishes, least=plan.min_gap_minutes, seed=relay.pk)]
    kept: list[RelayStep] = []
    for position, (step, minute) in enumerate(zip(plan.steps, minutes, strict=True)):
        post = _write_post(relay, plan, step, known.get(step.account.pk), by=by, at=at)
        kept.append(
            RelayStep(
                relay=relay,
                position=position,
                account=step.account,
                what=step.what,
                post=post,
                offset_minutes=step.offset if position else 0,
                spread_minutes=step.spread if position else 0,
                minute=minute,
            )
        )
    relay.steps.all().delete()
    RelayStep.objects.bulk_create(kept)
    staying = {step.post_id for step in kept}
    for post in known.values():
        if post.pk not in staying and post.is_repost and post.state not in {*LOCKED_STATES, PostState.CANCELLED}:
            posts.cancel_post(post=post, by=by, at=at, reason=_("已从联动里移出。"))


def _write_post(
    relay: Relay, plan: RelayPlan, step: StepPlan, known: Post | None, *, by: User, at: dt.datetime
) -> Post:
    is_repost = step.what == StepKind.REPOST
    post = next((one for one in (known, step.post) if one is not None and one.is_repost == is_repost), None)
    if post is not None and (post.account_id != step.account.pk or _elsewhere(post, relay)):
        raise UserError(_("“%(name)s”的这条内容已在另一个联动里。") % {"name": step.account.nickname}, field="steps")
    media = list(post.version.version_media.values_list("media_id", flat=True)) if post and post.version else []
    draft = DraftInput(
        account=step.account,
        category=post.category if post else plan.category,
        text=step.text,
        post=post,
        media_ids=tuple(media),
        idea=relay.idea,
        campaign=post.campaign if post else None,
        is_repost=is_repost,
        copy_reason=plan.copy_reason,
    )
    return posts.save_draft(draft=draft, by=by, at=at)


def _elsewhere(post: Post, relay: Relay) -> bool:
    return RelayStep.objects.filter(post=post).exclude(relay=relay).exists()


@transaction.atomic
def submit_relay(*, relay: Relay, by: User, at: dt.datetime) -> tuple[int, list[str]]:
    """Ask for review of every text that still needs it: (how many, the sentences of those that were refused)."""
    row = locked_relay(relay.pk)
    waiting = {PostState.DRAFT, PostState.CHANGES_ASKED}
    sent, refused = 0, []
    for step in row.steps.select_related("account", "post").order_by("position"):
        if step.post.state not in waiting:
            continue
        try:
            with transaction.atomic():
                posts.submit_for_review(post=step.post, by=by, at=at)
            sent += 1
        except UserError as error:
            refused.append(_("%(name)s：%(sentence)s") % {"name": step.account.nickname, "sentence": str(error)})
    return sent, refused


def locked_relay(pk: int) -> Relay:
    """The row as it is now, locked until the transaction ends."""
    rows = Relay.objects.select_for_update(of=("self",)).select_related("idea", "category")
    return existing(rows.filter(pk=pk).first(), _("没有找到这个联动。"))


def move_relay(relay: Relay, to: str, *, at: dt.datetime, detail: str = "") -> None:
    """Change state and sentence of a locked row and store it. Raises `Conflict` for a way that does not exist."""
    if to != relay.state and to not in RELAY_TRANSITIONS[relay.state]:
        sentence = _("联动现在是“%(state)s”，不能改为“%(to)s”。")
        values = {"state": relay.get_state_display(), "to": RelayState(to).label}
        raise Conflict(sentence % values, code="relay.transition")
    relay.state, relay.state_detail, relay.updated_at = to, detail, at
    relay.save(update_fields=["state", "state_detail", "updated_at", "starts_at", "started_at"])
