"""A hook that raises costs its own panel: before and after it touched the database, reading and writing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select, text

from core import hookspecs as hooks
from core.plugin_host import service
from core.plugin_host.declarations import Refusal
from core.stations.models import Station
from core.testing import make_station
from tests.core.plugin_host.conftest import Workshop, assert_core_answers, place_in, reason_in

PANELS = """
    from sqlalchemy import text
    from core.api.declare import Panel, _, hooks, implements


    def panel(session):
        {body}
        return [Panel(title=_("Looms"), template="looms/panel.html", context={{"n": 3}})]


    @implements(hooks.home_panels)
    def home_panels(session, viewer, day):
        return panel(session)


    @implements(hooks.station_panels)
    def station_panels(session):
        return panel(session)


    @implements(hooks.start_panels)
    def start_panels(session):
        return panel(session)


    @implements(hooks.blueprints)
    def blueprints():
        from core.api.web import Blueprint
        return [Blueprint("looms", __name__)]
"""
PANEL = {"templates/looms/panel.html": "THERE ARE {{ n }} LOOMS"}


def with_panels(workshop: Workshop, body: str, panel: str = PANEL["templates/looms/panel.html"]) -> Flask:
    workshop.write("looms", init=PANELS.format(body=body), files={"templates/looms/panel.html": panel})
    return workshop.app()


def test_a_panel_stands_on_the_page(workshop: Workshop) -> None:
    place = assert_core_answers(with_panels(workshop, "pass"))
    assert "THERE ARE 3 LOOMS" in place.stranger.get("/").text
    assert "THERE ARE 3 LOOMS" in place.stranger.get(f"/stations/{place.station}").text


def test_a_plugin_without_pages_has_its_templates_too(workshop: Workshop) -> None:
    without_pages = PANELS.partition("    @implements(hooks.blueprints)")[0].format(body="pass")
    workshop.write("looms", init=without_pages, files=PANEL)
    workshop.write("yarn", init="", files={"templates/panel.html": "YARN"})
    app = workshop.app()
    place = assert_core_answers(app)
    assert "THERE ARE 3 LOOMS" in place.stranger.get("/").text
    assert "templates/panel.html must lie in templates/yarn/" in reason_in(app, "yarn")


@pytest.mark.parametrize(
    ("body", "panel"),
    [
        ("raise ZeroDivisionError", "x"),
        ("session.execute(text('SELECT 1')); raise ZeroDivisionError", "x"),
        ("session.execute(text('SELECT * FROM nowhere'))", "x"),
        ("import sys; sys.exit(1)", "x"),
        ("return [('Looms', 'looms/panel.html')]", "x"),
        ("return 'Looms'", "x"),
        ("return (1 / 0 for each in [1])", "x"),
        ("from flask import abort; abort(404)", "x"),
        (
            "session.info['station'] = session.new; from core.api.data import Region; session.add(Region(code='1', name='x', level='county')); session.flush()",
            "x",
        ),
        (
            "from core.api.data import Region; session.add(Region(code='1', name='x', level='county')); raise KeyError",
            "x",
        ),
        ("from core.api.data import Region; session.add(Region(code='1', name='x', level='county'))", "x"),
        ("from core.api.data import Station; session.query(Station).first().name = 'Mine'", "x"),
        ("raise type('Panic', (BaseException,), dict())", "x"),
        ("return [Panel(title=_('Looms'), template='looms/panel.html', order='first')]", "x"),
        ("return [Panel(title=_('%(n)s looms', m=1), template='looms/panel.html')]", "x"),
        ("pass", "{{ n.nothing.here }}"),
        ("pass", "{% syntax error"),
    ],
)
def test_a_failing_panel_is_an_error_card_and_nothing_else(workshop: Workshop, body: str, panel: str) -> None:
    app = with_panels(workshop, body, panel)
    place = assert_core_answers(app)
    for_strangers, for_administrators = place.stranger.get("/").text, place.admin.get("/").text
    assert "panel-error" in for_strangers
    assert "looms" not in for_strangers
    assert "looms" in for_administrators
    assert "/admin/plugins/looms" in for_administrators


def test_a_failing_panel_leaves_the_others(workshop: Workshop) -> None:
    workshop.write("looms", init=PANELS.format(body="session.execute(text('SELECT * FROM nowhere'))"))
    workshop.write(
        "yarn",
        init=PANELS.format(body="session.execute(text('SELECT 1'))").replace("looms", "yarn"),
        files={"templates/yarn/panel.html": "YARN"},
    )
    app = workshop.app()
    place = assert_core_answers(app)
    page = place.stranger.get(f"/stations/{place.station}").text
    assert "YARN" in page
    assert "panel-error" in page


def test_failures_are_counted_and_seen_from_another_process(workshop: Workshop) -> None:
    app = with_panels(workshop, "raise ZeroDivisionError('a number of somebody: 19900000001')")
    place = place_in(app)
    for _again in range(3):
        place.stranger.get("/")
    other = workshop.app().extensions["lianzhan"]
    with other.database.reading() as session:
        failures = service.status(other.host, session, "looms").failures
    assert [(failure.hook, failure.error, failure.place) for failure in failures] == [
        ("home_panels", "ZeroDivisionError", "looms/__init__.py:7 panel")
    ]
    assert "19900000001" not in str(failures)
    assert app.extensions["lianzhan"].host.failed_names() == ["looms"]


def test_what_a_writing_hook_wrote_is_taken_back_and_nothing_else(workshop: Workshop) -> None:
    workshop.write(
        "looms",
        init="""
            from core.api.declare import hooks, implements


            @implements(hooks.station_imported)
            def station_imported(session, station):
                station.note = "written by looms"
                session.flush()
                if station.name.startswith("Bad"):
                    raise ZeroDivisionError
                if station.name.startswith("Duplicate"):
                    from core.api.data import Station
                    session.add(Station(region_code=station.region_code, name=station.name, tier=station.tier))
                if station.name.startswith("Ends"):
                    session.commit()
                if station.name.startswith("Undoes"):
                    session.rollback()
        """,
    )
    app = workshop.app()
    platform = app.extensions["lianzhan"]
    with platform.database.writing() as session:
        for name in ("Good", "Bad", "Duplicate", "Ends", "Undoes"):
            station = make_station(session, name=name)
            station.address = "kept"
            platform.host.announce(hooks.station_imported, session, station)
    with platform.database.reading() as session:
        found = {station.name: (station.address, station.note) for station in session.scalars(select(Station))}
    assert found == {
        "Good": ("kept", "written by looms"),
        "Bad": ("kept", ""),
        "Duplicate": ("kept", ""),
        "Ends": ("kept", ""),
        "Undoes": ("kept", ""),
    }


def test_a_reading_hook_in_a_write_request_takes_back_only_its_own(workshop: Workshop) -> None:
    app = with_panels(workshop, "session.execute(text('SELECT * FROM nowhere'))")
    platform = app.extensions["lianzhan"]
    with platform.database.writing() as session:
        station = make_station(session, name="Kept")
        assert platform.host.dispatcher.gather(hooks.station_panels, session, None, station, None) == []
    with platform.database.reading() as session:
        assert session.scalars(select(Station.name)).all() == ["Kept"]


def test_the_cores_own_mistakes_are_not_laid_at_a_plugins_door(workshop: Workshop) -> None:
    app = with_panels(workshop, "pass")
    platform = app.extensions["lianzhan"]
    with platform.database.writing() as session:
        station = make_station(session)
        session.add(Station(region_code="nowhere", name=None, tier="station"))
        with pytest.raises(Exception, match="NOT NULL"):
            platform.host.dispatcher.gather(hooks.station_panels, session, None, station, None)
        session.rollback()
    assert platform.host.failed_names() == []


RULES = """
    from core.api.declare import extension_point, Refusal


    @extension_point(when="rule", gives=Refusal)
    def looms_objections(session, station):
        \"\"\"What speaks against it.\"\"\"
