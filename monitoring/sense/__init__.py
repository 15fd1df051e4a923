"""What a mention is: for or against us, and of which kind (M4, M8). Offline, small, never the last word: a person's
correction stands above it."""

from monitoring.sense.judging import Judge, Judgement, judge

__all__ = ["Judge", "Judgement", "judge"]
