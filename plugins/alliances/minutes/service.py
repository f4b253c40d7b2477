"""What is done with minutes, for views, demonstrations and the rooms that print them, in the order it happens."""

from plugins.alliances.minutes.circulating import circulate, comment, settle, take_back
from plugins.alliances.minutes.deciding import act_on, change, decide, owners_of, take_out
from plugins.alliances.minutes.drawing import draw
from plugins.alliances.minutes.issuing import amend, issue, next_number, verify
from plugins.alliances.minutes.reading import final_of, minutes_of, paper_of
from plugins.alliances.minutes.signing import sign

__all__ = [
    "act_on",
    "amend",
    "change",
    "circulate",
    "comment",
    "decide",
    "draw",
    "final_of",
    "issue",
    "minutes_of",
    "next_number",
    "owners_of",
    "paper_of",
    "settle",
    "sign",
    "take_back",
    "take_out",
    "verify",
]
