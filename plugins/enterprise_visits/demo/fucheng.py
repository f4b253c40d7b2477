"""Fucheng: two joint visits of deputies, in April and in July, with what they brought in and took out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Station
from plugins.enterprise_visits.demo import told
from plugins.enterprise_visits.demo.told import Place
from plugins.enterprise_visits.helping.service import deputies_of
from plugins.enterprise_visits.models import Difficulty
from plugins.enterprise_visits.pairing.service import Asked
from plugins.enterprise_visits.visiting.service import Said

FUCHENG = "510703"


def load(session: Session, today: date) -> None:
    """Pairs, two days of visits with measures and difficulties, and what enterprises did for each other. Twice is once."""
    here = told.place(session, "fucheng", FUCHENG, today)
    if told.is_loaded(here):
        return
    measures = told.library(here)
    visits = here.words["visits"]
    for joint in visits:
        station = session.scalars(
            select(Station).where(Station.name == joint["station"], Station.region_code == FUCHENG)
        ).one()
        told.pair(here, station, joint["paired_since"], Asked(at_least=0, at_most=4))
        _go(here, station, joint, measures)
        _lead(here, station, joint)


def _go(here: Place, station: Station, joint: told.Words, measures: Sequence[int]) -> None:
    """Everybody of the station goes, a few to each enterprise."""
    everybody = [number for number, _name in deputies_of(here.session, station.id)]
    enterprises, organs = told.enterprises_of(here, station), told.organs_of(here)
    stops = joint["stops"]
    by_name: dict[str, tuple[int, Difficulty]] = {}
    for number, stop in enumerate(stops):
        going = everybody[number :: len(stops)]
        enterprise = enterprises[number]
        said = Said(
            day=joint["day"], deputies=tuple(going), met=stop["met"], words=stop["words"], purpose=joint["purpose"]
        )
        explained = [measures[place - 1] for place in stop["measures"]]
        held = told.visit(here, station, enterprise, joint["day"], said, explained)
        for difficulty in stop["difficulties"]:
            found = told.tell(here, held, difficulty, going[0])
            told.settle(here, found, difficulty, organs)
            by_name[difficulty["words"]] = (enterprise, found)
    for number, helped in enumerate(joint["helps"]):
        giver, taker = enterprises[helped["giver"] - 1], enterprises[helped["taker"] - 1]
        told.help_each_other(here, station, helped, giver, taker, joint["day"], everybody[number])


def _lead(here: Place, station: Station, joint: told.Words) -> None:
    deputies = [number for number, _name in deputies_of(here.session, station.id)]
    for number, wanted in enumerate(joint["leads"]):
        told.lead(here, station, wanted, joint["day"], deputies[number], None)
