"""Who decides about which posts now (K5): the steps and risks as rows, the people, and what was decided already."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parseaddr

from django.db.models import Q

from accounts.access import groups_over
from accounts.models import AccountGroup, Grant, WeiboAccount
from accounts.roles import Can
from content.contributions import RISKS
from content.models import (
    OWNER,
    Decision,
    Post,
    Review,
    ReviewDeputy,
    ReviewRules,
    ReviewStage,
    ReviewStep,
    RiskRule,
    StageState,
)
from content.reviewing import (
    Asked,
    Condition,
    Given,
    Member,
    Need,
    Risk,
    Seat,
    Step,
    Subject,
    asked_of,
    risks_of,
    seat_for,
    steps_for,
)
from core.dates import local_day
from core.holidays import OfficialDays, official_days
from core.working import WorkingDay


@dataclass(frozen=True)
class Flow:
    """How review goes today. `every` has the steps that are switched off, too: posts may still stand in them."""

    steps: list[Step]
    every: dict[int, Step]
    conditions: list[Condition]
    rules: ReviewRules
    official: OfficialDays

    @property
    def day(self) -> WorkingDay:
        """When people work."""
        rules = self.rules
        return WorkingDay(rules.day_starts, rules.day_ends, rules.lunch_starts, rules.lunch_ends, self.official)

    def risks(self, post: Post) -> list[Risk]:
        """What makes a post risky."""
        return risks_of(subject_of(post), self.conditions)

    def steps_for(self, post: Post, risks: Iterable[Risk]) -> list[Step]:
        """The steps it has to pass, in order; never none."""
        return steps_for(self.steps, kind=post.account.kind, risks={risk.pk for risk in risks}, default=anybody())

    def step_of(self, stage: ReviewStage) -> Step:
        """The step of a stage as it is kept today."""
        return self.every.get(stage.step_id or 0) or anybody(stage.name)


def anybody(name: str = "") -> Step:
    """Whoever may review decides."""
    return Step(None, name or "审核")


def subject_of(post: Post) -> Subject:
    """What the risks of a post are judged by."""
    campaign = post.campaign
    return Subject(
        text=post.version.text if post.version else "",
        category_id=post.category_id,
        category=post.category.name,
        campaign_kind=campaign.kind if campaign else "",
        campaign=campaign.name if campaign else "",
        post_id=post.pk,
    )


def review_rules() -> ReviewRules:
    """The company's rules; the defaults when there is no row."""
    return ReviewRules.objects.order_by("pk").first() or ReviewRules()


def current_flow() -> Flow:
    """Nine queries, however many posts."""
    rows = ReviewStep.objects.prefetch_related("risks", "people", "escalate_people")
    every = {row.pk: (row, step_from(row)) for row in rows}
    return Flow(
        steps=[step for row, step in every.values() if row.is_active],
        every={pk: step for pk, (_row, step) in every.items()},
        conditions=current_conditions(),
        rules=review_rules(),
        official=official_days(),
    )


def current_conditions() -> list[Condition]:
    """The risks in use; two queries, and one for each that a higher layer tells."""
    rows = RiskRule.objects.filter(is_active=True).prefetch_related("categories")
    return [
        Condition(
            pk=row.pk,
            name=row.name,
            reason=row.reason,
            words=tuple(row.words),
            except_words=tuple(row.except_words),
            categories=frozenset(category.pk for category in row.categories.all()),
            campaign_kinds=frozenset(row.campaign_kinds),
            posts=RISKS[row.source]() if row.source in RISKS else frozenset(),
        )
        for row in rows
    ]


def step_from(row: ReviewStep) -> Step:
    """A row as the rules read it."""
    return Step(
        pk=row.pk,
        name=row.name,
        kinds=frozenset(row.kinds),
        risks=frozenset(risk.pk for risk in row.risks.all()),
        need=Need(row.need),
        count=row.count,
        roles=frozenset(row.roles),
        people=frozenset(person.pk for person in row.people.all()),
        fresh_eyes=row.fresh_eyes,
        hours=row.hours,
        remind_hours=row.remind_hours,
        escalate_hours=row.escalate_hours,
        escalate_roles=frozenset(row.escalate_roles),
        escalate_people=frozenset(person.pk for person in row.escalate_people.all()),
        outside=row.outside,
        outside_people=tuple(parseaddr(line) for line in row.outside_people),
    )


@dataclass
class Staff:
    """Who may review for an account, with his roles there."""

    grants: list[Grant]
    parents: Mapping[int, int | None]
    _known: dict[int, dict[int, Member]] = field(default_factory=dict)

    def on(self, account: WeiboAccount) -> dict[int, Member]:
        """By person, in the order of their names."""
        if account.pk not in self._known:
            self._known[account.pk] = self._read(account)
        return self._known[account.pk]

    def _read(self, account: WeiboAccount) -> dict[int, Member]:
        groups = groups_over(account.group_id, self.parents)
        roles: dict[int, set[str]] = defaultdict(set)
        able: dict[int, str] = {}
        for grant in self.grants:
            everywhere = grant.account_id is None and grant.group_id is None
            if not (everywhere or grant.account_id == account.pk or grant.group_id in groups):
                continue
            roles[grant.user_id].add(grant.role)
            if Can.REVIEW in grant.cans:
                able[grant.user_id] = grant.user.get_full_name()
        if account.owner_id in able:
            roles[account.owner_id].add(OWNER)
        ordered = sorted(able.items(), key=lambda item: (item[1], item[0]))
        return {pk: Member(pk, name, frozenset(roles[pk])) for pk, name in ordered}


