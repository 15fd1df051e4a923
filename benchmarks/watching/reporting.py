"""The figures of alerts on the reporting half of the recorded events, beside the rules that people use (M4)."""

from statistics import fmean
from typing import Any, Final

from benchmarks.watching.events import are_there, events
from benchmarks.watching.matching import bound
from benchmarks.watching.timing import MINIMUM, SETS, Figures, Rule, fare, fixed, ours, three_deviations
from monitoring.watch.spikes import HOUR, STRICTNESS, Setting

SEED: Final = 5000
ALLOWED: Final = {"low": 0.1, "normal": 0.4, "high": 1.5}
"""False alarms in a quiet week, at most: twice and a bit of what the tuning half allowed."""
SOON: Final = 30.0
COLUMNS: Final = [
    "set", "rule", "caught %", "median min", "p90 min", "slow caught", "slow median h", "false a week"
]  # fmt: skip


def measure() -> dict[str, Any]:
    """A table of its own and bounds; both empty where the events are missing."""
    if not are_there():
        return {
            "title": "Alerts: the recorded events are missing, nothing was measured",
            "columns": [],
            "rows": [],
            "bounds": [],
        }
    chosen = [event for event in events() if not event.tunes]
    found = {
        (name, rule): fare(what, Setting(MINIMUM), chosen, an_hour=an_hour, seed=SEED)
        for rule, what in _rules().items()
        for name, an_hour in SETS.items()
    }
    slow = sum(event.is_slow for event in chosen)
    return {
        "title": f"When {len(chosen)} recorded events are told, {slow} of them slow burners; sweeps every 15 minutes",
        "columns": COLUMNS,
        "rows": [_row(name, rule, figures) for (name, rule), figures in sorted(found.items())],
        "bounds": _bounds(found),
    }


def _rules() -> dict[str, Rule]:
    rules: dict[str, Rule] = {f"ours, {how}": ours(Setting(MINIMUM, how), groups=True) for how in STRICTNESS}
    rules["ours, normal, without groups"] = ours(Setting(MINIMUM), groups=False)
    rules |= {f"fixed, {number} an hour": fixed(number) for number in (20, 50, 100)}
    return rules | {f"mean + 3 sd of a week's hours, from {MINIMUM}": three_deviations}


def _row(name: str, rule: str, figures: Figures) -> list[Any]:
    return [
        f"{name}, {SETS[name]:g} an hour",
        rule,
        round(100 * figures.share),
        figures.quantile(0.5),
        figures.quantile(0.9),
        f"{len(figures.slow_delays)} of {figures.slow}",
        figures.quantile(0.5, slow=True) / HOUR,
        figures.false_a_week,
    ]


def _bounds(found: dict[tuple[str, str], Figures]) -> list[dict[str, Any]]:
    lines = []
    for how, allowed in ALLOWED.items():
        noisy = max(found[name, f"ours, {how}"].false_a_week for name in SETS)
        lines.append(bound(f"{how}: false alarms a quiet week, the worse set", allowed, noisy, ok=noisy <= allowed))
    late = max(found[name, "ours, normal"].quantile(0.5) for name in SETS)
    lines.append(bound("normal: median minutes from onset to telling, the worse set", SOON, late, ok=late <= SOON))
    own, naive = _caught(found, "ours, normal"), _best_naive(found)
    lines.append(bound("normal: share caught ÷ best naive rule that is no noisier", 1.0, own / naive, ok=own > naive))
    return lines


def _best_naive(found: dict[tuple[str, str], Figures]) -> float:
    """Share caught over both sorts of sets, among naive rules that disturb quiet weeks no oftener than ours may."""
    rules = {rule for _, rule in found if not rule.startswith("ours")}
    calm = [rule for rule in rules if max(found[name, rule].false_a_week for name in SETS) <= ALLOWED["normal"]]
    return max((_caught(found, rule) for rule in calm), default=0.01)


def _caught(found: dict[tuple[str, str], Figures], rule: str) -> float:
    return fmean(found[name, rule].share for name in SETS)
