"""The examples of docs/testing.md run: what stands between `# region` and `# endregion` is copied into the page."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from core.api.data import Station, tell_staff
from core.api.declare import _, options
from core.database import Database
from core.testing import Clock, Count, Jobs, Opening, SignedIn, Told, decide, make_account, make_station, switch
from tests.core.plugin_host.conftest import Workshop, workshop  # noqa: F401 - a fixture
from tools.hook_reference import EXAMPLES

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.fixture
def app(workshop: Workshop) -> Flask:  # noqa: F811 - the fixture above
    """The application with the plugin that the examples are about."""
    shutil.copytree(EXAMPLES / "weaving", workshop.folder / "weaving")
    workshop.migrate(workshop.app())
    return workshop.app(PLUGINS_STRICT="1")


# region page
def test_a_manager_reads_what_is_woven_at_their_station(signed_in: SignedIn, database: Database) -> None:
    with database.writing() as session:
        station = make_station(session, deputies=4)
    manager = signed_in("manager", station=station)
    assert "No turn yet" in manager.page(f"/stations/{station.id}").text


# endregion


# region form
def test_a_form_that_is_not_filled_in_says_what_is_missing(signed_in: SignedIn) -> None:
    manager = signed_in("manager")
    form = manager.page(f"/stations/{manager.station_id}/p/weaving/new").form("weaving/new")
    assert form.submit(manager, {"words": ""}).status_code == 422
    assert form.submit(manager, {"words": "A carpet"}).status_code == 303
    assert "A carpet" in manager.page(f"/stations/{manager.station_id}").text


# endregion


# region clock
def test_the_day_is_over_at_midnight_of_the_stations(clock: Clock) -> None:
    clock.stop_at(date(2026, 11, 20))  # ten o'clock
    clock.move(timedelta(hours=14))
    assert clock.today == date(2026, 11, 21)


# endregion


# region told
def test_a_broken_loom_is_told_to_who_runs_the_station(told: Told, database: Database) -> None:
    with database.writing() as session:
        station = make_station(session)
        manager = make_account(session, role="manager", station=station)
        tell_staff(session, station, key="weaving.broken:1", title=_("The loom is broken"), link="/p/weaving/", at=AT)
    (message,) = told.to(manager, "weaving")
    assert (message.channel, message.title) == ("platform", "The loom is broken")


# endregion


# region jobs
def test_turns_of_long_ago_are_forgotten(jobs: Jobs, database: Database) -> None:
    from plugins.weaving.models import Turn

    with database.writing() as session:
        session.add(Turn(station=make_station(session), day=date(2020, 1, 1), words="A carpet"))
    jobs.run("weaving.forget")
    jobs.run("weaving.forget")
    with database.reading() as session:
        assert session.query(Turn).count() == 0


# endregion


# region count
def test_the_page_asks_no_more_for_many_turns_than_for_one(
    count: Count, signed_in: SignedIn, database: Database
) -> None:
    from plugins.weaving.models import Turn

    asked, manager = [], signed_in("manager")
    for number in (1, 30):
        with database.writing() as session:
            session.add_all(Turn(station_id=manager.station_id, day=date(2026, 12, 1)) for _one in range(number))
        manager.page("/p/weaving/")
        with count() as statements:
            manager.page("/p/weaving/")
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 8


# endregion


# region browser
def test_the_list_fits_a_phone(open_page: Opening, signed_in: SignedIn) -> None:
    page = open_page(signed_in("manager"))
    page.goto("/deputies/")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


# endregion


# region switched
KEPT_DAYS = options.Number(key="weaving.kept_days", title=_("Keep turns for"), default=700, highest=3000)


def test_where_it_is_off_nobody_finds_it(signed_in: SignedIn, database: Database) -> None:
    manager = signed_in("manager")
    with database.writing() as session:
        switch(session, "weaving", session.get_one(Station, manager.station_id), is_on=False)
        decide(session, KEPT_DAYS, 30, owner="weaving")
    assert manager.get(f"/stations/{manager.station_id}/p/weaving/new").status_code == 404


# endregion
