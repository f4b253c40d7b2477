"""The register of visits: every visit that was held is a line, with who was there, for a station and for a region."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl

from core.access import Role
from core.clock import today
from core.database import Database
from core.testing import Visitor, make_account, page_of
from plugins.enterprise_visits.models import Visit, VisitDeputy
from tests.plugins.enterprise_visits.visiting.conftest import Place

REGISTER = f"registers/enterprise_visits.visits?period=days&from={today() - timedelta(days=5)}&to={today() + timedelta(days=9)}"


def held(database: Database, place: Place) -> None:
    """Two visits that were held, at one of which somebody who had been asked was missing, and one still to come."""
    with database.writing() as session:
        for days, state in ((-3, "held"), (-2, "held"), (5, "planned")):
            visit = Visit(
                station_id=place.station, enterprise_id=place.forge, day=today() + timedelta(days=days), state=state
            )
            visit.deputies = [
                VisitDeputy(deputy_id=place.li, answer="coming", was_there=state == "held"),
                VisitDeputy(deputy_id=place.wang, answer="coming", was_there=days == -3),
            ]
            session.add(visit)


def test_it_has_a_line_for_every_visit_held_and_names_who_was_there(
    database: Database, place: Place, keeper: Visitor, tap: Callable[..., Any]
) -> None:
    held(database, place)
    url = f"/stations/{place.station}/{REGISTER}"
    assert "Forge" in page_of(keeper.get(url)).text
    answer = tap(keeper, url, format="xlsx")
    rows = list(openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0].iter_rows(values_only=True))
    lines = [row for row in rows if "Forge" in row]
    assert [line[2:4] for line in lines] == [("Li\u3001Wang", "2"), ("Li", "1")]


def test_the_office_reads_it_for_its_region(database: Database, place: Place, as_: Callable[[Any], Visitor]) -> None:
    held(database, place)
    with database.writing() as session:
        office = make_account(session, "office", role=Role.OFFICE)
    page = page_of(as_(office).get(f"/{REGISTER}"))
    assert page.text.count("Forge") == 2
