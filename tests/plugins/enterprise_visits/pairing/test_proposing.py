"""Proposals: who is proposed for whom, what is refused, locked and forbidden, and what is said where it cannot be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.testing import make_deputy, make_station
from plugins.enterprise_visits.models import (
    Competitor,
    Competitors,
    Interest,
    Need,
    Pairing,
    Proposal,
    ProposedPair,
    Wanted,
    Wish,
)
from plugins.enterprise_visits.pairing import area as areas
from plugins.enterprise_visits.pairing import lists, service
from plugins.enterprise_visits.pairing.errors import (
    MayNotBePaired,
    NobodyToPair,
    NothingToPair,
    PairingDraftThere,
    PairNumbersOutOfOrder,
    UnknownPart,
)
from tests.plugins.enterprise_visits.pairing.conftest import AT, TODAY, World, held, proposed, world


def compete(here: World, *enterprises: object, bars: bool = False) -> None:
    group = Competitors(region_code=here.station.region_code, name="Rivals", bars_employers=bars)
    here.session.add(group)
    here.session.flush()
    here.session.add_all([Competitor(enterprise_id=one.id, competitors_id=group.id) for one in enterprises])  # type: ignore[attr-defined]
    here.session.flush()


def test_every_enterprise_has_a_deputy_and_every_deputy_as_many_as_asked(session: Session, on_both: str) -> None:
    here = world(session)
    here.deputy("Li"), here.deputy("Wu")
    here.enterprises(7)
    found = here.propose(at_least=3, at_most=4)
    pairs = session.scalars(select(ProposedPair).where(ProposedPair.proposal_id == found.id)).all()
    assert found.state == "ready"
    assert len({pair.enterprise_id for pair in pairs}) == len(pairs) == 7
    assert sorted(sum(pair.deputy_id == one for pair in pairs) for one in {pair.deputy_id for pair in pairs}) == [3, 4]
    assert found.result["short_count"] == found.result["uncovered_count"] == 0
    assert held(session) == set()


def test_a_deputy_is_proposed_for_their_own_segment_and_reads_why(session: Session) -> None:
    here = world(session)
    spinner, tailor = here.enterprise("Spinner", "Yarn"), here.enterprise("Tailor", "Garments")
    here.deputy("Li", employer_id=spinner.id), here.deputy("Wu", employer_id=tailor.id)
    here.enterprise("Second spinner", "Yarn"), here.enterprise("Second tailor", "Garments")
    found = here.propose(at_least=0, at_most=2)
    assert {("Li", "Second spinner"), ("Wu", "Second tailor")} <= proposed(session, found)
    pair = next(one for one in found.pairs if one.enterprise.name == "Second spinner")
    said = {part.key: part for part in service.why(session, pair)}
    assert (said["chain"].points, str(said["chain"].words)) == (400, "Works in the same segment: Yarn.")
    assert str(said["distance"].words) == "It is not known where the enterprise lies."


@pytest.mark.parametrize(("segment", "points"), [("Fibre", 400), ("Yarn", 300), ("Cloth", 200), ("Garments", 200)])
def test_the_further_along_the_chain_the_less_a_pair_fits_and_never_less_than_by_the_station(
    session: Session, segment: str, points: int
) -> None:
    here = world(session)
    own = here.enterprise("Own")
    here.deputy("Li", employer_id=own.id)
    here.enterprise("Other", segment)
    assert [pair.parts["chain"] for pair in here.propose(0, 2).pairs] == [points]


def test_speciality_distance_and_wishes_decide_where_the_chain_does_not(session: Session) -> None:
    here = world(session)
    here.station.latitude, here.station.longitude = 34.0, 118.0
    li, wu = here.deputy("Li"), here.deputy("Wu")
    li.speciality = "Labour law"
    near = here.enterprise("Near", latitude=34.0, longitude=118.0)
    far = here.enterprise("Far", latitude=35.0, longitude=118.0)
    session.add(Need(enterprise_id=near.id, speciality="labour  law"))
    session.add(Wish(deputy_id=wu.id, enterprise_id=far.id, side="deputy", wanted=True))
    session.add(Wish(deputy_id=li.id, enterprise_id=far.id, side="enterprise", wanted=False))
    session.flush()
    found = here.propose(1, 1)
    parts = {pair.enterprise.name: dict(pair.parts) for pair in found.pairs}
    assert proposed(session, found) == {("Li", "Near"), ("Wu", "Far")}
    assert parts["Near"] == {"chain": 200, "speciality": 200, "distance": 250}
    assert parts["Far"] == {"chain": 200, "wishes": 150}


def test_a_part_that_weighs_nothing_decides_nothing(session: Session) -> None:
    here = world(session)
    li, wu = here.deputy("Li"), here.deputy("Wu")
    one, other = here.enterprises(2)
    session.add(Wish(deputy_id=li.id, enterprise_id=one.id, side="deputy", wanted=True))
    session.add(Need(enterprise_id=other.id, speciality="Weaving"))
    wu.speciality = "Law"
    session.flush()
    assert ("Li", "Mill 2") in proposed(session, here.propose(1, 1))
    again = here.propose(1, 1, weights={"speciality": 0}, instead_of=service.draft_of(session, here.area))
    assert ("Li", "Mill 1") in proposed(session, again)
    assert all("speciality" not in pair.parts for pair in again.pairs)


def test_nobody_is_proposed_for_their_employer_an_interest_or_a_rival_that_keeps_employees_apart(
    session: Session, on_both: str
) -> None:
    here = world(session)
    own, rival, owned, free = (here.enterprise(name) for name in ("Own", "Rival", "Owned", "Free"))
    li = here.deputy("Li", employer_id=own.id)
    session.add(Interest(deputy_id=li.id, enterprise_id=owned.id, reason="Holds shares", declared_on=TODAY))
    compete(here, own, rival, bars=True)
    found = here.propose(4, 4)
    assert proposed(session, found) == {("Li", "Free")}
    assert found.result["uncovered_count"] == 3
    for enterprise, words in ((own, "works there"), (rival, "competitor"), (owned, "interest")):
        said = service.why_not(session, found, li.id, enterprise.id, TODAY)
        assert words in str(said.refusals[0])
        assert said.loss is None
    assert service.why_not(session, found, li.id, free.id, TODAY).is_paired


def test_a_deputy_gets_one_of_a_group_of_competitors(session: Session) -> None:
    here = world(session)
    here.deputy("Li")
    compete(here, *here.enterprises(3))
    found = here.propose(2, 3)
    assert len(proposed(session, found)) == 1
    short = service.shortfalls(session, found)
    assert [(one.name, one.missing) for one in short] == [("Li", 1)]
    assert "competitors" in str(short[0].reasons[0])
    assert len(service.uncovered(session, found)) == 2
    assert all(one.helps for one in service.uncovered(session, found))


def test_a_competitor_of_an_enterprise_outside_of_the_area_is_refused_too(session: Session) -> None:
    here, elsewhere = world(session), world(session)
    li = here.deputy("Li")
    mine, theirs = here.enterprise("Mine"), elsewhere.enterprise("Theirs")
    compete(here, mine, theirs)
    session.add(Pairing(deputy_id=li.id, enterprise_id=theirs.id, begins=TODAY))
    session.flush()
    found = here.propose(1, 2)
    assert proposed(session, found) == set()
    assert "competitor" in str(service.why_not(session, found, li.id, mine.id, TODAY).refusals[0])


def test_what_a_deputy_has_elsewhere_counts_and_an_enterprise_others_look_after_is_left_to_them(
    session: Session,
) -> None:
    here, elsewhere = world(session), world(session)
    li, stranger = here.deputy("Li"), elsewhere.deputy("Stranger")
    theirs = elsewhere.enterprises(2, "Theirs")
    here.enterprise("Free"), here.enterprise("Free too")
    taken = here.enterprise("Taken")
    session.add_all([Pairing(deputy_id=li.id, enterprise_id=one.id, begins=TODAY) for one in theirs])
    session.add(Pairing(deputy_id=stranger.id, enterprise_id=taken.id, station_id=elsewhere.station.id, begins=TODAY))
    session.flush()
    found = here.propose(3, 4)
    assert {enterprise for _deputy, enterprise in proposed(session, found)} <= {"Free", "Free too"}
    assert found.result["short_count"] == 0
    here.publish(found)
    assert {("Stranger", "Taken"), ("Li", "Theirs 1"), ("Li", "Theirs 2")} <= held(session)


def test_an_enterprise_gets_as_many_deputies_as_it_should_have(session: Session) -> None:
    here = world(session)
    for name in ("Li", "Wu", "Qi"):
        here.deputy(name)
    wide = here.enterprise("Wide")
    session.add(Wanted(enterprise_id=wide.id, deputies=2))
    session.flush()
    assert len(proposed(session, here.propose(0, 1))) == 2


def test_what_is_locked_is_proposed_and_what_is_forbidden_is_not(session: Session) -> None:
    here = world(session)
    li, wu = here.deputy("Li"), here.deputy("Wu")
    li.speciality, wu.speciality = "Law", "Trade"
    one, other = here.enterprises(2)
    session.add_all([Need(enterprise_id=one.id, speciality="Law"), Need(enterprise_id=other.id, speciality="Trade")])
    session.flush()
    first = here.propose(1, 1)
    fitting = {("Li", "Mill 1"), ("Wu", "Mill 2")}
    assert proposed(session, first) == fitting
    service.lock(session, li.id, other.id, "They know each other")
    second = here.propose(1, 1, instead_of=first)
    assert (first.state, proposed(session, first)) == ("dropped", set())
    assert proposed(session, second) == {("Li", "Mill 2"), ("Wu", "Mill 1")}
    service.forbid(session, li.id, other.id)
    service.forbid(session, li.id, one.id, "Asked for it")
    third = here.propose(1, 1, instead_of=second)
    assert not any(deputy == "Li" for deputy, _enterprise in proposed(session, third))
    assert "Asked for it" in str(service.why_not(session, third, li.id, one.id, TODAY).refusals[0])
    service.free(session, li.id, one.id)
    service.free(session, li.id, other.id)
    assert proposed(session, here.propose(1, 1, instead_of=third)) == fitting
    assert session.execute(lists.rulings(here.area)).all() == []


def test_what_a_rule_refuses_cannot_be_locked_and_a_lock_that_came_to_be_refused_is_said(session: Session) -> None:
    here = world(session)
    own, other = here.enterprise("Own"), here.enterprise("Other")
    li = here.deputy("Li", employer_id=own.id)
    with pytest.raises(MayNotBePaired, match="works there"):
        service.lock(session, li.id, own.id)
    service.lock(session, li.id, other.id)
    session.add(Interest(deputy_id=li.id, enterprise_id=other.id, declared_on=TODAY))
    session.flush()
    found = here.propose()
    assert proposed(session, found) == set()
    assert any("Li and Other are locked" in str(words) for words in service.notes(session, found))


def test_locks_that_contradict_each_other_are_said_and_nothing_is_proposed(session: Session) -> None:
    here = world(session)
    li = here.deputy("Li")
    here.deputy("Wu")
    for one in here.enterprises(3):
        service.lock(session, li.id, one.id)
    found = here.propose(at_least=1, at_most=2)
    assert proposed(session, found) == set()
    assert any("Li has 3 pairs that must stay" in str(words) for words in service.notes(session, found))


def test_where_there_are_too_few_enterprises_it_is_said_who_falls_short_and_why(session: Session) -> None:
    here = world(session)
    here.deputy("Li"), here.deputy("Wu")
    here.enterprises(4)
    found = here.propose(3, 4)
    assert sum(one.missing for one in service.shortfalls(session, found)) == 2
    assert all(one.reasons for one in service.shortfalls(session, found))
    assert any("too few enterprises" in str(words) for words in service.notes(session, found))


def test_why_not_says_what_it_would_cost_and_who_would_change(session: Session) -> None:
    here = world(session)
    li, wu = here.deputy("Li"), here.deputy("Wu")
    li.speciality, wu.speciality = "Law", "Trade"
    one, other = here.enterprises(2)
    session.add_all([Need(enterprise_id=one.id, speciality="Law"), Need(enterprise_id=other.id, speciality="Trade")])
    session.flush()
    said = service.why_not(session, here.propose(1, 1), li.id, other.id, TODAY)
    assert (said.loss, said.refusals) == (400, ())
    assert {(each.deputy, each.enterprise) for each in said.gone} == {("Li", "Mill 1"), ("Wu", "Mill 2")}
    assert {(each.deputy, each.enterprise) for each in said.come} == {("Li", "Mill 2"), ("Wu", "Mill 1")}


def test_a_re_run_keeps_pairs_unless_more_is_to_be_gained(session: Session) -> None:
    here = world(session)
    here.deputy("Li"), here.deputy("Wu")
    one, _other = here.enterprises(2)
    first = here.propose(1, 1)
    before = proposed(session, first)
    here.publish(first)
    loser = session.scalars(select(Pairing).where(Pairing.enterprise_id == one.id)).one()
    session.add(Wish(deputy_id=loser.deputy_id, enterprise_id=one.id, side="deputy", wanted=False))
    session.flush()
    again = here.propose(1, 1)
    assert before == proposed(session, again)
    assert all(pair.kept for pair in again.pairs)
    lighter = here.propose(1, 1, weights={"continuity": 0}, instead_of=again)
    assert before != proposed(session, lighter)


def test_unresolved_employers_are_listed_before_anybody_is_paired(session: Session) -> None:
    here = world(session)
    mill = here.enterprise("Mill")
    here.deputy("Li", employer_text="Red Mill, manager")
    here.deputy("Wu", employer_text="Mill", employer_id=mill.id)
    here.deputy("Qi")
    assert [(one.name, one.employer) for one in areas.unresolved(session, here.area)] == [("Li", "Red Mill, manager")]


def test_only_who_serves_is_paired_and_a_station_without_a_chain_has_the_enterprises_of_its_region(
    session: Session,
) -> None:
    here = world(session)
    here.enterprise("Of the chain")
    gone = here.deputy("Gone")
    gone.mandates[0].state = "ended"
    here.deputy("Li")
    assert {deputy for deputy, _enterprise in proposed(session, here.propose(0, 9))} == {"Li"}
    alone = make_station(session)
    alone.chain_id = None
    make_deputy(session, "Wu", station=alone)
    session.flush()
    session.refresh(alone)
    size = areas.sizes(session, areas.of_station(alone), TODAY)
    assert (size.deputies, size.enterprises) == (1, 3)


def test_a_chain_has_the_deputies_of_its_stations_and_rooms_and_a_region_those_of_its_roster_too(
    session: Session,
) -> None:
    here = world(session)
    here.enterprise("Mill")
    room = make_station(session, parent=here.station, tier="room", chain=world(session).chain)
    here.deputy("Li"), make_deputy(session, "Wu", station=room), make_deputy(session, "Qi")
    by_chain = proposed(session, here.propose(1, 1, area=areas.of_chain(here.chain)))
    assert len(by_chain) == 1
    assert areas.sizes(session, areas.of_chain(here.chain), TODAY).deputies == 2
    assert areas.sizes(session, areas.of_region(here.station.region), TODAY).deputies == 3


def test_without_deputies_or_enterprises_or_with_numbers_that_cannot_be_it_says_what_is_missing(
    session: Session,
) -> None:
    here = world(session)
    with pytest.raises(NobodyToPair):
        here.propose()
    here.deputy("Li")
    with pytest.raises(NothingToPair):
        here.propose()
    here.enterprise("Mill")
    with pytest.raises(PairNumbersOutOfOrder):
        here.propose(3, 2)
    with pytest.raises(UnknownPart):
        here.propose(weights={"charm": 100})
    with pytest.raises(UnknownPart):
        here.propose(weights={"distance": -1})


def test_an_area_has_one_draft_at_a_time(session: Session) -> None:
    here = world(session)
    here.deputy("Li"), here.enterprise("Mill")
    draft = here.propose()
    with pytest.raises(PairingDraftThere):
        here.propose()
    service.drop(session, draft, AT + timedelta(minutes=1))
    assert here.propose().id != draft.id
    assert [one.state for one in session.scalars(select(Proposal).order_by(Proposal.id))] == ["dropped", "ready"]
