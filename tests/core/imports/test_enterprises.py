"""Lists of enterprises."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.chains.models import Chain
from core.enterprises.models import Enterprise
from core.people.models import Person
from tests.core.imports.importing import REGION, XINYI, bring, bring_xinyi, look, outcome, workbook

LIST = XINYI / "xinyi-enterprises.xlsx"
HEADER = ("企业名称", "统一社会信用代码", "产业链", "环节")
CODE, OTHER_CODE = "91320381986987977D", "9132038175364556PJ"


def test_three_hundred_and_eight_enterprises_bring_chains_and_segments_in_the_order_of_the_file(
    session: Session,
) -> None:
    assert bring(session, "enterprises", LIST).counts["create"] == 308
    chain = session.scalars(select(Chain).where(Chain.name == "冶金材料")).one()
    assert [segment.name for segment in chain.segments][:2] == ["铁合金冶炼", "金属制品"]
    first = session.scalars(select(Enterprise).where(Enterprise.credit_code == CODE)).one()
    assert (first.longitude, first.contact_phone) == (118.44568, "19900029326")
    assert bring(session, "enterprises", LIST).counts["skip"] == 308


def test_employers_are_linked_whichever_list_comes_first(session: Session) -> None:
    bring_xinyi(session, "stations", "deputies")
    assert session.scalar(select(func.count(Person.employer_id))) == 0
    bring_xinyi(session, "enterprises")
    assert session.scalar(select(func.count(Person.employer_id))) == 88


def test_a_wrong_code_is_refused_with_the_value_and_what_to_do(session: Session) -> None:
    made = look(session, "enterprises", workbook(HEADER, ("甲公司", CODE[:-1] + "E", "链", "环")))
    problem = made.problems[0]
    assert (problem.row, problem.column, problem.code) == (2, "统一社会信用代码", "credit_code_wrong")
    assert "business licence" in str(problem.message)


def test_one_code_belongs_to_one_enterprise(session: Session) -> None:
    made = bring(session, "enterprises", workbook(HEADER, ("甲公司", CODE, "链", "环"), ("乙公司", CODE, "链", "环")))
    assert [problem.code for problem in made.problems] == ["credit_code_of_another"]
    made = look(session, "enterprises", workbook(HEADER, ("甲公司", OTHER_CODE, "链", "环")))
    assert [problem.code for problem in made.problems] == ["credit_code_differs"]
    made = look(session, "enterprises", workbook(HEADER, ("甲公司", CODE, "链", "环")), "520523")
    assert [problem.code for problem in made.problems] == ["credit_code_elsewhere"]


def test_an_enterprise_that_changed_its_name_is_known_by_its_code(session: Session) -> None:
    bring(session, "enterprises", workbook(HEADER, ("甲公司", CODE, "链", "环")))
    made = bring(session, "enterprises", workbook(HEADER, ("甲集团", CODE, "链", "环")))
    assert made.counts["change"] == 1
    assert [one.name for one in session.scalars(select(Enterprise))] == ["甲集团"]


def test_an_enterprise_of_two_segments_stands_in_two_rows(session: Session) -> None:
    file = workbook(
        HEADER, ("甲公司", CODE, "链", "上游"), ("甲公司", CODE, "链", "下游"), ("甲公司", CODE, "链", "下游")
    )
    made = bring(session, "enterprises", file)
    assert [one.action for one in made.outcomes] == ["create", "change", "skip"]
    enterprise = session.scalars(select(Enterprise)).one()
    assert {one.segment.name for one in enterprise.memberships} == {"上游", "下游"}
    assert bring(session, "enterprises", file).counts["skip"] == 3


def test_brackets_of_either_width_make_no_second_enterprise(session: Session) -> None:
    bring(session, "enterprises", workbook(HEADER, ("甲（新沂）公司", CODE, "链", "环")))
    made = bring(session, "enterprises", workbook(HEADER, ("甲(新沂)公司", None, "链", "环")))
    assert made.counts["create"] == 0


def test_a_segment_without_a_chain_is_refused(session: Session) -> None:
    made = look(session, "enterprises", workbook(HEADER, ("甲公司", CODE, None, "环")))
    assert outcome(made, 2).problems[0].column == "产业链"
    assert made.options.region_code == REGION
