"""The nine management systems of S1.1 (I6), each a row of live checks with evidence and a link to mend it."""

from reports.governance.basis import basis_of
from reports.governance.checks import Check, Detail, Score, System, score_of
from reports.governance.systems import nine_systems, two_mistakes

__all__ = ["Check", "Detail", "Score", "System", "basis_of", "nine_systems", "score_of", "two_mistakes"]
