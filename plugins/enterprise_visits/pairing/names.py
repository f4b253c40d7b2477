"""How deputies and enterprises are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Deputy, Enterprise, Person
from plugins.enterprise_visits.pairing.gathering import Gathered
from plugins.enterprise_visits.pairing.pieces import pieces
from plugins.enterprise_visits.pairing.said import Change
from plugins.enterprise_visits.solving.words import Names

TOGETHER: Final = 500


@dataclass(frozen=True, slots=True)
class Named:
    """How deputies and enterprises are called, by their numbers."""

    deputies: Mapping[int, str]
    enterprises: Mapping[int, str]

    @classmethod
    def of(cls, session: Session, deputies: set[int], enterprises: set[int]) -> Named:
        """The names of these."""
        people: dict[int, str] = {}
        firms: dict[int, str] = {}
        for piece in pieces(sorted(deputies), TOGETHER):
            query = select(Deputy.id, Person.name).join(Person, Person.id == Deputy.person_id)
            people |= {row[0]: row[1] for row in session.execute(query.where(Deputy.id.in_(piece)))}
        for piece in pieces(sorted(enterprises), TOGETHER):
            named = select(Enterprise.id, Enterprise.name).where(Enterprise.id.in_(piece))
            firms |= {row[0]: row[1] for row in session.execute(named)}
        return cls(people, firms)

    def by_number(self) -> Names:
        """As the solver's words ask for them, by the numbers of the database."""
        return Names(lambda one: self.deputies.get(one, ""), lambda one: self.enterprises.get(one, ""))

    def by_place(self, gathered: Gathered) -> Names:
        """The same by the solver's own numbers."""
        return Names(
            lambda one: self.deputies.get(gathered.deputy(one), ""),
            lambda one: self.enterprises.get(gathered.enterprise(one), ""),
        )

    def change(self, gathered: Gathered, pair: tuple[int, int]) -> Change:
        """A pair that would begin or end."""
        deputy, enterprise = gathered.deputy(pair[0]), gathered.enterprise(pair[1])
        return Change(deputy, self.deputies.get(deputy, ""), enterprise, self.enterprises.get(enterprise, ""))
