"""Samples for tests: visits of a station, and what belongs to them."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Account, Deputy, Enterprise, Placement, Station, StoredFile
from core.api.declare import UrlSample
from core.api.work import today
from plugins.enterprise_visits.models import Campaign, Pairing, Route, Visit, VisitPhoto, VisitSheet
from plugins.enterprise_visits.visiting import lists, planning, routes, service, sheets


def make_pair(session: Session, station: Station, deputy: Deputy | None = None) -> Pairing:
    """A deputy of the station paired with an enterprise of its own; found again."""
    deputy = deputy or deputy_at(session, station)
    found = session.scalars(select(Pairing).where(Pairing.deputy_id == deputy.id, Pairing.ends.is_(None))).first()
    if found is None:
        found = Pairing(
            deputy_id=deputy.id,
            enterprise_id=enterprise_at(session, station).id,
            station_id=station.id,
            begins=today() - timedelta(days=100),
        )
        session.add(found)
        session.flush()
    return found


def make_visit(session: Session, station: Station, day: date | None = None, **more: Any) -> Visit:
    """A visit held yesterday by a deputy of the station, at the enterprise paired with them."""
    pair = make_pair(session, station)
    day = day or today() - timedelta(days=1)
    query = select(Visit).where(
        Visit.enterprise_id == pair.enterprise_id,
        Visit.day == day,
        Visit.state == "held",
        lists.of_deputy(pair.deputy_id),
    )
    if (found := session.scalars(query).first()) is not None:
        return found
    said = service.Said(**{"day": day, "deputies": (pair.deputy_id,), "met": "A director", "words": "A lamp", **more})
    return service.log(
        session, station.id, pair.enterprise_id, said, account_id=None, today=today(), at=datetime.now(UTC)
    )


def make_planned(session: Session, station: Station, day: date | None = None) -> Visit:
    """A visit planned for today, to which a deputy of the station is asked."""
    pair = make_pair(session, station)
    wish = planning.Wish(day=day or today(), deputies=(pair.deputy_id,))
    at = datetime.now(UTC) - timedelta(days=1)
    return planning.plan(session, station.id, pair.enterprise_id, wish, own=None, account_id=None, today=today(), at=at)


def make_campaign(session: Session, station: Station) -> Campaign:
    """A campaign of this month."""
    make_pair(session, station)
    days = {"begins": today(), "ends": today() + timedelta(days=30)}
    return planning.begin_campaign(session, station, name="Research month", purpose="What hinders you?", **days)


def make_route(session: Session, station: Station) -> Route:
    """A route of one planned visit."""
    visit = make_planned(session, station)
    return routes.begin_route(session, station, visit.day, "East", [visit.id])


def make_photo(session: Session, station: Station) -> VisitPhoto:
    """A photo of such a visit."""
    from core.testing.samples import CORE  # late: they are for tests only

    of_station: Any = next(one for one in CORE if one.parameter == "stored_file").make(session, station)
    names = [column.name for column in StoredFile.__table__.columns if column.name not in ("id", "token")]
    same = {name: getattr(of_station, name) for name in names}
    file = StoredFile(**same, token=secrets.token_urlsafe(18))
    photo = VisitPhoto(visit_id=make_visit(session, station).id, file=file)
    session.add(photo)
    session.flush()
    return photo


def make_visit_sheet(session: Session, station: Station) -> VisitSheet:
    """A filled-in template that waits to be written."""
    pair = make_pair(session, station)
    values = {"day": "2026-01-10", "time": None, "enterprise": pair.enterprise_id, "deputies": [pair.deputy_id]}
    row = sheets.Read("Past visits", 2, {**values, "met": "", "purpose": "", "words": ""})
    return sheets.keep(session, station.id, "paper.xlsx", [row], datetime.now(UTC))


def deputy_at(session: Session, station: Station) -> Deputy:
    """The deputy of the station whose account is the oldest, if any has one: their own pages show what is made here."""
    query = (
        select(Deputy)
        .join(Placement)
        .outerjoin(Account, Account.person_id == Deputy.person_id)
        .where(Placement.station_id == station.id, Placement.ends.is_(None))
        .order_by(Account.id.is_(None), Account.id, Deputy.id)
        .limit(1)
    )
    if (found := session.scalars(query).first()) is not None:
        return found
    from core.testing.factories import make_deputy  # late: factories are for tests only

    return make_deputy(session, station=station)


def enterprise_at(session: Session, station: Station) -> Enterprise:
    """An enterprise of the station's region."""
    from core.testing.factories import make_enterprise  # late: factories are for tests only

    return make_enterprise(session, region=station.region_code)


SAMPLES = (
    UrlSample(parameter="visit", make=make_visit),
    *(
        UrlSample(parameter="visit", make=make_planned, endpoint=f"enterprise_visits.{name}")
        for name in ("move_visit", "answer_visit", "invite_to_visit", "remind_of_visit", "cancel_visit")
    ),
    UrlSample(parameter="campaign", make=make_campaign),
    UrlSample(parameter="route", make=make_route),
    UrlSample(parameter="visit_photo", make=make_photo),
    UrlSample(parameter="size", make=lambda _session, _station: "small", endpoint="enterprise_visits.visit_photo"),
    UrlSample(parameter="visit_sheet", make=make_visit_sheet),
)
