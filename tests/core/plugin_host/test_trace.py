"""lianzhan plugin trace: what plugins do for a page."""

from __future__ import annotations

import json

import pytest

from core.testing import make_account, make_station
from tests.core.plugin_host.conftest import Workshop
from tests.core.plugin_host.test_commands import run

PANEL = """
    from core.api.declare import Panel, _, hooks, implements

    @implements(hooks.station_panels)
    def station_panels(session, viewer, station, day):
        return [Panel(title=_("Looms"), template="looms/panel.html", context={})]
"""
BROKEN = """
    from core.api.declare import hooks, implements

    @implements(hooks.station_panels)
    def station_panels(session, viewer, station, day):
        return [1 / 0]
"""


@pytest.fixture
def station(workshop: Workshop) -> str:
    """The address of a station, with a plugin that shows a panel there and one that fails."""
    workshop.write("looms", {"templates/looms/panel.html": "<p>Looms stand here.</p>"}, init=PANEL)
    workshop.write("yarn", init=BROKEN)
    database = workshop.app().extensions["lianzhan"].database
    with database.writing("test") as session:
        make_account(session, "Admin", role="administrator")
        return f"/stations/{make_station(session).id}"


def test_every_step_of_every_plugin_is_told_in_order(
    workshop: Workshop, station: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = json.loads(run(workshop, monkeypatch, "plugin", "trace", station, "--json").stdout)
    assert told["status"] == 200
    steps = [(step["plugin"], step["what"]) for step in told["steps"] if step["hook"] == "station_panels"]
    assert steps == [("looms", "hook"), ("looms", "panel"), ("yarn", "hook")]
    assert all(0 <= step["ms"] <= told["ms"] for step in told["steps"])


def test_what_failed_is_told_with_its_place(workshop: Workshop, station: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = run(workshop, monkeypatch, "plugin", "trace", station, "--as", "admin")
    assert shown.exit_code == 0
    assert "ZeroDivisionError: division by zero (yarn/__init__.py:6 station_panels)" in shown.stdout


def test_a_page_that_asks_nobody_says_so(workshop: Workshop, station: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = run(workshop, monkeypatch, "plugin", "trace", "/login")
    assert shown.exit_code == 0
    page, *said = shown.stdout.splitlines()
    assert page.startswith("200 /login")
    assert len(said) == 1


def test_a_page_only_some_may_see_is_traced_as_one_of_them(
    workshop: Workshop, station: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_stranger = json.loads(run(workshop, monkeypatch, "plugin", "trace", "/admin/plugins", "--json").stdout)
    assert (as_stranger["status"], as_stranger["leads_to"][:6]) == (302, "/login")
    assert (
        json.loads(run(workshop, monkeypatch, "plugin", "trace", "/admin/plugins", "--as", "Admin", "--json").stdout)[
            "status"
        ]
        == 200
    )


def test_an_unknown_account_is_named(workshop: Workshop, station: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = run(workshop, monkeypatch, "plugin", "trace", station, "--as", "nobody")
    assert shown.exit_code == 1
    assert "There is no account named nobody" in str(shown.exception) + shown.stderr
