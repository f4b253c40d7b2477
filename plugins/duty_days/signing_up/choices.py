"""What a station chose about signing up, and what a single day wants instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import DeputyGroup, Station
from core.api.declare import LazyText
from plugins.duty_days.models import DutyDay, SignUpChoice, Sitting
from plugins.duty_days.signing_up import composition, waiting
from plugins.duty_days.signing_up.composition import Want
from plugins.duty_days.signing_up.people import traits_of
from plugins.duty_days.signing_up.words import lacking, names_of


def choice_of(session: Session, station_id: int) -> SignUpChoice | None:
    """What the station chose, if it did."""
    return session.scalars(select(SignUpChoice).where(SignUpChoice.station_id == station_id)).one_or_none()


def wants_of(choice: SignUpChoice | None) -> tuple[Want, ...]:
    """Whom the station wants to have together."""
    return composition.read(choice.composition if choice else ())


def wants_on(session: Session, duty_day: DutyDay) -> tuple[Want, ...]:
    """Whom the day wants to have together: of groups in turn, the one whose turn it is."""
    if duty_day.composition is not None:
        return composition.on(composition.read(duty_day.composition), duty_day.day)
    return composition.on(wants_of(choice_of(session, duty_day.station_id)), duty_day.day)


def lacking_in(session: Session, sitting: Sitting) -> list[LazyText]:
    """Whom the station wants in this sitting and has not, as sentences."""
    wants = wants_on(session, sitting.duty_day)
    if not wants:
        return []
    traits = traits_of(session, [slot.deputy_id for slot in sitting.slots if slot.deputy_id is not None])
    names = names_of(session, wants)
    missing = composition.missing(wants, list(traits.values()), sitting.places)
    return [lacking(want, short, names) for want, short in missing]


def choose(
    session: Session,
    station: Station,
    *,
    opens_days: int | None,
    closes_hours: int | None,
    wants: Iterable[Want],
    today: date,
    at: datetime,
) -> SignUpChoice:
    """Choose how deputies sign up from now on. Where less is asked for than before, who waits may move up."""
    session.execute(select(Station.id).where(Station.id == station.id).with_for_update(key_share=True))
    choice = choice_of(session, station.id)
    if choice is None:
        choice = SignUpChoice(station_id=station.id)
        session.add(choice)
    choice.opens_days, choice.closes_hours = opens_days, closes_hours
    choice.composition = composition.written(wants)
    session.flush()
    waiting.move_up_everywhere(session, at, today, station_id=station.id)
    return choice


def want_on(session: Session, duty_day: DutyDay, wants: Iterable[Want] | None, at: datetime) -> None:
    """Whom this one day wants to have together; None: whom the station always wants."""
    duty_day.composition = None if wants is None else composition.written(wants)
    session.flush()
    waiting.move_up(session, [sitting.id for sitting in duty_day.sittings], at)


def groups_near(session: Session, station: Station) -> Sequence[tuple[int, str]]:
    """The deputy groups of the station's region, of those above and within it, by name."""
    above = [station.region_code[:length] for length in range(1, len(station.region_code) + 1)]
    near = DeputyGroup.region_code.in_(above) | DeputyGroup.region_code.startswith(station.region_code)
    query = select(DeputyGroup.id, DeputyGroup.name).where(near, DeputyGroup.ends.is_(None)).order_by(DeputyGroup.name)
    return [(number, name) for number, name in session.execute(query)]
