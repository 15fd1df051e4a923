"""The settings of review for people: steps with who would decide for an example, risks, deputies (K5)."""

import datetime as dt
from dataclasses import dataclass

from accounts.models import User, WeiboAccount
from accounts.queries import role_names
from content.models import OWNER, Category, Post, PostVersion, ReviewDeputy, ReviewStep, RiskRule
from content.queries.review_flow import current_flow, live_deputies, staff_on
from content.reviewing import Asked, asked_of, seat_for, why_nobody
from content.reviewing.deciders import listed


@dataclass(frozen=True, slots=True)
class ExampleStep:
    """A step of the example: who would decide, the problem if nobody could, and each reviewer's reason why not."""

    name: str
    reasons: list[dict[str, str]]
    who: str
    problem: str
    why_not: list[tuple[str, str]]
    outside: int = 0


def example(
    account: WeiboAccount, category: Category | None, text: str, author: User, *, at: dt.datetime
) -> list[ExampleStep]:
    """The steps that a post of this author would have to pass, as things stand."""
    flow, staff = current_flow(), staff_on([account], at=at)
    version = PostVersion(text=text, author=author)
    post = Post(account=account, category=category or Category(name=""), author=author, version=version)
    risks = flow.risks(post)
    found = []
    for step in flow.steps_for(post, risks):
        members = staff.on(account)
        asked = asked_of(step, members, hands={author.pk}, deputies=live_deputies(at))
        answers = ((member.name, seat_for(asked, pk, [])) for pk, member in members.items())
        why_not = [(name, answer) for name, answer in answers if isinstance(answer, str)]
        reasons = [risk.as_json() for risk in risks if risk.pk in step.risks]
        found.append(
            ExampleStep(
                step.name, reasons, listed(asked, asked.own, most=8), why_nobody(asked), why_not[:12], step.outside
            )
        )
    return found


def problems(accounts: list[WeiboAccount], *, at: dt.datetime, most: int = 8) -> list[tuple[WeiboAccount, str]]:
    """Accounts with a step that nobody could pass, whoever writes; a constant number of queries."""
    flow, staff, deputies = current_flow(), staff_on(accounts, at=at), live_deputies(at)
    found: list[tuple[WeiboAccount, str]] = []
    for account in accounts:
        for step in flow.steps:
            if step.kinds and account.kind not in step.kinds:
                continue
            asked: Asked = asked_of(step, staff.on(account), hands=(), deputies=deputies)
            if sentence := why_nobody(asked):
                found.append((account, sentence))
        if len(found) >= most:
            break
    return found


def step_rows() -> list[ReviewStep]:
    """All steps in their order, those switched off last."""
    rows = ReviewStep.objects.prefetch_related("risks", "people", "escalate_people")
    return sorted(rows, key=lambda row: (not row.is_active, row.position, row.pk))


def risk_rows() -> list[RiskRule]:
    """All risks."""
    return list(RiskRule.objects.prefetch_related("categories"))


def deputies_ahead(day: dt.date) -> list[ReviewDeputy]:
    """Who stands in for whom, now and later."""
    rows = ReviewDeputy.objects.filter(ended_at=None, ends_on__gte=day).select_related("absent", "deputy")
    return list(rows.order_by("starts_on", "pk"))


def role_pairs() -> list[tuple[str, str]]:
    """Roles that a step may name."""
    return [pair for pair in role_names().items() if pair[0] != OWNER]
