"""Pages of links: proposed, looked at, published, changed by hand; telephones are seen by whom they concern alone."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import Role
from core.audit.models import AuditEntry
from core.testing import Count, SignedIn, make_account, make_deputy, make_station, visitor
from plugins.enterprise_visits.links import committee, residents
from plugins.enterprise_visits.models import CommitteeMember, Resident, ResidentLink

PHONE = "13800001234"
TODAY = date(2026, 11, 20)
SINCE = date(2026, 3, 2)


@pytest.fixture
def station(session: Session) -> Station:
    return make_station(session, deputies=3)


def test_the_office_enters_members_and_publishes_what_is_proposed(
    session: Session, station: Station, signed_in: SignedIn
) -> None:
    make_deputy(session, "Committee Member", station=station)
    session.commit()
    office = signed_in(Role.OFFICE)
    page = office.page("/p/enterprise_visits/committee")
    page.form("/p/enterprise_visits/committee").submit(office, {"deputy": "Committee Member"})
    (member,) = session.scalars(select(CommitteeMember.id))
    session.rollback()
    shown = office.page("/p/enterprise_visits/committee/proposal?each=2")
    assert shown.text.count("新建") == 3, "the sentence, and a line for each"
    answer = shown.form("/p/enterprise_visits/committee/proposal?each=2").submit(office)
    assert answer.status_code == 303
    assert office.get(f"/p/enterprise_visits/committee/{member}").text.count("/committee-links/") == 2


def test_a_stale_proposal_is_shown_anew(session: Session, station: Station, signed_in: SignedIn) -> None:
    session.commit()
    manager = signed_in(Role.MANAGER, station=station)
    here = f"/stations/{station.id}/p/enterprise_visits/residents"
    manager.page(f"{here}/new").form().submit(manager, {"name": "Wang", "village": "Willow"})
    shown = manager.page(f"{here}/proposal")
    manager.page(f"{here}/new").form().submit(manager, {"name": "Li", "village": "Willow"})
    answer = shown.form(f"{here}/proposal?each=10").submit(manager)
    assert "尚未发布" in answer.text
    assert not session.scalars(select(ResidentLink)).all()


def test_a_telephone_is_seen_by_the_deputy_who_keeps_in_touch_alone(
    app: Flask, session: Session, station: Station, signed_in: SignedIn
) -> None:
    mine, other = (make_deputy(session, station=station) for _ in range(2))
    accounts = [make_account(session, role=Role.DEPUTY, deputy=one) for one in (mine, other)]
    number = mine.id
    session.commit()
    manager = signed_in(Role.MANAGER, station=station)
    here = f"/stations/{station.id}/p/enterprise_visits/residents"
    told = {"name": "Wang", "village": "Willow", "phone": PHONE, "deputy": str(number)}
    manager.page(f"{here}/new").form().submit(manager, told)
    (resident,) = session.scalars(select(Resident.id))
    session.rollback()
    with_phone, without = (visitor(app, one).get("/p/enterprise_visits/links").text for one in accounts)
    assert f"tel:{PHONE}" in with_phone
    assert "Wang" not in without
    assert visitor(app, accounts[0]).get(f"/p/enterprise_visits/residents/{resident}").status_code == 403
    assert PHONE not in manager.get(here).text, "a list shows no telephones"


def test_pages_ask_little_however_many_people_there_are(
    session: Session, station: Station, signed_in: SignedIn, count: Count
) -> None:
    for _number in range(6):
        make_deputy(session, station=station)
    for number in range(12):
        residents.enter(session, station, TODAY, name=f"Resident {number}")
    session.commit()
    manager = signed_in(Role.MANAGER, station=station)
    here = f"/stations/{station.id}/p/enterprise_visits/residents"
    for url in ("/p/enterprise_visits/residents", here, f"{here}/proposal"):
        with count() as asked:
            assert manager.get(url).status_code == 200
        assert len(asked) <= 8, url


def test_numbers_of_the_committee_are_shown_when_asked_and_it_is_written_down(
    app: Flask, session: Session, station: Station
) -> None:
    member, deputy = (make_deputy(session, station=station) for _ in range(2))
    member.person.phone = PHONE
    committee.link(session, committee.add_member(session, member.id, SINCE), deputy.id, SINCE)
    account = make_account(session, role=Role.DEPUTY, deputy=deputy)
    session.commit()
    reader = visitor(app, account)
    mine = reader.page("/p/enterprise_visits/links")
    assert PHONE not in mine.text
    shown = mine.form("/p/enterprise_visits/links/phones").submit(reader)
    assert f"tel:{PHONE}" in shown.text
    session.rollback()
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "reveal_phone")).one()
