"""Yanzhou: the makers of machines, seed and fertiliser have a deputy each, and are visited month by month."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import cycle
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Station
from plugins.enterprise_visits.contacts import links
from plugins.enterprise_visits.contacts import service as contacts
from plugins.enterprise_visits.demo import told
from plugins.enterprise_visits.demo.told import Place
from plugins.enterprise_visits.models import Visit
from plugins.enterprise_visits.pairing.service import Asked
from plugins.enterprise_visits.visiting.service import Said

YANZHOU: Final = "370812"
MONTHS: Final = 18
"""So many months were visits made, two in each."""
TOLD_EVERY: Final = 3
"""At every so many-th visit a difficulty was told."""
CONFIRMED: Final = 4
"""So many of the last visits were confirmed by the enterprise's contact."""


def load(session: Session, today: date) -> None:
    """Measures, pairs, and the visits with what enterprises told of. Twice is once."""
    here = told.place(session, "yanzhou", YANZHOU, today)
    if told.is_loaded(here):
        return
    station = session.scalars(select(Station).where(Station.region_code == YANZHOU)).one()
    told.pair(here, station, here.words["paired_since"], Asked(at_least=0, at_most=1))
    for visit in _visited(here, station)[-CONFIRMED:]:
        _confirm(here, visit)


def _visited(here: Place, station: Station) -> list[Visit]:
    """Enterprise after enterprise in turn, each by its deputies."""
    measures, organs, pairs = told.library(here), told.organs_of(here), told.pairs_of(here, station)
    words, difficulties = cycle(here.words["visits"]), cycle(here.words["difficulties"])
    enterprises, held = sorted(pairs), list[Visit]()
    for number, day in enumerate(_days(here.today)):
        enterprise = enterprises[number % len(enterprises)]
        seen, deputies = next(words), pairs[enterprise]
        said = Said(day=day, deputies=tuple(deputies), met=seen["met"], words=seen["words"], purpose=seen["purpose"])
        explained = [measures[number // 2 % len(measures)]] if number % 2 else []
        held.append(told.visit(here, station, enterprise, day, said, explained))
        if number % TOLD_EVERY == 0:
            difficulty = next(difficulties)
            told.settle(here, told.tell(here, held[-1], difficulty, deputies[0]), difficulty, organs)
    return held


def _days(today: date) -> list[date]:
    """Two working days of each month until today."""
    found = (today - timedelta(days=15 * ago) for ago in range(2 * MONTHS, 0, -1))
    return [day - timedelta(days=max(0, day.weekday() - 4)) for day in found]


def _confirm(here: Place, visit: Visit) -> None:
    """The contact opens the link of the letter and thanks."""
    at = here.at(min(visit.day + timedelta(days=1), here.today), 9)
    thanks = here.words["thanks"]
    link = links.renew(here.session, visit.enterprise, at)
    contacts.confirm(here.session, link, visit.id, thanks[visit.id % len(thanks)], at)
