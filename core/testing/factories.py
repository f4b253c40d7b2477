"""Factories: valid records with as little as a test needs to say. Each is flushed and has its id.

Names and numbers that are not given are made up and never the same twice; numbers begin with 199, names are
"Person 7". Nobody in them is anybody.
"""

from __future__ import annotations

import io
import itertools
import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Held, Role, Scope
from core.accounts.models import Account, Grant
from core.announcements.models import Announcement, Reporter
from core.chains.models import Chain, Segment
from core.congresses.models import Congress, Term
from core.deputies.models import Deputy, Mandate, Placement
from core.enterprises.models import Enterprise, EnterpriseSegment
from core.files.models import StoredFile
from core.files.service import keep, prepare_photo
from core.files.store import Store
from core.people.models import Person
from core.regions.models import LEVEL_BY_LENGTH, Region
from core.stations.models import Staff, Station

COUNTY = "320381"
"""The region records stand in when a test does not say otherwise."""
PASSWORD = "orchard-lantern-42"  # noqa: S105 - of accounts that exist in tests only
"""The password of every account made here."""
PASSWORD_HASH = "$argon2id$v=19$m=8,t=1,p=1$2A80YNqq7A4epYbuCEfryg$C531YVJq5VQidOnGAslqXYR9G2XRbkeeip1cL1fvQ4A"  # noqa: S105
"""Its hash, made once and cheaply: a test never hashes."""

_count = itertools.count(1)


def make_region(session: Session, code: str = COUNTY, name: str | None = None) -> Region:
    """The region of this code with all above it; found again when it is there."""
    found = session.get(Region, code)
    if found is not None:
        return found
    above = next((code[:length] for length in sorted(LEVEL_BY_LENGTH, reverse=True) if length < len(code)), None)
    parent = make_region(session, above) if above else None
    level = LEVEL_BY_LENGTH.get(len(code), "township")
    region = Region(
        code=code,
        name=name or f"Region {code}",
        level=level,
        parent_code=parent.code if parent else None,
        is_local=False,
    )
    session.add(region)
    session.flush()
    return region


def make_chain(
    session: Session,
    name: str | None = None,
    *,
    region: str = COUNTY,
    segments: Iterable[str] = ("Fibre", "Yarn", "Cloth"),
) -> Chain:
    """A chain with its segments in this order."""
    make_region(session, region)
    chain = Chain(region_code=region, name=name or f"Chain {next(_count)}")
    chain.segments = [Segment(name=segment, position=position) for position, segment in enumerate(segments, 1)]
    session.add(chain)
    session.flush()
    return chain


def make_enterprise(
    session: Session, name: str | None = None, *, region: str = COUNTY, chain: Chain | None = None, **values: Any
) -> Enterprise:
    """An enterprise, with a chain a member of its first segment."""
    make_region(session, region)
    number = next(_count)
    values = {"contact_name": f"Contact {number}", "contact_phone": _phone(number)} | values
    enterprise = Enterprise(region_code=region, name=name or f"Enterprise {number}", **values)
    if chain is not None and chain.segments:
        enterprise.memberships = [EnterpriseSegment(segment=chain.segments[0])]
    session.add(enterprise)
    session.flush()
    return enterprise


def make_station(
    session: Session,
    name: str | None = None,
    *,
    region: str = COUNTY,
    chain: Chain | None = None,
    parent: Station | None = None,
    deputies: int = 0,
    staff: int = 1,
    **values: Any,
) -> Station:
    """An open station of a chain, hosted by an enterprise, with so many deputies placed and staff."""
    make_region(session, region)
    chain = chain or make_chain(session, region=region)
    host = make_enterprise(session, region=region, chain=chain)
    values = {"tier": "chain_station", "address": f"{next(_count)} Mill Road"} | values
    station = Station(
        region_code=region, name=name or f"Station {next(_count)}", chain=chain, host=host, parent=parent, **values
    )
    session.add(station)
    roles = itertools.chain(["head", "deputy_head"], itertools.repeat("liaison"))
    station.staff = [
        Staff(person=make_person(session), role=role) for role, _one in zip(roles, range(staff), strict=False)
    ]
    session.flush()
    for _one in range(deputies):
        make_deputy(session, station=station)
    return station


def make_person(session: Session, name: str | None = None, **values: Any) -> Person:
    """A person with a telephone number of their own."""
    number = next(_count)
    name = name or f"Person {number}"
    initials = "".join(word[0] for word in name.split()).lower()
    person = Person(name=name, **{"phone": _phone(number), "initials": initials, "gender": "female"} | values)
    session.add(person)
    session.flush()
    return person