def staff_on(accounts: Iterable[WeiboAccount], *, at: dt.datetime) -> Staff:
    """Two queries for any number of accounts."""
    accounts = list(accounts)
    parents = dict(AccountGroup.objects.values_list("pk", "parent_id"))
    groups = {pk for account in accounts for pk in groups_over(account.group_id, parents)}
    reach = Q(account__in=accounts) | Q(group_id__in=groups) | Q(account__isnull=True, group__isnull=True)
    rows = Grant.objects.filter(reach, user__is_active=True).in_force(at).select_related("user", "custom_role")
    return Staff(list(rows.defer("user__password")), parents)


def live_deputies(at: dt.datetime) -> list[tuple[int, int]]:
    """Pairs of who is away today and who decides for him."""
    day = local_day(at)
    rows = ReviewDeputy.objects.filter(ended_at=None, starts_on__lte=day, ends_on__gte=day)
    return list(rows.order_by("pk").values_list("absent_id", "deputy_id"))


@dataclass
class Desk:
    """Everything needed to decide about some posts in review."""

    flow: Flow
    staff: Staff
    deputies: list[tuple[int, int]]
    stages: dict[int, list[ReviewStage]]  # of the latest submission, by post, in order
    approvals: dict[int, list[Review]]  # by stage
    outside: dict[int, set[str]]  # mails of the people outside who approved a version

    def open_stage(self, post: Post) -> ReviewStage:
        """Where it stands; for a post that has no rows yet, the first step as it would be, unsaved."""
        found = next((stage for stage in self.stages.get(post.pk, ()) if stage.state == StageState.OPEN), None)
        return found or self._first(post)

    def asked(self, post: Post, stage: ReviewStage) -> Asked:
        """Whom this step asks."""
        return asked_of(
            self.flow.step_of(stage),
            self.staff.on(post.account),
            hands=hands_of(post),
            deputies=self.deputies,
            escalated=stage.escalated_at is not None,
            outside=self.outside.get(post.version_id or 0, ()),
        )

    def seat(self, post: Post, person: int) -> Seat | str:
        """In whose place somebody decides now, or the sentence why not."""
        stage = self.open_stage(post)
        return seat_for(self.asked(post, stage), person, self.given_in(stage), before=self.before(post, stage))

    def given_in(self, stage: ReviewStage) -> list[Given]:
        """The approvals of a step."""
        return [Given(review.reviewer_id or 0, review.on_behalf_of_id) for review in self._of(stage)]

    def before(self, post: Post, stage: ReviewStage) -> set[int]:
        """Who approved in another step of this submission, or in the one that such a step was carried over from."""
        others = (each for each in self.stages.get(post.pk, ()) if each.pk != stage.pk)
        return {review.reviewer_id or 0 for each in others for review in self._of(each)}

    def approvals_of(self, post: Post) -> list[Review]:
        """All approvals that count for what is decided now; not those of an earlier submission."""
        return [review for stage in self.stages.get(post.pk, ()) for review in self._of(stage)]

    def note(self, review: Review) -> None:
        """One more approval, not yet stored: it counts for what is judged after it."""
        self.approvals.setdefault(review.stage_id or 0, []).append(review)

    def _of(self, stage: ReviewStage) -> list[Review]:
        return self.approvals.get(stage.carried_from_id or stage.pk or 0, [])

    def _first(self, post: Post) -> ReviewStage:
        risks = self.flow.risks(post)
        step = self.flow.steps_for(post, risks)[0]
        return ReviewStage(post=post, version=post.version, step_id=step.pk, number=1, name=step.name)


def read_desk(posts: Sequence[Post], *, at: dt.datetime) -> Desk:
    """A dozen queries for any number of posts, which come with account, category, campaign and version."""
    stages: dict[int, list[ReviewStage]] = defaultdict(list)
    for stage in ReviewStage.objects.filter(post__in=posts).exclude(state=StageState.VOID).order_by("pk"):
        if stage.number == 1:
            stages[stage.post_id].clear()
        stages[stage.post_id].append(stage)
    sources = {stage.carried_from_id or stage.pk for found in stages.values() for stage in found}
    versions = [post.version_id for post in posts if post.version_id is not None]
    approvals: dict[int, list[Review]] = defaultdict(list)
    outside: dict[int, set[str]] = defaultdict(set)
    voices = Q(stage__in=sources, outside=None) | Q(version__in=versions, outside__isnull=False)
    rows = Review.objects.filter(voices, decision=Decision.APPROVED).select_related("outside").order_by("pk")
    for review in rows:
        if review.outside is not None:
            outside[review.version_id].add(review.outside.mail)
        else:
            approvals[review.stage_id or 0].append(review)
    return Desk(
        flow=current_flow(),
        staff=staff_on({post.account_id: post.account for post in posts}.values(), at=at),
        deputies=live_deputies(at),
        stages=stages,
        approvals=approvals,
        outside=outside,
    )


def hands_of(post: Post) -> set[int]:
    """Who wrote, rewrote or submitted a post."""
    hands: Collection[int | None] = {
        post.author_id,
        post.submitted_by_id,
        post.version.author_id if post.version else None,
    }
    return {pk for pk in hands if pk is not None}
