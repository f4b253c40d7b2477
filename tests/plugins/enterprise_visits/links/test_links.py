"""Links are proposed near first and evenly, published as they were looked at, changed by hand, and end with who leaves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Reach, Station
from core.testing import make_deputy, make_mandate, make_station
from plugins.enterprise_visits.links import committee, leaving, residents
from plugins.enterprise_visits.links.errors import AlreadyMember, LinksChanged, MemberNeedsNoLink, ResidentLeft
from plugins.enterprise_visits.links.proposing import Sides, Someone, propose
from plugins.enterprise_visits.models import CommitteeLink, CommitteeMember, Resident, ResidentLink

TODAY = date(2026, 11, 20)
LATER = TODAY + timedelta(days=30)
ALL = Reach(everything=True)


@pytest.fixture
def station(session: Session) -> Station:
    return make_station(session)


def people(count: int, first: int, region: str = "320381", words: str = "") -> list[Someone]:
    return [Someone(first + one, f"P{first + one}", None, region, words) for one in range(count)]


def test_links_are_spread_evenly() -> None:
    found = propose(Sides(people(4, 100), people(10, 200)), each=10)
    counts = [sum(pair.above.key == key for pair in found.come) for key in range(100, 104)]
    assert sum(counts) == 10
    assert min(counts) == 2, "ten among four: at least two each"


def test_few_are_spread_over_many() -> None:
    found = propose(Sides(people(5, 100), people(3, 200)), each=10)
    assert len({one.above.key for one in found.come}) == len(found.come) == 3


def test_nobody_gets_more_than_was_said_and_who_is_left_is_named() -> None:
    found = propose(Sides(people(2, 100), people(5, 200)), each=2)
    assert len(found.come) == 4
    assert len(found.alone) == 1


def test_nobody_is_linked_across_counties() -> None:
    found = propose(Sides(people(1, 100, "320381"), people(3, 200, "320382")), each=4)
    assert not found.come
    assert [one.key for one in found.alone] == [200, 201, 202]
    assert [has for _who, has in found.short] == [0]


def test_what_is_stays_when_somebody_comes() -> None:
    first = propose(Sides(people(3, 100), people(9, 200)), each=4)
    linked = {(pair.above.key, pair.below.key): number for number, pair in enumerate(first.come)}
    again = propose(Sides(people(3, 100), people(10, 200), linked), each=4)
    assert (again.stays, len(again.come), again.ends) == (9, 1, [])


def test_a_proposal_for_the_committee_is_published_as_it_was_looked_at(session: Session, station: Station) -> None:
    member = committee.add_member(session, make_deputy(session, "Member", station=station).id, TODAY)
    for _number in range(5):
        make_deputy(session, station=station)
    shown = committee.proposed(session, ALL, 4)
    assert len(shown.come) == 4
    assert len(shown.alone) == 1
    with pytest.raises(LinksChanged):
        committee.publish(session, ALL, 3, shown.digest, TODAY)
    committee.publish(session, ALL, 4, shown.digest, TODAY)
    assert len(committee.links_of(session, member)) == 4
    assert committee.proposed(session, ALL, 4).changes_nothing
    fewer = committee.proposed(session, ALL, 2)
    assert len(fewer.gone) == 2
    committee.publish(session, ALL, 2, fewer.digest, LATER)
    assert len(committee.links_of(session, member)) == 2
    assert len(session.scalars(select(CommitteeLink).where(CommitteeLink.ends == LATER)).all()) == 2


def test_a_deputy_has_one_member_and_a_member_none(session: Session, station: Station) -> None:
    one, other, deputy = (make_deputy(session, name, station=station) for name in ("One", "Other", "Deputy"))
    first, second = (committee.add_member(session, who.id, TODAY) for who in (one, other))
    with pytest.raises(AlreadyMember):
        committee.add_member(session, one.id, TODAY)
    with pytest.raises(MemberNeedsNoLink):
        committee.link(session, first, other.id, TODAY)
    made = committee.link(session, first, deputy.id, TODAY)
    assert committee.link(session, first, deputy.id, TODAY) is made, "said twice it is said once"
    committee.link(session, second, deputy.id, LATER)
    assert made.ends == LATER
    assert [(row.name, row.above) for row in committee.peers_of(session, deputy.id)] == [("Other", 1)]
    committee.leave(session, second, LATER)
    assert not committee.peers_of(session, deputy.id)
    assert session.scalars(select(CommitteeMember)).all() == [first]


def test_residents_go_to_the_deputy_elected_in_their_village(session: Session, station: Station) -> None:
    willow = make_deputy(session, station=station, mandates=())
    make_mandate(session, willow, constituency="Willow and Brook")
    make_deputy(session, station=station)
    for name in ("A", "B"):
        residents.enter(session, station, TODAY, name=name, village="Willow")
    shown = residents.proposed(session, station, 10)
    near = [pair.below.name for pair in shown.come if pair.above.key == willow.id]
    assert near, "one each at least, and the village counts"
    residents.publish(session, station, 10, shown.digest, TODAY)
    assert [one.name for one in residents.of_deputy(session, willow.id)] == near


def test_a_resident_is_changed_by_hand_and_forgotten_when_off_the_list(session: Session, station: Station) -> None:
    one, other = make_deputy(session, station=station), make_deputy(session, station=station)
    told = {"name": "Wang", "phone": "13800001234", "village": "Willow", "address": "House 3"}
    resident = residents.enter(session, station, TODAY, deputy=one.id, **told)
    residents.change(session, resident, LATER, deputy=other.id, **told)
    assert [
        (link.deputy_id, link.ends) for link in session.scalars(select(ResidentLink).order_by(ResidentLink.id))
    ] == [
        (one.id, LATER),
        (other.id, None),
    ]
    residents.leave(session, resident, LATER)
    assert (resident.phone, resident.address, resident.left_on) == (None, "", LATER)
    assert residents.deputy_of(session, resident) is None
    with pytest.raises(ResidentLeft):
        residents.change(session, resident, LATER, deputy=one.id, **told)


def test_links_end_with_the_deputy_and_come_back_where_nobody_took_over(session: Session, station: Station) -> None:
    one, other, member = (make_deputy(session, station=station) for _ in range(3))
    committee.link(session, committee.add_member(session, member.id, TODAY), one.id, TODAY)
    stays = residents.enter(session, station, TODAY, deputy=one.id, name="Stays")
    moves = residents.enter(session, station, TODAY, deputy=one.id, name="Moves")
    assert [(held.deputy_id, held.count) for held in leaving.held_by(session, [one.id, other.id])] == [(one.id, 2)]
    released = list(leaving.release(session, [one.id], LATER))
    assert len(released) == 3
    assert not residents.of_deputy(session, one.id)
    residents.change(session, moves, LATER, deputy=other.id, name="Moves")
    leaving.give_back(session, released)
    assert residents.of_deputy(session, one.id) == [stays]
    assert residents.of_deputy(session, other.id) == [moves]
    assert len(committee.peers_of(session, one.id)) == 1


def test_residents_go_along_when_stations_are_merged(session: Session, station: Station) -> None:
    into = make_station(session)
    residents.enter(session, station, TODAY, name="Wang")
    assert [str(one.sentence) for one in leaving.hands_over(session, station)]
    leaving.closed(session, station, into)
    assert session.scalars(select(Resident.station_id)).all() == [into.id]
