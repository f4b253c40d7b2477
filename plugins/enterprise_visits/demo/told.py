"""What a demonstration tells in words, and how it becomes records: through the same services as people use."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any, Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core.api.data import Enterprise, EnterpriseSegment, Organ, Segment, Station
from core.api.work import STATION_ZONE
from plugins.enterprise_visits.difficulties import moving
from plugins.enterprise_visits.difficulties import service as difficulties
from plugins.enterprise_visits.difficulties.moving import Move
from plugins.enterprise_visits.difficulties.service import Told
from plugins.enterprise_visits.helping import service as helping
from plugins.enterprise_visits.leads import service as leads
from plugins.enterprise_visits.measures import service as measures
from plugins.enterprise_visits.models import Difficulty, Introduction, Lead, Measure, Pairing, Visit
from plugins.enterprise_visits.models.helping import ENDED, PROJECT, STAGES
from plugins.enterprise_visits.pairing import area
from plugins.enterprise_visits.pairing import service as pairing
from plugins.enterprise_visits.pairing.service import Asked
from plugins.enterprise_visits.visiting import service as visiting
from plugins.enterprise_visits.visiting.service import Said

Words = Mapping[str, Any]
MOVED_AFTER: Final = timedelta(days=9)
"""So many days lie between what becomes of a difficulty, or of a lead."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the day of its demonstration."""

    session: Session
    region_code: str
    today: date
    words: Words

    def at(self, day: date, hour: int = 10) -> datetime:
        """An hour of a day."""
        return datetime.combine(day, time(hour), STATION_ZONE)


def place(session: Session, name: str, region_code: str, today: date) -> Place:
    """A place with its words."""
    text = files("plugins.enterprise_visits.demo").joinpath(f"{name}.toml").read_text("utf-8")
    return Place(session, region_code, today, tomllib.loads(text))


def is_loaded(here: Place) -> bool:
    """Whether the place has pairs already."""
    stations = select(Station.id).where(Station.region_code.startswith(here.region_code))
    return bool(here.session.scalar(select(exists().where(Pairing.station_id.in_(stations)))))


def enterprises_of(here: Place, station: Station) -> Sequence[int]:
    """The enterprises of the station's chain, segment by segment."""
    query = (
        select(Enterprise.id)
        .join(EnterpriseSegment, EnterpriseSegment.enterprise_id == Enterprise.id)
        .join(Segment, Segment.id == EnterpriseSegment.segment_id)
        .where(Segment.chain_id == station.chain_id)
        .order_by(Segment.position, Enterprise.id)
    )
    return list(dict.fromkeys(here.session.scalars(query)))


def pair(here: Place, station: Station, begins: date, asked: Asked) -> None:
    """The best pairs of a station, accepted as they are, and published."""
    day = begins - timedelta(days=7)
    proposal = pairing.propose(
        here.session, area.of_station(station), asked, at=here.at(day), today=day, account_id=None
    )
    if proposal.result.get("short_count"):
        pairing.accept(here.session, proposal, at=here.at(day, 15), account_id=None)
    pairing.publish(here.session, proposal, begins, at=here.at(day, 16), today=day, account_id=None)


def pairs_of(here: Place, station: Station) -> dict[int, list[int]]:
    """The deputies of each paired enterprise of a station."""
    query = select(Pairing.enterprise_id, Pairing.deputy_id).where(
        Pairing.station_id == station.id, Pairing.open_on(here.today)
    )
    found: dict[int, list[int]] = {}
    for enterprise, deputy in here.session.execute(query.order_by(Pairing.enterprise_id, Pairing.deputy_id)):
        found.setdefault(enterprise, []).append(deputy)
    return found


def library(here: Place) -> Sequence[int]:
    """The policy measures of the place."""
    made = []
    for told in here.words["measures"]:
        facts = {"number": "", "organ_text": "", "words": "", "valid_from": None, "valid_to": None, **told}
        measure = measures.save(here.session, Measure(region_code=here.region_code), **facts)
        made.append(measure.id)
    return made


def visit(here: Place, station: Station, enterprise: int, day: date, said: Said, explained: Sequence[int]) -> Visit:
    """A visit that was held on the day and written down in its evening."""
    held = visiting.log(
        here.session, station.id, enterprise, replace(said, day=day), account_id=None, today=day, at=here.at(day, 18)
    )
    if explained:
        measures.explain(here.session, held.id, here.region_code, day, explained)
    return held


def tell(here: Place, held: Visit, told: Words, deputy: int) -> Difficulty:
    """A difficulty that was told at a visit."""
    said = Told(kind=told["kind"], words=told["words"], office_only=told.get("office_only", False))
    return difficulties.at_visit(here.session, held, said, deputy_id=deputy, account_id=None, at=here.at(held.day, 18))


def settle(here: Place, difficulty: Difficulty, told: Words, organs: Mapping[str, int]) -> None:
    """What became of it, as far as there was time for it until today."""
    way: list[str] = {"open": [], "solved_by_organ": ["with_organ", "solved_by_organ"]}.get(
        told["state"], [told["state"]]
    )
    day = difficulty.day
    for state in way:
        day = min(day + MOVED_AFTER, here.today)
        words = told.get("brief", "") if state == "with_organ" else told.get("answer", "")
        wanted = Move(state=state, day=day, words=words, organ_id=organs.get(told.get("organ", "")))
        moving.move(here.session, difficulty, wanted, today=day, at=here.at(day, 11), account_id=None)


def organs_of(here: Place) -> dict[str, int]:
    """The organs of the place, by name."""
    query = select(Organ.name, Organ.id).where(Organ.region_code.startswith(here.region_code))
    return {row.name: row.id for row in here.session.execute(query)}


def help_each_other(
    here: Place, station: Station, told: Words, giver: int, taker: int, day: date, deputy: int | None
) -> Introduction | None:
    """Something offered and something sought; where an outcome is told, the two were introduced."""
    begins = day - timedelta(days=10)
    offer, seek = (
        helping.enter(
            here.session,
            station,
            side=side,
            enterprise=enterprise,
            kind=told["kind"],
            words=told[side],
            amount=told.get(f"{side}_amount", ""),
            begins=begins,
        )
        for side, enterprise in (("offer", giver), ("seek", taker))
    )
    if "outcome" not in told:
        return None
    made = helping.introduce(here.session, offer, seek.id, deputy=deputy, day=day, words=told.get("words", ""))
    if told["outcome"] != "open":
        on = min(day + timedelta(days=12), here.today)
        helping.tell_outcome(here.session, made, outcome=told["outcome"], words=told.get("outcome_words", ""), on=on)
    return made


def lead(here: Place, station: Station, told: Words, day: date, deputy: int, segment: int | None) -> Lead:
    """A lead that was heard of on a day, step by step to where it stands today."""
    names = ("title", "investor", "words", "amount", "confidential")
    made = leads.enter(
        here.session,
        station,
        day=day,
        today=here.today,
        at=here.at(day),
        deputy=deputy,
        segment=segment,
        **{name: told[name] for name in names if name in told},
    )
    steps = here.words["steps"]
    for stage in _way_to(told["stage"]):
        day = min(day + MOVED_AFTER * 2, here.today)
        leads.take_step(here.session, made, stage=stage, day=day, words=steps[stage], today=here.today, at=here.at(day))
    return made


def _way_to(stage: str) -> Sequence[str]:
    """The stages after the first that lead to this one."""
    if stage == ENDED:
        return ("contact", ENDED)
    return STAGES[1 : STAGES.index(stage) + 1] if stage in STAGES[: STAGES.index(PROJECT) + 1] else ()
