"""The nine management systems of S1.1 (I6), each a row of live checks with evidence and a link to mend it."""

from reports.governance.checks import Check, Detail, System
from reports.governance.systems import nine_systems

__all__ = ["Check", "Detail", "System", "nine_systems"]
