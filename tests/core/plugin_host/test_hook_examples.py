"""The examples of the hook reference run: a plugin that implements every hook is loaded, and each of them is called."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy.orm import Session

from core import hookspecs as hooks
from core.access import Viewer
from core.database import Database
from core.deputies.models import Deputy
from core.plugin_host.asking import announce, ask, ask_first
from core.plugin_host.declarations import FigureScope, Released
from core.plugin_host.host import PluginHost
from core.plugin_host.service import disable
from core.plugin_host.states import State
from core.stations.models import Station
from core.testing import Jobs, SignedIn, make_deputy, make_enterprise, make_station
from core.testing.visitors import signing_in
from plugins.alliances.api import (
    Meeting,
    OrganMustAct,
    alliances_action_kinds,
    alliances_action_passed_on,
    alliances_minutes_sections,
    alliances_panels,
)
from plugins.alliances.joining.testing import make_alliance
from plugins.duty_days.api import PassedOn, duty_days_passed_on, duty_days_restrictions, duty_days_rules
from plugins.enterprise_visits.api import (
    PlannedSuggestion,
    enterprise_visits_conflicts,
    enterprise_visits_fit,
    enterprise_visits_suggested,
)
from tests.core.plugin_host.conftest import Workshop, reason_in, state_in
from tools import hook_reference

DAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.fixture
def app(workshop: Workshop) -> Flask:
    """The application with the plugin of the examples."""
    shutil.copytree(hook_reference.EXAMPLES / "weaving", workshop.folder / "weaving")
    workshop.migrate(workshop.app(PLUGINS_DISABLED=""))
    app = workshop.app(PLUGINS_DISABLED="", PLUGINS_STRICT="1")
    assert state_in(app, "weaving") is State.ACTIVE, reason_in(app, "weaving")
    return app


@pytest.fixture
def host(app: Flask) -> PluginHost:
    found: PluginHost = app.extensions["lianzhan"].host
    return found


@pytest.fixture
def database(app: Flask) -> Database:
    found: Database = app.extensions["lianzhan"].database
    return found


@pytest.fixture
def somebody(app: Flask, database: Database) -> SignedIn:
    return signing_in(app, database)


@pytest.fixture
def station(session: Session) -> Station:
    return make_station(session, deputies=1)


@pytest.fixture
def deputy(session: Session, station: Station) -> Deputy:
    return make_deputy(session, station=station)


@pytest.fixture
def turn(session: Session, station: Station, deputy: Deputy) -> Any:
    """A turn of the deputy at the loom of the station, next year."""
    from plugins.weaving.models import Turn

    turn = Turn(station=station, deputy=deputy, day=date(2027, 1, 5), words="A carpet")
    session.add(turn)
    session.flush()
    return turn


def of_weaving(given: list[tuple[str, Any]]) -> Any:
    """The one thing weaving has declared."""
    (value,) = [value for plugin, value in given if plugin == "weaving"]
    return value


def test_its_pages_are_there_for_whom_its_permission_says(somebody: SignedIn) -> None:
    manager = somebody("manager")
    new = f"/stations/{manager.station_id}/p/weaving/new"
    assert manager.page(new).form(new).submit(manager, {"words": "A carpet"}).status_code == 303
    page = manager.page("/p/weaving/")
    assert "A carpet" in page.text
    assert "/p/weaving/" in page.links
    assert new in manager.page(f"/stations/{manager.station_id}").links
    assert "A carpet" in manager.page(f"/stations/{manager.station_id}").text
    assert somebody("deputy").get("/p/weaving/").status_code == 403


def test_its_command_runs(host: PluginHost) -> None:
    (group,) = [group.command for group in host.cli_groups() if group.command.name == "weaving"]
    assert CliRunner().invoke(group, ["season", "2026-11-20"]).output == "wool\n"


def test_its_job_forgets_what_is_old(app: Flask, turn: Any, session: Session) -> None:
    from plugins.weaving.models import Turn

    turn.day, number = date(2020, 1, 1), turn.id
    session.commit()
    jobs = Jobs(app.extensions["lianzhan"])
    jobs.run("weaving.forget", AT)
    jobs.run("weaving.forget", AT)
    session.expire_all()
    assert session.get(Turn, number) is None


def test_its_figure_counts_and_its_register_lists(host: PluginHost, session: Session, turn: Any) -> None:
    scope = FigureScope(region_code="32", begins=date(2027, 1, 1), ends=date(2027, 1, 31))
    assert of_weaving(host.figures()).compute(session, scope) == 1
    assert of_weaving(host.figures()).compute(session, FigureScope(region_code="37")) == 0
    (line,) = session.execute(of_weaving(host.registers(session)).query(scope)).all()
    assert (line.id, line.words) == (turn.id, "A carpet")


def test_its_option_and_its_personal_data_are_declared(host: PluginHost, session: Session) -> None:
    form = of_weaving(host.settings_forms(session))
    assert [option.key for option in form.options] == ["weaving.kept_days"]
    assert "weaving__turn" in [one.model.__tablename__ for one in host.personal_data()]


def test_its_demonstration_is_loaded_once(host: PluginHost, session: Session, station: Station) -> None:
    from plugins.weaving.models import Turn

    scenario = of_weaving(host.demo_scenarios("xinyi"))
    scenario.load(session, DAY)
    scenario.load(session, DAY)
    assert session.query(Turn).filter_by(station_id=station.id).count() == 1


def test_its_panels_show_what_is_woven(host: PluginHost, session: Session, app: Flask, turn: Any) -> None:
    viewer = Viewer(deputy_id=turn.deputy_id)
    asked: dict[str, dict[str, Any]] = {
        "home_panels": {"viewer": viewer, "day": turn.day},
        "station_panels": {"viewer": viewer, "station": turn.station, "day": DAY},
        "deputy_panels": {"viewer": viewer, "deputy": turn.deputy, "day": DAY},
        "chain_panels": {"viewer": viewer, "chain": turn.station.chain, "day": DAY},
        "enterprise_panels": {"viewer": viewer, "enterprise": turn.station.host, "day": DAY},
        "start_panels": {"viewer": viewer, "day": DAY},
    }
    with app.test_request_context():
        for hook, given in asked.items():
            assert any("A carpet" in panel for panel in host.panels(session, hook, **given)), hook


def test_chain_and_enterprise_pages_show_its_panels_until_it_is_switched_off(
    host: PluginHost, session: Session, somebody: SignedIn, turn: Any
) -> None:
    addresses = (f"/chains/{turn.station.chain_id}", f"/enterprises/{turn.station.host_id}")
    session.commit()
    office = somebody("administrator")
    assert all("A carpet" in office.page(address).text for address in addresses)
    disable(host, session, "weaving")
    session.commit()
    assert not any("A carpet" in office.page(address).text for address in addresses)


@pytest.mark.usefixtures("app")
def test_its_deeds_are_those_of_the_past(session: Session, turn: Any) -> None:
    assert [deed.day for deed in ask(hooks.deputy_deeds, session, turn.deputy, date(2027, 2, 1))] == [turn.day]
    assert ask(hooks.deputy_deeds, session, turn.deputy, DAY) == []


def test_words_of_a_roster_are_understood(host: PluginHost) -> None:
    understood = host.first(hooks.duty_words, "when the loom stands still")
    assert understood
    assert understood.plugin == "weaving"


@pytest.mark.usefixtures("app")
def test_an_imported_station_gets_its_turn(session: Session, station: Station) -> None:
    from plugins.weaving.models import Turn

    station.note = "has a loom"
    announce(hooks.station_imported, session, station)
    assert [turn.words for turn in session.query(Turn)] == ["has a loom"]


@pytest.mark.usefixtures("app")
def test_who_leaves_gives_up_turns_and_who_comes_back_gets_them_again(session: Session, turn: Any) -> None:
    deputy_id = turn.deputy_id
    held = [one for one in ask(hooks.deputies_hold, session, [deputy_id], DAY) if "loom" in str(one.title)]
    assert [one.count for one in held] == [1]
    released: list[Released] = ask(hooks.deputies_left, session, [deputy_id], DAY)
    session.refresh(turn)
    assert turn.deputy_id is None
    announce(hooks.deputies_back, session, released)
    session.refresh(turn)
    assert turn.deputy_id == deputy_id


@pytest.mark.usefixtures("app")
def test_turns_move_with_a_merged_station(session: Session, turn: Any) -> None:
    station, into = turn.station, make_station(session, "The other one")
    told = [str(one.sentence) for one in ask(hooks.station_hands_over, session, station, into, DAY)]
    assert "1 turns at the loom move to The other one." in told
    announce(hooks.station_closed, session, station, into, DAY)
    session.refresh(turn)
    assert turn.station_id == into.id


@pytest.mark.usefixtures("app")
def test_what_it_adds_to_duty_days_is_asked(session: Session, station: Station, deputy: Deputy) -> None:
    (kind,) = [kind for kind in ask(duty_days_rules, session) if kind.key == "weaving.cloth"]
    assert list(kind.dates({"every": 9}, date(2026, 1, 1), date(2026, 1, 20))) == [
        date(2026, 1, 1),
        date(2026, 1, 10),
        date(2026, 1, 19),
    ]
    fair = ask(duty_days_restrictions, session, station, date(2026, 1, 1), date(2026, 12, 31))
    assert ("Yarn fair", 1) in [(str(one.reason), one.most) for one in fair]
    passed = PassedOn(reception_id=1, subject="Torn cloth", words="The cloth tears", category="", deputies=[deputy.id])
    taken = ask_first(duty_days_passed_on, session, station, passed)
    assert taken
    assert taken.key.startswith("weaving:turn:")


@pytest.mark.usefixtures("app")
def test_what_it_adds_to_enterprise_visits_is_asked(session: Session, turn: Any) -> None:
    mill = make_enterprise(session, "Old weaving mill", contact_name=turn.deputy.person.name)
    asked = {"deputies": [turn.deputy_id], "enterprises": [mill.id]}
    (part,) = [one for one in ask(enterprise_visits_fit, session, **asked) if one.key == "weaving.loom"]
    assert part.points == {(turn.deputy_id, mill.id): 80}
    (conflict,) = ask(enterprise_visits_conflicts, session, **asked)
    assert (conflict.deputy_id, conflict.enterprise_id) == (turn.deputy_id, mill.id)
    planned = PlannedSuggestion(
        difficulty_id=1,
        kind="equipment",
        words="A loom is missing",
        enterprise_id=mill.id,
        deputies=[turn.deputy_id],
        office_only=False,
    )
    taken = ask_first(enterprise_visits_suggested, session, turn.station, planned)
    assert taken
    assert taken.key.startswith("weaving:turn:")


def test_what_it_adds_to_alliances_is_asked(host: PluginHost, app: Flask, session: Session, turn: Any) -> None:
    alliance = make_alliance(session, turn.station)
    meeting = Meeting(station=turn.station, title="Spring", day=date(2027, 1, 1), changed_at=AT)
    session.add(meeting)
    session.flush()
    with app.test_request_context():
        shown = host.panels(session, alliances_panels, viewer=Viewer(), alliance=alliance, day=DAY)
    assert any("A carpet" in panel for panel in shown)
    assert "weaving.warp" in [kind.key for kind in ask(alliances_action_kinds, session, turn.station)]
    drawn = ask(alliances_minutes_sections, session, turn.station, meeting)
    (section,) = [one for one in drawn if one.key == "weaving.turns"]
    assert section.words == "- 2027-01-05: A carpet"
    told: dict[str, Any] = {
        "action_id": 1,
        "due": None,
        "organ_id": 1,
        "alliance_id": alliance.id,
        "meeting_id": meeting.id,
    }
    assert ask_first(alliances_action_passed_on, session, turn.station, OrganMustAct(words="A road", **told)) is None
    taken = ask_first(alliances_action_passed_on, session, turn.station, OrganMustAct(words="The loom", **told))
    assert taken is not None
    assert taken.key.startswith("weaving:turn:")


def test_every_hook_has_an_example_of_it() -> None:
    examples = hook_reference.examples()
    assert {point.name for point in hook_reference.points()} <= set(examples)


def test_a_hook_without_an_example_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(hook_reference, "EXAMPLES", tmp_path)
    with pytest.raises(LookupError, match=r"The hook blueprints has no example. Add one to"):
        hook_reference.reference()
