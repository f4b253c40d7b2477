"""Cells: the ways people write one thing, and what is not guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.imports import values
from core.imports.values import Formula, Value, ValueProblem


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("1980.11", "1980-11"),
        ("1988/12", "1988-12"),
        ("1979/4", "1979-04"),
        ("1962-07", "1962-07"),
        ("1979年4月", "1979-04"),
        ("1979 年 12 月 3 日", "1979-12"),
        ("1972-02-01", "1972-02"),
        ("1980.1", "1980-01"),
        ("1980。11", "1980-11"),
        ("１９８０．１１", "1980-11"),
        ("198011", "1980-11"),
        (198011, "1980-11"),
        (19801105, "1980-11"),
        (1980.11, "1980-11"),
        (29526, "1980-11"),
        (None, None),
        ("无", None),
    ],
)
def test_a_month_is_understood_however_it_is_written(written: Value, month: str | None) -> None:
    assert values.year_month(written) == month


@pytest.mark.parametrize("written", ["1980.13", "80.11", "十月", "1980", 1980, 1980.1, Formula("=A1")])
def test_what_is_no_month_is_not_guessed(written: Value) -> None:
    with pytest.raises(ValueProblem):
        values.year_month(written)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("孔文 ", "孔文"),
        ("程 燕", "程燕"),
        ("田\u3000杰", "田杰"),
        ("段  波", "段波"),
        ("范𬭎", "范𬭎"),
        ("陈 㛃", "陈㛃"),
        ("尹  䶮", "尹䶮"),
        ("阿不都•热合曼", "阿不都·热合曼"),
        ("Maria Li", "Maria Li"),
        ("\u200b周正平", "周正平"),
    ],
)
def test_padding_is_taken_out_of_a_name_and_nothing_else(written: str, name: str) -> None:
    assert values.name(written) == name


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (Formula("=1+1"), "formula"),
        ("=1+1", "formula"),
        ("@SUM(A1)", "formula"),
        ("<b>李志梅</b>", "markup_in_name"),
        ("李&lt;志梅", "markup_in_name"),
        ("长" * 201, "name_too_long"),
    ],
)
def test_a_name_that_is_none_is_refused_with_its_reason(written: Value, code: str) -> None:
    with pytest.raises(ValueProblem) as raised:
        values.name(written)
    assert raised.value.code == code


@pytest.mark.parametrize(
    "written",
    [
        "19900000001",
        19900000001,
        19900000001.0,
        "199 0000 0001",
        "199-0000-0001",
        "+86 199 0000 0001",
        "１９９００００００01",
        " 19900000001\n",
    ],
)
def test_a_number_is_the_same_number_however_it_is_written(written: Value) -> None:
    assert values.telephone(written) == "19900000001"


def test_a_landline_needs_its_area_code() -> None:
    assert values.telephone("0516-88888888") == "051688888888"
    with pytest.raises(ValueProblem, match="phone_digits"):
        values.telephone("88888888")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1990000003", "phone_digits"),
        ("199000000012", "phone_digits"),
        ("1.99E+10", "phone_shortened"),
        ("19900000001/19900000002", "phone_not_a_number"),
        ("见备注", "phone_not_a_number"),
    ],
)
def test_what_is_no_number_is_refused_with_its_reason(written: Value, code: str) -> None:
    with pytest.raises(ValueProblem) as raised:
        values.telephone(written)
    assert raised.value.code == code


def test_a_credit_code_is_checked_by_its_last_character() -> None:
    assert values.credit_code(" 91320381986987977d ") == "91320381986987977D"
    for wrong in ("91320381986987977E", "9132038198698797", 9.1320381986987e17):
        with pytest.raises(ValueProblem):
            values.credit_code(wrong)


def test_several_names_in_a_cell_are_several_names() -> None:
    assert values.names("龚兰勇、何 阳荣；司马英") == ("龚兰勇", "何阳荣", "司马英")


@given(st.one_of(st.none(), st.text(max_size=300), st.integers(), st.floats(), st.builds(Formula, st.text(max_size=5))))
def test_no_cell_breaks_a_parser(cell: Value) -> None:
    parsers = (
        values.text,
        values.name,
        values.names,
        values.telephone,
        values.year_month,
        values.gender,
        values.credit_code,
        values.longitude,
        values.latitude,
        values.tier,
    )
    for parse in parsers:
        try:
            parse(cell)
        except ValueProblem as problem:
            assert len(str(problem.message)) > 20  # noqa: PT017 - either a value or a sentence is right
    values.shown(cell)
