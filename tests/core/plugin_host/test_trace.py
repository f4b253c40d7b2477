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


def test_a_page_is_named_by_its_path_or_its_whole_address(
    workshop: Workshop, station: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop.environ["PUBLIC_URL"] = "https://stations.example.cn"
    for url in (station, station[1:], f"https://stations.example.cn{station}", f"http://127.0.0.1:8000{station}?a=b"):
        told = json.loads(run(workshop, monkeypatch, "plugin", "trace", url, "--as", "admin", "--json").stdout)
        assert told["status"] == 200, url
        assert told["url"].startswith(station)
        assert [step["error"][:17] for step in told["steps"] if step["plugin"] == "yarn"] == ["ZeroDivisionError"]
    refused = run(workshop, monkeypatch, "plugin", "trace", f"https://elsewhere.example.cn{station}")
    assert refused.exit_code == 1
    assert "is no address of this platform, which is https://stations.example.cn" in refused.output


@pytest.mark.parametrize(
    ("url", "who", "begins", "said"),
    [
        ("/nowhere", [], "404 /nowhere", "There is no page at this address"),
        ("/admin/plugins/looms/enable", ["--as", "admin"], "405 /admin", "This address takes forms only"),
        ("/admin/plugins", [], "302 /admin/plugins -> /login", "Name an account with --as"),
    ],
)
def test_an_answer_that_is_no_page_is_explained(
    workshop: Workshop,
    station: str,
    monkeypatch: pytest.MonkeyPatch,
    url: str,
    who: list[str],
    begins: str,
    said: str,
) -> None:
    shown = run(workshop, monkeypatch, "plugin", "trace", url, *who)
    assert shown.exit_code == 0
    assert shown.stdout.startswith(begins)
    assert said in shown.stdout


def test_a_hook_asked_for_by_another_stands_under_it(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop.write(
        "looms",
        hookspecs="""
            from core.api.declare import extension_point

            @extension_point(when="question", gives=str)
            def looms_kinds(session, station):
                \"\"\"The kinds of loom there can be.\"\"\"
        """,
        init="""
            from core.api.data import ask
            from core.api.declare import Panel, _, hooks, implements

            @implements(hooks.station_panels)
            def station_panels(session, viewer, station, day):
                from plugins.looms.hookspecs import looms_kinds
                ask(looms_kinds, session, station)
                return [Panel(title=_("Looms"), template="looms/panel.html", context={})]
        """,
        files={"templates/looms/panel.html": "<p>Looms stand here.</p>"},
    )
    requires = 'name = "silk"\ntitle = "Silk"\nversion = "1"\napi = 1\nrequires = ["looms"]\n'
    implements = """
        from core.api.declare import implements
        from plugins.looms.hookspecs import looms_kinds

        @implements(looms_kinds)
        def kinds():
            return ["silk"]
    """
    workshop.write("silk", manifest=requires, init=implements)
    with workshop.app().extensions["lianzhan"].database.writing("test") as session:
        url = f"/stations/{make_station(session).id}"
    told = json.loads(run(workshop, monkeypatch, "plugin", "trace", url, "--json").stdout)
    assert [(step["depth"], step["plugin"], step["hook"], step["what"]) for step in told["steps"]] == [
        (0, "looms", "station_panels", "hook"),
        (1, "silk", "looms_kinds", "hook"),
        (0, "looms", "station_panels", "panel"),
    ]
    assert told["steps"][1]["ms"] <= told["steps"][0]["ms"] <= told["ms"]
    shown = run(workshop, monkeypatch, "plugin", "trace", url).stdout.splitlines()
    steps = [line.partition(" ms  ")[2] for line in shown if " ms  " in line]
    assert [step[:13] for step in steps] == ["station_panel", "  looms_kinds", "station_panel"]
