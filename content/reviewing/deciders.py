"""Who may decide in a step, for whom, and when a step is passed (K5). Never one's own, one person one voice."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from content.reviewing.steps import Need, Step


@dataclass(frozen=True, slots=True)
class Member:
    """A colleague who may review for an account, with the roles he has there."""

    pk: int
    name: str
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Given:
    """An approval that a step has already: whose, and in whose place."""

    by: int
    instead_of: int | None = None

    @property
    def seat(self) -> int:
        """The one whose voice it counts as."""
        return self.by if self.instead_of is None else self.instead_of


@dataclass(frozen=True, slots=True)
class Seat:
    """In whose place somebody decides: his own (None), or that of one he stands in for."""

    instead_of: int | None = None
    escalated: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """Everybody a step asks: `own` by themselves, `deputies` for those who are away, `above` since it was escalated.
    `outside`: mails of the people outside the company who have approved this version."""

    step: Step
    own: Mapping[int, Member] = field(default_factory=dict)
    deputies: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    above: Mapping[int, Member] = field(default_factory=dict)
    hands: frozenset[int] = frozenset()
    names: Mapping[int, str] = field(default_factory=dict)
    outside: frozenset[str] = frozenset()

    @property
    def everybody(self) -> list[int]:
        """Whom to tell."""
        return sorted({*self.own, *self.deputies, *self.above})

    @property
    def outside_missing(self) -> int:
        """How many outside voices this step still waits for."""
        meant = {mail for _name, mail in self.step.outside_people}
        return max(self.step.outside - len(self.outside & meant if meant else self.outside), 0)

    def name(self, pk: int) -> str:
        """For people."""
        return self.names.get(pk, "—")


def asked_of(
    step: Step,
    members: Mapping[int, Member],
    *,
    hands: Collection[int],
    deputies: Iterable[tuple[int, int]] = (),
    escalated: bool = False,
    outside: Collection[str] = (),
) -> Asked:
    """Whom a step asks about a post that `hands` wrote or submitted. `deputies`: pairs of who is away and who decides
    for him. A deputy must have the right himself; one who is asked anyway has his own voice only."""
    able = {pk: member for pk, member in members.items() if pk not in hands}
    own = {pk: member for pk, member in able.items() if _is_meant(step.roles, step.people, member)}
    stand_ins: dict[int, list[int]] = {}
    for absent, deputy in deputies:
        if absent in own and deputy in able and deputy not in own:
            stand_ins.setdefault(deputy, []).append(absent)
    above: dict[int, Member] = {}
    if escalated and (step.escalate_roles or step.escalate_people):
        meant = {pk: m for pk, m in able.items() if _is_meant(step.escalate_roles, step.escalate_people, m)}
        above = {pk: member for pk, member in meant.items() if pk not in own}
    names = {pk: member.name for pk, member in members.items()}
    return Asked(
        step, own, {pk: tuple(of) for pk, of in stand_ins.items()}, above, frozenset(hands), names, frozenset(outside)
    )


def _is_meant(roles: frozenset[str], people: frozenset[int], member: Member) -> bool:
    return (not roles and not people) or member.pk in people or not roles.isdisjoint(member.roles)


def seat_for(asked: Asked, person: int, given: Iterable[Given], *, before: Collection[int] = ()) -> Seat | str:
    """In whose place a person decides now; or the sentence why he does not. `before` decided in an earlier step."""
    given = list(given)
    if person in asked.hands:
        return _("这条内容是您写的或您提交的，须由另一位同事审核。")
    if any(each.by == person for each in given):
        return _("您在这一步已经通过，还在等%(who)s。") % {"who": missing(asked, given)}
    if asked.step.fresh_eyes and person in before:
        return _("您在前面的步骤已经审核过这一版，“%(step)s”须由另一位同事决定。") % {"step": asked.step.name}
    taken = {each.seat for each in given}
    if person in asked.own:
        return Seat() if person not in taken else _("已有人代您在这一步作了决定。")
    free = [absent for absent in asked.deputies.get(person, ()) if absent not in taken]
    if free:
        return Seat(free[0])
    if person in asked.above:
        left = [pk for pk in asked.own if pk not in taken] if asked.step.need == Need.ALL else []
        return Seat(left[0] if left else None, escalated=True)
    return _("“%(step)s”这一步由%(who)s决定。") % {"step": asked.step.name, "who": listed(asked, asked.own)}


def is_complete(asked: Asked, given: Iterable[Given]) -> bool:
    """Enough of those asked have approved, outside the company too where the step needs it. A step that asks nobody is
    never passed."""
    return asked.outside_missing == 0 and _is_complete_inside(asked, list(given))


def _is_complete_inside(asked: Asked, given: list[Given]) -> bool:
    if not given:
        return False
    if asked.step.need == Need.ALL:
        return set(asked.own) <= {each.seat for each in given}
    wanted = asked.step.count if asked.step.need == Need.COUNT else 1
    return len({each.by for each in given}) >= wanted


def missing(asked: Asked, given: Iterable[Given]) -> str:
    """Who is still waited for, for people."""
    given = list(given)
    outside = _("%(n)d 位外部审核人") % {"n": asked.outside_missing} if asked.outside_missing else ""
    if outside and _is_complete_inside(asked, given):
        return outside
    return _("、").join(part for part in (_missing_inside(asked, given), outside) if part)


def _missing_inside(asked: Asked, given: list[Given]) -> str:
    taken = {each.seat for each in given} | {each.by for each in given}
    left = [pk for pk in asked.own if pk not in taken]
    if asked.step.need == Need.COUNT:
        short = max(asked.step.count - len({each.by for each in given}), 0)
        return _("%(n)d 人（%(who)s）") % {"n": short, "who": listed(asked, left)}
    return listed(asked, left)


def why_nobody(asked: Asked) -> str:
    """The sentence that nobody could pass this step as things stand; empty when it can be passed."""
    own, could = len(asked.own), len({*asked.own, *asked.deputies})
    if own == 0:
        return _("没有人能决定“%(step)s”：这里没有既有审核权限、又不是作者的人。") % {"step": asked.step.name}
    if asked.step.need == Need.COUNT and could < asked.step.count:
        sentence = _("“%(step)s”要 %(n)d 人通过，能决定的只有 %(left)d 人。")
        return sentence % {"step": asked.step.name, "n": asked.step.count, "left": could}
    return ""


def listed(asked: Asked, people: Iterable[int], most: int = 4) -> str:
    """Names in a row; “任意一位审核人” where whoever may review is asked."""
    pks = list(people)
    if asked.step.is_open_to_all and asked.step.need == Need.ANY:
        return _("任意一位审核人")
    if not pks:
        return _("其他同事")
    names = _("、").join(asked.name(pk) for pk in pks[:most])
    return names if len(pks) <= most else _("%(names)s等 %(n)d 人") % {"names": names, "n": len(pks)}
