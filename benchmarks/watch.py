"""Words over real posts beside bare `ahocorasick-rs`, and how soon recorded events raise an alert beside naive rules."""

from typing import Any

from benchmarks.watching import matching, reporting


def run() -> dict[str, Any]:
    """The matching half; the half of alerts as a second table."""
    words, alerts = matching.measure(), reporting.measure()
    return {**words, "bounds": [*words["bounds"], *alerts["bounds"]], "more": [alerts]}
