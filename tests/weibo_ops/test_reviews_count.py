"""K5: the number beside 审核 is what waits for this person in his step; the page lists the same, the door lets it."""

import datetime as dt
import random

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountGroup, Grant, User, WeiboAccount
from accounts.roles import Role
from content.models import (
    OWNER,
    Decision,
    Post,
    PostState,
    Review,
    ReviewDeputy,
    ReviewStage,
    ReviewStep,
    StageState,
    StepNeed,
)
from content.queries.review_flow import read_desk
from core.dates import local_day
from tests.conftest import ClientOf, make_user
from tests.weibo_ops.rows import make_post
from weibo_ops.frame import Frame, forget_counts

pytestmark = pytest.mark.django_db
ROLES = [Role.CHIEF_EDITOR, Role.RESPONSIBLE_EDITOR, Role.PICTURE_EDITOR, OWNER]


@pytest.fixture
def people(account: WeiboAccount) -> list[User]:
    """Reviewers of the whole, of the account, of a group two levels above it, and somebody who has no right here."""
    top = AccountGroup.objects.create(name="集团")
    account.group = AccountGroup.objects.create(
        name="门店", parent=AccountGroup.objects.create(name="华东", parent=top)
    )
    everywhere, here = make_user("甲", Role.CHIEF_EDITOR), make_user("乙", Role.CHIEF_EDITOR, account=account)
    above, editor, manager = (
        make_user("丙"),
        make_user("丁", Role.PICTURE_EDITOR),
        make_user("戊", Role.RESPONSIBLE_EDITOR),
    )
    Grant.objects.create(user=above, role=Role.CHIEF_EDITOR, group=top, given_at=timezone.now())
    account.owner = here
    account.save()
    return [everywhere, here, above, editor, manager]


def a_step(chance: random.Random, people: list[User]) -> ReviewStep:
    step = ReviewStep.objects.create(
        name=f"第{ReviewStep.objects.count()}步",
        roles=chance.sample(ROLES, chance.randint(0, 2)),
        need=chance.choice(list(StepNeed)),
        count=2,
        fresh_eyes=chance.random() < 0.5,
        escalate_roles=chance.sample(ROLES, chance.randint(0, 1)),
    )
    step.people.set(chance.sample(people, chance.choice([0, 0, 1, 2])))
    step.escalate_people.set(chance.sample(people, chance.randint(0, 1)))
    return step


def a_post(chance: random.Random, account: WeiboAccount, people: list[User]) -> None:
    now = timezone.now()
    post = make_post(account, chance.choice(people), "喝水", PostState.IN_REVIEW)
    assert post.version is not None
    first = ReviewStage.objects.create(
        post=post, version=post.version, step=a_step(chance, people), number=1, name="一", state=StageState.PASSED
    )
    step = a_step(chance, people)
    late = now if chance.random() < 0.3 else None
    stage = ReviewStage.objects.create(
        post=post, version=post.version, step=step, number=2, name="二", state=StageState.OPEN, escalated_at=late
    )
    for at in (first, stage):
        if chance.random() < 0.5:
            by, other = chance.sample(people, 2)
            absent = other if chance.random() < 0.4 else None
            Review.objects.create(
                post=post, version=post.version, stage=at, reviewer=by, on_behalf_of=absent,
                decision=Decision.APPROVED, created_at=now,
            )  # fmt: skip


def badge(user: User) -> int:
    forget_counts()
    request = RequestFactory().get("/")
    request.user = User.objects.get(pk=user.pk)
    return Frame(request, request.user).counts.reviews


@pytest.mark.parametrize("seed", range(12))
def test_k5_badge_and_list_agree_with_who_may_decide(
    account: WeiboAccount, people: list[User], client_of: ClientOf, seed: int
) -> None:
    chance, now = random.Random(seed), timezone.now()
    for _n in range(8):
        a_post(chance, account, people)
    today = local_day(now)
    for _n in range(chance.randint(0, 3)):
        absent, deputy = chance.sample(people, 2)
        ReviewDeputy.objects.create(
            absent=absent, deputy=deputy, starts_on=today, ends_on=today + dt.timedelta(days=1), created_at=now
        )
    posts = list(Post.objects.select_related("account", "category", "campaign", "version"))
    desk = read_desk(posts, at=now)
    for user in people:
        free = {post.pk for post in posts if not isinstance(desk.seat(post, user.pk), str)}
        response = client_of(user).get(reverse("content:reviews"))
        listed = {row.post.pk for row in response.context["waiting"]} if response.status_code == 200 else set()
        assert listed == free, f"{user.name} of {seed}"
        assert badge(user) == len(free)


def test_k5_a_deputy_counts_from_the_moment_he_is_named(account: WeiboAccount, people: list[User]) -> None:
    _everywhere, here, _above, editor, manager = people
    step = ReviewStep.objects.create(name="负责人", roles=[OWNER])
    post = make_post(account, editor, "喝水", PostState.IN_REVIEW)
    assert post.version is not None
    ReviewStage.objects.create(post=post, version=post.version, step=step, number=1, name="一", state=StageState.OPEN)
    assert (badge(here), badge(manager)) == (1, 0)
    today = local_day(timezone.now())
    ReviewDeputy.objects.create(absent=here, deputy=manager, starts_on=today, ends_on=today, created_at=timezone.now())
    assert (badge(here), badge(manager)) == (1, 1)


def test_k5_twenty_posts_cost_no_more_than_two(account: WeiboAccount, people: list[User]) -> None:
    costs = []
    for count in (2, 20):
        for _n in range(count):
            a_post(random.Random(count), account, people)
        with CaptureQueriesContext(connection) as seen:
            badge(people[0])
        costs.append(len(seen))
    assert costs[0] == costs[1]
