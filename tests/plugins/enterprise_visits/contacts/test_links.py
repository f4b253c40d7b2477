"""A contact speaks by a secret link that can be taken back, holds for them alone, and takes so much in a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from core.api.data import Station
from core.testing import make_deputy, make_station
from plugins.enterprise_visits.contacts import links, service
from plugins.enterprise_visits.contacts.errors import (
    ContactChanged,
    LinkRevoked,
    LinkUnknown,
    NeedWordless,
    NotSoWordless,
    TooMuchSaid,
    VisitAnswered,
    VisitElsewhere,
)
from plugins.enterprise_visits.contacts.testing import make_held_visit
from plugins.enterprise_visits.difficulties.service import Told
from plugins.enterprise_visits.models import ContactLink, Pairing

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
KEY = b"a key of the installation"


@pytest.fixture
def station(session: Session) -> Station:
    return make_station(session)


@pytest.fixture
def link(session: Session, station: Station) -> ContactLink:
    assert station.host
    return links.renew(session, station.host, AT)


def test_the_address_of_a_link_leads_to_its_enterprise(session: Session, link: ContactLink) -> None:
    assert links.link_at(session, links.address_of(link, KEY), KEY) is link


def test_an_altered_address_leads_nowhere(session: Session, link: ContactLink) -> None:
    address = links.address_of(link, KEY)
    for altered in (address[:-1] + "g", "0" * 48, "ü" * 48, address.upper(), ""):
        with pytest.raises(LinkUnknown):
            links.link_at(session, altered, KEY)


def test_a_renewed_link_revokes_the_one_before(session: Session, link: ContactLink) -> None:
    before = links.address_of(link, KEY)
    assert links.link_of(session, link.enterprise) is link
    after = links.renew(session, link.enterprise, AT)
    with pytest.raises(LinkRevoked):
        links.link_at(session, before, KEY)
    assert links.link_at(session, links.address_of(after, KEY), KEY) is after


def test_a_link_ends_with_the_contact_it_was_made_for(session: Session, link: ContactLink) -> None:
    address = links.address_of(link, KEY)
    link.enterprise.contact_name = "Somebody else"
    with pytest.raises(ContactChanged):
        links.link_at(session, address, KEY)
    assert links.link_of(session, link.enterprise) is None


def test_a_visit_is_confirmed_once_with_thanks(session: Session, station: Station, link: ContactLink) -> None:
    visit = make_held_visit(session, station, day=TODAY)
    service.confirm(session, link, visit.id, "Thank you", AT)
    assert (visit.confirmed_at, visit.thanks) == (AT, "Thank you")
    for again in (service.confirm, service.deny):
        with pytest.raises(VisitAnswered):
            again(session, link, visit.id, "Again", AT)


def test_a_visit_is_contradicted_with_words(session: Session, station: Station, link: ContactLink) -> None:
    visit = make_held_visit(session, station, day=TODAY)
    with pytest.raises(NotSoWordless):
        service.deny(session, link, visit.id, " ", AT)
    service.deny(session, link, visit.id, "Nobody came", AT)
    answer = service.answer_of(session, visit.id)
    assert answer
    assert (answer.took_place, answer.words, visit.confirmed_at) == (False, "Nobody came", None)


def test_only_held_visits_to_the_own_enterprise_are_spoken_of(
    session: Session, station: Station, link: ContactLink
) -> None:
    planned = make_held_visit(session, station, day=TODAY)
    planned.state = "planned"
    other = make_station(session)
    for visit in (planned, make_held_visit(session, other, day=TODAY)):
        with pytest.raises(VisitElsewhere):
            service.confirm(session, link, visit.id, "", AT)
    assert service.visits_of(session, link.enterprise_id, TODAY) == []


def test_the_last_visits_are_shown_with_who_came(session: Session, station: Station, link: ContactLink) -> None:
    deputy = make_deputy(session, "Li Hua", station=station)
    make_held_visit(session, station, day=TODAY - timedelta(days=3), deputy=deputy.id)
    make_held_visit(session, station, day=TODAY - timedelta(days=400))
    shown = service.visits_of(session, link.enterprise_id, TODAY)
    assert [(one.names, one.answer) for one in shown] == [(["Li Hua"], None)]


def test_a_difficulty_goes_to_the_station_of_the_pairing(session: Session, station: Station, link: ContactLink) -> None:
    deputy = make_deputy(session, station=station)
    session.add(Pairing(deputy=deputy, enterprise=link.enterprise, station=station, begins=TODAY, parts={}))
    told = service.tell(session, link, Told(kind="land", words="No room"), TODAY, AT)
    assert (told.station, told.said_by, told.deputy_id, told.visit_id) == (station, "contact", None, None)


def test_without_a_station_it_belongs_to_the_region(session: Session, link: ContactLink) -> None:
    told = service.tell(session, link, Told(kind="land", words="No room"), TODAY, AT)
    assert (told.station, told.region_code) == (None, link.enterprise.region_code)


def test_what_is_for_the_office_only_is_not_shown_by_the_link_which_staff_can_open(
    session: Session, link: ContactLink
) -> None:
    service.tell(session, link, Told(kind="land", words="Secret", office_only=True), TODAY, AT)
    service.tell(session, link, Told(kind="land", words="Open"), TODAY, AT)
    assert [one.words for one in service.difficulties_of(session, link.enterprise_id)] == ["Open"]


def test_a_need_said_twice_is_one(session: Session, link: ContactLink) -> None:
    assert service.ask_for(session, link, " law  of trade ", AT) is service.ask_for(session, link, "law of trade", AT)
    with pytest.raises(NeedWordless):
        service.ask_for(session, link, "  ", AT)


def test_so_much_is_taken_by_a_link_in_a_day(session: Session, link: ContactLink) -> None:
    for number in range(service.MOST_A_DAY):
        service.ask_for(session, link, f"Need {number}", AT)
    with pytest.raises(TooMuchSaid):
        service.tell(session, link, Told(kind="land", words="No room"), TODAY, AT)
    service.tell(session, link, Told(kind="land", words="No room"), TODAY, AT + timedelta(days=1, minutes=1))
