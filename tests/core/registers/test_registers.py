"""Registers: a page, Excel and paper of what plugins declare, of one's own stations, where the plugin is on; audited."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from core.accounts.models import Account
from core.audit.models import AuditEntry
from core.database import Database
from core.plugin_host.models import PluginSwitch
from core.registers.printing import MOST_PRINTED
from core.stations.models import Station
from core.testing import make_account, make_deputy, make_station, page_of, sign_in
from core.testing.signing import csrf_token

KEY = "looms.arrivals"
EVERYWHERE = f"/registers/{KEY}?period=year&from=2026-01-01"
IN_JUNE = date(2026, 6, 1)


def url(station: Station, key: str = KEY, **asked: str) -> str:
    query = "&".join(f"{name.strip('_')}={value}" for name, value in asked.items())
    return f"/stations/{station.id}/registers/{key}?{query}"


def taken_out(app: Flask, client: FlaskClient, address: str, format_: str) -> Any:
    return client.post(address, data={"csrf_token": csrf_token(app), "format": format_})


def test_a_register_shows_the_lines_of_its_period_and_their_total(manager: FlaskClient, station: Station) -> None:
    text = page_of(manager.get(url(station, period="quarter", from_="2026-05-05"))).text
    assert "1 Apr 2026" in text
    assert "30 Apr 2026" in text
    assert "2 Mar 2026" not in text
    assert "Entered later" in text
    assert "6" in text.split("Total")[1]


def test_what_a_plugin_fills_in_is_text(manager: FlaskClient, station: Station) -> None:
    answer = manager.get(url(station, period="year", from_="2026-01-01"))
    assert "<b>" not in answer.text.split("<main")[1].split("Take it out")[0].replace("&lt;b&gt;", "")
    assert "=1+3 of &lt;b&gt;" in answer.text


@pytest.mark.parametrize(
    "asked", ["period=month&from=0000-00-00", "period=x&from=9999-12-31", "page=99999999", "from=%00"]
)
def test_no_address_breaks_the_page(manager: FlaskClient, station: Station, asked: str) -> None:
    assert manager.get(f"{url(station)}{asked}").status_code == 200


def test_excel_holds_text_cells_only_and_is_written_down(
    app: Flask, manager: FlaskClient, station: Station, session: Session
) -> None:
    answer = taken_out(app, manager, url(station, period="year", from_="2026-01-01"), "xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("Day", "People", "Entered later", "Remark")
    assert [row[1] for row in rows[1:]] == ["3", "3", "3", "9"]
    assert all(cell.data_type in ("s", "n", "inlineStr") and cell.data_type != "f" for row in sheet for cell in row)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "export")).one()
    assert entry.facts["list"] == KEY
    assert entry.facts["rows"] == 3


def test_paper_is_a_pdf_and_is_written_down(
    app: Flask, manager: FlaskClient, station: Station, session: Session
) -> None:
    answer = taken_out(app, manager, url(station, period="year", from_="2026-01-01"), "pdf")
    assert answer.data.startswith(b"%PDF")
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "export")).one().facts["format"] == "pdf"


def test_a_register_too_long_for_paper_says_so_and_keeps_what_was_chosen(
    app: Flask, manager: FlaskClient, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.registers.printing.MOST_PRINTED", 2)
    answer = taken_out(app, manager, url(station, period="year", from_="2026-01-01"), "pdf")
    assert answer.status_code == 422
    assert "Choose a shorter period, or Excel" in page_of(answer).text
    assert MOST_PRINTED == 3000


def test_a_query_that_falls_over_costs_its_own_table(manager: FlaskClient, station: Station, app: Flask) -> None:
    answer = manager.get(url(station, "looms.broken"))
    assert answer.status_code == 200
    assert "could not be read at the moment" in page_of(answer).text
    assert manager.get(f"/stations/{station.id}/registers").status_code == 200
    assert any(failure.plugin == "looms" for _at, failure in app.extensions["lianzhan"].host.failures.recent)


def test_where_the_plugin_is_off_there_is_no_register_and_none_of_its_lines(
    app: Flask, manager: FlaskClient, station: Station, session: Session
) -> None:
    session.add(PluginSwitch(plugin="looms", station_id=station.id, is_on=False))
    office = make_account(session, role="office", region=station.region_code)
    session.commit()
    assert manager.get(url(station)).status_code == 404
    assert "Arrivals" not in page_of(manager.get(f"/stations/{station.id}/registers")).text
    assert "Nothing is on record in this period" in read_by(app, office)


def test_an_office_reads_its_region_and_a_manager_only_their_own_stations(
    app: Flask, manager: FlaskClient, station: Station, session: Session
) -> None:
    beside = make_station(session, "Quarry", region=station.region_code)
    elsewhere = make_station(session, "Harbour", region="440304")
    for one in (beside, elsewhere):
        make_deputy(session, station=one).placements[0].begins = IN_JUNE
    office = make_account(session, role="office", region=station.region_code)
    session.commit()
    seen, own = read_by(app, office), page_of(manager.get(EVERYWHERE)).text
    assert ("Quarry" in seen, "Mill" in seen, "Harbour" in seen) == (True, True, False)
    assert ("Quarry" in own, "Mill" in own, "Harbour" in own) == (False, True, False)
    assert manager.get(url(beside)).status_code == 403


def test_long_registers_are_paged_and_keep_to_eight_statements(
    manager: FlaskClient, station: Station, session: Session, database: Database
) -> None:
    for _number in range(60):
        make_deputy(session, station=station).placements[0].begins = IN_JUNE
    session.commit()
    address = url(station, period="year", from_="2026-01-01")
    manager.get(address)
    with statements(database) as asked:
        page = page_of(manager.get(f"{address}&page=2"))
    assert "Lines: 63" in page.text
    assert len(asked) <= 8, asked


def read_by(app: Flask, account: Account) -> str:
    """What this account reads of all its stations in 2026."""
    reader = app.test_client()
    reader.set_cookie("language", "en")
    return page_of(sign_in(reader, account).get(EVERYWHERE)).text


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The questions asked in the block."""
    asked: list[str] = []

    def note(*told: Any) -> None:
        if told[2].upper().startswith("SELECT"):
            asked.append(told[2])

    event.listen(database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(database.engine, "before_cursor_execute", note)
