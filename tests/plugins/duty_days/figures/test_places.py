"""The rhythms of the places we know can be said as rules, and their days are counted."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.figures import service
from core.plugin_host.declarations import FigureScope
from core.testing import make_deputy, make_station
from plugins.duty_days.figures import FIGURES
from plugins.duty_days.models import DutyDay, Sitting
from plugins.duty_days.rules.lunar import days_ending_in
from plugins.duty_days.rules.parts import WHOLE_DAY, Part, Parts
from plugins.duty_days.rules.rhythms import Dates, EveryDays, LunarDates, Rhythm, Weekly, WeekOfMonth
from plugins.duty_days.rules.service import add_rule, make_days
from plugins.duty_days.signing_up.service import put_in

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
HALVES: Parts = (
    Part("morning", "receives", time(9), time(11, 30)),
    Part("afternoon", "visits", time(14), time(16, 30)),
)
MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)
PLACES = [
    ("xinyi: a fixed day each month", Dates((10,)), WHOLE_DAY, 12),
    ("xinyi: an enterprise research month", Weekly(MONDAY_TO_FRIDAY, 1, FIRST, (4,)), WHOLE_DAY, 22),
    ("fucheng, the street station: the 10th", Dates((10,)), WHOLE_DAY, 12),
    ("jinsha: half a day visiting, half receiving", Dates((5,)), HALVES, 12),
    ("pingtanjie: the 15th", Dates((15,)), WHOLE_DAY, 12),
    ("pingtanjie: study every quarter", Dates((20,), (3, 6, 9, 12)), WHOLE_DAY, 4),
    ("pingtanjie: a joint activity day twice a year", Dates((1,), (5, 11)), WHOLE_DAY, 2),
    ("wugang: reception every week", Weekly((2,), 1, FIRST), WHOLE_DAY, 53),
    ("wugang: a talk every second week", Weekly((4,), 2, FIRST), WHOLE_DAY, 26),
    ("wugang: a report every year", Dates((18,), (12,)), WHOLE_DAY, 1),
    ("zunyi: market days by dates", Dates((3, 8, 13, 18, 23, 28)), WHOLE_DAY, 72),
    ("zunyi: market days by lunar days", LunarDates(days_ending_in((3, 8))), WHOLE_DAY, 74),
    ("zunyi: market days every six days", EveryDays(6, date(2025, 1, 4)), WHOLE_DAY, 61),
    ("guangling: Monday of the first week", WeekOfMonth(1, 0), WHOLE_DAY, 12),
    ("qingyunpu: a lecture hall every quarter", Dates((-1,), (3, 6, 9, 12)), WHOLE_DAY, 4),
    ("yuan: an activity month each year", Weekly(MONDAY_TO_FRIDAY, 1, FIRST, (9,)), WHOLE_DAY, 22),
]


@pytest.mark.parametrize(("place", "rhythm", "parts", "days"), PLACES, ids=[one[0] for one in PLACES])
def test_every_rhythm_of_the_places_is_a_rule_and_its_days_are_counted(
    session: Session, place: str, rhythm: Rhythm, parts: Parts, days: int
) -> None:
    station = make_station(session, place.partition(":")[0])
    deputy = make_deputy(session, station=station)
    rule = add_rule(session, station, rhythm, date(2024, 9, 1), parts=parts)
    make_days(session, [rule], FIRST, LAST)
    within = select(Sitting).join(Sitting.duty_day).where(DutyDay.day.between(FIRST, LAST))
    sittings = session.scalars(within).unique().all()
    for sitting in sittings:
        put_in(session, sitting.id, deputy.id, datetime(2024, 12, 1, tzinfo=UTC))
    scope = FigureScope(region_code=station.region_code, station_id=station.id, begins=FIRST, ends=LAST)
    told = {one.figure.key: one.number for one in service.compute(session, FIGURES, scope)}
    assert told["duty_days"] == told["duty_participations"] == days
    assert told["sittings"] == days * len(parts)