def make_deputy(  # noqa: PLR0913 - a test says what it is about, by name
    session: Session,
    name: str | None = None,
    *,
    station: Station | None = None,
    region: str | None = None,
    person: Person | None = None,
    mandates: Iterable[str] = ("county",),
    since: date | None = date(2026, 1, 1),
    phone_public: bool = False,
    is_shown: bool = True,
    **values: Any,
) -> Deputy:
    """A serving deputy with a mandate at each of these levels, placed at the station if one is given.

    Further values are the person's.
    """
    region = region or (station.region_code if station else COUNTY)
    make_region(session, region)
    deputy = Deputy(
        person=person or make_person(session, name, **values),
        region_code=region,
        speciality="Weaving",
        phone_public=phone_public,
        is_shown=is_shown,
    )
    session.add(deputy)
    session.flush()
    for level in mandates:
        make_mandate(session, deputy, level)
    if station is not None:
        session.add(Placement(deputy=deputy, station=station, begins=since))
    session.flush()
    session.refresh(deputy, ["mandates", "placements"])
    return deputy


def make_congress(session: Session, region: str = COUNTY, level: str = "county", *, term: int = 18) -> Congress:
    """The congress at this level of a region, with a term of this number; found again when it is there."""
    length = next((length for length, named in LEVEL_BY_LENGTH.items() if named == level), 0)
    code = region[:length] or None
    congress = session.scalars(
        select(Congress).where(Congress.level == level, Congress.region_code == code)
    ).one_or_none()
    if congress is None:
        if code:
            make_region(session, code)
        congress = Congress(region_code=code, level=level, name=f"Congress of {code or 'all'}")
    if term not in [one.number for one in congress.terms]:
        congress.terms.append(Term(number=term))
    session.add(congress)
    session.flush()
    return congress


def make_mandate(session: Session, deputy: Deputy, level: str = "county", *, term: int = 18, **values: Any) -> Mandate:
    """Membership of the congress at this level to which the deputy's region belongs, in the term of this number."""
    congress = make_congress(session, deputy.region_code, level, term=term)
    of_number = next(one for one in congress.terms if one.number == term)
    mandate = Mandate(
        deputy=deputy, level=level, congress=congress, term=of_number, **{"constituency": "District 7"} | values
    )
    session.add(mandate)
    session.flush()
    return mandate


def make_announcement(
    session: Session, title: str = "Report of the year", *, station: Station, day: date | None = None, **values: Any
) -> Announcement:
    """A report to voters announced at the station, by its first deputy; on a day far ahead if none is given."""
    query = select(Placement.deputy_id).where(Placement.station_id == station.id).order_by(Placement.id).limit(1)
    deputy = session.scalar(query) or make_deputy(session, station=station).id
    announcement = Announcement(
        region_code=station.region_code,
        station=station,
        title=title,
        day=day or date(2099, 1, 10),
        created_at=datetime(2026, 11, 1, tzinfo=UTC),
        **values,
    )
    announcement.reporters = [Reporter(deputy_id=deputy)]
    session.add(announcement)
    session.flush()
    return announcement


def make_account(
    session: Session,
    username: str | None = None,
    *,
    role: Role | str | None = None,
    region: str = "",
    station: Station | None = None,
    organ: str = "",
    deputy: Deputy | None = None,
    person: Person | None = None,
) -> Account:
    """An account with the password :data:`PASSWORD`, holding a role within the scope that fits it.

    An office or leader without a region gets the county's, a manager needs a station, a deputy is made if none is given.
    """
    role = Role(role) if role else None
    if role in (Role.OFFICE, Role.LEADER):
        region = region or COUNTY
    elif role is Role.MANAGER and station is None:
        station = make_station(session)
    elif role is Role.ORGAN:
        organ = organ or "Bureau"
    elif role is Role.DEPUTY and deputy is None:
        deputy = make_deputy(session, station=station, person=person)
    account = Account(
        username=username or f"user{next(_count)}",
        name=f"Account {next(_count)}",
        password_hash=PASSWORD_HASH,
        stamp=secrets.token_hex(8),
        person=deputy.person if deputy else person,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    if role:
        held = Held(role, region, station.id if station and role is Role.MANAGER else None, organ)
        account.grants = [
            Grant(role=held.role.value, region_code=held.region_code, station_id=held.station_id, organ=held.organ)
        ]
    session.add(account)
    session.flush()
    return account


def photo_bytes(width: int = 120, height: int = 90, kind: str = "JPEG", **options: Any) -> bytes:
    """A picture as a camera would send it; `options` are those of Pillow's ``save``."""
    from PIL import Image

    out = io.BytesIO()
    gradient = Image.linear_gradient("L").resize((width, height))
    Image.merge("RGB", (gradient, gradient.rotate(180), gradient)).save(out, kind, **options)
    return out.getvalue()


def make_photo(session: Session, files: Store, *, scope: Scope | None = None, public: bool = False) -> StoredFile:
    """A kept photo that concerns the county when a test does not say otherwise."""
    prepared = prepare_photo(photo_bytes(), f"photo {next(_count)}.jpg")
    return keep(session, files, prepared, scope=scope or Scope(region_code=COUNTY), public=public)


def _phone(number: int) -> str:
    return f"199{number:08d}"
