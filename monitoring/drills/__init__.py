"""Events written for drills: ours from the first word to the last; nobody in them exists. Pure."""

from monitoring.drills.events import Line, Post, Scenario, alert_minute, posts_until
from monitoring.drills.scenarios import SCENARIOS

__all__ = ["SCENARIOS", "Line", "Post", "Scenario", "alert_minute", "posts_until"]
