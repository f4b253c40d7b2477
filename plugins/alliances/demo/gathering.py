"""Meetings of an alliance in a demonstration: those that were held, as far as their minutes have come, and the next one."""

from __future__ import annotations

from datetime import date, timedelta

from plugins.alliances.demo import told
from plugins.alliances.demo.founding import Founded
from plugins.alliances.demo.places import Place, Words, organs_of, workday
from plugins.alliances.meetings.service import Guests, Plan
from plugins.alliances.models import Minutes


def meet(here: Place, made: Founded, words: Words, day: date, turn: int) -> None:
    """A meeting that was held, with its record and minutes; `turn` says whose turn it is to speak."""
    wish = Plan(day=day, title=words["title"], theme=words["theme"], place=words["place"], alliance_id=made.alliance.id)
    meeting = told.hold(here, made.alliance.station, wish, _asked(here, made), words["agenda"], here.words["excused"])
    said = [
        (item, made.one(role, turn + place).title if role else "", text)
        for place, (item, role, text) in enumerate(words["said"])
    ]
    told.write_record(here, meeting, said)
    decided = [(text, _owner(here, made, role, turn), days) for role, text, days in words["decisions"]]
    minutes = told.draw(here, meeting, decided)
    told.circulate(here, minutes, words.get("comments", ()))
    _finish(here, minutes, words)


def _finish(here: Place, minutes: Minutes, words: Words) -> None:
    """Issued and done; or still with the members, of whom one has signed, and in hand."""
    ways = here.words["actions"]
    if words["state"] == "issued":
        told.sign(here, minutes)
        told.issue(here, minutes, words["issued_after"])
        told.act(here, minutes, lambda _number: {"doing": ways["kept"], "done": ways["done"]})
    else:
        told.sign(here, minutes, 1)
        told.act(here, minutes, lambda number: {"doing": ways["kept"]} if number == 1 else {})
    if "amendment" in words:
        text, reason = words["amendment"]
        told.amend(here, minutes, text, reason, words["issued_after"] + 5)


def plan(here: Place, made: Founded, words: Words) -> None:
    """The next meeting; most members have answered."""
    wish = Plan(
        day=workday(here.today + timedelta(days=words["after"])),
        title=words["title"],
        theme=words["theme"],
        begins=words["begins"],
        ends=words["ends"],
        place=words["place"],
        alliance_id=made.alliance.id,
    )
    told.plan(here, made.alliance.station, wish, _asked(here, made), words["agenda"], words["declined"])


def _asked(here: Place, made: Founded) -> dict[str, Guests]:
    """The first leading member chairs, the others attend, experts and growers sit in."""
    chair, *leading = [one.id for one in made.members["leading"]]
    attend = [one.id for role in ("member", "deputy") for one in made.members[role]]
    sit_in = [one.id for role in ("expert", "grower") for one in made.members.get(role, ())]
    return {
        "chairs": Guests(members=[chair]),
        "attends": Guests(members=[*leading, *attend]),
        "sits_in": Guests(members=sit_in),
        **told.taking_the_record(here),
    }


def _owner(here: Place, made: Founded, role: str, turn: int) -> str:
    """The key of who sees to a decision: a member of this role, or an organ."""
    if role == "organ":
        return f"organ:{min(organs_of(here).values())}"
    return f"member:{made.one(role, turn).id}"
