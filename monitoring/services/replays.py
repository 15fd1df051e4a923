"""A rule is run over the past as a job with progress that can be stopped; it raises and tells nothing (M4)."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import Actor
from core.jobs import JobCancelled, advance_job, ask_to_cancel, begin_job, create_job, finish_job
from core.locks import only_one
from core.models import Job, JobState
from monitoring import events
from monitoring.models import AlertRule, KeywordSet
from monitoring.queries.alerting import rule_of
from monitoring.queries.replays import (
    REPLAY,
    Figures,
    Replayed,
    alerts_between,
    days_between,
    is_search,
    replay,
    verdicts_of,
)
from monitoring.queries.rule_proposals import DAYS, best_of, candidates
from monitoring.services.alert_rules import TOLD, RuleDraft, save_rule


def start_replay(*, keyword_set: KeywordSet, tried: Figures | None, days: int, by: Actor, at: datetime) -> Job:
    """Queue a run of the saved rule, and of the tried one when there is one, over the last days.

    What the same person was still running for this set stops: he has changed his mind.
    """
    saved = Figures.of_rule(rule_of(keyword_set))
    rules = [saved] if tried is None or tried == saved else [saved, tried]
    title = _("回放“%(name)s”的预警规则") % {"name": keyword_set.name}
    return _queue(keyword_set, title, {"days": days, "rules": rules}, by=by, at=at)


def search_figures(*, keyword_set: KeywordSet, by: Actor, at: datetime) -> Job:
    """Queue a search for figures that spare people what they dismissed and lose nothing that was real."""
    saved = Figures.of_rule(rule_of(keyword_set))
    title = _("为“%(name)s”找更合适的预警规则") % {"name": keyword_set.name}
    wanted = {"days": DAYS, "rules": [saved, *candidates(saved)], "search": True}
    return _queue(keyword_set, title, wanted, by=by, at=at)


def adopt_figures(*, keyword_set: KeywordSet, figures: Figures, by: Actor, at: datetime) -> AlertRule:
    """Save them; whom the rule tells stays."""
    rule = rule_of(keyword_set)
    people = () if rule._state.adding else tuple(rule.people.all())
    told = {name: getattr(rule, name) for name in TOLD}
    return save_rule(keyword_set=keyword_set, draft=RuleDraft(**asdict(figures), people=people, **told), by=by, at=at)


def _queue(keyword_set: KeywordSet, title: str, wanted: dict[str, Any], *, by: Actor, at: datetime) -> Job:
    params = {
        "keyword_set": keyword_set.pk,
        "since": (at - timedelta(days=wanted["days"])).isoformat(),
        "until": at.isoformat(),
        "rules": [asdict(figures) for figures in wanted["rules"]],
        "search": wanted.get("search", False),
    }
    states = [JobState.WAITING, JobState.RUNNING]
    with transaction.atomic():
        for job in Job.objects.filter(
            kind=REPLAY, params__keyword_set=keyword_set.pk, created_by_id=by.pk, state__in=states
        ):
            ask_to_cancel(job)
        job = create_job(kind=REPLAY, title=title, params=params, by=by, at=at)
        events.replay_queued.send_on_commit(job_id=job.pk)
    return job


def run_replay(job_id: int, *, clock: Callable[[], datetime]) -> None:
    """Do a queued run. A run whose worker died begins again: nothing of it is kept but its result."""
    with only_one(f"{REPLAY}.{job_id}") as mine:
        job = begin_job(job_id, at=clock()) if mine else None
        if job is None:
            return
        keyword_set = KeywordSet.objects.filter(pk=job.params["keyword_set"]).first()
        if keyword_set is None:
            finish_job(job, state=JobState.CANCELLED, at=clock(), message=_("词组已删除。"))
            return
        try:
            found = _run(job, keyword_set)
        except JobCancelled:
            finish_job(job, state=JobState.CANCELLED, at=clock(), message=_("回放已停止。"))
            return
        result, message = _searched(job, keyword_set, found) if is_search(job) else (_result(found), _sentence(found))
        finish_job(job, state=JobState.DONE, at=clock(), result=result, message=message)


def _run(job: Job, keyword_set: KeywordSet) -> list[Replayed]:
    since, until = (datetime.fromisoformat(job.params[name]) for name in ("since", "until"))
    rules = [Figures.of_json(values) for values in job.params["rules"]]
    total = days_between(since, until)
    advance_job(job, done=0, total=total)
    return replay(keyword_set, rules, since=since, until=until, progress=lambda day: advance_job(job, done=day))


def _sentence(found: list[Replayed]) -> str:
    return _("规则会发出 %(n)d 条预警。") % {"n": len(found[-1].raised)}


def _searched(job: Job, keyword_set: KeywordSet, found: list[Replayed]) -> tuple[dict[str, Any], str]:
    """The saved rule beside the best of the others; alone when none is better."""
    since, until = (datetime.fromisoformat(job.params[name]) for name in ("since", "until"))
    rules = [Figures.of_json(values) for values in job.params["rules"]]
    alerts = alerts_between(keyword_set, since, until)
    if not verdicts_of(found[0].raised, alerts, rules[0].cooldown_minutes).wrong:
        return _result(found[:1]), _("现在的规则已经不会再报忽略过的那些，不用改。")
    best = best_of(rules, found, alerts)
    if best is None:
        return _result(found[:1]), _("没有找到更好的数字：调得再迟钝，也少不了误报，或会漏掉属实的。")
    figures, replayed = best
    return {**_result([found[0], replayed]), "figures": asdict(figures)}, _("找到一组误报更少的数字。")


def _result(found: list[Replayed]) -> dict[str, Any]:
    names = ("saved", "tried")
    kept: dict[str, Any] = {
        name: [asdict(one) for one in part.raised] for name, part in zip(names, found, strict=False)
    }
    return {**kept, "deaf": [part.deaf_minutes for part in found]}
