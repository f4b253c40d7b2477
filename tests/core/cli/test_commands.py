"""The command ``lianzhan`` as people and scripts use it."""

import json
from pathlib import Path

import pytest

from core.database import Database
from core.testing import make_region, make_station
from core.testing.databases import Store
from core.testing.promises.worlds import load_demonstration
from core.testing.serving import lianzhan

PASSWORD = "a-lantern-in-the-orchard"


@pytest.fixture
def more(database_url: str) -> dict[str, str]:
    return {"LIANZHAN_DATABASE_URL": database_url}


def test_a_fresh_machine_is_told_what_to_do_first(tmp_path: Path) -> None:
    for command in (
        ["serve"],
        ["demo", "load", "xinyi"],
        ["user", "add", "x", "--role", "administrator", "--password", PASSWORD],
    ):
        told = lianzhan(*command, data_dir=tmp_path)
        assert told.returncode == 1, told.stderr
        assert "lianzhan db upgrade" in told.stderr
        assert "Traceback" not in told.stderr


def test_upgrading_twice_is_upgrading_once(tmp_path: Path) -> None:
    assert lianzhan("db", "status", data_dir=tmp_path).returncode == 1
    first = lianzhan("db", "upgrade", data_dir=tmp_path)
    second = lianzhan("db", "upgrade", data_dir=tmp_path)
    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stdout != second.stdout
    status = lianzhan("db", "status", "--json", data_dir=tmp_path)
    assert status.returncode == 0
    assert not any(json.loads(status.stdout).values())


def test_the_command_speaks_chinese_unless_told_otherwise(tmp_path: Path, more: dict[str, str]) -> None:
    chinese = lianzhan("db", "status", data_dir=tmp_path, more=more | {"LANGUAGE": ""})
    english = lianzhan("db", "status", data_dir=tmp_path, more=more | {"LANGUAGE": "en"})
    assert "up to date" in english.stdout
    assert "up to date" not in chinese.stdout


def test_chinese_comes_out_whole_where_the_terminal_knows_no_utf8(tmp_path: Path, more: dict[str, str]) -> None:
    told = lianzhan(
        "--help", data_dir=tmp_path, more=more | {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "LANGUAGE": ""}
    )
    assert told.returncode == 0
    assert "链站" in told.stdout


@pytest.mark.parametrize(
    "command",
    [["no-such"], ["db", "no-such"], ["import", "nothing", "x.xlsx"], ["user", "add"], ["serve", "--no-such"]],
)
def test_a_command_that_is_none_is_refused_in_a_sentence(
    tmp_path: Path, more: dict[str, str], command: list[str]
) -> None:
    told = lianzhan(*command, data_dir=tmp_path, more=more)
    assert told.returncode == 2
    assert "Traceback" not in told.stderr
    assert told.stderr.strip()


def test_settings_are_listed_without_secrets(tmp_path: Path) -> None:
    told = lianzhan(
        "config",
        "--json",
        data_dir=tmp_path,
        more={"LIANZHAN_SECRET_KEY": "an-orchard-at-night", "LIANZHAN_PORT": "8123"},
    )
    shown = json.loads(told.stdout)
    assert shown["LIANZHAN_PORT"] == "8123"
    assert "an-orchard-at-night" not in told.stdout


@pytest.mark.parametrize(
    ("options", "missing"),
    [
        (["--role", "office"], "region"),
        (["--role", "manager"], "station"),
        (["--role", "organ"], "organ"),
        (["--role", "leader"], "region"),
    ],
)
def test_a_role_without_its_scope_is_refused(
    tmp_path: Path, more: dict[str, str], options: list[str], missing: str
) -> None:
    told = lianzhan("user", "add", "somebody", *options, "--password", PASSWORD, data_dir=tmp_path, more=more)
    assert told.returncode == 1, f"{missing} is needed"
    assert "Traceback" not in told.stderr


def test_an_account_is_made_once(tmp_path: Path, more: dict[str, str], database_url: str) -> None:
    database = Database(database_url)
    with database.writing() as session:
        make_region(session)
        station = make_station(session, "First")
    database.dispose()
    command = ["user", "add", "somebody", "--role", "manager", "--station", station.name, "--password", PASSWORD]
    assert lianzhan(*command, data_dir=tmp_path, more=more).returncode == 0
    again = lianzhan(*command, data_dir=tmp_path, more=more)
    assert again.returncode == 1
    assert "somebody" in again.stderr
    weak = lianzhan(
        "user", "add", "other", "--role", "administrator", "--password", "12345678", data_dir=tmp_path, more=more
    )
    assert weak.returncode == 1
    nowhere = lianzhan(
        "user",
        "add",
        "other",
        "--role",
        "manager",
        "--station",
        "Nowhere",
        "--password",
        PASSWORD,
        data_dir=tmp_path,
        more=more,
    )
    assert nowhere.returncode == 1
    assert "Nowhere" in nowhere.stderr


def test_the_figures_of_xinyi_are_those_of_the_place(store: Store, tmp_path: Path) -> None:
    more = {"LIANZHAN_DATABASE_URL": store.sqlite("demonstration", load_demonstration)}
    told = lianzhan("figures", "xinyi", "--json", data_dir=tmp_path, more=more)
    figures = json.loads(told.stdout)
    assert told.returncode == 0
    assert (figures["stations"], figures["deputies_in_stations"]) == (7, 88)


def test_the_plugins_are_listed_as_facts(tmp_path: Path, more: dict[str, str]) -> None:
    told = json.loads(lianzhan("plugin", "list", "--json", data_dir=tmp_path, more=more).stdout)
    assert {"name", "version", "state", "failures", "pending_migrations"} <= set(told[0])
    assert {one["name"]: one["state"] for one in told}["duty_days"] == "active"


def test_safe_mode_starts_without_any_plugin(tmp_path: Path, more: dict[str, str]) -> None:
    told = json.loads(
        lianzhan("plugin", "list", "--json", data_dir=tmp_path, more=more | {"LIANZHAN_SAFE_MODE": "1"}).stdout
    )
    assert {one["state"] for one in told} == {"disabled"}


def test_what_click_says_is_in_the_language_of_the_rest(tmp_path: Path) -> None:
    wrong = lianzhan("db", "backup", "--nothing", data_dir=tmp_path)
    assert wrong.returncode == 2
    assert "用法：" in wrong.stderr
    assert "错误：没有 '--nothing' 这个选项。" in wrong.stderr
    english = lianzhan("db", "backup", "--nothing", data_dir=tmp_path, more={"LANGUAGE": "en"})
    assert "Error: No such option '--nothing'." in english.stderr
