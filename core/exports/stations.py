"""The list of stations to be taken out, with their chains, hosts and the people who run them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from core.access import Reach
from core.chains.models import Chain
from core.enterprises.models import Enterprise
from core.exports.lists import List, Numbers, county
from core.imports.vocabulary import vocabulary
from core.people.models import Person
from core.stations import service
from core.stations.models import Staff, Station

COLUMNS = (
    "name",
    "tier",
    "parent",
    "chain",
    "host",
    "duty_words",
    "address",
    "head",
    "head_phone",
    "deputy_heads",
    "liaison",
    "liaison_phone",
    "leader",
    "committee",
    "organs",
)


def stations(reach: Reach, wanted: service.Wanted) -> List:
    """The stations within reach that are wanted."""
    records = (
        service.in_list(reach, wanted)
        .with_only_columns(Station.id, Station.region_code, maintain_column_froms=True)
        .order_by(county(Station.region_code.expression), Station.id)
    )
    return List("stations", COLUMNS, frozenset({"head_phone", "liaison_phone"}), records, _rows)


_Above = aliased(Station)
_STATIONS = (
    select(
        Station.id,
        Station.name,
        Station.tier,
        Station.host_text,
        Station.duty_words,
        Station.address,
        Station.leader_text,
        Station.committee_text,
        Station.organs_text,
        _Above.name.label("above"),
        Chain.name.label("chain"),
        Enterprise.name.label("host"),
    )
    .outerjoin(Station.parent.of_type(_Above))
    .outerjoin(Station.chain)
    .outerjoin(Station.host)
)
# Those with a number first: numbers belong to the names in their order.
_STAFF = (
    select(Staff.station_id, Staff.role, Person.name, Person.phone)
    .join(Staff.person)
    .where(Staff.ends.is_(None))
    .order_by(Person.phone.is_(None), Staff.id)
)


def _rows(session: Session, ids: Sequence[int], numbers: Numbers) -> Iterator[tuple[str, ...]]:
    found = {one.id: one for one in session.execute(_STATIONS.where(Station.id.in_(ids)))}
    staff: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for member in session.execute(_STAFF.where(Staff.station_id.in_(ids))):
        staff[member.station_id, member.role].append(member)
    for number in ids:
        one = found[number]
        yield (
            one.name,
            vocabulary().tier_word(one.tier),
            one.above or "",
            one.chain or "",
            one.host_text or one.host or "",
            one.duty_words,
            one.address,
            _names(staff[number, "head"]),
            _phones(staff[number, "head"], number, numbers),
            _names(staff[number, "deputy_head"]),
            _names(staff[number, "liaison"]),
            _phones(staff[number, "liaison"], number, numbers),
            one.leader_text,
            one.committee_text,
            one.organs_text,
        )


def _names(people: Sequence[Any]) -> str:
    return vocabulary().list_separators[0].join(person.name for person in people)


def _phones(people: Sequence[Any], station: int, numbers: Numbers) -> str:
    shown = [numbers.shown(station, person.phone) for person in people]
    return vocabulary().list_separators[0].join(number for number in shown if number)
