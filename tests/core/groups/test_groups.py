"""Deputy groups: who belongs to them and who convenes them, over time."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.database import Database
from core.groups import service
from core.groups.models import DeputyGroup, GroupMember
from core.testing.factories import COUNTY, make_account, make_deputy, make_region
from core.testing.pages import page_of
from core.testing.signing import sign_in

FORMED, LATER, LAST = date(2026, 1, 1), date(2026, 5, 1), date(2026, 9, 1)


@pytest.fixture
def group(session: Session) -> DeputyGroup:
    make_region(session)
    return service.make(session, region_code=COUNTY, name="Cotton group", kind="trade", begins=FORMED)


def rows(session: Session, group: DeputyGroup) -> list[tuple[int, bool, date | None, date | None]]:
    members = session.scalars(select(GroupMember).where(GroupMember.group_id == group.id).order_by(GroupMember.id))
    return [(one.deputy_id, one.is_convener, one.begins, one.ends) for one in members]


@pytest.mark.usefixtures("on_both")
def test_joining_twice_is_joining_once(session: Session, group: DeputyGroup) -> None:
    deputy = make_deputy(session)
    assert service.join(session, group, [deputy], FORMED) == 1
    assert service.join(session, group, [deputy], LATER) == 0
    assert rows(session, group) == [(deputy.id, False, FORMED, None)]


@pytest.mark.usefixtures("on_both")
def test_a_new_convener_follows_the_old_one_who_stays_a_member(session: Session, group: DeputyGroup) -> None:
    first, second = make_deputy(session), make_deputy(session)
    service.join(session, group, [first, second], FORMED)
    members = session.scalars(select(GroupMember).order_by(GroupMember.id)).all()
    service.convene(session, members[0], FORMED)
    service.convene(session, members[1], LATER)
    assert rows(session, group) == [
        (first.id, True, FORMED, LATER),
        (second.id, False, FORMED, LATER),
        (first.id, False, LATER, None),
        (second.id, True, LATER, None),
    ]


@pytest.mark.usefixtures("on_both")
def test_who_left_may_join_again(session: Session, group: DeputyGroup) -> None:
    deputy = make_deputy(session)
    service.join(session, group, [deputy], FORMED)
    service.leave(session, session.scalars(select(GroupMember)).one(), LATER)
    assert service.join(session, group, [deputy], LAST) == 1
    assert rows(session, group) == [(deputy.id, False, FORMED, LATER), (deputy.id, False, LAST, None)]


def test_a_group_that_was_given_up_takes_nobody_in(session: Session, group: DeputyGroup) -> None:
    deputy = make_deputy(session)
    service.join(session, group, [deputy], FORMED)
    service.give_up(session, group, LATER)
    assert rows(session, group) == [(deputy.id, False, FORMED, LATER)]
    with pytest.raises(service.GroupOver):
        service.join(session, group, [make_deputy(session)], LAST)


def test_a_roster_finds_the_group_it_names_or_makes_it(session: Session, group: DeputyGroup) -> None:
    assert service.group_named(session, COUNTY, "Cotton group") is group
    assert service.group_named(session, COUNTY, "Silk group").name == "Silk group"


def test_two_groups_of_a_region_have_two_names(session: Session, group: DeputyGroup) -> None:
    with pytest.raises(service.GroupExists):
        service.make(session, region_code=COUNTY, name=group.name)


def test_an_office_forms_a_group_and_finds_its_deputies_by_it(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        make_region(session)
        first, second = make_deputy(session, "Member One"), make_deputy(session, "Member Two")
        make_deputy(session, "Outsider")
        numbers = [str(first.id), str(second.id)]
        account = make_account(session, role="office")
    sign_in(client, account)
    form = page_of(client.get("/groups/new")).form("/groups/new")
    answer = form.submit(client, {"name": "Cotton group", "kind": "trade"})
    assert answer.status_code == 303
    joining = page_of(client.get(answer.location)).form("/join", "post")
    assert joining.submit(client, {"deputies": numbers, "day": FORMED.isoformat()}).status_code == 303
    page = client.get("/groups/1").text
    assert ("Member One" in page, "Member Two" in page, "Outsider" in page) == (True, True, False)
    convener = page_of(client.get("/groups/1/convener")).form("/convener")
    assert convener.submit(client, {"member_id": "1", "day": LATER.isoformat()}).status_code == 303
    listed = client.get("/deputies/?group=1").text
    assert ("Member One" in listed, "Outsider" in listed) == (True, False)
    assert "Member One" in client.get("/groups/").text


def test_deputies_of_another_county_cannot_be_brought_in_by_their_number(
    client: FlaskClient, database: Database
) -> None:
    with database.writing() as session:
        make_region(session)
        service.make(session, region_code=COUNTY, name="Cotton group")
        elsewhere = make_deputy(session, region="320382").id
        account = make_account(session, role="office")
    sign_in(client, account)
    assert "还没有成员" in page_of(client.get("/groups/1")).text
    hidden = page_of(client.get("/groups/1/edit")).form("/edit").values
    answer = client.post("/groups/1/join", data={**hidden, "deputies": str(elsewhere)})
    assert answer.status_code == 422
    with database.reading() as session:
        assert session.scalars(select(GroupMember)).all() == []
