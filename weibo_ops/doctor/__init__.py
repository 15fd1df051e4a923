"""The doctor: looks at everything that has to hold on the machines of an installation, and says how to mend it.

    examine(Visit(at=now))          # a finding for each check, run side by side, each within its time

A check is a function in `checks/`; it asks, it changes nothing.
"""

from weibo_ops.doctor import checks
from weibo_ops.doctor.findings import CHECKS, WORST_FIRST, Check, Finding, Group, Mark, Verdict, Visit
from weibo_ops.doctor.running import examine, judge, worst

__all__ = [
    "CHECKS",
    "WORST_FIRST",
    "Check",
    "Finding",
    "Group",
    "Mark",
    "Verdict",
    "Visit",
    "checks",
    "examine",
    "judge",
    "worst",
]
