"""Surroundings: the stations, townships, congresses and enterprises that a roster's rows name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from core.congresses.models import Congress, Term
from core.deputies.models import Deputy
from core.employers.service import answered
from core.enterprises.models import Enterprise
from core.groups.models import DeputyGroup, GroupMember
from core.imports.deputies.employers import EmployerIndex
from core.imports.places import Place
from core.imports.plans import Options
from core.imports.stations import tier_in
from core.imports.vocabulary import compared
from core.regions.models import Region
from core.stations.models import Staff, Station


@dataclass(slots=True)
class Placing:
    """A station as a roster's rows name it; it may have to be made."""

    name: str
    region_code: str
    id: int | None
    parent: str | None = None
    """The name of the station above it, as names are compared."""
    tier: str = "station"

    @property
    def name_compared(self) -> str:
        """Its name as names are compared."""
        return compared(self.name)


class Surroundings:
    """What is known of a place before its roster is read; a handful of statements, whatever its length."""

    def __init__(self, session: Session, place: Place, options: Options, *, has_groups: bool) -> None:
        self.place = place
        self._options = options
        self.groups: dict[str, int] = {}
        self.members: set[tuple[int, int]] = set()
        """Group and deputy of those who belong to one now."""
        if has_groups:
            self._load_groups(session)
        self._load_stations(session)
        self._load_congresses(session)
        below = Enterprise.region_code.startswith(place.here.code, autoescape=True)
        self.employers = EmployerIndex(
            ((id_, name) for id_, name in session.execute(select(Enterprise.id, Enterprise.name).where(below))),
            answered(session, place.here.code),
        )

    def _load_stations(self, session: Session) -> None:
        below = Station.region_code.startswith(self.place.here.code, autoescape=True)
        found = session.execute(
            select(Station.id, Station.name, Station.region_code, Station.parent_id, Station.tier)
            .where(below, Station.state.not_in(("merged", "closed")))
            .order_by(Station.id)
        ).all()
        names = {id_: compared(name) for id_, name, *_more in found}
        self._stations: dict[str, list[Placing]] = defaultdict(list)
        self.new_stations: list[Placing] = []
        for id_, name, region_code, parent_id, tier in found:
            placing = Placing(name, region_code, id_, names.get(parent_id) if parent_id else None, tier)
            self._stations[compared(name)].append(placing)
        self.liaisons: set[tuple[int, int]] = set()
        """Station and person of those who are its liaisons."""
        if self._options.with_liaisons:
            staff = select(Staff.station_id, Staff.person_id).join(Station).where(below, Staff.role == "liaison")
            staff = staff.where(Staff.ends.is_(None))
            self.liaisons = {(station, person) for station, person in session.execute(staff)}

    def _load_groups(self, session: Session) -> None:
        here = DeputyGroup.region_code == self.place.here.code
        named = select(DeputyGroup.name, DeputyGroup.id).where(here)
        self.groups = {one.name: one.id for one in session.execute(named)}
        members = select(GroupMember.group_id, GroupMember.deputy_id).join(DeputyGroup)
        self.members = {
            (group, deputy) for group, deputy in session.execute(members.where(here, GroupMember.ends.is_(None)))
        }

    def _load_congresses(self, session: Session) -> None:
        here = self.place.here.code
        townships = select(Region.name, Region.code).where(Region.parent_code == here, Region.level == "township")
        self.townships = {compared(name): code for name, code in session.execute(townships)}
        self.codes_below = set(session.scalars(select(Region.code).where(Region.parent_code == here)))
        codes = [step.code for step in self.place.steps]
        congresses = select(Congress).where(
            or_(
                Congress.region_code.in_(codes),
                Congress.region_code.is_(None),
                Congress.region_code.startswith(here, autoescape=True),
            )
        )
        found = session.scalars(congresses.options(selectinload(Congress.terms))).all()
        self.congresses = {(one.level, one.region_code): one for one in found}
        self._numbers: dict[tuple[str, str | None], int | None] = {}

    def stations_named(self, name: str) -> list[Placing]:
        """The stations of this name: those of the place itself, or those below it."""
        found = self._stations.get(compared(name), [])
        return [one for one in found if one.region_code == self.place.here.code] or found

    def new_station(self, name: str, under: Placing | None) -> Placing:
        """A station that the roster names and nobody has recorded; it will be made."""
        placing = Placing(name, self.place.here.code, None, under.name_compared if under else None, tier_in(name))
        self._stations[compared(name)].append(placing)
        self.new_stations.append(placing)
        return placing

    def term_number(self, level: str, region_code: str | None) -> int | None:
        """The number of the term a mandate of this congress belongs to, as far as that is known."""
        if level in self._options.terms:
            return self._options.terms[level]
        key = (level, region_code)
        if key not in self._numbers:
            congress = self.congresses.get(key)
            terms = [term for term in congress.terms if not term.is_coming] if congress else []
            running = [term for term in terms if _is_running(term, self._options)]
            chosen = terms if len(terms) == 1 else running
            self._numbers[key] = chosen[0].number if len(chosen) == 1 else None
        return self._numbers[key]

    def is_near(self, deputy: Deputy) -> bool:
        """Whether the deputy stands in a roster of this place, so that a name may be the same person's."""
        return deputy.region_code.startswith(self.place.here.code[:6])


def _is_running(term: Term, options: Options) -> bool:
    return (term.begins is None or term.begins <= options.today) and (term.ends is None or term.ends >= options.today)
