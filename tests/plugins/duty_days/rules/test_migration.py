"""Rules that were there before: what becomes of them when the tables change, up and down."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest
from sqlalchemy import text

from core.database import Database
from core.database.migrations import downgrade, plugin_unit, upgrade
from core.stations.models import Station
from core.testing import make_station
from plugins.duty_days.models import Rule
from plugins.duty_days.rules import service
from plugins.duty_days.rules.parts import Part
from plugins.duty_days.rules.planning import Plan
from plugins.duty_days.rules.rhythms import LAST, EveryDays, LunarDates, day_of_month, nth_weekday
from tests.plugins.duty_days.conftest import TODAY

UNIT = plugin_unit("duty_days", Path(__file__).parents[4] / "plugins" / "duty_days" / "migrations")
MORNING = (Part(begins=time(9), ends=time(11, 30), places=2),)


@pytest.mark.usefixtures("on_both")
def test_rules_go_down_to_the_old_words_and_up_again(database: Database) -> None:
    with database.writing() as session:
        station = make_station(session)
        service.add_rule(session, station, Plan(day_of_month(10), valid_from=date(2026, 12, 1)), TODAY, parts=MORNING)
        service.add_rule(session, station, nth_weekday(LAST, 4), TODAY)
        service.add_rule(session, station, LunarDates((3, 8)), TODAY)
        service.add_rule(session, station, EveryDays(40, TODAY), TODAY)
        station_id = station.id
    days = "SELECT day FROM duty_days__duty_day ORDER BY day"
    with database.engine.connect() as connection:
        before = connection.execute(text(days)).all()
    downgrade(database, UNIT, "duty_days_0001")
    with database.engine.connect() as connection:
        told = connection.execute(text("SELECT kind, day, nth, weekday, places FROM duty_days__rule ORDER BY id")).all()
        assert [tuple(row) for row in told] == [("day_of_month", 10, 0, 0, 2), ("nth_weekday", 0, LAST, 4, 3)]
        assert connection.execute(text(days)).all() == before, "days stay, whatever becomes of their rule"
    upgrade(database, UNIT)
    with database.reading() as session:
        rules = service.rules_of(session, session.get_one(Station, station_id))
        assert [rule.rhythm for rule in rules] == [day_of_month(10), nth_weekday(LAST, 4)]
        assert [rule.sittings for rule in rules] == [MORNING, (Part(),)]
        assert [(rule.policy, rule.valid_from) for rule in rules] == [("keep", date(2026, 12, 1)), ("keep", None)]
        assert isinstance(rules[0], Rule)
