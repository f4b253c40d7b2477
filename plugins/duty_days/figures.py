"""What is counted of duty days, under the names that places give it. Each number is one statement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Select, case, func, select, union
from sqlalchemy.orm import Session

from core.api.declare import Figure, FigureScope, LazyText, _
from core.api.work import today
from plugins.duty_days.counting import records
from plugins.duty_days.counting.records import CAME
from plugins.duty_days.models import Reception

Compute = Callable[[Session, FigureScope], int | float | None]
RECEIVED: Final = Reception.kind != "visited"
VISITED: Final = Reception.kind == "visited"


def duty_days(session: Session, scope: FigureScope) -> int:
    """Days on which somebody served or was received."""
    served = records.served(scope, today())
    received = records.receptions(select(Reception.duty_day_id), scope, today())
    return _number(session, select(func.count()).select_from(union(select(served.c.day_id), received).subquery()))


def sittings(session: Session, scope: FigureScope) -> int:
    """Sittings in which somebody served."""
    served = records.served(scope, today())
    return _number(session, select(func.count(func.distinct(served.c.sitting_id))))


def duty_participations(session: Session, scope: FigureScope) -> int:
    """Deputies on duty, each counted on every day they served."""
    return _number(session, _once_a_day(scope))


def station_visits(session: Session, scope: FigureScope) -> int:
    """Deputies who are on record as having come, each counted on every day."""
    return _number(session, _once_a_day(scope, CAME))


def deputies_on_duty(session: Session, scope: FigureScope) -> int:
    """Deputies who served at least once."""
    served = records.served(scope, today())
    return _number(session, select(func.count(func.distinct(served.c.deputy_id))))


def duties_per_deputy(session: Session, scope: FigureScope) -> float | None:
    """How many days each of those who served did so, on average."""
    served = records.served(scope, today())
    days = select(served.c.day_id, served.c.deputy_id).distinct().subquery()
    query = select(func.count(), func.count(func.distinct(days.c.deputy_id))).select_from(days)
    duties, deputies = session.execute(query).one()
    return round(duties / deputies, 1) if deputies else None


def rate_of(*levels: str) -> Compute:
    """The check-in rate of the deputies of these levels, in per cent."""

    def check_in_rate(session: Session, scope: FigureScope) -> float | None:
        asked = records.checked(scope, today(), levels).subquery()
        query = select(func.count(), func.sum(case((asked.c.state.in_(CAME), 1), else_=0))).select_from(asked)
        everybody, came = session.execute(query).one()
        return round(100 * came / everybody, 1) if everybody else None

    return check_in_rate


def count_of(what: Any, *conditions: Any) -> Compute:
    """A number of the receptions that meet these conditions."""

    def count(session: Session, scope: FigureScope) -> int:
        return _number(session, records.receptions(select(what).where(*conditions), scope, today()))

    return count


def _once_a_day(scope: FigureScope, states: tuple[str, ...] = records.SERVED) -> Select[Any]:
    everybody = records.due(scope, today())
    days = select(everybody.c.day_id, everybody.c.deputy_id).where(everybody.c.state.in_(states)).distinct().subquery()
    return select(func.count()).select_from(days)


def _number(session: Session, query: Select[Any]) -> int:
    return int(session.scalar(query) or 0)


def _figure(key: str, title: LazyText, unit: LazyText, compute: Compute, records: str, **arguments: str) -> Figure:
    return Figure(
        key=key, title=title, unit=unit, compute=compute, endpoint=f"duty_days.{records}", arguments=arguments
    )


_DAYS, _TIMES, _PERSONS, _PARTIES, _PER_CENT = _("days"), _("times"), _("persons"), _("parties"), _("per cent")
_ACTIVITIES, _SITTINGS, _SUBJECTS, _HEADS = _("activities"), _("sittings"), _("subjects"), _("persons received")
_persons = func.sum(Reception.persons)
_records = func.count(Reception.id)

FIGURES = (
    _figure("duty_days", _("Duty days held"), _DAYS, duty_days, "everywhere", held="1"),
    _figure("duty_activities", _("Activities on duty days"), _ACTIVITIES, duty_days, "everywhere", held="1"),
    _figure("sittings", _("Sittings held"), _SITTINGS, sittings, "duties"),
    _figure("duty_participations", _("Deputies on duty"), _TIMES, duty_participations, "duties"),
    _figure("deputies_on_duty", _("Deputies who served"), _PERSONS, deputies_on_duty, "duties"),
    _figure("duties_per_deputy", _("Duty days of each deputy, on average"), _DAYS, duties_per_deputy, "duties"),
    _figure(
        "station_visits_by_deputies", _("Deputies who came to stations"), _TIMES, station_visits, "duties", state="came"
    ),
    _figure("check_in.all_pct", _("Check-in rate"), _PER_CENT, rate_of(), "duties", state="checked"),
    _figure(
        "check_in.city_and_province_pct",
        _("Check-in rate of city and provincial deputies"),
        _PER_CENT,
        rate_of("prefectural", "provincial"),
        "duties",
        state="checked",
        level="city_and_province",
    ),
    _figure(
        "check_in.county_and_township_pct",
        _("Check-in rate of county and township deputies"),
        _PER_CENT,
        rate_of("county", "township"),
        "duties",
        state="checked",
        level="county_and_township",
    ),
    *(
        _figure(f"check_in.{level}_pct", title, _PER_CENT, rate_of(level), "duties", state="checked", level=level)
        for level, title in (
            ("national", _("Check-in rate of national deputies")),
            ("provincial", _("Check-in rate of provincial deputies")),
            ("prefectural", _("Check-in rate of city deputies")),
            ("county", _("Check-in rate of county deputies")),
            ("township", _("Check-in rate of township deputies")),
        )
    ),
    _figure(
        "receptions",
        _("Subjects brought to receptions"),
        _SUBJECTS,
        count_of(_records, RECEIVED),
        "received",
        kind="received",
    ),
    _figure(
        "groups_received",
        _("Parties received"),
        _PARTIES,
        count_of(_records, RECEIVED, Reception.party),
        "received",
        kind="received",
    ),
    _figure(
        "receptions_and_visits",
        _("Parties received or visited"),
        _PARTIES,
        count_of(_records, Reception.party),
        "received",
    ),
    _figure("people_received", _("People received"), _HEADS, count_of(_persons, RECEIVED), "received", kind="received"),
    _figure("people_visited", _("People visited"), _HEADS, count_of(_persons, VISITED), "received", kind="visited"),
    _figure("people_received_or_visited", _("People received or visited"), _HEADS, count_of(_persons), "received"),
)
LEVELS: Final = {
    "city_and_province": ("prefectural", "provincial"),
    "county_and_township": ("county", "township"),
    **{level: (level,) for level in ("national", "provincial", "prefectural", "county", "township")},
}
"""What a list of duties is narrowed to, by the name in its address."""
