"""Yanzhou: a standing forum that met for years, and the alliance of machinery, seed and fertiliser that came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy.orm import Session

from core.api.data import Station
from plugins.alliances.demo import founding, gathering, told
from plugins.alliances.demo.places import Known, Place, enterprises_of, is_loaded, place, stations_of, workday
from plugins.alliances.meetings import service as meetings
from plugins.alliances.meetings.service import Guests, Plan
from plugins.alliances.models import Forum, Meeting

YANZHOU: Final = "370812"
HEARD: Final = 6
"""So many enterprises come to a session of the forum; each says something."""
SEATED: Final = 3
"""So many deputies come to it."""
WITH_MINUTES: Final = 4
"""So many of the last sessions have minutes; those of the last one are a draft."""


def load(session: Session, today: date) -> None:
    """The forum's sessions, the alliance with its meetings, what was agreed and what is coming. Twice is once."""
    here = place(session, "yanzhou", YANZHOU, today)
    if is_loaded(here):
        return
    (station,) = stations_of(here)
    known = enterprises_of(here, station)
    deputies = meetings.deputies_of(session, station.id, today)
    forum = _forum(here, station)
    _sessions(here, station, forum, known, deputies)
    alliance = here.words["alliance"]
    made = founding.found(here, station, alliance, known, deputies, day=alliance["founded_on"])
    for turn, meeting in enumerate(here.words["meetings"]):
        gathering.meet(here, made, meeting, meeting["day"], turn)
    gathering.plan(here, made, here.words["coming"])
    _next_session(here, station, forum, deputies)


def _forum(here: Place, station: Station) -> Forum:
    words = here.words["forum"]
    return meetings.found_forum(here.session, station, name=words["name"], words=words["words"])


def _sessions(here: Place, station: Station, forum: Forum, known: Sequence[Known], deputies: Sequence[int]) -> None:
    """One after another, theme by theme; enterprises come as guests, and each says what it thinks."""
    words = here.words["forum"]
    for number in range(words["sessions"]):
        theme = here.words["themes"][number % len(here.words["themes"])]
        day = workday(words["begins"] + timedelta(days=words["every"] * number))
        came = [known[(number * HEARD + place) % len(known)] for place in range(HEARD)]
        organ = words["organs"][number % len(words["organs"])]
        asked = {
            "chairs": Guests(deputies=[deputies[number % SEATED]]),
            "attends": Guests(
                deputies=[deputies[(number + place) % len(deputies)] for place in range(1, SEATED)],
                names=[(one.contact, one.name) for one in came],
            ),
            "sits_in": Guests(names=[(words["came"].format(organ=organ), organ)]),
            **told.taking_the_record(here),
        }
        wish = Plan(day=day, theme=theme["title"], place=words["place"], forum_id=forum.id, number=number + 1)
        meeting = told.hold(here, station, wish, asked, words["agenda"], here.words["excused"])
        said = [(1, one.name, words) for one, words in zip(came, theme["opinions"], strict=False)]
        said.append((2, "", words["agreed"].format(answer=theme["answer"])))
        told.write_record(here, meeting, said)
        left = words["sessions"] - number
        if left <= WITH_MINUTES:
            _minutes_of(here, meeting, is_last=left == 1)


def _minutes_of(here: Place, meeting: Meeting, *, is_last: bool) -> None:
    """What a session agreed on, signed by who chaired it and issued; of the last session it is a draft."""
    made = told.draw(here, meeting, ())
    if not is_last:
        told.circulate(here, made)
        told.sign(here, made)
        told.issue(here, made, 6)


def _next_session(here: Place, station: Station, forum: Forum, deputies: Sequence[int]) -> None:
    """The next session of the forum; some have answered."""
    words, session, themes = here.words["forum"], here.words["next_session"], here.words["themes"]
    wish = Plan(
        day=workday(here.today + timedelta(days=session["after"])),
        theme=themes[words["sessions"] % len(themes)]["title"],
        begins=session["begins"],
        ends=session["ends"],
        place=words["place"],
        forum_id=forum.id,
        number=meetings.next_number(here.session, forum.id),
    )
    asked = {"chairs": Guests(deputies=deputies[:1]), "attends": Guests(deputies=deputies[1:6])}
    told.plan(here, station, wish, asked, words["agenda"], here.words["coming"]["declined"])
