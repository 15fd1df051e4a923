"""Who takes part by the rules, and why not (P7). Pure: no Django, no clock, no database.

`judge(person, terms, crowd)` gives the verdict of one person; what it needs to know of all others is in `crowd`.
"""

from campaigns.judging.crowd import NOBODY, Crowd
from campaigns.judging.deeds import Deed, Person
from campaigns.judging.judging import Judged, judge
from campaigns.judging.machines import MachineRules, shipped_rules
from campaigns.judging.terms import Demand, Terms, hash_of, terms_data

__all__ = [
    "NOBODY",
    "Crowd",
    "Deed",
    "Demand",
    "Judged",
    "MachineRules",
    "Person",
    "Terms",
    "hash_of",
    "judge",
    "shipped_rules",
    "terms_data",
]
