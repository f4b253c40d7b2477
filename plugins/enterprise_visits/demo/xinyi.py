"""Xinyi: every deputy with three or four enterprises of the chain, a year of visits, and what is coming."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Account, Deputy, Enterprise, Station
from plugins.enterprise_visits.contacts import links
from plugins.enterprise_visits.contacts import service as contacts
from plugins.enterprise_visits.demo import told
from plugins.enterprise_visits.demo.told import Place
from plugins.enterprise_visits.difficulties.service import Told
from plugins.enterprise_visits.known import competing
from plugins.enterprise_visits.known import service as known
from plugins.enterprise_visits.leads.service import segments_of
from plugins.enterprise_visits.models import Visit
from plugins.enterprise_visits.pairing.service import Asked
from plugins.enterprise_visits.visiting import planning
from plugins.enterprise_visits.visiting.planning import Wish
from plugins.enterprise_visits.visiting.service import Said

XINYI: Final = "320381"
EARLIER: Final = 2
"""So many visits of a station in each of the first nine months."""
LATELY: Final = (12, 9, 13, 11, 8, 12, 10)
"""The same of the last three, station by station."""
TOLD_EVERY: Final = 4
"""At every so many-th visit a difficulty was told."""
JOINT_EVERY: Final = 3
"""To every so many-th visit a second deputy came along."""
CONFIRMED: Final = 3
"""So many of the last visits of a station were confirmed by the enterprise's contact."""


@dataclass(slots=True)
class Year:
    """What the stations have in common: whose turn it is to say what."""

    measures: Sequence[int]
    organs: dict[str, int]
    difficulties: Any
    words: Any
    count: int = field(default=0)


def load(session: Session, today: date) -> None:
    """Needs, pairs, visits with all that came of them, mutual help, leads, and the visits to come. Twice is once."""
    here = told.place(session, "xinyi", XINYI, today)
    if told.is_loaded(here):
        return
    query = select(Station).where(Station.region_code.startswith(XINYI), Station.state == "open").order_by(Station.id)
    stations = session.scalars(query.where(Station.chain_id.is_not(None))).all()
    year = Year(
        told.library(here), told.organs_of(here), cycle(here.words["difficulties"]), cycle(here.words["visits"])
    )
    begins = date(today.year - 1, 12, 1)
    for number, station in enumerate(stations):
        _known(here, station)
        told.pair(here, station, begins, Asked())
        _visit(here, station, _days(begins, today, LATELY[number % len(LATELY)]), year)
        _help(here, station)
    _leads(here, stations)
    if stations:
        _coming(here, stations[0])


def _known(here: Place, station: Station) -> None:
    """Every other enterprise asks for somebody; two are competitors."""
    enterprises = told.enterprises_of(here, station)
    specialities = here.words["specialities"]
    rows = here.session.scalars(select(Enterprise).where(Enterprise.id.in_(enterprises[::2])).order_by(Enterprise.id))
    for number, enterprise in enumerate(rows):
        known.need(here.session, enterprise, specialities[number % len(specialities)])
    if station.chain is not None and len(enterprises) > 1:
        group = competing.put_together(here.session, XINYI, here.words["competitors"].format(chain=station.chain.name))
        for enterprise_id in enterprises[:2]:
            competing.put_in(here.session, group, enterprise_id)


def _visit(here: Place, station: Station, days: Sequence[date], year: Year) -> None:
    """In turn, so that some enterprises are overdue; the last visits are confirmed by the contacts."""
    pairs = told.pairs_of(here, station)
    enterprises = sorted(pairs)
    held: list[Visit] = []
    for turn, day in enumerate(days):
        enterprise = enterprises[turn % len(enterprises)]
        held.append(_one(here, station, enterprise, pairs[enterprise][0], day, year, enterprises, pairs))
    for visit in held[-CONFIRMED:]:
        _confirm(here, visit)


