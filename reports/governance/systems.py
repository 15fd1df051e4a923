"""The nine management systems of S1.1 (I6) and the two mistakes of S0, put together from the checks."""

import datetime as dt

from django.utils.translation import gettext as _

from reports.governance import campaigning, contents, listening, measuring, people, publishing
from reports.governance.checks import Check, System
from reports.governance.matrix import Matrix, how_it_looks, who_could_take_over, who_is_verified, who_shows_the_face
from reports.models import GovernedSystem, SystemOwner


def nine_systems(*, now: dt.datetime) -> list[System]:
    """All nine, in the document's order."""
    matrix = Matrix.read(now)
    return [
        _system(GovernedSystem.ORGANIZATION, [
            *who_could_take_over(matrix), *people.who_may_write(now), *people.who_could_open_the_door(now), _owners(),
        ]),
        _system(GovernedSystem.OPERATION, [
            *publishing.rhythm(now), *publishing.days(), *listening.reaching_out(now), *listening.rivals(now),
            *campaigning.while_and_after(now),
        ]),
        _system(GovernedSystem.IMAGE, [*how_it_looks(matrix), *who_shows_the_face(matrix), *who_is_verified(matrix)]),
        _system(GovernedSystem.CONTENT, [
            *contents.shares(now), *contents.what_is_written(now), *contents.quality(now),
            *contents.where_it_comes_from(now), *contents.words(now),
        ]),
        _system(GovernedSystem.PUBLISHING, [
            *publishing.flow(now), *publishing.people_not_machines(now), *campaigning.before_it_runs(now),
        ]),
        _system(GovernedSystem.AUTHORIZATION, people.what_is_granted(now)),
        _system(GovernedSystem.CO_OPERATION, [*listening.together(now), *listening.answering(now)]),
        _system(GovernedSystem.CRISIS, [*listening.hearing(now), *listening.crisis(now)]),
        _system(GovernedSystem.INCENTIVE, [
            *measuring.rewarding(now), *measuring.numbers(now), *measuring.reports(now),
        ]),
    ]  # fmt: skip


def _system(key: GovernedSystem, checks: list[Check]) -> System:
    return System(key.value, str(key.label), checks, unknown_of(key))


def _owners() -> Check:
    """I6: each of the nine has somebody who answers for it."""
    owned = SystemOwner.objects.filter(person__is_active=True).count()
    text = _("%(n)d/%(all)d 个体系指定了负责人") % {"n": owned, "all": len(GovernedSystem)}
    return Check("i6-owners", text, len(GovernedSystem) - owned, "reports:governance")


MISTAKES = {
    "people": ("a7-assessed", "a1-owner", "a1-deputy", "c13-lists", "c12-rights"),
    "verification": ("a5-face", "a5-leaders", "a5-official", "a5-casual", "a5-listed", "a5-asked"),
}
"""The two mistakes of S0 that the document tells, by the checks that would show them."""


def two_mistakes(systems: list[System]) -> list[System]:
    """The wrong people, and verifying carelessly: the same checks once more, in rows of their own (S0)."""
    checks = {check.key: check for system in systems for check in system.checks}
    names = {"people": _("误区一：用错了人"), "verification": _("误区二：认证随意")}
    unknown = {
        "people": _("人品和政治立场只能由主管当面判断，系统只看到评定和承诺的记录。"),
        "verification": _("只看得到登记在册的账号；员工自己的账号没有登记就查不到。"),
    }
    return [System(key, names[key], [checks[one] for one in MISTAKES[key]], unknown[key]) for key in MISTAKES]


def unknown_of(key: GovernedSystem) -> str:
    """What the page cannot know about a system."""
    return {
        GovernedSystem.ORGANIZATION: _("岗位分工是否合理、人手是否够，系统看不出来。"),
        GovernedSystem.OPERATION: _("在别处做的互动和线下活动，没有记进来就不算。"),
        GovernedSystem.IMAGE: _("头像和背景好不好看、定位准不准，要人来看。"),
        GovernedSystem.CONTENT: _("内容是否真实、有没有意思，只有审核的人知道；系统只数打过的分。"),
        GovernedSystem.PUBLISHING: _("直接在微博上发的内容，要等读到账号主页才知道。"),
        GovernedSystem.AUTHORIZATION: _("谁在微博网页上用密码登录，系统看不到。"),
        GovernedSystem.CO_OPERATION: _("部门之间口头的配合不在记录里。"),
        GovernedSystem.CRISIS: _("没有接入的平台上说什么，这里听不到。"),
        GovernedSystem.INCENTIVE: _("奖金是否真的发到手、大家是否服气，要问本人。"),
    }[key]
