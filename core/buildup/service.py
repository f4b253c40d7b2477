"""Build-up plans: setting targets by tier and year, and what has become of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, extract, func, select
from sqlalchemy.orm import Session, selectinload

from core.access import Reach
from core.buildup.models import LONGEST_YEARS, BuildPlan, BuildTarget
from core.errors import DomainError
from core.regions.models import Region
from core.stations.models import TIERS, Station
from core.words import lazy as _


class PlanNameTaken(DomainError):
    """The region has a plan of this name."""

    code = "plan_name_taken"
    field = "name"
    message = _("There is already a plan named %(name)s in this region. Change that one, or choose another name.")


class YearsTurned(DomainError):
    """A plan was to end before it begins, or to take too long."""

    code = "years_turned"
    field = "last_year"
    message = _("The last year must not lie before the first, and a plan takes at most %(years)s years.")


@dataclass(frozen=True, slots=True)
class Cell:
    """What was planned, and what was opened, of a tier in a year."""

    planned: int
    opened: int


@dataclass(frozen=True, slots=True)
class Row:
    """A tier of a plan through its years."""

    tier: str
    cells: Sequence[Cell]
    open_now: int
    """How many stations of the tier are open today, whenever they were opened."""
    undated: int
    """How many of these say nothing of when they were opened: no year counts them."""
    waiting: int
    """How many are planned and not open yet."""

    @property
    def planned(self) -> int:
        """What the whole plan asks for."""
        return sum(cell.planned for cell in self.cells)

    @property
    def opened(self) -> int:
        """What was opened in the years of the plan."""
        return sum(cell.opened for cell in self.cells)

    @property
    def missing(self) -> int:
        """What is still to be opened."""
        return max(self.planned - self.opened, 0)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a plan has come."""

    rows: Sequence[Row]
    without: Sequence[Region]
    """The townships in which no station is open."""


def in_list(reach: Reach) -> Select[Any]:
    """The plans within reach, latest first, with their targets."""
    query = select(BuildPlan).where(BuildPlan.in_reach(reach)).options(selectinload(BuildPlan.targets))
    return query.order_by(BuildPlan.last_year.desc(), BuildPlan.id.desc())


def save(  # a plan has so many facts
    session: Session, plan: BuildPlan, *, name: str, region_code: str, first_year: int, last_year: int, note: str = ""
) -> BuildPlan:
    """Keep a plan; targets outside its years go."""
    if not first_year <= last_year < first_year + LONGEST_YEARS:
        raise YearsTurned(years=LONGEST_YEARS)
    with session.no_autoflush:
        taken = select(BuildPlan.id).where(
            BuildPlan.region_code == region_code, BuildPlan.name == name, BuildPlan.id != (plan.id or 0)
        )
        if session.scalar(taken):
            raise PlanNameTaken(name=name)
    plan.name, plan.region_code, plan.note = name, region_code, note
    plan.first_year, plan.last_year = first_year, last_year
    session.add(plan)
    for target in [target for target in plan.targets if target.year not in plan.years]:
        plan.targets.remove(target)
    session.flush()
    return plan


def set_targets(session: Session, plan: BuildPlan, numbers: Mapping[tuple[str, int], int]) -> None:
    """Keep how many of each tier are to be opened in each year; nothing is no target."""
    known = {(target.tier, target.year): target for target in plan.targets}
    for key, number in numbers.items():
        target = known.get(key)
        if not number:
            if target:
                plan.targets.remove(target)
        elif target:
            target.number = number
        else:
            plan.targets.append(BuildTarget(tier=key[0], year=key[1], number=number))
    session.flush()


def remove(session: Session, plan: BuildPlan) -> None:
    """Give a plan up; the stations stay."""
    session.delete(plan)
    session.flush()


def progress(session: Session, plan: BuildPlan) -> Progress:
    """What was planned and opened, by tier and year, and which townships have none; in three statements."""
    here = Station.region_code.startswith(plan.region_code, autoescape=True)
    year = extract("year", Station.opened_on)
    opened = {
        (tier, int(in_year)): number
        for tier, in_year, number in session.execute(
            select(Station.tier, year, func.count(Station.id))
            .where(here, Station.opened_on.is_not(None), Station.state != "planned")
            .group_by(Station.tier, year)
        )
    }
    states: dict[tuple[str, str, bool], int] = {
        (tier, state, bool(dated)): number
        for tier, state, dated, number in session.execute(
            select(Station.tier, Station.state, Station.opened_on.is_not(None), func.count(Station.id))
            .where(here)
            .group_by(Station.tier, Station.state, Station.opened_on.is_not(None))
        )
    }
    planned = {(target.tier, target.year): target.number for target in plan.targets}
    tiers = [tier for tier in TIERS if any(one == tier for one, *_rest in [*planned, *opened, *states])]
    rows = [
        Row(
            tier,
            [Cell(planned.get((tier, one), 0), opened.get((tier, one), 0)) for one in plan.years],
            states.get((tier, "open", True), 0) + states.get((tier, "open", False), 0),
            states.get((tier, "open", False), 0),
            states.get((tier, "planned", True), 0) + states.get((tier, "planned", False), 0),
        )
        for tier in tiers
    ]
    return Progress(rows, _without(session, plan.region_code))


def _without(session: Session, region_code: str) -> Sequence[Region]:
    """The townships below a region in which no station is open."""
    has_one = exists().where(Station.state == "open", Station.region_code.startswith(Region.code.expression))
    query = select(Region).where(
        Region.level == "township",
        Region.code.startswith(region_code, autoescape=True),
        ~has_one,
    )
    return session.scalars(query.order_by(Region.code)).all()