def _one(
    here: Place,
    station: Station,
    enterprise: int,
    deputy: int,
    day: date,
    year: Year,
    enterprises: Sequence[int],
    pairs: dict[int, list[int]],
) -> Visit:
    year.count += 1
    words = next(year.words)
    going = [deputy]
    if year.count % JOINT_EVERY == 0:
        other = pairs[enterprises[year.count % len(enterprises)]][0]
        going = list(dict.fromkeys((deputy, other)))
    explained = [year.measures[(year.count + more) % len(year.measures)] for more in range(year.count % 3)]
    said = Said(day=day, deputies=tuple(going), met=words["met"], words=words["words"], purpose=words["purpose"])
    visit = told.visit(here, station, enterprise, day, said, explained)
    if year.count % TOLD_EVERY == 0:
        difficulty = next(year.difficulties)
        told.settle(here, told.tell(here, visit, difficulty, deputy), difficulty, year.organs)
    return visit


def _days(begins: date, today: date, lately: int) -> list[date]:
    """The days of the visits: working days, few in each month at first, more in the last three."""
    found: list[date] = []
    for ago in range(12, 0, -1):
        first = today - timedelta(days=30 * ago)
        many = lately if ago <= 3 else EARLIER
        for number in range(many):
            day = first + timedelta(days=2 + number * 27 // many)
            day -= timedelta(days=max(0, day.weekday() - 4))
            if begins <= day < today:
                found.append(day)
    return found


def _confirm(here: Place, visit: Visit) -> None:
    """The contact opens the link of the letter and thanks."""
    at = here.at(min(visit.day + timedelta(days=2), here.today), 9)
    link = links.renew(here.session, visit.enterprise, at)
    thanks = here.words["thanks"]
    contacts.confirm(here.session, link, visit.id, thanks[visit.id % len(thanks)], at)


def _help(here: Place, station: Station) -> None:
    """What enterprises of the chain offer each other, and whom deputies introduced."""
    pairs = told.pairs_of(here, station)
    enterprises = sorted(pairs)
    for number, helped in enumerate(here.words["helps"]):
        giver = enterprises[(5 * number + 1) % len(enterprises)]
        taker = enterprises[(5 * number + 3) % len(enterprises)]
        day = here.today - timedelta(days=30 + 25 * number)
        told.help_each_other(here, station, helped, giver, taker, day, pairs[taker][0])


def _leads(here: Place, stations: Sequence[Station]) -> None:
    for number, wanted in enumerate(here.words["leads"]):
        station = stations[number % len(stations)]
        deputies = sorted({deputy for paired in told.pairs_of(here, station).values() for deputy in paired})
        segments = segments_of(here.session, station.chain_id)
        day = here.today - timedelta(days=330 - 12 * number)
        segment = segments[number % len(segments)][0]
        told.lead(here, station, wanted, day, deputies[number % len(deputies)], segment)


def _coming(here: Place, station: Station) -> None:
    """At the station of the demonstration's accounts: a visiting week, and a visit to which the deputy is asked."""
    me = here.session.scalars(
        select(Deputy.id).join(Account, Account.person_id == Deputy.person_id).where(Account.username == "deputy")
    ).first()
    pairs = told.pairs_of(here, station)
    deputies = sorted({deputy for paired in pairs.values() for deputy in paired})
    mine = me if me in deputies else deputies[0]
    others = [deputy for deputy in deputies if deputy != mine]
    week = here.words["campaign"]
    begins = here.today + timedelta(days=4)
    campaign = planning.begin_campaign(
        here.session,
        station,
        name=week["name"],
        purpose=week["purpose"],
        begins=begins,
        ends=begins + timedelta(days=week["days"]),
    )
    at = here.at(here.today, 9)
    planning.plan_campaign(here.session, campaign, [mine, *others[:3]], account_id=None, today=here.today, at=at)
    theirs = next(enterprise for enterprise, paired in sorted(pairs.items()) if others[4] in paired)
    wish = Wish(day=here.today + timedelta(days=6), purpose=here.words["invited"], deputies=(others[4], mine))
    planning.plan(here.session, station.id, theirs, wish, own=others[4], account_id=None, today=here.today, at=at)
    first = min(enterprise for enterprise, paired in pairs.items() if mine in paired)
    link = links.renew(here.session, here.session.get_one(Enterprise, first), at)
    said = here.words["by_contact"]
    contacts.tell(here.session, link, Told(kind=said["kind"], words=said["words"]), here.today, at)
