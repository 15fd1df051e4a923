"""Who speaks is weighed: how much like a machine an account behaves, by stated rules (M4)."""

from monitoring.speakers.scoring import RULES, SUSPECTED, Seen, Weighed, weigh

__all__ = ["RULES", "SUSPECTED", "Seen", "Weighed", "weigh"]
