"""Rosters of deputies."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from core.audit.service import verify
from core.congresses.models import Congress, Term
from core.database import Database
from core.deputies.models import Deputy, Mandate, Placement
from core.groups.models import DeputyGroup
from core.imports import service
from core.imports.plans import Plan
from core.people.models import Person
from core.regions.models import Region
from core.stations.models import Staff, Station
from tests.core.imports.importing import ALL_TERMS, SAMPLES, XINYI, bring, bring_xinyi, look, outcome, roster, workbook

ROSTER = XINYI / "xinyi-deputies.xlsx"
STATION = "高端纺织产业链实践站"


def mandates_of(session: Session, name: str) -> list[tuple[str, int | None, str]]:
    found = session.scalars(select(Mandate).join(Deputy).join(Person).where(Person.name == name).order_by(Mandate.id))
    return [(one.level, one.term.number if one.term else None, one.constituency) for one in found]


def test_broken_deputies_gives_precisely_the_report_it_should(session: Session) -> None:
    bring_xinyi(session, "stations")
    made = bring(session, "deputies", SAMPLES / "broken-deputies.xlsx", terms={"county": 18})
    assert made.counts == {"create": 2, "change": 0, "skip": 1, "refuse": 8, "wait": 0}
    assert [one.row for one in made.outcomes if one.action == "create"] == [2, 13]
    assert [(one.row, one.column, one.value, one.code) for one in made.problems][:7] == [
        (3, "姓名", "", "missing"),
        (4, "联系电话", "1990000003", "phone_digits"),
        (5, "联系电话", "19900000001", "phone_of_another"),
        (6, "代表层级", "市长", "unknown_level"),
        (7, "进驻站点", "不存在的站", "unknown_station"),
        (8, "姓名", "=1+1", "formula"),
        (10, "姓名", "<b>李志梅</b>", "markup_in_name"),
    ]
    last = made.problems[7]
    assert (last.row, last.column, last.code) == (11, "姓名", "name_too_long")
    assert all("import again" in str(problem.message) for problem in made.problems)
    skipped = outcome(made, 9)
    assert "Row 2" in str(skipped.reasons[0])
    assert session.scalar(select(func.count(Deputy.id))) == 2


def test_eighty_eight_deputies_come_into_their_stations(on_both: str, session: Session) -> None:
    bring_xinyi(session)
    placed = dict(session.execute(select(Station.name, func.count()).join(Placement).group_by(Station.name)).all())
    assert sum(placed.values()) == 88
    assert placed["冶金材料产业链实践站"] == 13
    person = session.scalars(select(Person).where(Person.name == "田杰")).one()
    assert (person.phone, person.birth, person.party) == ("19900071043", "1959-11", "中共党员")


def test_several_levels_in_a_cell_are_several_mandates_and_districts_go_to_the_direct_ones(session: Session) -> None:
    bring_xinyi(session)
    assert mandates_of(session, "夏涛娟") == [("prefectural", 17, ""), ("county", 18, "第3选区")]
    assert mandates_of(session, "陶雪祥") == [("provincial", 14, "新沂市人大"), ("prefectural", 17, "新沂市人大")]
    assert mandates_of(session, "武艳") == [("county", 18, "第25选区"), ("township", None, "第25选区")]


def test_which_township_is_not_said_so_the_mandate_waits_without_a_congress(session: Session) -> None:
    bring_xinyi(session)
    assert set(session.scalars(select(Mandate.congress_id).where(Mandate.level == "township"))) == {None}


def test_a_bare_city_in_a_county_level_city_is_asked_about_once_and_its_rows_wait(session: Session) -> None:
    bring_xinyi(session, "stations")
    made = bring(session, "deputies", ROSTER, terms=ALL_TERMS)
    assert (made.count("create"), made.count("wait")) == (79, 9)
    assert [(question.key, len(question.rows)) for question in made.questions] == [("level:市", 9)]
    assert [choice.value for choice in made.questions[0].choices] == ["county", "prefectural"]
    made = bring(session, "deputies", ROSTER, terms=ALL_TERMS, answers={"level:市": "county"})
    assert (made.count("create"), made.count("skip")) == (9, 79)
    assert mandates_of(session, "朱青") == [("county", 18, "第31选区")]


@pytest.mark.parametrize(("region", "level"), [("520523", "prefectural"), ("310104", "provincial")])
def test_a_bare_city_means_the_city_above_where_only_one_can_be_meant(
    session: Session, region: str, level: str
) -> None:
    bring(session, "deputies", roster(("周正平", "市", "19900000001", None, None)), region, terms={level: 5})
    assert mandates_of(session, "周正平") == [(level, 5, "")]


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        ("省、徐州市", ["provincial", "prefectural"]),
        ("江苏省人大代表 新沂市人大代表".replace(" ", "\n"), ["provincial", "county"]),
        ("全国/省/新沂", ["national", "provincial", "county"]),
        ("县（市、区）", ["county"]),
        ("县级、镇级", ["county", "township"]),
        ("县和乡", ["county", "township"]),
    ],
)
def test_levels_are_understood_by_word_and_by_the_name_of_the_region(
    session: Session, written: str, levels: list[str]
) -> None:
    bring(
        session, "deputies", roster(("周正平", written, "19900000001", None, None)), terms=ALL_TERMS | {"national": 14}
    )
    assert [level for level, _term, _constituency in mandates_of(session, "周正平")] == levels


def test_without_terms_the_rows_are_written_and_each_level_is_asked_about_once(session: Session) -> None:
    bring_xinyi(session, "stations")
    made = bring(session, "deputies", ROSTER, answers={"level:市": "county"})
    assert made.count("create") == 88
    assert [question.key for question in made.questions] == ["term:provincial", "term:prefectural", "term:county"]
    made = bring(session, "deputies", ROSTER, answers={"level:市": "county"}, terms=ALL_TERMS)
    assert made.questions == []
    assert session.scalar(select(func.count()).where(Mandate.term_id.is_(None), Mandate.level != "township")) == 0


def test_the_only_term_a_congress_has_is_taken_without_asking(session: Session) -> None:
    bring_xinyi(session)
    made = look(session, "deputies", roster(("卫永康", "新沂市", "19900000012", STATION, None)))
    assert made.is_clean


def test_the_same_roster_again_changes_nothing(on_both: str, session: Session) -> None:
    bring_xinyi(session)
    made = bring(session, "deputies", ROSTER, answers={"level:市": "county"}, terms=ALL_TERMS)
    assert made.counts == {"create": 0, "change": 0, "skip": 88, "refuse": 0, "wait": 0}


def test_a_new_term_adds_mandates_and_keeps_the_old(session: Session) -> None:
    bring_xinyi(session)
    bring(session, "deputies", ROSTER, answers={"level:市": "county"}, terms=ALL_TERMS | {"county": 19})
    assert mandates_of(session, "苏玉艳") == [("county", 18, "第36选区"), ("county", 19, "第36选区")]
    numbers = select(Term.number).join(Congress).where(Congress.level == "county")
    assert sorted(session.scalars(numbers)) == [18, 19]


def test_an_empty_cell_takes_nothing_away(session: Session) -> None:
    bring_xinyi(session)
    made = bring(session, "deputies", roster(("武艳", "新沂市", "19900062224", None, None)))
    assert outcome(made, 2).action == "skip"


def test_a_change_says_from_what_to_what(session: Session) -> None:
    bring_xinyi(session)
    file = workbook(("姓名", "代表层级", "联系电话", "文化程度"), ("武艳", "新沂市", "19900062224", "硕士"))
    change = outcome(bring(session, "deputies", file), 2).changes[0]
    assert (change.column, change.old, change.new) == ("文化程度", "博士", "硕士")


def test_a_known_number_under_another_name_is_asked_about(session: Session) -> None:
    bring_xinyi(session)
    file = roster(("武燕", "新沂市", "19900062224", None, None))
    made = bring(session, "deputies", file)
    assert made.counts["wait"] == 1
    assert [choice.value for choice in made.questions[0].choices] == ["same", "other", "skip"]
    bring(session, "deputies", file, answers={"person:2": "same"})
    assert session.scalar(select(Person.name).where(Person.phone == "19900062224")) == "武燕"


def test_the_same_name_with_another_number_in_one_congress_is_asked_about(session: Session) -> None:
    bring_xinyi(session)
    file = roster(("武艳", "新沂市", "19900000001", None, None))
    assert bring(session, "deputies", file).counts["wait"] == 1
    assert bring(session, "deputies", file, answers={"person:2": "other"}).counts["create"] == 1
    assert session.scalar(select(func.count()).where(Person.name == "武艳")) == 2


def test_the_same_name_in_another_congress_is_another_person(session: Session) -> None:
    bring_xinyi(session)
    assert (
        bring(session, "deputies", roster(("苏玉艳", "省", "19900000001", None, None)), terms=ALL_TERMS).counts[
            "create"
        ]
        == 1
    )


def test_twins_within_one_file_are_asked_about(session: Session) -> None:
    made = look(
        session,
        "deputies",
        roster(("周正平", "县", "19900000001", None, None), ("周正平", "县", "19900000002", None, None)),
    )
    assert [one.action for one in made.outcomes] == ["create", "wait"]


def test_staff_who_are_deputies_stay_one_person(session: Session) -> None:
    bring_xinyi(session, "stations")
    made = bring(session, "deputies", roster(("段荣晓", "新沂市", "19900092872", None, None)), terms=ALL_TERMS)
    assert outcome(made, 2).action == "create"
    assert session.scalar(select(func.count()).where(Person.name == "段荣晓")) == 1


def test_a_deputy_placed_elsewhere_is_asked_about_not_moved(session: Session) -> None:
    bring_xinyi(session)
    file = roster(("武艳", "新沂市", "19900062224", STATION, None))
    assert [question.key for question in bring(session, "deputies", file).questions] == ["placed_elsewhere"]
    bring(session, "deputies", file, answers={"placed_elsewhere": "move"})
    placements = session.scalars(
        select(Placement).join(Deputy).join(Person).where(Person.name == "武艳").order_by(Placement.id)
    ).all()
    assert [one.ends is None for one in placements] == [False, True]


def test_liaisons_named_in_notes_are_offered_and_made_staff_only_if_wished(session: Session) -> None:
    bring_xinyi(session)
    made = look(session, "deputies", ROSTER, answers={"level:市": "county"}, terms=ALL_TERMS)
    assert len(made.offers) == 20
    before = session.scalar(select(func.count(Staff.id))) or 0
    bring(session, "deputies", ROSTER, answers={"level:市": "county"}, terms=ALL_TERMS, with_liaisons=True)
    assert session.scalar(select(func.count(Staff.id))) == before + 20
    assert bring(session, "stations", XINYI / "xinyi-stations.xlsx").counts["skip"] == 7
    assert session.scalar(select(func.count(Staff.id))) == before + 20


def test_employers_that_name_no_enterprise_are_listed_and_hold_nothing_back(session: Session) -> None:
    bring_xinyi(session, "stations")
    made = bring(session, "deputies", SAMPLES / "broken-deputies.xlsx", terms=ALL_TERMS)
    assert [(one.row, one.value) for one in made.unresolved] == [
        (2, "徐州恒泰铁合科技有限公司经理"),
        (13, "徐州恒泰铁合科技有限公司经理"),
    ]


def bring_jinsha(session: Session) -> Plan:
    bring(session, "stations", SAMPLES / "jinsha-stations.xlsx", "520523")
    return bring(
        session,
        "deputies",
        SAMPLES / "jinsha-deputies-gb18030.csv",
        "520523",
        terms={"county": 18, "prefectural": 3, "township": 19},
    )


def test_a_county_of_1422_deputies_is_placed_in_its_rooms_with_its_townships(on_both: str, session: Session) -> None:
    made = bring_jinsha(session)
    assert made.count("create") + made.count("wait") == 1422
    assert made.count("create") >= 1419
    tiers = select(Station.tier, func.count()).join(Placement).group_by(Station.tier)
    assert dict(session.execute(tiers).all()) == {"room": made.count("create")}
    towns = session.scalars(select(Region).where(Region.parent_code == "520523")).all()
    assert len(towns) == 27
    assert all(town.is_local and town.level == "township" for town in towns)
    assert session.scalar(select(func.count()).where(Mandate.congress_id.is_(None))) == 0


def test_a_room_of_another_station_is_refused(session: Session) -> None:
    bring(session, "stations", SAMPLES / "jinsha-stations.xlsx", "520523")
    file = workbook(
        ("姓名", "代表层级", "联系电话", "所属联络站", "所属联络室"),
        ("周正平", "县", "19900000001", "第1联络站", "第2联络室"),
    )
    assert [problem.code for problem in look(session, "deputies", file, "520523").problems] == ["room_elsewhere"]


def test_planning_asks_a_handful_of_statements_however_many_rows(database: Database) -> None:
    counts = []
    statements: list[str] = []
    with database.writing() as session:
        bring_jinsha(session)
    event.listen(database.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    header = "姓名,代表层级,联系电话,所属联络室\n"
    for rows in (10, 300):
        with database.reading() as session:
            statements.clear()
            lines = "".join(f"新人{n:03},县,1981{n:07},第1联络室\n" for n in range(rows))
            assert look(session, "deputies", (header + lines).encode(), "520523").count("create") == rows
            counts.append(len(statements))
    assert counts[0] == counts[1] <= 15


def test_eighty_eight_rows_are_imported_within_a_second_and_1422_within_three(database: Database) -> None:
    with database.writing() as session:
        bring_xinyi(session, "stations", "enterprises")
    begun = time.process_time()
    with database.writing() as session:
        bring_xinyi(session, "deputies")
    assert time.process_time() - begun < 1
    begun = time.process_time()
    with database.writing() as session:
        bring_jinsha(session)
    assert time.process_time() - begun < 3


def test_what_somebody_else_recorded_meanwhile_is_told_and_nothing_is_written(session: Session) -> None:
    file = roster(("周正平", "县", "19900000001", None, None))
    bring(session, "deputies", roster(("卫永康", "县", "19900000002", None, None)))
    made = look(session, "deputies", file)
    bring(session, "deputies", file)
    with pytest.raises(service.ChangedMeanwhile, match="check the file again"):
        service.apply(session, made)


def test_a_roster_makes_the_stations_it_names_when_that_is_wished(session: Session) -> None:
    header = ("姓名", "代表层级", "联系电话", "所属联络站", "所属联络室", "代表小组")
    data = workbook(
        header,
        ("卫永", "县", "19900000001", "城东联络站", "桥头联络室", "农业小组"),
        ("郝刚", "县", "19900000002", "城东联络站", None, "农业小组"),
        ("江杰", "县", "19900000003", "纺织产业链实践站", None, None),
    )
    assert look(session, "deputies", data, terms=ALL_TERMS).count("refuse") == 3
    told: list[str] = []
    made = look(session, "deputies", data, terms=ALL_TERMS, create_stations=True)
    assert any("城东联络站, 桥头联络室, 纺织产业链实践站" in str(note) for note in made.notes)
    service.apply(session, made, tell=lambda station: told.append(station.name))
    found = {one.name: one for one in session.scalars(select(Station))}
    assert {name: one.tier for name, one in found.items()} == {
        "城东联络站": "station",
        "桥头联络室": "room",
        "纺织产业链实践站": "chain_station",
    }
    assert found["桥头联络室"].parent_id == found["城东联络站"].id
    assert sorted(told) == sorted(found)
    members = session.execute(
        select(DeputyGroup.name, func.count()).join(DeputyGroup.members).group_by(DeputyGroup.name)
    )
    assert [tuple(row) for row in members] == [("农业小组", 2)]
    assert bring(session, "deputies", data, terms=ALL_TERMS).count("skip") == 3


def test_jinsha_comes_in_completely_with_two_answers(session: Session) -> None:
    """Two numbers of the roster belong to liaisons of stations under other names: only people can say."""
    terms = {"county": 18, "prefectural": 3, "township": 19}
    assert bring(session, "stations", SAMPLES / "jinsha-stations.xlsx", "520523").count("create") == 97
    roster_of_jinsha = SAMPLES / "jinsha-deputies-gb18030.csv"
    first = look(session, "deputies", roster_of_jinsha, "520523", terms=terms)
    assert (first.count("create"), first.count("wait"), first.count("refuse")) == (1420, 2, 0)
    assert [question.key for question in first.questions] == ["person:339", "person:460"]
    begun = time.process_time()
    made = bring(session, "deputies", roster_of_jinsha, "520523", terms=terms, answers={"person:*": "other"})
    assert time.process_time() - begun < 3
    assert (made.count("create"), made.is_clean) == (1422, True)
    assert not session.scalars(select(Mandate).where(Mandate.congress_id.is_(None))).all()
    townships = select(func.count()).select_from(Congress).where(Congress.level == "township")
    assert session.scalar(townships) == session.scalar(select(func.count()).where(Region.is_local)) > 20
    session.commit()
    assert verify(session).is_intact
