"""The Celery app and the whole timetable.

Celery only wakes us up: every job is a sweep over rows that are due, so losing, doubling or reordering
messages changes nothing but lateness. Every entry expires before its next turn, so that a stalled worker
never wakes to a flood. Weekly and daily work is asked for often and done when its row says so.

Three queues, each with workers of its own: `send` for the dispatcher, `default` for what takes seconds (unknown posts
are settled there), `slow` for what asks Weibo about many accounts or works through files and history.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

from weibo_ops import pulse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weibo_ops.settings")

app = Celery("weibo_ops")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_ignore_result=True,
    task_default_queue="default",
    task_acks_late=False,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    # A Redis that takes connections and answers nothing must not hold a request or beat: a wake-up that is lost costs
    # lateness only, so it is given up soon and not tried again.
    broker_transport_options={"visibility_timeout": 7200, "socket_timeout": 3, "socket_connect_timeout": 2},
    task_publish_retry=False,
    timezone="Asia/Shanghai",
    beat_scheduler=f"{pulse.__name__}:{pulse.PulsingScheduler.__name__}",
    task_soft_time_limit=3300,
    task_time_limit=3600,
)


def every(seconds: float, task: str, queue: str = "default") -> dict[str, Any]:
    """A timetable entry that expires before its next turn."""
    return {"task": task, "schedule": seconds, "options": {"queue": queue, "expires": seconds * 0.9}}


app.conf.beat_schedule = {
    # kernel
    "mail-notices": every(30, "core.mail_notices"),
    "forget-notices": every(86400, "core.forget_notices"),
    "remind-of-writing": every(300, "content.remind_of_writing"),
    # publishing: the dispatcher has a queue of its own, so that nothing slow stands before it
    "dispatch-due": every(2, "publishing.dispatch_due", "send"),
    "reap-leases": every(10, "publishing.reap"),
    "reconcile-unknown": every(5, "publishing.reconcile"),
    "look-ahead": every(900, "publishing.look_ahead"),
    "look-ahead-soon": every(60, "publishing.look_ahead_soon"),
    "watch-sender": every(20, "publishing.watch"),
    "advance-relays": every(5, "publishing.advance_relays"),
    "look-ahead-for-silence": every(600, "publishing.look_ahead_for_silence"),
    "remind-of-hand-overs": every(15, "publishing.remind_of_hand_overs"),
    "find-handed-over": every(20, "publishing.find_handed_over"),
    # campaigns
    "remind-of-filings": every(900, "campaigns.remind_of_filings"),
    "forfeit-due": every(300, "campaigns.forfeit_due"),
    # the whole
    "examine": every(600, "weibo_ops.examine", "slow"),
    "propose-people": every(900, "weibo_ops.propose_people", "slow"),
    "nightly-backup": every(900, "weibo_ops.back_up", "slow"),
    # the audit log
    "anchor-audit": every(900, "core.anchor_audit"),
    "resume-verifications": every(60, "core.resume_verifications", "slow"),
    # accounts
    "erase-personal-data": every(3600, "accounts.erase_personal_data", "slow"),
    "read-profiles": every(900, "accounts.read_profiles", "slow"),
    "ask-about-follows": every(1800, "accounts.ask_about_follows", "slow"),
    "ask-for-limits": every(900, "accounts.ask_for_limits", "slow"),
    "forget-call-windows": every(86400, "accounts.forget_call_windows", "slow"),
    "remind-of-follow-reviews": every(3600, "accounts.remind_of_follow_reviews"),
    "forget-ended-sessions": every(6 * 3600, "accounts.forget_ended_sessions", "slow"),
    "remind-of-papers": every(3600, "accounts.remind_of_papers"),
    "remind-of-tokens": every(900, "accounts.remind_of_tokens"),
    "remind-of-silence": every(3600, "accounts.remind_of_silence"),
    "remind-of-endings": every(900, "accounts.remind_of_endings"),
    "tell-robots": every(10, "accounts.tell_robots"),
    "forget-robot-messages": every(86400, "accounts.forget_robot_messages", "slow"),
    # campaigns
    "resume-entries": every(60, "campaigns.resume_entries", "slow"),
    "read-entries": every(300, "campaigns.read_entries", "slow"),
    "forget-entry-previews": every(6 * 3600, "campaigns.forget_previews", "slow"),
    # content
    "mind-reviews": every(30, "content.mind_reviews"),
    "mind-outside": every(300, "content.mind_outside"),
    "resume-imports": every(60, "content.resume_imports", "slow"),
    "resume-exports": every(60, "content.resume_exports", "slow"),
    "drop-old-exports": every(6 * 3600, "content.drop_old_exports", "slow"),
    "refresh-sketches": every(120, "content.refresh_sketches", "slow"),
    "remind-of-media-rights": every(3600, "content.remind_of_media_rights"),
    "check-links": every(60, "content.check_links", "slow"),
    "forget-writing": every(86_400, "content.forget_writing", "slow"),
    # monitoring
    "read-sources": every(60, "monitoring.read_sources", "slow"),
    "read-competitors": every(300, "monitoring.read_competitors", "slow"),
    "search-keyword-sets": every(60, "monitoring.search_sets", "slow"),
    "take-crawler-files": every(30, "monitoring.take_files", "slow"),
    "mind-sources": every(300, "monitoring.mind_sources", "slow"),
    "tell-alerts": every(15, "monitoring.tell_alerts"),
    "sweep-keyword-sets": every(60, "monitoring.sweep_due", "slow"),
    "count-groups": every(60, "monitoring.count_groups", "slow"),
    "judge-topics": every(900, "monitoring.judge_topics", "slow"),
    "weigh-speakers": every(60, "monitoring.weigh_speakers", "slow"),
    "look-after-sets": every(3600, "monitoring.look_after_sets", "slow"),
    "collect-metrics": every(60, "monitoring.collect_due", "slow"),
    "sample-accounts": every(3600, "monitoring.sample_accounts", "slow"),
    "judge-mentions": every(60, "monitoring.judge_due", "slow"),
    "tell-sorted-mentions": every(60, "monitoring.tell_sorted", "slow"),
    "mind-cases": every(10, "monitoring.mind_cases"),
    "resume-listening-jobs": every(60, "monitoring.resume_jobs"),
    "forget-mentions": every(1800, "monitoring.forget_mentions", "slow"),
    "make-months-of-mentions": every(6 * 3600, "monitoring.make_months", "slow"),
    # engagement
    "read-inbox": every(60, "engagement.read_inbox", "slow"),
    "take-fans-events": every(3, "engagement.take_events"),
    "name-fans": every(30, "engagement.name_people", "slow"),
    "forget-fans-events": every(86_400, "engagement.forget_events", "slow"),
    "make-stays": every(20, "engagement.make_stays"),
    "refresh-fans": every(600, "engagement.refresh_fans", "slow"),
    "remind-of-targets": every(900, "engagement.remind_of_targets"),
    "settle-replies": every(60, "engagement.settle_replies"),
    # reports
    "roll-up": every(900, "reports.roll_up", "slow"),
    "weekly-report": every(300, "reports.compile_weekly", "slow"),
    "mail-reports": every(60, "reports.mail_reports", "slow"),
}
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**kwargs: Any) -> None:
    """Celery must not replace the JSON log of the settings."""
    from logging.config import dictConfig

    from django.conf import settings

    dictConfig(settings.LOGGING)
