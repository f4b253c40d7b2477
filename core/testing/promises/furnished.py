"""Databases full of records: the demonstration with the plugins' part of it, and a record for every kind of address."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import select

from core.app import create_app
from core.database import Database
from core.stations.models import Station
from core.testing.about import Subject
from core.testing.databases import Store
from core.testing.fixtures import settings_for
from core.testing.promises.worlds import load_demonstration
from core.testing.samples import NoSample, url_arguments
from core.testing.serving import lianzhan

PLACE = "xinyi"


@pytest.fixture(scope="session")
def furnished(store: Store, subject: Subject | None) -> Callable[[str], str]:
    """The address of a fresh copy, on ``sqlite`` or ``postgresql``."""
    if subject is None:
        return lambda kind: store.of(kind, "demonstration", load_demonstration)
    return lambda kind: store.of(kind, "furnished", lambda database: furnish(database, subject))


def furnish(database: Database, subject: Subject) -> None:
    """Migrate the database, load the demonstration by the commands people use, and furnish a station."""
    url = database.url.render_as_string(hide_password=False)
    with TemporaryDirectory() as folder:
        enabling = [["plugin", "enable", name] for name in subject.enabled]
        for command in (["db", "upgrade"], *enabling, ["demo", "load", PLACE]):
            more = {"LIANZHAN_DATABASE_URL": url, "LIANZHAN_PLUGINS_STRICT": "1"}
            done = lianzhan(*command, data_dir=Path(folder), more=more)
            if done.returncode:
                raise RuntimeError(f"lianzhan {' '.join(command)} did not work:\n{done.stdout}{done.stderr}")
        app = create_app(settings_for(url, Path(folder)))
        database = app.extensions["lianzhan"].database
        try:
            with database.writing("the samples") as session:
                station = session.scalars(select(Station).order_by(Station.id).limit(1)).one()
                subject.furnish(session, station)
                for rule in app.url_map.iter_rules():
                    with suppress(NoSample):  # the promise about permissions says so
                        url_arguments(app, rule, session, station)
        finally:
            database.dispose()
