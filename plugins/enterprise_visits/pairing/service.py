"""What pages, tasks and other rooms ask of pairing, in one place."""

from plugins.enterprise_visits.fit.service import titles as parts_of_fit
from plugins.enterprise_visits.pairing.answers import notes, shortfalls, uncovered, why
from plugins.enterprise_visits.pairing.by_hand import end, forbid, free, lock, pair
from plugins.enterprise_visits.pairing.gathering import Asked
from plugins.enterprise_visits.pairing.proposing import accept, draft_of, drop, propose, roll_back, versions
from plugins.enterprise_visits.pairing.publishing import publish, stamp
from plugins.enterprise_visits.pairing.said import (
    Change,
    Outcome,
    PartWords,
    ShortDeputy,
    UncoveredEnterprise,
    WhyNot,
)
from plugins.enterprise_visits.pairing.why_not import why_not

__all__ = [
    "Asked",
    "Change",
    "Outcome",
    "PartWords",
    "ShortDeputy",
    "UncoveredEnterprise",
    "WhyNot",
    "accept",
    "draft_of",
    "drop",
    "end",
    "forbid",
    "free",
    "lock",
    "notes",
    "pair",
    "parts_of_fit",
    "propose",
    "publish",
    "roll_back",
    "shortfalls",
    "stamp",
    "uncovered",
    "versions",
    "why",
    "why_not",
]
