"""A plugin with two registers over the core's own records: one that works, one whose query falls over."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from core.plugin_host.manifest import discover
from core.settings import Settings
from core.stations.models import Station
from core.testing import make_account, make_deputy, make_station, sign_in
from core.testing.fixtures import settings_for

MANIFEST = 'name = "looms"\ntitle = "Looms"\nversion = "1.0"\napi = ">=1,<2"\n'
PLUGIN = """
from sqlalchemy import func, literal, select

from core.api.data import Placement
from core.api.declare import Register, RegisterColumn, _, hooks, implements

COLUMNS = (
    RegisterColumn(key="day", title=_("Day"), kind="day"),
    RegisterColumn(key="persons", title=_("People"), kind="number", total=True),
    RegisterColumn(key="later", title=_("Entered later"), kind="entered_later"),
    RegisterColumn(key="remark", title=_("Remark")),
)


def arrivals(scope):
    return select(
        Placement.id.label("id"),
        Placement.station_id.label("station_id"),
        Placement.begins.label("day"),
        literal(3).label("persons"),
        (Placement.id > 0).label("later"),
    )


def remarks(session, rows):
    return [{"remark": f"=1+{row.persons} of <b>{row.id}</b>"} for row in rows]


def broken(scope):
    raise ZeroDivisionError("no looms")


@implements(hooks.registers)
def registers():
    return [
        Register(key="looms.arrivals", title=_("Arrivals"), columns=COLUMNS, query=arrivals, filled=remarks),
        Register(key="looms.broken", title=_("Broken"), columns=COLUMNS, query=broken, order=200),
    ]
"""


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings with the plugin, which may fail."""
    folder = tmp_path / "plugins" / "looms"
    folder.mkdir(parents=True)
    (folder / "plugin.toml").write_text(MANIFEST, encoding="utf-8")
    (folder / "__init__.py").write_text(dedent(PLUGIN), encoding="utf-8")
    return settings_for(
        database_url,
        tmp_path / "data",
        PLUGINS_PATH=str(folder.parent),
        PLUGINS_STRICT="0",
        PLUGINS_DISABLED=",".join(found.name for found in discover(())),
    )


@pytest.fixture
def station(session: Session) -> Station:
    """A station to which one deputy came in March and two in April."""
    made = make_station(session, "Mill")
    for begins in (date(2026, 3, 2), date(2026, 4, 1), date(2026, 4, 30)):
        make_deputy(session, station=made).placements[0].begins = begins
    session.commit()
    return made


@pytest.fixture
def manager(client: FlaskClient, session: Session, station: Station) -> FlaskClient:
    """The station's manager, signed in, reading English."""
    account = make_account(session, role="manager", station=station)
    session.commit()
    client.set_cookie("language", "en")
    return sign_in(client, account)
