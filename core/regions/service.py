"""Regions: those within reach, and those an office adds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core.access import Reach
from core.errors import DomainError
from core.regions.models import Region
from core.words import lazy as _

MOST_CHOICES: Final = 500
CHOSEN_LEVELS: Final = ("provincial", "prefectural", "county", "township")
NEXT_LEVEL: Final = {
    "provincial": "prefectural",
    "prefectural": "county",
    "county": "township",
    "township": "community",
}
LOCAL_MARK: Final = "L"


class RegionNameTaken(DomainError):
    """The parent has a region of this name."""

    code = "region_name_taken"
    field = "name"
    message = _("%(parent)s already has a region named %(name)s. Use that one, or choose another name.")


class NothingBelow(DomainError):
    """Communities have no regions below them."""

    code = "nothing_below"
    field = "parent_code"
    message = _("%(parent)s is a community: no region stands below it. Choose a township or a county.")


def within(session: Session, reach: Reach) -> Sequence[Region]:
    """The regions within reach down to townships, in the order of their codes."""
    if not (reach.everything or reach.region_codes):
        return []
    query = select(Region).where(Region.in_reach(reach), Region.level.in_(CHOSEN_LEVELS)).order_by(Region.code)
    return session.scalars(query.limit(MOST_CHOICES)).all()


def choices(regions: Iterable[Region]) -> list[tuple[str, str]]:
    """Regions as a form offers them."""
    return [(region.code, region.name) for region in regions]


def usual(regions: Sequence[Region]) -> str | None:
    """The region most records belong to: the first county, or where there is none, the first of all."""
    county = next((region for region in regions if region.level == "county"), None)
    first = county or next(iter(regions), None)
    return first.code if first else None


def within_and_above(session: Session, reach: Reach) -> Sequence[Region]:
    """The regions within reach, and those they lie in."""
    above = {code[:length] for code in reach.region_codes for length in (2, 4, 6) if length < len(code)}
    query = select(Region).where(
        or_(Region.in_reach(reach), Region.code.in_(sorted(above))), Region.level.in_(CHOSEN_LEVELS)
    )
    return session.scalars(query.order_by(Region.code).limit(MOST_CHOICES)).all()


def add_local(session: Session, parent: Region, name: str) -> Region:
    """Add a region that has no official code (a development zone, a roster's township) below its parent."""
    level = NEXT_LEVEL.get(parent.level)
    if level is None:
        raise NothingBelow(parent=parent.name)
    if session.scalar(select(Region.code).where(Region.parent_code == parent.code, Region.name == name)):
        raise RegionNameTaken(parent=parent.name, name=name)
    local = session.scalar(select(func.count()).where(Region.parent_code == parent.code, Region.is_local)) or 0
    taken = set(session.scalars(select(Region.code).where(Region.parent_code == parent.code)))
    code = next(
        one
        for n in range(local + 1, local + len(taken) + 2)
        if (one := f"{parent.code}{LOCAL_MARK}{n:02d}") not in taken
    )
    region = Region(code=code, name=name, level=level, parent_code=parent.code, is_local=True)
    session.add(region)
    session.flush()
    return region
