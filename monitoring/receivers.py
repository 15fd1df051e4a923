"""Reactions to news: they only enqueue."""

from typing import Any

from monitoring import tasks


def on_import_queued(*, job_id: int, **kwargs: Any) -> None:
    """A crawler file waits."""
    tasks.run_import.apply_async(kwargs={"job_id": job_id}, queue="slow")


def on_resweep_queued(*, job_id: int, **kwargs: Any) -> None:
    """A set wants to be run over the history."""
    tasks.run_resweep.apply_async(kwargs={"job_id": job_id}, queue="slow")


def on_replay_queued(*, job_id: int, **kwargs: Any) -> None:
    """A rule is to be run over the past."""
    tasks.run_replay.apply_async(kwargs={"job_id": job_id}, queue="slow")


def on_training_queued(*, job_id: int, **kwargs: Any) -> None:
    """The next version of the model is to be made."""
    tasks.run_training.apply_async(kwargs={"job_id": job_id}, queue="slow")


def on_slots_published(**kwargs: Any) -> None:
    """Posts stand on Weibo: one of them may be the answer that a clock waits for."""
    tasks.mind_cases.apply_async(expires=60)
