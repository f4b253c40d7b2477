"""The pages of the trade: a trial from its question to its comparison, and forms that lose nothing that was typed."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from core.api.work import today
from core.database import Database
from core.stations.models import Station
from core.testing import Count, SignedIn, Visitor, make_station, switch
from plugins.agri_machinery.models import Plot, Problem, Trial
from plugins.agri_machinery.testing import make_problem, make_trial
from plugins.agri_machinery.trials import service as trials


@pytest.fixture
def manager(database: Database, signed_in: SignedIn) -> Visitor:
    with database.writing() as session:
        station = make_station(session, "Red Tractor")
        switch(session, "agri_machinery", station, is_on=True)
    return signed_in("manager", station=station)


def trial_of(database: Database, station_id: int) -> int:
    with database.writing() as session:
        return make_trial(session, session.get_one(Station, station_id)).id


def test_a_trial_goes_from_its_question_to_a_comparison(manager: Visitor, database: Database) -> None:
    typed = {
        "title": "Maize",
        "question": "Which is best?",
        "factors": "Variety: Golden, Silver",
        "goal": "20",
        "state": "agreed",
    }
    answer = manager.press(f"/stations/{manager.station_id}/p/agri_machinery/trials/new", **typed)
    assert answer.status_code == 303
    with database.reading() as session:
        trial = session.scalars(select(Trial)).one()
        number, combinations = trial.id, [one.id for one in trial.treatments]
    laid = {"treatments": combinations, "control": combinations[0], "blocks": "3"}
    assert manager.press(f"/p/agri_machinery/trials/{number}/lay-out", **laid).status_code == 303
    template = manager.get(f"/p/agri_machinery/trials/{number}/template.xlsx")
    book = load_workbook(BytesIO(template.data))
    for line in book.worksheets[0].iter_rows(min_row=2):
        silver = "Silver" in str(line[2].value)
        line[5].value = (650 if silver else 500) + int(str(line[0].value)) % 5
    filled = BytesIO()
    book.save(filled)
    filled.seek(0)
    sent = manager.press(f"/p/agri_machinery/trials/{number}/measurements", file=(filled, "yields.xlsx"))
    assert sent.status_code == 303
    assert manager.press(sent.location).status_code == 303
    page = manager.page(f"/p/agri_machinery/trials/{number}/comparison")
    assert "T1 (Golden)" not in page.text
    assert "达到目标" in page.text
    assert manager.get(f"/p/agri_machinery/trials/{number}/plan.pdf").data.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("number", "102", "两个小区同一个号"),
        ("emergence", "101", "出苗率在 0 到 100% 之间"),
        ("yield_kg", "20000", "亩产在 0 到 2000 公斤之间"),
        ("fertiliser", "-1", "每亩施肥量在 0 到 300 公斤之间"),
        ("cost", "10001", "每亩成本在 0 到 10000 元之间"),
        ("yield_kg", "very much", "请填数字"),
        ("yield_kg", "1e400", "请填数字"),
        ("block", "2.5", "请填整数"),
    ],
)
def test_what_cannot_be_in_a_field_is_a_sentence_and_stays_typed(
    manager: Visitor, database: Database, field: str, value: str, sentence: str
) -> None:
    number = trial_of(database, manager.station_id)
    with database.reading() as session:
        plot = session.scalars(select(Plot).where(Plot.trial_id == number, Plot.number == 101)).one()
        typed = {"number": "101", "block": "1", "treatment_id": str(plot.treatment_id), "remark": "by the road"}
        address = f"/p/agri_machinery/plots/{plot.id}/edit"
    answer = manager.press(address, **(typed | {field: value}))
    text = answer.get_data(as_text=True)
    assert answer.status_code in {200, 422}
    assert sentence in text
    assert f'value="{value}"' in text
    assert "by the road" in text


def test_pages_of_a_station_where_the_trade_is_off_are_not_there(database: Database, signed_in: SignedIn) -> None:
    with database.writing() as session:
        station = make_station(session, "Shoes")
    manager = signed_in("manager", station=station)
    assert manager.get(f"/stations/{station.id}/p/agri_machinery/trials").status_code == 404


def test_a_problem_keeps_its_meeting_while_no_meetings_are_known(manager: Visitor, database: Database) -> None:
    with database.writing() as session:
        station = session.get_one(Station, manager.station_id)
        number = make_problem(session, station, meeting_id=4711).id
    facts = {"title": "Seeds jam at night", "raised_on": today().isoformat(), "meeting_id": ""}
    assert manager.press(f"/p/agri_machinery/problems/{number}/edit", **facts).status_code == 303
    with database.reading() as session:
        problem = session.get_one(Problem, number)
        assert (problem.title, problem.meeting_id) == ("Seeds jam at night", 4711)


def test_no_page_of_a_trial_asks_once_a_plot_or_combination(manager: Visitor, database: Database, count: Count) -> None:
    with database.writing() as session:
        station = session.get_one(Station, manager.station_id)
        factors = trials.read_factors("Variety: A, B, C, D, E\nMachine: F, G, H, I, J")
        trial = Trial(station_id=station.id, title="Large", question="Which?", goal=20)
        trials.save(session, trial, factors)
        everything = [one.id for one in trial.treatments]
        trials.lay_out(session, trial, everything, everything[0], 4)
        number = trial.id
    manager.get(f"/p/agri_machinery/trials/{number}")  # what a process asks once is asked
    for page in ("", "/comparison", "/plan.pdf", "/template.xlsx", "/measurements", "/lay-out", "/plots/new"):
        with count() as statements:
            assert manager.get(f"/p/agri_machinery/trials/{number}{page}").status_code == 200
        assert len(statements) <= 8, (page, statements)
