"""Trials: factors become combinations, combinations become plots, and measurements stay within what a field can be."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.declare import DomainError
from core.platform import catalog
from core.stations.models import Station
from core.testing import make_station
from core.words import speak
from plugins.agri_machinery.comparison import service as comparison
from plugins.agri_machinery.models import Plot, PlotSheet, Trial
from plugins.agri_machinery.testing import make_product, make_trial
from plugins.agri_machinery.trials import plan, service, sheets
from plugins.agri_machinery.trials.errors import (
    FactorsUnreadable,
    PlotNumberTaken,
    PlotSheetFaulty,
    PlotSheetUnreadable,
    TooFewTreatments,
    TooManyPlots,
    TooManyTreatments,
    TrialMeasured,
)

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def station(session: Session) -> Station:
    return make_station(session, "Red Tractor")


@pytest.fixture
def trial(session: Session, station: Station) -> Trial:
    return make_trial(session, station)


def table(trial: Trial, *rows: tuple[object, ...], heads: tuple[str, ...] = ("Plot number", "Yield (kg/mu)")) -> bytes:
    book = Workbook()
    page: Any = book.active
    page.append(heads)
    for row in rows:
        page.append(row)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_factors_become_all_combinations_and_the_first_is_the_usual_practice(trial: Trial) -> None:
    assert [(one.code, one.name) for one in trial.treatments] == [
        ("CK", "Golden 958 + Old drill"),
        ("T1", "Golden 958 + New drill"),
        ("T2", "Silver 605 + Old drill"),
        ("T3", "Silver 605 + New drill"),
    ]


def test_levels_lead_to_the_catalogue(session: Session, station: Station) -> None:
    product = make_product(session, station, "Golden 958")
    levels = {one.name: one.product_id for one in make_trial(session, station).factors[0].levels}
    assert levels == {"Golden 958": product.id, "Silver 605": None}


def test_factors_are_understood_as_chinese_is_typed() -> None:
    found = service.read_factors("品种：郑单958，登海605\n\n 播种机 ： 普通、气吸式；免耕 ")
    assert [(one.name, one.levels) for one in found] == [
        ("品种", ("郑单958", "登海605")),
        ("播种机", ("普通", "气吸式", "免耕")),
    ]


@pytest.mark.parametrize("typed", ["", "Variety", "Variety: one", "Variety: one, one", ": a, b", "A: a, b\nA: c, d"])
def test_factors_without_levels_are_refused_with_the_line(typed: str) -> None:
    with pytest.raises(FactorsUnreadable):
        service.read_factors(typed)


def test_each_combination_stands_once_in_each_block_with_a_number_of_its_own(trial: Trial) -> None:
    for block, plots in plan.in_blocks(trial):
        assert [plot.number for plot in plots] == [100 * block + place for place in range(1, 5)]
        assert {plot.treatment_id for plot in plots} == {one.id for one in trial.treatments}
    orders = [[plot.treatment_id for plot in plots] for _block, plots in plan.in_blocks(trial)]
    assert orders[0] != orders[1] or orders[1] != orders[2]


def test_what_was_measured_is_never_laid_out_again(session: Session, trial: Trial) -> None:
    everything = [one.id for one in trial.treatments]
    service.lay_out(session, trial, everything[:2], everything[0], 2)
    session.refresh(trial)
    assert len(trial.plots) == 4
    service.measure(trial.plots[0], yield_kg=500)
    with pytest.raises(TrialMeasured):
        service.lay_out(session, trial, everything, everything[0], 3)
    with pytest.raises(TrialMeasured):
        service.remove(session, trial)


def test_the_usual_practice_is_corrected_after_measuring_and_no_plot_moves(session: Session, trial: Trial) -> None:
    everything = [one.id for one in trial.treatments]
    service.measure(trial.plots[0], yield_kg=500)
    before = [(plot.id, plot.number, plot.treatment_id) for plot in trial.plots]
    service.lay_out(session, trial, everything, everything[2], 3)
    assert [one.code for one in trial.treatments] == ["T0", "T1", "CK", "T3"]
    assert [(plot.id, plot.number, plot.treatment_id) for plot in trial.plots] == before


def test_a_trial_needs_two_combinations_its_control_and_a_field_that_holds_it(session: Session, trial: Trial) -> None:
    everything = [one.id for one in trial.treatments]
    with pytest.raises(TooFewTreatments):
        service.lay_out(session, trial, everything[:1], everything[0], 3)
    with pytest.raises(TooFewTreatments):
        service.lay_out(session, trial, everything[1:], everything[0], 3)
    with pytest.raises(TooManyPlots):
        service.lay_out(session, trial, everything, everything[0], 200)


def test_more_combinations_than_a_trial_compares_are_refused_by_their_number(
    session: Session, station: Station
) -> None:
    factors = service.read_factors("\n".join(f"Factor {number}: yes, no" for number in range(6)))
    with pytest.raises(TooManyTreatments, match="64 combinations"):
        service.save(session, Trial(station_id=station.id, title="All", question="?", goal=20), factors)


def test_two_plots_with_one_number_are_refused(session: Session, trial: Trial) -> None:
    first, second = trial.plots[:2]
    with pytest.raises(PlotNumberTaken):
        service.save_plot(session, second, number=first.number, block=1, treatment_id=second.treatment_id)


def test_a_trial_is_taken_out_while_nothing_is_measured(session: Session, trial: Trial) -> None:
    service.remove(session, trial)
    assert session.scalars(select(Trial)).all() == []
    assert session.scalars(select(Plot)).all() == []


def test_the_plan_is_a_pdf(trial: Trial) -> None:
    assert plan.printed(trial, NOW.date()).startswith(b"%PDF")


def test_a_template_filled_in_is_written(session: Session, trial: Trial) -> None:
    book = load_workbook(BytesIO(sheets.template(trial)))
    page: Any = book.active
    lines = list(page.iter_rows(min_row=2))
    for place, line in enumerate(lines):
        line[3].value, line[5].value, line[7].value = 90 + place / 10, 500 + place, "weeds" if place == 0 else None
    kept = BytesIO()
    book.save(kept)
    rows = sheets.read(kept.getvalue(), trial)
    assert (len(rows), [row.problems for row in rows if row.problems]) == (len(trial.plots), [])
    sheet = sheets.keep(session, trial.id, "yields.xlsx", rows, NOW)
    assert sheets.write(session, sheet) == len(trial.plots)
    assert (trial.plots[0].emergence, trial.plots[0].yield_kg, trial.plots[0].remark) == (90, 500, "weeds")
    assert session.scalars(select(PlotSheet)).all() == []


def test_every_cell_that_cannot_be_is_said_with_its_column_and_what_was_typed(session: Session, trial: Trial) -> None:
    first, second = trial.plots[0].number, trial.plots[1].number
    heads = ("Plot number", "Emergence rate (per cent)", "Yield (kg/mu)")
    data = table(
        trial,
        (first, 104, 20000),
        (first, 90, 500),
        (9998, 90, 500),
        (None, 90, 500),
        (second, "about 90", -3),
        heads=heads,
    )
    rows = sheets.read(data, trial)
    assert [len(row.problems) for row in rows] == [3, 1, 1, 1, 2]
    assert rows[0].problems[0].startswith("Emergence rate (per cent) “104”: An emergence rate lies between 0 and 100")
    assert all("two rows have this number" in row.problems[-1] for row in rows[:2])
    assert "no plot of this number" in rows[2].problems[0]
    sheet = sheets.keep(session, trial.id, "x.xlsx", rows, NOW)
    with pytest.raises(PlotSheetFaulty):
        sheets.write(session, sheet)
    assert not any(plot.is_measured for plot in trial.plots)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("12,5", "decimals with a point"),
        ("1.234,5", "decimals with a point"),
        ("1_2", "no number"),
        ("12 kg", "no number"),
        ("nan", "no number"),
        ("1e2", "no number"),
        ("=6+6", "formula"),
    ],
)
def test_no_number_is_guessed(trial: Trial, said: str, problem: str) -> None:
    (row,) = sheets.read(table(trial, (trial.plots[0].number, said), heads=("Plot number", "Cost (yuan/mu)")), trial)
    assert (row.is_good, row.values["cost"]) == (False, None)
    assert problem in row.problems[0]


@pytest.mark.parametrize(("said", "found"), [("1,234.5", 1234.5), ("１２．５", 12.5), (12.5, 12.5), (" 7 ", 7)])
def test_thousands_and_full_width_digits_are_numbers(trial: Trial, said: object, found: float) -> None:
    (row,) = sheets.read(table(trial, (trial.plots[0].number, said), heads=("Plot number", "Cost (yuan/mu)")), trial)
    assert (row.values["cost"], row.problems) == (found, [])


def test_a_share_of_one_is_no_emergence_rate(trial: Trial) -> None:
    heads = ("Plot number", "Emergence rate (per cent)")
    (row,) = sheets.read(table(trial, (trial.plots[0].number, 0.95), heads=heads), trial)
    assert "Write 95 for 95 per cent" in row.problems[0]


def test_columns_that_are_not_read_are_named(trial: Trial) -> None:
    heads = ("Plot number", "Yield (kg/mu)", "Yield (jin/mu)", "Yield (kg/mu)")
    head, row = sheets.read(table(trial, (trial.plots[0].number, 600, 1200, 700), heads=heads), trial)
    assert (row.values["yield_kg"], row.problems) == (600, [])
    assert [("jin" in one, "Yield" in one) for one in head.problems] == [(True, True), (False, True)]


def test_heads_may_be_chinese(trial: Trial) -> None:
    data = table(trial, (trial.plots[0].number, "98.5%", 612), heads=("小区号", "出苗率（%）", "亩产（公斤/亩）"))
    with speak(catalog()):
        (row,) = sheets.read(data, trial)
    assert (row.values["emergence"], row.values["yield_kg"], row.problems) == (98.5, 612, [])


def test_heads_are_understood_as_people_write_them_whatever_language_the_reader_has_chosen(trial: Trial) -> None:
    data = table(trial, (trial.plots[0].number, 98, 612, "雹灾"), heads=("小区编号", "出苗率", "亩产（kg/亩）", "备注"))
    (row,) = sheets.read(data, trial)
    assert (row.values["emergence"], row.values["yield_kg"], row.values["remark"]) == (98, 612, "雹灾")


def test_a_yield_without_its_unit_is_not_taken(trial: Trial) -> None:
    head, row = sheets.read(table(trial, (trial.plots[0].number, 98, 612), heads=("小区", "出苗率", "亩产")), trial)
    assert "亩产" in head.problems[0]
    assert row.values["yield_kg"] is None


def test_a_file_without_our_columns_says_which_it_needs(trial: Trial) -> None:
    with pytest.raises(PlotSheetUnreadable) as refused:
        sheets.read(table(trial, (1, 2), heads=("A", "B")), trial)
    assert "Plot number" in str(refused.value)


def test_a_trial_compares_its_weighed_plots(trial: Trial) -> None:
    assert "usual practice (CK)" in str(comparison.told(trial).refused)
    for plot in trial.plots:
        gain = 150 if "New drill" in plot.treatment.name else 0
        service.measure(plot, yield_kg=500 + gain + plot.number % 7)
    told = comparison.told(trial)
    assert told.found is not None
    assert told.rows[0].verdict == "reached"
    assert "New drill" in str(told.sentence)


def test_one_plot_a_combination_is_too_little_and_says_which(trial: Trial) -> None:
    for plot in trial.plots:
        if plot.block == 1:
            service.measure(plot, yield_kg=500 + plot.number)
    told = comparison.told(trial)
    assert told.found is None
    assert "T1 (Golden 958 + New drill)" in str(told.refused)


def test_tables_nobody_wrote_go_after_two_weeks(session: Session, trial: Trial) -> None:
    sheets.keep(session, trial.id, "x.xlsx", [], datetime(2026, 11, 1, tzinfo=UTC))
    kept = sheets.keep(session, trial.id, "y.xlsx", [], NOW)
    sheets.forget_old(session, NOW)
    assert session.scalars(select(PlotSheet)).all() == [kept]


def test_the_problem_of_a_file_is_a_domain_error() -> None:
    assert issubclass(PlotSheetFaulty, DomainError)
