"""Places: which congress a level word means, seen from the region a roster belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.imports.vocabulary import compared, vocabulary
from core.regions.division import UnknownRegion, normalised, official_name
from core.regions.models import LEVEL_BY_LENGTH, Region

_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
"""Provinces that are cities: there a bare word for city is the provincial level."""


@dataclass(frozen=True, slots=True)
class Step:
    """A region on the way from the province down to the roster's own."""

    code: str
    name: str
    level: str


@dataclass(frozen=True, slots=True)
class Place:
    """The region a file belongs to, and those above it, the highest first."""

    steps: tuple[Step, ...]

    @property
    def here(self) -> Step:
        """The region itself."""
        return self.steps[-1]

    def code_of(self, level: str) -> str | None:
        """The region of that level which this place lies in; a region has one congress."""
        return next((step.code for step in self.steps if step.level == level), None)

    def level_of(self, word: str) -> str | None:
        """The level of the region, here or above, that has this name, with or without its kind."""
        for step in reversed(self.steps):
            if word in {compared(step.name), compared(_bare(step.name))}:
                return step.level
        return None

    def meanings_of_city(self) -> tuple[str, ...]:
        """What a bare "city" may mean here: one level, or two that only people can tell apart."""
        above = "provincial" if self.steps[0].code[:2] in _MUNICIPALITIES else "prefectural"
        county = next((step for step in self.steps if step.level == "county"), None)
        if county and county.name.endswith(vocabulary().bare_city):
            return ("county", above)
        return (above,)

    def name_of(self, level: str) -> str:
        """The name of the region of that level, or nothing."""
        return next((step.name for step in self.steps if step.level == level), "")


def _bare(name: str) -> str:
    for suffix in vocabulary().region_suffixes:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name.removesuffix(suffix)
    return name


def steps_of(session: Session, codes: Sequence[str]) -> dict[str, Step]:
    """Those of the regions that are in the database."""
    found = session.scalars(select(Region).where(Region.code.in_(codes)))
    return {region.code: Step(region.code, region.name, region.level) for region in found}


def codes_down_to(code: str) -> list[str]:
    """The codes of a region and all above it, the highest first."""
    return [code[:length] for length in LEVEL_BY_LENGTH if length < len(code)] + [code]


def place_at(session: Session, code: str) -> Place:
    """The place of this code, from the database or the official division; nothing is written.

    Raises :class:`core.regions.service.UnknownRegion`.
    """
    code = normalised(code)
    known = steps_of(session, codes_down_to(code))
    steps = [known.get(one) or _official(one) for one in codes_down_to(code)]
    if steps[-1] is None:
        raise UnknownRegion(code=code or "?")
    return Place(tuple(step for step in steps if step is not None))


def only_region(session: Session) -> str | None:
    """The one county (or, without counties, the one region) a database is about, or None where there are several."""
    found = session.execute(select(Region.code, Region.level).where(Region.is_local.is_(False))).all()
    counties = [code for code, level in found if level == "county"]
    lowest = counties or [
        code for code, _level in found if not any(other.startswith(code) and other != code for other, _l in found)
    ]
    return lowest[0] if len(lowest) == 1 else None


def _official(code: str) -> Step | None:
    name = official_name(code)
    return Step(code, name, LEVEL_BY_LENGTH[len(code)]) if name else None
