"""The rules by which crises are met, for their page."""

from typing import Any

from django.db.models import QuerySet

from monitoring.models import EscalationStep, HoldingStatement, LevelRule, Playbook, PlaybookVersion


def level_rules() -> "QuerySet[LevelRule]":
    """The levels, the gravest first."""
    return LevelRule.objects.prefetch_related("groups")


def rules_page() -> dict[str, Any]:
    """Escalation, playbooks and holding statements."""
    return {
        "steps": EscalationStep.objects.filter(is_active=True).prefetch_related("people"),
        "playbooks": Playbook.objects.select_related("version"),
        "holdings": HoldingStatement.objects.select_related("playbook"),
    }


def playbook_initial(playbook: Playbook | None) -> dict[str, Any]:
    """A playbook as its form shows it."""
    if playbook is None:
        return {"is_active": True}
    steps = playbook.version.steps if playbook.version else []
    lines = "\n".join(f"{step['minutes']} {step['text']}" for step in steps)
    return {"name": playbook.name, "note": playbook.note, "steps": lines, "is_active": playbook.is_active}


def versions_of(playbook: Playbook) -> "QuerySet[PlaybookVersion]":
    """The newest first."""
    return playbook.versions.select_related("made_by")[:20]
