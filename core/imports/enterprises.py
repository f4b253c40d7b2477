"""Lists of enterprises: who they are, and where they stand in their chains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.chains.models import Chain, Segment
from core.deputies.models import Deputy
from core.enterprises.models import Enterprise, EnterpriseSegment
from core.imports import values
from core.imports.deputies import EmployerIndex
from core.imports.places import Place
from core.imports.plans import UNCHANGED, Change, Options, Outcome, Plan, Problem, RowReader
from core.imports.tables import Row, Table
from core.imports.vocabulary import compared
from core.people.models import Person
from core.stations.models import Station
from core.words import lazy as _

_NAME_LENGTH = 120
_COLUMNS = {
    "scale": "scale",
    "longitude": "longitude",
    "latitude": "latitude",
    "address": "address",
    "contact": "contact_name",
    "contact_phone": "contact_phone",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """A row whose cells could be read."""

    row: int
    name: str
    code: str | None
    chain: str | None
    segment: str | None
    facts: dict[str, str | float]


class EnterprisePlanner:
    """Plans the import of one list of enterprises."""

    def __init__(self, session: Session, table: Table, place: Place, options: Options) -> None:
        self.session = session
        self.table = table
        self.place = place
        self.result = Plan("enterprises", options)
        self._rows_by_code: dict[str, _Record] = {}
        self._rows_by_name: dict[str, _Record] = {}
        self._members: dict[str, set[tuple[str, str]]] = {}
        self._new: dict[str, Enterprise] = {}

    def plan(self) -> Plan:
        """What would become of every row."""
        records = [found for row in self.table.rows if (found := self._read(row))]
        self._load(records)
        for record in records:
            self.result.outcomes.append(self._decide(record))
        self.result.outcomes.sort(key=lambda outcome: outcome.row)
        self.result.afterwards.append(self._link_names)
        return self.result

    def _read(self, row: Row) -> _Record | None:
        reader = RowReader(self.table, row)
        name = reader.take("name", partial(values.name, limit=_NAME_LENGTH), required=True)
        facts = {
            "scale": reader.take("scale", partial(values.text, limit=40)),
            "longitude": reader.take("longitude", values.longitude),
            "latitude": reader.take("latitude", values.latitude),
            "address": reader.take("address", values.text),
            "contact_name": reader.take("contact", values.name),
            "contact_phone": reader.take("contact_phone", values.telephone),
        }
        record = _Record(
            row=row.number,
            name=name or "",
            code=reader.take("credit_code", values.credit_code),
            chain=reader.take("chain", values.name),
            segment=reader.take("segment", values.name),
            facts={column: value for column, value in facts.items() if value is not None},
        )
        if record.segment and not record.chain:
            reader.refuse(
                "chain" if "chain" in self.table.columns else "segment",
                "segment_without_chain",
                _(
                    "The segment \u201c%(segment)s\u201d belongs to no chain. Fill in the chain on the preview page, or in the file and import again.",
                    segment=record.segment,
                ),
            )
        if reader.problems:
            self.result.outcomes.append(Outcome(row.number, "refuse", reader.title(), problems=tuple(reader.problems)))
            return None
        return record

    # --- what is known already -------------------------------------------------------------------

    def _load(self, records: Sequence[_Record]) -> None:
        here = self.place.here.code
        chains = select(Chain).where(Chain.region_code == here).options(selectinload(Chain.segments))
        self._chains = {compared(chain.name): chain for chain in self.session.scalars(chains)}
        loaded = select(Enterprise).options(
            selectinload(Enterprise.memberships).selectinload(EnterpriseSegment.segment).selectinload(Segment.chain)
        )
        found = list(self.session.scalars(loaded.where(Enterprise.region_code == here)))
        known = {enterprise.id for enterprise in found}
        codes = sorted(
            {record.code for record in records if record.code} - {enterprise.credit_code for enterprise in found}
        )
        for start in range(0, len(codes), 400):
            elsewhere = loaded.where(Enterprise.credit_code.in_(codes[start : start + 400]))
            found += [enterprise for enterprise in self.session.scalars(elsewhere) if enterprise.id not in known]
        self._by_code = {enterprise.credit_code: enterprise for enterprise in found if enterprise.credit_code}
        self._by_name = {
            compared(enterprise.name): enterprise for enterprise in found if enterprise.region_code == here
        }

    # --- deciding --------------------------------------------------------------------------------

    def _decide(self, record: _Record) -> Outcome:
        clash = self._clash(record)
        if clash is not None:
            return Outcome(record.row, "refuse", record.name, problems=(clash,))
        earlier = self._rows_by_name.get(compared(record.name))
        if earlier is not None:
            return self._second_row(record, earlier)
        self._rows_by_name[compared(record.name)] = record
        if record.code:
            self._rows_by_code[record.code] = record
        if record.chain and record.segment:
            self._members.setdefault(compared(record.name), set()).add(
                (compared(record.chain), compared(record.segment))
            )
        enterprise = (self._by_code.get(record.code) if record.code else None) or self._by_name.get(
            compared(record.name)
        )
        if enterprise is None:
            self.result.writes.append(partial(self._write_new, record))
            return Outcome(record.row, "create", record.name)
        changes = self._differences(record, enterprise)
        if not changes:
            # Segments keep the order of the file even where every enterprise in them is known already.
            return Outcome(record.row, "skip", record.name, reasons=(UNCHANGED,))
        self.result.writes.append(partial(self._fill, record, enterprise))
        return Outcome(record.row, "change", record.name, tuple(changes))

    def _second_row(self, record: _Record, earlier: _Record) -> Outcome:
        """An enterprise of several segments stands in several rows; anything else is a repetition."""
        link = (compared(record.chain or ""), compared(record.segment or ""))
        seen = self._members.setdefault(compared(record.name), set())
        if record.chain and record.segment and link not in seen and not self._is_member(record):
            seen.add(link)
            self.result.writes.append(partial(self._join, record))
            change = Change(self.table.header("segment"), "", record.segment)
            return Outcome(record.row, "change", record.name, (change,))
        reason = _(
            "Row %(row)s has the same enterprise: that row counts. Where the two differ, correct the first.",
            row=earlier.row,
        )
        return Outcome(record.row, "skip", record.name, reasons=(reason,))

    def _clash(self, record: _Record) -> Problem | None:
        """Why the credit code cannot be this enterprise's."""
        if not record.code:
            return None
        other_row = self._rows_by_code.get(record.code)
        same_name = self._rows_by_name.get(compared(record.name))
        if other_row is not None and compared(other_row.name) != compared(record.name):
            return self._code_problem(
                record,
                "credit_code_of_another",
                _(
                    "Row %(row)s has the same credit code under the name %(name)s. Correct one of the two on the preview page, or in the file and import again.",
                    row=other_row.row,
                    name=other_row.name,
                ),
            )
        holder = self._by_code.get(record.code)
        if holder is not None and holder.region_code != self.place.here.code:
            return self._code_problem(
                record,
                "credit_code_elsewhere",
                _(
                    "%(name)s in another region has this credit code already. Correct the code, or import the enterprise there.",
                    name=holder.name,
                ),
            )
        namesake = self._by_name.get(compared(record.name))
        recorded = (
            same_name.code if same_name else namesake.credit_code if namesake and namesake is not holder else None
        )
        if recorded and recorded != record.code:
            return self._code_problem(
                record,
                "credit_code_differs",
                _(
                    "%(name)s has the credit code %(code)s already. If the file is right, correct the enterprise first; if not, correct the file.",
                    name=record.name,
                    code=recorded,
                ),
            )
        return None

    def _code_problem(self, record: _Record, code: str, message: object) -> Problem:
        return Problem(record.row, self.table.header("credit_code"), record.code or "", code, message)  # type: ignore[arg-type]

    def _differences(self, record: _Record, enterprise: Enterprise) -> list[Change]:
        changes = []
        if record.name != enterprise.name:
            changes.append(Change(self.table.header("name"), enterprise.name, record.name))
        if record.code and record.code != enterprise.credit_code:
            changes.append(Change(self.table.header("credit_code"), enterprise.credit_code or "", record.code))
        for key, column in _COLUMNS.items():
            old, new = getattr(enterprise, column), record.facts.get(column)
            if new is not None and old != new:
                changes.append(Change(self.table.header(key), "" if old is None else str(old), str(new)))
        if record.chain and record.segment and not self._is_member(record, enterprise):
            changes.append(Change(self.table.header("segment"), "", record.segment))
        return changes

    def _is_member(self, record: _Record, enterprise: Enterprise | None = None) -> bool:
        enterprise = enterprise or self._by_name.get(compared(record.name))
        return enterprise is not None and any(
            compared(membership.segment.name) == compared(record.segment or "")
            and compared(membership.segment.chain.name) == compared(record.chain or "")
            for membership in enterprise.memberships
        )

    # --- writing ---------------------------------------------------------------------------------

    def _write_new(self, record: _Record) -> None:
        enterprise = Enterprise(region_code=self.place.here.code, name=record.name)
        self.session.add(enterprise)
        self._by_name[compared(record.name)] = enterprise
        self._new[compared(record.name)] = enterprise
        self._fill(record, enterprise)

    def _fill(self, record: _Record, enterprise: Enterprise) -> None:
        enterprise.name = record.name
        enterprise.credit_code = record.code or enterprise.credit_code
        for column, value in record.facts.items():
            setattr(enterprise, column, value)
        self._join(record, enterprise)

    def _join(self, record: _Record, enterprise: Enterprise | None = None) -> None:
        enterprise = enterprise or self._by_name[compared(record.name)]
        if record.chain:
            chain = self._chain(record.chain)
            if record.segment and not self._is_member(record, enterprise):
                enterprise.memberships.append(EnterpriseSegment(segment=self._segment(chain, record.segment)))

    def _chain(self, name: str) -> Chain:
        found = self._chains.get(compared(name))
        if found is None:
            found = Chain(region_code=self.place.here.code, name=name)
            self.session.add(found)
            self._chains[compared(name)] = found
        return found

    def _segment(self, chain: Chain, name: str) -> Segment:
        """The chain's segment of this name; a new one stands after those that appeared before it."""
        found = next((segment for segment in chain.segments if compared(segment.name) == compared(name)), None)
        if found is None:
            found = Segment(name=name, position=max((segment.position for segment in chain.segments), default=0) + 1)
            chain.segments.append(found)
        return found

    def _link_names(self) -> None:
        """Link what earlier imports had to keep in words: hosts of stations, employers of deputies."""
        here = self.place.here.code
        ids = {compared(enterprise.name): enterprise.id for enterprise in self._by_name.values()}
        unlinked = select(Station).where(
            Station.region_code.startswith(here, autoescape=True), Station.host_id.is_(None), Station.host_text != ""
        )
        for station in self.session.scalars(unlinked):
            station.host_id = ids.get(compared(station.host_text))
        employers = EmployerIndex((enterprise.id, enterprise.name) for enterprise in self._by_name.values())
        people = (
            select(Person)
            .join(Deputy, Deputy.person_id == Person.id)
            .where(
                Deputy.region_code.startswith(here, autoescape=True),
                Person.employer_id.is_(None),
                Person.employer_text != "",
            )
        )
        for person in self.session.scalars(people):
            person.employer_id = employers.find(person.employer_text)
