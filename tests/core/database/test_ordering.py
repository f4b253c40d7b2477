"""What lists are ordered by: the number in a name counts, on every database, whatever happens to the name."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Select, select, update

from core.access import Reach
from core.audit.models import AuditEntry
from core.database import Database, sort_key
from core.database.migrations import core_unit, downgrade, upgrade
from core.deputies import lists
from core.deputies.models import Deputy
from core.groups.models import DeputyGroup
from core.people.models import Person
from core.people.names import person_key
from core.stations.models import Station
from core.testing.factories import make_account, make_deputy, make_person, make_station
from core.testing.signing import sign_in
from core.web import paging

NAMES = [
    "2号站",
    "10号站",
    "A区第一站",
    "a区第二站",
    "第1联络站",
    "第二联络站",
    "第３联络站",
    "第九联络站",
    "第十联络站",
    "第十一联络站",
    "第二十联络站",
    "第99联络站",
    "第一百零二联络站",
    "纺织站",
]
"""As people would list them."""


def test_names_are_ordered_as_people_count() -> None:
    mixed = sorted(NAMES)
    assert sorted(mixed, key=sort_key) == NAMES


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("十", "10"),
        ("十二", "12"),
        ("二十", "20"),
        ("一百零三", "103"),
        ("三千", "3000"),
        ("二〇二六", "2026"),
        ("007", "7"),
    ],
)
def test_a_numeral_is_the_number_it_says(numeral: str, number: str) -> None:
    assert sort_key(f"第{numeral}届") == sort_key(f"第{number}届")


def test_the_longest_name_has_a_key_that_fits() -> None:
    assert len(sort_key("一1" * 40)) <= 200
    assert len(sort_key("\ufdfa" * 80)) <= 200


def test_the_list_of_stations_counts_too(client: FlaskClient, database: Database, on_both: str) -> None:
    with database.writing() as session:
        for name in sorted(NAMES):
            make_station(session, name)
        account = make_account(session, role="office")
    page = sign_in(client, account).get("/stations/").text
    places = [page.index(f">{name}</a>") for name in NAMES]
    assert places == sorted(places)


def test_a_deputy_stands_where_the_name_belongs_also_after_another_name(database: Database, on_both: str) -> None:
    with database.writing() as session:
        one = make_deputy(session, person=make_person(session, "张三", initials="zs"))
        make_deputy(session, person=make_person(session, "李四", initials="ls"))
    assert _names(database) == ["李四", "张三"]
    with database.writing() as session:
        person = session.get_one(Person, one.person_id)
        person.name, person.initials = "艾三", "as"
    assert _names(database) == ["艾三", "李四"]


def test_what_is_only_said_again_is_not_in_the_audit(database: Database) -> None:
    with database.writing() as session:
        make_deputy(session, person=make_person(session, "张三", initials="zs"))
        make_station(session, "第二站").name = "第三站"
    with database.reading() as session:
        assert not [entry for entry in session.scalars(select(AuditEntry)) if "sort_key" in (entry.facts or {})]


def test_records_of_before_are_ordered_by_the_migration_as_new_ones_are(database: Database, on_both: str) -> None:
    with database.writing() as session:
        for name in NAMES:
            session.add(DeputyGroup(region_code=make_station(session, name).region_code, name=name))
        make_deputy(session, person=make_person(session, "张三", initials="zs"))
        session.flush()
        for model in (Station, DeputyGroup, Deputy):
            session.execute(update(model).values(sort_key="").execution_options(synchronize_session=False))
    downgrade(database, core_unit(), "0012")
    upgrade(database, core_unit())
    with database.reading() as session:
        assert all(key == sort_key(name) for name, key in session.execute(select(Station.name, Station.sort_key)))
        assert all(key == sort_key(n) for n, key in session.execute(select(DeputyGroup.name, DeputyGroup.sort_key)))
        people = session.execute(select(Person.initials, Person.name, Deputy.sort_key).join(Deputy.person)).all()
        assert people
        assert all(key == person_key(initials, name) for initials, name, key in people)


def test_a_page_deep_in_a_list_is_the_one_that_is_there(
    database: Database, on_both: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as session:
        for number in range(40):
            make_deputy(session, person=make_person(session, f"代表{number}", initials=f"d{number % 7}"))
    ordered: Select[int] = lists.numbers_in_list(Reach(everything=True), lists.Wanted()).order_by(
        Deputy.sort_key, Deputy.id
    )
    with database.reading() as session:
        whole = list(session.scalars(ordered))
        monkeypatch.setattr(paging, "DEEP", 4)
        pages = [paging.paginate(session, paging.Cut(ordered), number, 5).rows for number in range(1, 9)]
    assert [key for page in pages for key in page] == whole


def _names(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Person.name).join(Deputy).order_by(Deputy.sort_key, Deputy.id)))
