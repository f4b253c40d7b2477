"""The smallest honest page with the same rows: Flask, SQLAlchemy Core, one Jinja template, and nothing else.

No layout, menu, forms, translation, permissions or compression. A page for people who have signed in asks who that is,
because no page of theirs can do without.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask, redirect, render_template, session, url_for
from sqlalchemy import Connection, Engine, bindparam, create_engine, event, func, select, update

from core.accounts.models import Account
from core.audit.models import AuditEntry
from core.chains.models import Chain, Segment
from core.deputies.models import Deputy, Mandate, Placement
from core.enterprises.models import Enterprise
from core.people.models import Person
from core.stations.models import Staff, Station
from plugins.duty_days.models import DutyDay, Sitting, Slot

PAGE_SIZE = 50

account, audit, chain, segment = (model.__table__ for model in (Account, AuditEntry, Chain, Segment))
deputy, mandate, placement, enterprise = (model.__table__ for model in (Deputy, Mandate, Placement, Enterprise))
person, staff, station = (model.__table__ for model in (Person, Staff, Station))
duty_day, sitting, slot = (model.__table__ for model in (DutyDay, Sitting, Slot))

placed = placement.join(deputy, deputy.c.id == placement.c.deputy_id).join(person, person.c.id == deputy.c.person_id)
levels = (
    select(func.aggregate_strings(mandate.c.level, " "))
    .where(mandate.c.deputy_id == deputy.c.id)
    .correlate(deputy)
    .scalar_subquery()
    .label("levels")
)
here = select(station.c.name).where(station.c.id == placement.c.station_id).correlate(placement).scalar_subquery()

WHO = (
    select(account.c.id, account.c.name, deputy.c.id.label("deputy_id"))
    .select_from(account.outerjoin(deputy, deputy.c.person_id == account.c.person_id))
    .where(account.c.id == bindparam("account"))
)

STATIONS = (
    select(
        station.c.id,
        station.c.name,
        station.c.duty_words,
        station.c.address,
        station.c.chain_id,
        chain.c.name.label("chain"),
    )
    .select_from(station.outerjoin(chain, chain.c.id == station.c.chain_id))
    .where(station.c.state != "closed")
    .order_by(station.c.id)
)
SEGMENTS = select(segment.c.chain_id, segment.c.name).order_by(segment.c.position)
DEPUTIES_PLACED = select(func.count(func.distinct(placement.c.deputy_id))).where(placement.c.ends.is_(None))
NEXT_DAYS = (
    select(duty_day.c.day, station.c.id, station.c.name)
    .select_from(duty_day.join(station, station.c.id == duty_day.c.station_id))
    .where(duty_day.c.day >= bindparam("today"), duty_day.c.state == "open")
    .order_by(duty_day.c.day)
    .limit(6)
)

STATION = (
    select(station, chain.c.name.label("chain"), enterprise.c.name.label("host"))
    .select_from(
        station.outerjoin(chain, chain.c.id == station.c.chain_id).outerjoin(
            enterprise, enterprise.c.id == station.c.host_id
        )
    )
    .where(station.c.id == bindparam("station"))
)
SEGMENTS_OF = select(segment.c.name).where(segment.c.chain_id == bindparam("chain")).order_by(segment.c.position)
STAFF_OF = (
    select(staff.c.role, person.c.name)
    .select_from(staff.join(person, person.c.id == staff.c.person_id))
    .where(staff.c.station_id == bindparam("station"))
)
DEPUTIES_OF = (
    select(deputy.c.id, person.c.name, deputy.c.speciality, levels)
    .select_from(placed)
    .where(placement.c.station_id == bindparam("station"), placement.c.ends.is_(None))
    .order_by(person.c.initials)
)
DAYS_OF = (
    select(duty_day.c.day, duty_day.c.theme, sitting.c.begins, sitting.c.ends, slot.c.place, person.c.name)
    .select_from(
        duty_day.join(sitting, sitting.c.duty_day_id == duty_day.c.id)
        .join(slot, slot.c.sitting_id == sitting.c.id)
        .outerjoin(deputy, deputy.c.id == slot.c.deputy_id)
        .outerjoin(person, person.c.id == deputy.c.person_id)
    )
    .where(duty_day.c.station_id == bindparam("station"), duty_day.c.day >= bindparam("today"))
    .order_by(duty_day.c.day, sitting.c.id, slot.c.place)
    .limit(9)
)

DEPUTY = (
    select(deputy, person.c.name, person.c.phone)
    .select_from(deputy.join(person, person.c.id == deputy.c.person_id))
    .where(deputy.c.id == bindparam("deputy"))
)
MANDATES_OF = select(mandate).where(mandate.c.deputy_id == bindparam("deputy"))
PLACEMENTS_OF = (
    select(station.c.id, station.c.name, station.c.duty_words)
    .select_from(placement.join(station, station.c.id == placement.c.station_id))
    .where(placement.c.deputy_id == bindparam("deputy"), placement.c.ends.is_(None))
)

DEPUTIES = (
    select(deputy, person.c.name, person.c.phone, person.c.employer_text, levels, here.label("station"))
    .select_from(placed)
    .order_by(person.c.initials, person.c.name, deputy.c.id)
    .limit(PAGE_SIZE)
)
DEPUTIES_COUNTED = select(func.count()).select_from(deputy)
STATION_NAMES = select(station.c.id, station.c.name).order_by(station.c.name)

STATION_LIST = (
    select(
        station,
        chain.c.name.label("chain"),
        enterprise.c.name.label("host"),
        select(func.count())
        .where(placement.c.station_id == station.c.id, placement.c.ends.is_(None))
        .correlate(station)
        .scalar_subquery()
        .label("deputies"),
    )
    .select_from(
        station.outerjoin(chain, chain.c.id == station.c.chain_id).outerjoin(
            enterprise, enterprise.c.id == station.c.host_id
        )
    )
    .order_by(station.c.name)
    .limit(PAGE_SIZE)
)
STATIONS_COUNTED = select(func.count()).select_from(station)
CHAIN_NAMES = select(chain.c.id, chain.c.name)

DAYS = (
    select(
        duty_day.c.id,
        duty_day.c.day,
        duty_day.c.theme,
        station.c.name.label("station"),
        func.count(slot.c.id).label("places"),
        func.aggregate_strings(person.c.name, " ").label("names"),
    )
    .select_from(
        duty_day.join(station, station.c.id == duty_day.c.station_id)
        .join(sitting, sitting.c.duty_day_id == duty_day.c.id)
        .join(slot, slot.c.sitting_id == sitting.c.id)
        .outerjoin(deputy, deputy.c.id == slot.c.deputy_id)
        .outerjoin(person, person.c.id == deputy.c.person_id)
    )
    .where(duty_day.c.day >= bindparam("today"))
    .group_by(duty_day.c.id, duty_day.c.day, duty_day.c.theme, station.c.name)
    .order_by(duty_day.c.day, duty_day.c.id)
    .limit(PAGE_SIZE)
)
DAYS_COUNTED = select(func.count()).select_from(duty_day).where(duty_day.c.day >= bindparam("today"))

free_here = select(slot.c.id).where(slot.c.sitting_id == sitting.c.id, slot.c.deputy_id.is_(None)).correlate(sitting)
theirs_here = (
    select(slot.c.id)
    .where(slot.c.sitting_id == sitting.c.id, slot.c.deputy_id == bindparam("deputy"))
    .correlate(sitting)
)
stations_of = select(placement.c.station_id).where(
    placement.c.deputy_id == bindparam("deputy"), placement.c.ends.is_(None)
)
HELD = (
    select(sitting.c.id, duty_day.c.day, duty_day.c.theme, station.c.name)
    .select_from(
        slot.join(sitting, sitting.c.id == slot.c.sitting_id)
        .join(duty_day, duty_day.c.id == sitting.c.duty_day_id)
        .join(station, station.c.id == duty_day.c.station_id)
    )
    .where(slot.c.deputy_id == bindparam("deputy"), duty_day.c.day >= bindparam("since"))
    .order_by(duty_day.c.day)
)
OPEN = (
    select(
        sitting.c.id,
        duty_day.c.day,
        duty_day.c.theme,
        station.c.name,
        free_here.with_only_columns(func.count()).scalar_subquery().label("free"),
        select(func.count())
        .where(slot.c.sitting_id == sitting.c.id)
        .correlate(sitting)
        .scalar_subquery()
        .label("places"),
    )
    .select_from(
        sitting.join(duty_day, duty_day.c.id == sitting.c.duty_day_id).join(
            station, station.c.id == duty_day.c.station_id
        )
    )
    .where(
        duty_day.c.station_id.in_(stations_of),
        duty_day.c.day >= bindparam("today"),
        duty_day.c.state == "open",
        free_here.exists(),
        ~theirs_here.exists(),
    )
    .order_by(duty_day.c.day)
    .limit(30)
)

belongs = (
    select(placement.c.id)
    .where(placement.c.deputy_id == bindparam("deputy"), placement.c.station_id == duty_day.c.station_id)
    .where(placement.c.ends.is_(None))
    .correlate(duty_day)
    .exists()
)
FREE = (
    select(slot.c.id)
    .select_from(
        slot.join(sitting, sitting.c.id == slot.c.sitting_id).join(duty_day, duty_day.c.id == sitting.c.duty_day_id)
    )
    .where(slot.c.sitting_id == bindparam("sitting"), slot.c.deputy_id.is_(None), belongs)
    .order_by(slot.c.place)
    .limit(1)
)
TAKE = update(Slot).where(slot.c.id == bindparam("free")).values(deputy_id=bindparam("deputy"))


def small_app(url: str, secret_key: str, today: date) -> tuple[Flask, Engine]:  # noqa: C901 - a page each, and no more
    """The small pages over the same data, and their engine."""
    app = Flask("bench")
    app.secret_key = secret_key
    engine = create_engine(url)
    event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=NORMAL"))

    def who(connection: Connection) -> Any:
        return connection.execute(WHO, {"account": int(session["_user_id"].partition(".")[0])}).one()

    @app.get("/home")
    def home() -> str:
        with engine.connect() as connection:
            return render_template(
                "home.html",
                stations=connection.execute(STATIONS).all(),
                segments=connection.execute(SEGMENTS).all(),
                deputies=connection.scalar(DEPUTIES_PLACED),
                days=connection.execute(NEXT_DAYS, {"today": today}).all(),
            )

    @app.get("/station/<int:number>")
    def show_station(number: int) -> str:
        with engine.connect() as connection:
            found = connection.execute(STATION, {"station": number}).one()
            return render_template(
                "station.html",
                station=found,
                segments=connection.execute(SEGMENTS_OF, {"chain": found.chain_id}).all(),
                staff=connection.execute(STAFF_OF, {"station": number}).all(),
                deputies=connection.execute(DEPUTIES_OF, {"station": number}).all(),
                days=connection.execute(DAYS_OF, {"station": number, "today": today}).all(),
            )

    @app.get("/deputy/<int:number>")
    def show_deputy(number: int) -> str:
        with engine.connect() as connection:
            return render_template(
                "deputy.html",
                deputy=connection.execute(DEPUTY, {"deputy": number}).one(),
                mandates=connection.execute(MANDATES_OF, {"deputy": number}).all(),
                placements=connection.execute(PLACEMENTS_OF, {"deputy": number}).all(),
            )

    @app.get("/deputies")
    def deputies() -> str:
        with engine.connect() as connection:
            return render_template(
                "deputies.html",
                who=who(connection),
                total=connection.scalar(DEPUTIES_COUNTED),
                deputies=connection.execute(DEPUTIES).all(),
                stations=connection.execute(STATION_NAMES).all(),
            )

    @app.get("/stations")
    def stations() -> str:
        with engine.connect() as connection:
            return render_template(
                "stations.html",
                who=who(connection),
                total=connection.scalar(STATIONS_COUNTED),
                stations=connection.execute(STATION_LIST).all(),
                chains=connection.execute(CHAIN_NAMES).all(),
            )

    @app.get("/duty-days")
    def duty_days() -> str:
        with engine.connect() as connection:
            return render_template(
                "duty_days.html",
                who=who(connection),
                total=connection.scalar(DAYS_COUNTED, {"today": today}),
                days=connection.execute(DAYS, {"today": today}).all(),
            )

    @app.get("/sign-up")
    def where_to_sign_up() -> str:
        with engine.connect() as connection:
            asking = who(connection)
            mine = {"deputy": asking.deputy_id}
            return render_template(
                "sign_up.html",
                who=asking,
                today=today,
                held=connection.execute(HELD, {**mine, "since": today.replace(month=1, day=1)}).all(),
                open=connection.execute(OPEN, {**mine, "today": today}).all(),
            )

    @app.post("/sign-up/<int:number>")
    def sign_up(number: int) -> Any:
        with engine.begin() as connection:
            asking = who(connection)
            free = connection.scalar(FREE, {"sitting": number, "deputy": asking.deputy_id})
            if free is None:
                return "full", 409
            connection.execute(TAKE, {"free": free, "deputy": asking.deputy_id})
        return redirect(url_for("home"), 303)

    return app, engine
