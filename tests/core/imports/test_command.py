"""``lianzhan import``, as people run it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from core.database import Database
from core.testing.serving import lianzhan
from tests.core.imports.importing import bring_xinyi
from tests.core.imports.workbooks import SAMPLES, XINYI

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def run(database_url: str, tmp_path: Path) -> Run:
    """The command ``lianzhan import`` on a migrated database."""

    def run_import(*arguments: str) -> CompletedProcess[str]:
        return lianzhan("import", *arguments, data_dir=tmp_path, more={"LIANZHAN_DATABASE_URL": database_url})

    return run_import


@pytest.fixture
def run_in_xinyi(run: Run, database_url: str) -> Run:
    """The same, with Xinyi's stations recorded."""
    database = Database(database_url)
    with database.writing() as session:
        bring_xinyi(session, "stations")
    database.dispose()
    return run


def test_the_report_in_json_has_the_promised_keys_and_refusals_cost_the_exit_status(run_in_xinyi: Run) -> None:
    ran = run_in_xinyi("deputies", str(SAMPLES / "broken-deputies.xlsx"), "--json")
    assert ran.returncode == 1
    report = json.loads(ran.stdout)
    assert set(report) == {"created", "changed", "skipped", "refused", "questions", "unresolved"}
    assert (report["created"], report["changed"], report["skipped"]) == (2, 0, 1)
    assert [one["row"] for one in report["refused"]] == [3, 4, 5, 6, 7, 8, 10, 11]
    assert set(report["refused"][0]) == {"row", "column", "value", "code", "message"}
    assert "请在预览页填写" in report["refused"][0]["message"]


def test_all_that_was_asked_done_is_exit_status_0(run_in_xinyi: Run) -> None:
    terms = ["--term", "county=18", "--term", "设区市=17", "--term", "provincial=14"]
    roster = str(XINYI / "xinyi-deputies.xlsx")
    ran = run_in_xinyi("deputies", roster, "--level", "市=county", *terms, "--json")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert json.loads(ran.stdout)["created"] == 88
    again = run_in_xinyi("deputies", roster, "--level", "市=县", *terms, "--json")
    assert (again.returncode, json.loads(again.stdout)["skipped"]) == (0, 88)


def test_a_trial_writes_nothing_and_all_or_nothing_writes_all_or_nothing(run_in_xinyi: Run) -> None:
    broken = str(SAMPLES / "broken-deputies.xlsx")
    trial = run_in_xinyi("deputies", broken, "--dry-run", "--json")
    assert json.loads(trial.stdout)["created"] == 2
    held = run_in_xinyi("deputies", broken, "--all-or-nothing", "--json")
    assert (held.returncode, json.loads(held.stdout)["created"]) == (1, 0)
    real = run_in_xinyi("deputies", broken, "--json")
    assert json.loads(real.stdout)["created"] == 2


def test_the_readable_report_names_every_refused_row_and_how_to_answer(run_in_xinyi: Run) -> None:
    ran = run_in_xinyi("deputies", str(SAMPLES / "broken-deputies.xlsx"))
    for row in (3, 4, 5, 6, 7, 8, 9, 10, 11):
        assert f"第 {row} 行" in ran.stdout
    assert "--term county=N" in ran.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("deputies", "nowhere.xlsx"), "无法读取文件"),
        (("deputies", str(SAMPLES)), "无法读取文件"),
        (("deputies", "README.md"), "不是"),
        (("deputies", str(XINYI / "xinyi-stations.xlsx")), "站点名单，不是代表名单"),
        (("deputies", str(XINYI / "xinyi-deputies.xlsx"), "--term", "county"), "--term"),
        (("deputies", str(XINYI / "xinyi-deputies.xlsx"), "--term", "county=0"), "--term"),
        (("deputies", str(XINYI / "xinyi-deputies.xlsx"), "--level", "市=moon"), "--level"),
        (("deputies", str(XINYI / "xinyi-deputies.xlsx"), "--region", "999999"), "999999"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(run: Run, arguments: tuple[str, ...], sentence: str) -> None:
    ran = run(*arguments)
    assert ran.returncode == 1
    assert sentence in ran.stderr or "表头" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_in_an_empty_database_the_region_must_be_said(run: Run) -> None:
    ran = run("stations", str(XINYI / "xinyi-stations.xlsx"))
    assert ran.returncode == 1
    assert "--region 320381" in ran.stderr


def test_what_a_station_list_says_in_words_is_kept_and_listed(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "stations.csv"
    rows = ("站点名称,依托企业,接待时间", "棉纺站,,每月15日", "织造站,无此企业,逢3逢8", "印染站,,逢集日")
    file.write_text("\n".join(rows), encoding="utf-8")
    ran = run("stations", str(file), "--region", "320381", "--json")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    unresolved = json.loads(ran.stdout)["unresolved"]
    assert [(one["row"], one["value"]) for one in unresolved] == [(3, "逢3逢8"), (3, "无此企业"), (4, "逢集日")]
    assert set(unresolved[0]) == {"row", "column", "value", "message"}
    told = run("stations", str(file), "--region", "320381")
    assert "逢集日" in told.stdout
    assert "按原文保留并显示" in told.stdout
