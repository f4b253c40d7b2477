"""What was taken out comes back in with nothing to change."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Reach
from core.clock import now
from core.deputies import lists as deputy_lists
from core.deputies.models import Deputy, Mandate
from core.employers.models import EmployerAnswer
from core.enterprises import service as enterprise_service
from core.enterprises.models import Enterprise
from core.exports import service
from core.exports.deputies import deputies
from core.exports.enterprises import enterprises
from core.exports.lists import List, Numbers, sheets_of
from core.exports.stations import stations
from core.imports.plans import UNCHANGED
from core.people.models import Person
from core.stations import service as station_service
from tests.core.imports.importing import ALL_TERMS, bring, bring_xinyi, look
from tests.core.imports.workbooks import SAMPLES as JINSHA
from tests.core.imports.workbooks import workbook

EVERYWHERE = Reach(everything=True)
WHOLE = Numbers(whole=True)
KINDS = ("stations", "enterprises", "deputies")
FORMATS = ("xlsx", "csv")
ANSWERS = {"level:市": "county"}


def listed(kind: str) -> List:
    return {
        "stations": lambda: stations(EVERYWHERE, station_service.Wanted()),
        "enterprises": lambda: enterprises(EVERYWHERE, enterprise_service.Wanted()),
        "deputies": lambda: deputies(EVERYWHERE, deputy_lists.Wanted()),
    }[kind]()


def taken_out(session: Session, kind: str, format_: str, numbers: Numbers = WHOLE) -> bytes:
    stream, _rows = service.file_of(sheets_of(session, listed(kind), numbers, "S"), format_)
    return stream.read()


def nothing_to_change(session: Session, kind: Any, data: bytes, region: str, **options: Any) -> int:
    """How many rows there were, none of which would change anything."""
    made = look(session, kind, data, region, **options)
    assert made.questions == []
    differing = [one for one in made.outcomes if one.action != "skip"]
    assert differing == []
    return sum(1 for one in made.outcomes if UNCHANGED in one.reasons)


@pytest.mark.parametrize("format_", FORMATS)
def test_lists_of_xinyi_come_back_in_with_nothing_to_change(session: Session, on_both: str, format_: str) -> None:
    bring_xinyi(session)
    counts = {
        kind: nothing_to_change(session, kind, taken_out(session, kind, format_), "320381", answers=ANSWERS)
        for kind in KINDS
    }
    assert counts == {"stations": 7, "enterprises": 308, "deputies": 88}


@pytest.mark.parametrize("format_", FORMATS)
def test_lists_of_jinsha_come_back_in_with_nothing_to_change(session: Session, format_: str) -> None:
    bring_jinsha(session)
    for kind, number in (("stations", 97), ("deputies", 1422)):
        assert nothing_to_change(session, kind, taken_out(session, kind, format_), "520523") == number


def test_a_list_brought_into_an_empty_database_says_the_same_again(session: Session) -> None:
    bring_xinyi(session)
    before = {kind: sorted(taken_out(session, kind, "csv").splitlines()) for kind in KINDS}
    files = {kind: taken_out(session, kind, "xlsx") for kind in KINDS}
    session.rollback()
    for kind in KINDS:
        made = bring(session, kind, files[kind], terms=ALL_TERMS)  # type: ignore[arg-type]
        assert made.is_clean, made.problems
    assert {kind: sorted(taken_out(session, kind, "csv").splitlines()) for kind in KINDS} == before


def test_a_masked_column_is_left_alone(session: Session) -> None:
    bring_xinyi(session)
    data = taken_out(session, "deputies", "xlsx", Numbers())
    numbers = {person.phone for person in session.scalars(select(Person))}
    assert nothing_to_change(session, "deputies", data, "320381", answers=ANSWERS) == 88
    assert {person.phone for person in session.scalars(select(Person))} == numbers


def test_a_correction_in_an_export_changes_that_and_nothing_else(session: Session) -> None:
    bring_xinyi(session)
    who = session.scalars(select(Deputy).order_by(Deputy.id)).first()
    assert who
    data = taken_out(session, "deputies", "csv").decode("utf-8-sig")
    lines = data.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith(who.person.name + ","))
    lines[at] = lines[at].replace(f",{who.speciality},", ",织造工艺,", 1)
    made = look(session, "deputies", "\r\n".join(lines).encode(), answers=ANSWERS)
    changed = [one for one in made.outcomes if one.action == "change"]
    assert [change.new for change in changed[0].changes] == ["织造工艺"]
    assert len(changed) == 1


def bring_jinsha(session: Session) -> None:
    bring(session, "stations", JINSHA / "jinsha-stations.xlsx", "520523")
    roster = JINSHA / "jinsha-deputies-gb18030.csv"
    terms = {"county": 17, "township": 12, "prefectural": 2, "provincial": 14}
    asked = look(session, "deputies", roster, "520523", terms=terms).questions
    namesakes = {question.key: "other" for question in asked}
    assert bring(session, "deputies", roster, "520523", terms=terms, answers=namesakes).is_clean


def test_mandates_of_different_constituencies_come_back_each_with_its_own(session: Session) -> None:
    levels = ("姓名", "代表层级", "选区（选举单位）", "联系电话")
    rows = [
        ("甲", "省、县", "徐州市人大；第三选区", "19900000901"),
        ("乙", "省、县", "无；城区", "19900000902"),
        ("丙", "省、县", "第五选区", "19900000903"),
    ]
    bring(session, "deputies", workbook(levels, *rows), terms=ALL_TERMS)
    for format_ in FORMATS:
        data = taken_out(session, "deputies", format_)
        assert nothing_to_change(session, "deputies", data, "320381", terms=ALL_TERMS) == 3
    held = {(one.deputy.person.name, one.level): one.constituency for one in session.scalars(select(Mandate)).all()}
    assert held["甲", "provincial"] == "徐州市人大"
    assert held["甲", "county"] == "第三选区"
    assert held["乙", "provincial"] == ""
    assert held["丙", "provincial"] == ""


@pytest.mark.parametrize("format_", FORMATS)
def test_words_that_begin_like_a_formula_come_back_as_they_were(session: Session, format_: str) -> None:
    said = {"甲": "=1+1", "乙": "-5 分钟到站", "丙": "'+86", "丁": "@所有人"}
    rows = [(name, "县", f"199000009{n:02}", note) for n, (name, note) in enumerate(said.items())]
    bring(
        session,
        "deputies",
        workbook(("姓名", "代表层级", "联系电话", "备注"), *((a, b, c, "x") for a, b, c, _d in rows)),
        terms=ALL_TERMS,
    )
    for deputy in session.scalars(select(Deputy)):
        deputy.note = said[deputy.person.name]
    session.flush()
    assert nothing_to_change(session, "deputies", taken_out(session, "deputies", format_), "320381", terms=ALL_TERMS)


def test_what_was_settled_of_an_employer_holds_for_the_next_import(session: Session) -> None:
    bring_xinyi(session, "stations", "enterprises")
    mill = session.scalars(select(Enterprise).order_by(Enterprise.id)).first()
    assert mill
    for text, enterprise in (("老厂 主任", mill.id), ("第一小学", None)):
        session.add(EmployerAnswer(region_code="320381", text=text, enterprise_id=enterprise, created_at=now()))
    session.flush()
    heads = ("姓名", "代表层级", "联系电话", "工作单位")
    made = bring(
        session,
        "deputies",
        workbook(heads, ("甲", "县", "19900000911", "老厂 主任"), ("乙", "县", "19900000912", "第一小学")),
        terms=ALL_TERMS,
    )
    assert made.unresolved == []
    assert session.scalars(select(Person.employer_id).where(Person.name == "甲")).one() == mill.id
