"""Figures: what places count of their duty days, printed exactly from the records; and each leads to its records."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from core.access import Role
from core.database import Database
from core.figures import service
from core.plugin_host.declarations import FigureScope
from core.testing import Count, make_account, make_deputy, make_station
from plugins.duty_days import service as days
from plugins.duty_days.figures import FIGURES
from plugins.duty_days.models import Attendance, DutyDay, Reception, Sitting
from plugins.duty_days.signing_up.service import put_in

AT = datetime(2026, 9, 1, tzinfo=UTC)
As = Callable[[Any], FlaskClient]


def figures(session: Session, name: str, begins: date | None = None, ends: date | None = None) -> dict[str, Any]:
    """What ``lianzhan figures NAME --json`` prints of the duty days."""
    scope = service.scope_of(session, name, begins, ends)
    return service.nested({one.figure.key: one.number for one in service.compute(session, FIGURES, scope)})


def day_of(session: Session, station: Any, day: date, places: int = 3) -> DutyDay:
    return days.add_day(session, station, day, day=day, places=places, begins=time(9), ends=time(11))


def attended(session: Session, sitting: Sitting, deputies: Iterable[Any], state: str = "present", **more: Any) -> None:
    session.add_all(
        Attendance(sitting_id=sitting.id, deputy_id=one.id, state=state, how="entered_later", **more)
        for one in deputies
    )
    session.flush()


def receive(session: Session, duty_day: DutyDay, sizes: Sequence[int], kind: str = "walk_in") -> None:
    session.add_all(
        Reception(duty_day_id=duty_day.id, kind=kind, persons=size, party=size > 0, subject="Wages", entered_at=AT)
        for size in sizes
    )
    session.flush()


def spread(total: int, parts: int) -> list[int]:
    """A total as so many parts, each of at least one."""
    return [total // parts + (number < total % parts) for number in range(parts)]


# What places print


def test_the_street_station_of_fucheng_prints_its_duty_activities_and_who_was_received(session: Session) -> None:
    """The 10th of every month, January to August, but for one month: 7 activities, 40 people."""
    district = make_station(session, "District home", region="510703")
    street = make_station(session, "Street station", region="510703", parent=district)
    deputies = [make_deputy(session, station=street) for _number in range(3)]
    for month, persons in zip((1, 2, 3, 4, 6, 7, 8), spread(40, 7), strict=True):
        duty_day = day_of(session, street, date(2022, month, 10))
        attended(session, duty_day.sittings[0], deputies)
        receive(session, duty_day, spread(persons, 2))
    receive(session, day_of(session, district, date(2022, 3, 15)), spread(856 - 40, 20))
    period = (date(2022, 1, 1), date(2022, 8, 31))
    street_station = figures(session, "Street station", *period)
    assert (street_station["duty_activities"], street_station["people_received"]) == (7, 40)
    assert figures(session, "510703", *period)["people_received"] == 856


def test_jinsha_prints_its_receptions_and_visits_and_the_people(session: Session) -> None:
    """Half a day visiting, half receiving: 685 of both, 1,259 people received; a further subject counts nobody twice."""
    station = make_station(session, region="520523")
    first = date(2023, 1, 2)
    received, visited = spread(1259, 600), spread(130, 85)
    for number in range(10):
        duty_day = day_of(session, station, first + timedelta(days=7 * number))
        receive(session, duty_day, received[number * 60 : number * 60 + 60])
        receive(session, duty_day, visited[number * 9 : number * 9 + 9], kind="visited")
        receive(session, duty_day, [0, 0])
    told = figures(session, "520523", date(2023, 1, 1), date(2023, 12, 31))
    assert (told["receptions_and_visits"], told["people_received"]) == (685, 1259)
    assert told["people_received_or_visited"] == 1259 + 130
    assert (told["receptions"], told["groups_received"]) == (620, 600)


def test_huarong_prints_the_check_in_rate_of_each_pair_of_levels(on_both: str, session: Session) -> None:
    """All of city and province, 997 of 1,000 of county and township; and 960 groups, over 2,200 deputies who came."""
    station = make_station(session, region="430623")
    high = [make_deputy(session, station=station, mandates=(level,)) for level in ("provincial", "prefectural")]
    low = [
        make_deputy(session, station=station, mandates=(("county", "township")[number % 2],)) for number in range(23)
    ]
    begins = date(2022, 1, 3)
    asked = absent = 0
    for week in range(100):
        duty_day = day_of(session, station, begins + timedelta(days=7 * week), places=30)
        sitting = duty_day.sittings[0]
        attended(session, sitting, high)
        on_duty = low[:10]
        missing = on_duty[:1] if week in (10, 40, 70) else []
        attended(session, sitting, [one for one in on_duty if one not in missing])
        attended(session, sitting, missing, "absent")
        asked, absent = asked + len(on_duty), absent + len(missing)
        receive(session, duty_day, [2] * (10 if week < 60 else 9))
    extra = day_of(session, station, begins + timedelta(days=7 * 100 + 1), places=30)
    attended(session, extra.sittings[0], [*high, *low])
    told = figures(session, "430623", begins, date(2026, 1, 1))
    assert (asked, absent) == (1000, 3)
    assert told["check_in"]["city_and_province_pct"] == 100
    assert told["check_in"]["county_and_township_pct"] == 99.7
    assert told["check_in"]["provincial_pct"] == 100
    assert told["check_in"]["county_pct"] < 100
    assert "national_pct" not in told["check_in"]
    assert told["groups_received"] == 60 * 10 + 40 * 9
    assert told["station_visits_by_deputies"] == 200 + 997 + 25


def test_qingyunpu_prints_over_300_participations_and_1700_people(on_both: str, session: Session) -> None:
    """16 stations; who is on the rota counts where a station keeps no attendance."""
    for number in range(16):
        station = make_station(session, f"Station {number}", region="360104")
        deputies = [make_deputy(session, station=station) for _number in range(5)]
        for month in range(1, 5):
            duty_day = day_of(session, station, date(2023, month, 10 + number), places=5)
            for deputy in deputies:
                put_in(session, duty_day.sittings[0].id, deputy.id, AT)
            receive(session, duty_day, spread(27, 9))
    told = figures(session, "360104", date(2023, 1, 1), date(2023, 12, 31))
    assert told["duty_participations"] == 320
    assert told["people_received"] == 1728
    assert told["duties_per_deputy"] == 4
    assert told["deputies_on_duty"] == 80
    assert "check_in" not in told


# What counts, and what does not


@pytest.fixture
def station(session: Session) -> Any:
    return make_station(session, "North Mill", deputies=0)


def test_a_day_of_two_sittings_is_one_day_and_one_participation(session: Session, station: Any) -> None:
    deputy = make_deputy(session, station=station)
    duty_day = day_of(session, station, date(2026, 3, 2))
    duty_day.sittings.append(Sitting(part="afternoon", begins=time(14), ends=time(17)))
    session.flush()
    for sitting in duty_day.sittings:
        attended(session, sitting, [deputy])
    told = figures(session, "North Mill", date(2026, 1, 1), date(2026, 12, 31))
    assert (told["duty_days"], told["sittings"], told["duty_participations"]) == (1, 2, 1)


def test_who_was_absent_replaced_or_whose_check_in_was_revoked_did_not_serve(session: Session, station: Any) -> None:
    everybody = [make_deputy(session, station=station) for _number in range(6)]
    duty_day = day_of(session, station, date(2026, 3, 2), places=6)
    sitting = duty_day.sittings[0]
    for deputy in everybody[:5]:
        put_in(session, sitting.id, deputy.id, AT)
    present, late, absent, replaced, revoked, instead = everybody
    attended(session, sitting, [present, instead])
    attended(session, sitting, [late], "late")
    attended(session, sitting, [absent], "absent")
    attended(session, sitting, [replaced], "replaced")
    attended(session, sitting, [revoked], revoked_at=AT, revoked_reason="elsewhere")
    told = figures(session, "North Mill", date(2026, 1, 1), date(2026, 12, 31))
    assert told["duty_participations"] == 3
    assert told["check_in"]["all_pct"] == 60


def test_days_to_come_cancelled_days_and_other_periods_and_stations_do_not_count(
    session: Session, station: Any
) -> None:
    deputy = make_deputy(session, station=station)
    coming = day_of(session, station, date.today() + timedelta(days=30))  # noqa: DTZ011 - any day to come
    put_in(session, coming.sittings[0].id, deputy.id, AT)
    cancelled = day_of(session, station, date(2026, 3, 2))
    put_in(session, cancelled.sittings[0].id, deputy.id, AT)
    days.cancel(session, cancelled)
    held = day_of(session, station, date(2026, 3, 3))
    put_in(session, held.sittings[0].id, deputy.id, AT)
    make_station(session, "South Mill")
    assert figures(session, "North Mill")["duty_days"] == 1
    assert figures(session, "North Mill", date(2026, 4, 1))["duty_days"] == 0
    assert figures(session, "South Mill")["duty_days"] == 0


def test_each_figure_is_one_statement(database: Database, count: Count) -> None:
    with database.writing() as session:
        make_station(session, deputies=2)
    with database.reading() as session:
        session.connection()
        for figure in FIGURES:
            with count() as statements:
                figure.compute(session, FigureScope(region_code="320381"))
            assert len(statements) == 1, figure.key


def test_each_number_leads_to_as_many_records(on_both: str, database: Database, as_: As) -> None:
    with database.writing() as session:
        station = make_station(session, "North Mill")
        deputies = [make_deputy(session, station=station) for _number in range(3)]
        for number in range(4):
            duty_day = day_of(session, station, date(2026, 3, 2 + number))
            attended(session, duty_day.sittings[0], deputies[: number % 3 + 1])
            receive(session, duty_day, [2, 1])
        receive(session, duty_day, [5], kind="visited")
        account = make_account(session, "keeper", role=Role.MANAGER, station=station)
    client = as_(account)
    page = client.get("/p/duty_days/figures?from=2026-01-01&to=2026-06-30").text
    cells = re.findall(r'<a href="(/p/duty_days/[^"]+)">.*?class="figure[^"]*">([\d.]+) ', page, re.DOTALL)
    assert len(cells) >= 14
    counted = {html.unescape(url): number for url, number in cells}
    for url, number in counted.items():
        assert client.get(url).status_code == 200, url
        if url.endswith(("held=1", "state=came", "kind=visited")):
            rows = client.get(url).text.count('<th scope="row">')
            assert str(rows) == {"kind=visited": "1"}.get(url.rpartition("&")[2], number), url
