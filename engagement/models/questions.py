"""What was asked: a talk that opens again asks anew, and what was asked before keeps its time and its answer (E1)."""

from django.conf import settings
from django.db import models

from engagement.models.inbox import Thread, ThreadKind, ThreadState


class EarlierQuestion(models.Model):
    """What a thread asked before it opened again; the thread itself has the newest question."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="earlier_questions")
    received_at = models.DateTimeField()
    until = models.DateTimeField(help_text="when the thread opened again: later answers are to a later question")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ThreadState, help_text="as it was when the thread opened again")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answer_minutes = models.PositiveIntegerField(null=True, help_text="of working time until the first answer")

    class Meta:
        ordering = ["received_at", "pk"]
        indexes = [
            models.Index(fields=["received_at"], name="engagement_question_received"),  # the roll-up, answer times
        ]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.received_at}"


class Question(models.Model):
    """A view of everything that was asked: the newest question of each thread, and the earlier ones. Who counts what
    came and how it was answered reads this, never threads alone."""

    thread = models.ForeignKey(Thread, on_delete=models.DO_NOTHING, related_name="+")
    account = models.ForeignKey("accounts.WeiboAccount", on_delete=models.DO_NOTHING, related_name="+")
    kind = models.CharField(max_length=8, choices=ThreadKind)
    state = models.CharField(max_length=8, choices=ThreadState)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.DO_NOTHING, related_name="+")
    answer_minutes = models.PositiveIntegerField(null=True)

    class Meta:
        managed = False
        db_table = "engagement_question"

    def __str__(self) -> str:
        return f"{self.thread_id} {self.received_at}"