"""


def test_a_rule_that_raises_says_no(workshop: Workshop) -> None:
    workshop.write("looms", hookspecs=RULES)
    part = "from core.api.declare import implements\nfrom plugins.looms.hookspecs import looms_objections\n\n@implements(looms_objections)\ndef objections(session, station):\n    {body}\n"
    manifest = 'name = "{name}"\ntitle = "x"\nversion = "1"\napi = 1\nrequires = ["looms"]\n'
    workshop.write("calm", manifest=manifest.format(name="calm"), init=part.format(body="return []"))
    app = workshop.app()
    assert objections(app) == []
    workshop.write("broken", manifest=manifest.format(name="broken"), init=part.format(body="raise ZeroDivisionError"))
    app = workshop.app()
    (refusal,) = objections(app)
    assert refusal.sentence.facts == {"plugin": "broken"}


def objections(app: Flask) -> list[Refusal]:
    from plugins.looms.hookspecs import looms_objections  # type: ignore[import-not-found]

    platform = app.extensions["lianzhan"]
    with platform.database.writing() as session:
        refusals: list[Refusal] = platform.host.refusals(looms_objections, session, make_station(session))
    return refusals


def test_a_job_of_a_disabled_plugin_does_nothing(workshop: Workshop) -> None:
    workshop.write(
        "looms",
        init="""
            from datetime import timedelta
            from core.api.declare import Job, _, hooks, implements

            ran = []


            @implements(hooks.jobs)
            def jobs():
                return [Job(name="weave", title=_("Weave"), run=lambda session, at: ran.append(at), every=timedelta(hours=1))]
        """,
    )
    platform = workshop.app().extensions["lianzhan"]
    ((owner, job),) = platform.host.jobs()
    at = datetime(2026, 1, 1, tzinfo=UTC)
    with platform.database.writing() as session:
        job.run(session, at)
    with platform.database.writing() as session:
        service.disable(platform.host, session, "looms")
    with platform.database.writing() as session:
        job.run(session, at)
    import plugins.looms  # type: ignore[import-not-found]

    assert (owner, plugins.looms.ran) == ("looms", [at])


def test_the_condition_for_lists_agrees_with_the_switch(workshop: Workshop) -> None:
    workshop.write("looms")
    workshop.write("silk", manifest='name = "silk"\ntitle = "x"\nversion = "1"\napi = 1\nstations = "off"\n')
    platform = workshop.app().extensions["lianzhan"]
    with platform.database.writing() as session:
        stations = [make_station(session) for _each in range(3)]
        service.switch(platform.host, session, "looms", stations[0], is_on=False)
        service.switch(platform.host, session, "silk", stations[1], is_on=True)
        for name in ("looms", "silk"):
            listed = set(session.scalars(select(Station.id).where(platform.host.on_at(name, Station.id))))
            assert listed == {station.id for station in stations if platform.host.is_on(session, name, station.id)}
        assert [platform.host.is_on(session, "silk", station.id) for station in stations] == [False, True, False]
        assert session.scalar(text("SELECT count(*) FROM plugin_switch")) == 2
