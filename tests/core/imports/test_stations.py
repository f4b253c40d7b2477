"""Lists of stations."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.chains.models import Chain
from core.people.models import Person
from core.stations.models import Staff, Station
from core.words import lazy
from tests.core.imports.importing import SAMPLES, XINYI, bring, bring_xinyi, look, outcome, workbook

LIST = XINYI / "xinyi-stations.xlsx"


def test_seven_stations_bring_their_chains_staff_and_duty_words(session: Session) -> None:
    made = bring(session, "stations", LIST)
    assert made.counts == {"create": 7, "change": 0, "skip": 0, "refuse": 0, "wait": 0}
    assert session.scalar(select(func.count(Chain.id))) == 7
    station = session.scalars(select(Station).where(Station.name == "绿色食品产业链实践站")).one()
    assert station.tier == "chain_station"
    assert station.duty_words == "逢3逢8"
    assert station.host_text == "江苏诺天调味有限公司"
    assert station.host_id is None
    staff = [(one.role, one.person.name, one.person.phone) for one in station.staff]
    assert staff == [
        ("head", "汪磊华", "19900011738"),
        ("deputy_head", "贾刚宁", None),
        ("deputy_head", "石华洋", None),
        ("liaison", "钱永丰", "19900075219"),
    ]
    assert station.staff[0].person.initials == "wlh"


def test_the_same_list_again_changes_nothing(session: Session) -> None:
    bring(session, "stations", LIST)
    again = bring(session, "stations", LIST)
    assert again.counts["skip"] == 7
    assert session.scalar(select(func.count(Staff.id))) == 7 * 2 + 12


def test_duty_words_nobody_understands_are_kept_and_said_so(session: Session) -> None:
    made = look(session, "stations", LIST)
    assert "逢3逢8" in str(outcome(made, 7).reasons[0])
    assert "no rule was understood" in str(outcome(made, 7).reasons[0])


def test_duty_words_a_plugin_understands_are_shown_as_understood(session: Session) -> None:
    from core.imports.service import plan
    from core.imports.tables import read_table

    options = look(session, "stations", LIST).options
    made = plan(
        session, read_table(LIST.read_bytes(), "stations"), options, lambda words: lazy("so: %(words)s", words=words)
    )
    assert "so: 每月10日" in str(outcome(made, 3).reasons[0])


def test_hosts_are_linked_whichever_list_comes_first(session: Session) -> None:
    bring_xinyi(session, "stations", "enterprises")
    assert session.scalar(select(func.count(Station.host_id))) == 7


def test_hosts_are_linked_when_the_enterprises_were_there_before(session: Session) -> None:
    bring_xinyi(session, "enterprises", "stations")
    assert session.scalar(select(func.count(Station.host_id))) == 7


def test_rooms_stand_under_their_stations_also_when_those_come_later_in_the_file(session: Session) -> None:
    made = bring(
        session,
        "stations",
        workbook(("名称", "类别", "上级站点"), ("甲室", "联络室", "甲站"), ("甲站", "联络站", None)),
    )
    assert made.counts["create"] == 2
    room = session.scalars(select(Station).where(Station.name == "甲室")).one()
    assert room.parent is not None
    assert room.parent.name == "甲站"


def test_ninety_seven_stations_of_a_county_are_imported(session: Session) -> None:
    made = bring(session, "stations", SAMPLES / "jinsha-stations.xlsx", "520523")
    assert made.counts["create"] == 97
    assert session.scalar(select(func.count(Station.parent_id))) == 70


def test_a_parent_that_is_nowhere_and_one_that_goes_round_in_a_circle_are_refused(session: Session) -> None:
    made = look(
        session,
        "stations",
        workbook(
            ("名称", "上级站点"), ("甲室", "不存在的站"), ("乙", "丙"), ("丙", "乙"), ("丁", "丁"), ("甲室之下", "甲室")
        ),
    )
    assert [problem.code for problem in made.problems] == [
        "unknown_parent",
        "unknown_parent",
        "unknown_parent",
        "own_parent",
        "unknown_parent",
    ]


def test_a_corrected_list_changes_what_is_different_and_says_from_what_to_what(session: Session) -> None:
    header = ("名称", "驻站日", "站长", "站长电话", "副站长")
    bring(session, "stations", workbook(header, ("甲站", "每月10日", "周正平", "19900000001", "卫永康")))
    made = bring(session, "stations", workbook(header, ("甲站", "每月15日", "吴立新", "19900000002", "卫永康")))
    changes = [(str(one.column), str(one.old), str(one.new)) for one in outcome(made, 2).changes]
    assert changes == [("驻站日", "每月10日", "每月15日"), ("站长", "周正平 19900000001", "吴立新 19900000002")]
    station = session.scalars(select(Station)).one()
    session.expire_all()
    assert [one.person.name for one in station.staff if one.role == "head"] == ["吴立新"]


def test_a_number_known_under_another_name_is_asked_about(session: Session) -> None:
    header = ("名称", "站长", "站长电话")
    bring(session, "stations", workbook(header, ("甲站", "周正平", "19900000001")))
    file = workbook(header, ("乙站", "周正萍", "19900000001"))
    made = bring(session, "stations", file)
    assert made.counts["wait"] == 1
    assert [question.key for question in made.questions] == ["person:2:head"]
    bring(session, "stations", file, answers={"person:2:head": "same"})
    assert [person.name for person in session.scalars(select(Person))] == ["周正萍"]


def test_two_heads_in_one_cell_are_two_persons_with_their_numbers(session: Session) -> None:
    header = ("名称", "站长", "站长电话", "联络员")
    file = workbook(header, ("甲站", "周正平、吴立新", "19900000001、19900000002", "卫永康，钱永丰"))
    bring(session, "stations", file)
    station = session.scalars(select(Station)).one()
    assert [(one.role, one.person.name, one.person.phone) for one in station.staff] == [
        ("head", "周正平", "19900000001"),
        ("head", "吴立新", "19900000002"),
        ("liaison", "卫永康", None),
        ("liaison", "钱永丰", None),
    ]
    assert bring(session, "stations", file).counts["skip"] == 1


def test_two_heads_with_known_numbers_are_asked_about_one_by_one(session: Session) -> None:
    header = ("名称", "站长", "站长电话")
    for name, phone in (("周正平", "19900000001"), ("吴立新", "19900000002")):
        bring(session, "stations", workbook(header, (f"{name}站", name, phone)))
    file = workbook(header, ("丙站", "周正萍、吴力新", "19900000001、19900000002"))
    answers: dict[str, str] = {}
    for key in ("person:2:head", "person:2:head1"):
        made = bring(session, "stations", file, answers=answers)
        assert [question.key for question in made.questions] == [key]
        answers[key] = "other"
    assert bring(session, "stations", file, answers=answers).counts["create"] == 1


def test_more_numbers_than_names_are_refused(session: Session) -> None:
    header = ("名称", "站长", "站长电话")
    made = look(session, "stations", workbook(header, ("甲站", "周正平", "19900000001、19900000002")))
    assert [problem.code for problem in made.problems] == ["phones_for_whom"]
