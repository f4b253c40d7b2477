"""lianzhan plugin list, enable, disable; and the commands that plugins bring."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.cli import lianzhan
from core.plugin_host.states import State
from core.testing.serving import lianzhan as lianzhan_command
from tests.core.plugin_host.conftest import Workshop, assert_core_answers, place_in, state_in

GROUP = """
    import click
    from core.api.declare import CliGroup, hooks, implements


    @implements(hooks.cli_groups)
    def cli_groups():
        @click.command("{command}")
        def weave():
            click.echo("woven")
        return [CliGroup(command=weave)]
"""


def run(workshop: Workshop, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    for name, value in workshop.variables().items():
        monkeypatch.setenv(name, value)
    return CliRunner().invoke(lianzhan, list(arguments))


def test_the_list_shows_every_state(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop.write("looms")
    workshop.write("yarn", init="raise ZeroDivisionError('no yarn')\n")
    workshop.write("silk", manifest="name = ")
    shown = run(workshop, monkeypatch, "plugin", "list")
    assert shown.exit_code == 0
    for words in ("looms 1.0", "no yarn", "yarn/__init__.py:1", "silk", "duty_days"):
        assert words in shown.stdout
    rows = {row["name"]: row for row in json.loads(run(workshop, monkeypatch, "plugin", "list", "--json").stdout)}
    assert [rows[name]["state"] for name in ("looms", "yarn", "silk")] == ["active", "failed", "failed"]
    assert rows["yarn"]["failures"][0]["error"] == "ZeroDivisionError"
    assert set(rows["looms"]) == {"name", "version", "state", "failures", "pending_migrations"}


def test_pages_that_would_be_refused_show_in_the_list_too(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    init = "from core.api.declare import hooks, implements\n\n@implements(hooks.blueprints)\ndef blueprints():\n    raise ZeroDivisionError\n"
    workshop.write("looms", init=init)
    rows = json.loads(run(workshop, monkeypatch, "plugin", "list", "--json").stdout)
    assert [row["state"] for row in rows if row["name"] == "looms"] == ["failed"]


def test_disabled_and_enabled_by_command(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop.write("looms")
    assert run(workshop, monkeypatch, "plugin", "disable", "looms").exit_code == 0
    assert state_in(workshop.app(), "looms") is State.DISABLED
    assert run(workshop, monkeypatch, "plugin", "enable", "looms").exit_code == 0
    assert state_in(workshop.app(), "looms") is State.ACTIVE
    unknown = run(workshop, monkeypatch, "plugin", "enable", "loooms")
    assert unknown.exit_code == 1
    assert "loooms" in unknown.output
    assert "looms" in unknown.output


def test_a_plugin_whose_manifest_cannot_be_read_is_not_enabled_and_says_why(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop.write("silk", manifest="name = ")
    refused = run(workshop, monkeypatch, "plugin", "enable", "silk")
    assert refused.exit_code == 1
    assert "plugin.toml" in refused.output
    assert "is enabled" not in refused.output
    workshop.write("silk")
    assert run(workshop, monkeypatch, "plugin", "enable", "silk").exit_code == 0


def test_a_plugin_of_another_distribution_waits_to_be_enabled(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop.write("lianzhan_looms", manifest='name = "looms"\ntitle = "x"\nversion = "1"\napi = 1\n')
    site = workshop.folder.parent / "site"
    site.mkdir()
    (workshop.folder / "lianzhan_looms").rename(site / "lianzhan_looms")
    info = site / "lianzhan_looms-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: lianzhan-looms\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[lianzhan.plugins]\nlooms = lianzhan_looms\n", encoding="utf-8")
    monkeypatch.syspath_prepend(site)
    assert state_in(workshop.app(), "looms") is State.DISABLED
    assert run(workshop, monkeypatch, "plugin", "enable", "looms").exit_code == 0
    assert state_in(workshop.app(), "looms") is State.ACTIVE


def test_commands_of_plugins_stand_beside_the_cores(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop.write("looms", init=GROUP.format(command="looms"))
    workshop.write("yarn", init=GROUP.format(command="import"))
    workshop.write("broken", init="raise ZeroDivisionError\n")
    assert run(workshop, monkeypatch, "looms").stdout == "woven\n"
    helped = run(workshop, monkeypatch, "--help")
    assert helped.exit_code == 0
    assert "looms" in helped.stdout
    assert "yarn" in run(workshop, monkeypatch, "plugin", "list").stdout


def test_core_commands_work_beside_a_broken_plugin(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop.write("looms", init="raise ZeroDivisionError\n")
    for command in (
        ["--help"],
        ["db", "status"],
        ["db", "upgrade"],
        ["config"],
        ["audit", "verify"],
        ["plugin", "list"],
    ):
        assert run(workshop, monkeypatch, *command).exit_code == 0, command


@pytest.mark.parametrize(
    ("key", "answer"), [("stations", "7"), ("stations.of_looms", "7"), ("looms", "{1, 2}"), ("looms", "exit(0)")]
)
def test_a_figure_that_would_cover_another_or_is_no_number_costs_itself(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, key: str, answer: str
) -> None:
    workshop.write(
        "looms",
        init=f"""
        from core.api.declare import Figure, _, hooks, implements


        @implements(hooks.figures)
        def figures():
            return [Figure(key="{key}", title=_("Looms"), unit=_("pieces"), compute=lambda session, scope: {answer})]
        """,
    )
    place_in(workshop.app())
    for name, value in workshop.variables().items():
        monkeypatch.setenv(name, value)
    printed = CliRunner().invoke(lianzhan, ["figures", "320381", "--json"])
    assert json.loads(printed.stdout) == {"stations": 2, "deputies_in_stations": 0, "deputies_serving": 0}
    assert printed.exit_code == 1
    assert "looms" in printed.stderr


def test_a_broken_catalog_costs_its_words_only(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    place = workshop.write("looms", files={"translations/zh_Hans_CN/LC_MESSAGES/messages.mo": ""})
    (place / "translations/zh_Hans_CN/LC_MESSAGES/messages.mo").write_bytes(b"\xde\x12\x04\x95 and no more")
    assert_core_answers(workshop.app())
    for name, value in workshop.variables().items():
        monkeypatch.setenv(name, value)
    listed = json.loads(CliRunner().invoke(lianzhan, ["plugin", "list", "--json"]).stdout)
    looms = next(each for each in listed if each["name"] == "looms")
    assert looms["state"] == "active"
    assert [each["hook"] for each in looms["failures"]] == ["translations"]


@pytest.mark.parametrize("arguments", [["list"], ["list", "--json"]])
@pytest.mark.parametrize("away", ["postgresql://nobody@127.0.0.1:1/none", "sqlite:////proc/none/lianzhan.db"])
def test_a_list_without_its_database_says_that_it_is_away(tmp_path: Path, away: str, arguments: list[str]) -> None:
    told = lianzhan_command("plugin", *arguments, data_dir=tmp_path, more={"LIANZHAN_DATABASE_URL": away})
    assert (told.returncode, told.stdout) == (1, "")
    assert "无法使用" in told.stderr
    assert "Traceback" not in told.stderr
