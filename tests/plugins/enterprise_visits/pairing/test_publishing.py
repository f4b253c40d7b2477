"""Publishing: what begins, stays and ends; who is told; versions, and going back to one of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit.models import AuditEntry
from core.testing import Told
from plugins.enterprise_visits.models import Interest, Pairing, Proposal
from plugins.enterprise_visits.pairing import lists, service
from plugins.enterprise_visits.pairing.errors import (
    MayNotBePaired,
    NotAVersion,
    NothingProposed,
    PairDayTooEarly,
    PairDayTooLate,
    PairedAlready,
    PairingEnded,
    PairNotServing,
    PairsChanged,
    ShortNotAccepted,
)
from tests.plugins.enterprise_visits.pairing.conftest import AT, TODAY, World, held, proposed, world

LATER = TODAY + timedelta(days=30)


def two_and_two(session: Session, prefix: str = "Mill") -> World:
    """Two deputies and two mills."""
    here = world(session)
    here.deputy("Li"), here.deputy("Wu")
    here.enterprises(2, prefix)
    return here


def swapped(here: World, before: set[tuple[str, str]]) -> Proposal:
    """A proposal in which the two deputies change places."""
    by_name = {one.deputy.person.name: one for one in here.session.scalars(select(Pairing))}
    mine, other = by_name["Li"], by_name["Wu"]
    service.lock(here.session, mine.deputy_id, other.enterprise_id)
    made = here.propose(1, 1)
    assert proposed(here.session, made).isdisjoint(before)
    return made


def test_pairs_hold_from_their_day_on_and_belong_to_the_station(session: Session, on_both: str) -> None:
    here = two_and_two(session)
    draft = here.propose(1, 1)
    outcome = here.publish(draft, LATER)
    assert (outcome.begun, outcome.kept, outcome.ended) == (2, 0, 0)
    assert held(session) == set()
    assert held(session, LATER) == proposed(session, draft)
    pairing = session.scalars(select(Pairing)).first()
    assert pairing is not None
    assert (pairing.station_id, pairing.version_id, pairing.begins) == (here.station.id, draft.id, LATER)
    assert (draft.state, draft.number, draft.begins) == ("published", 1, LATER)
    assert pairing.score == sum(pairing.parts.values())


def test_a_version_keeps_what_it_can_ends_the_rest_and_is_numbered_within_its_area(session: Session) -> None:
    here = two_and_two(session)
    first = here.propose(1, 1)
    here.publish(first)
    before = held(session)
    second = swapped(here, before)
    new_mill = here.enterprise("New mill")
    outcome = here.publish(second, LATER)
    assert (outcome.begun, outcome.kept, outcome.ended) == (2, 0, 2)
    assert held(session, LATER - timedelta(days=1)) == before
    assert held(session, LATER) == proposed(session, second)
    assert [(one.number, one.state) for one in service.versions(session, here.area)] == [
        (2, "published"),
        (1, "replaced"),
    ]
    third = here.propose(1, 2)
    outcome = here.publish(third, LATER)
    assert (outcome.begun, outcome.kept, outcome.ended) == (1, 2, 0)
    assert new_mill.name in {enterprise for _deputy, enterprise in held(session, LATER)}
    other = two_and_two(session, "Yard")
    assert other.publish(other.propose(1, 1)).begun == 2
    assert [one.number for one in service.versions(session, other.area)] == [1]


def test_both_sides_are_told_once(session: Session, told: Told) -> None:
    here = two_and_two(session)
    here.publish(here.propose(1, 1))
    session.commit()
    deputies = session.scalars(select(Pairing)).all()
    for one in deputies:
        (said,) = told.to(one.deputy, "enterprise_visits.pairing")
        assert one.enterprise.name in said.body
    (said,) = told.to(here.station.staff[0].person, "enterprise_visits.published")
    assert "2" in said.body


def test_publishing_is_audited_as_one_event(session: Session) -> None:
    here = two_and_two(session)
    here.publish(here.propose(1, 1))
    session.commit()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "publish")).one()
    assert entry.facts == {"begun": 2, "kept": 0, "ended": 0}


def test_a_version_is_brought_back_as_a_version_of_its_own_and_the_history_stays(
    session: Session, on_both: str
) -> None:
    here = two_and_two(session)
    first = here.propose(1, 1)
    here.publish(first)
    before = held(session)
    here.publish(swapped(here, before), LATER)
    after = held(session, LATER)
    draft = service.roll_back(session, first, at=AT, today=TODAY, account_id=None)
    assert (draft.state, draft.brings_back) == ("ready", 1)
    assert proposed(session, draft) == before
    assert held(session, LATER) == after
    back = LATER + timedelta(days=10)
    here.publish(draft, back)
    assert (held(session, TODAY), held(session, LATER), held(session, back)) == (before, after, before)
    assert [one.number for one in service.versions(session, here.area)] == [3, 2, 1]
    assert session.execute(lists.only_in(draft.id, first.id)).all() == []


def test_rolled_back_on_the_same_day_pairs_go_on_as_if_they_had_never_ended(session: Session) -> None:
    here = two_and_two(session)
    first = here.propose(1, 1)
    here.publish(first, TODAY - timedelta(days=9))
    before = held(session)
    here.publish(swapped(here, before))
    here.publish(service.roll_back(session, first, at=AT, today=TODAY, account_id=None))
    assert held(session) == before
    assert {one.begins for one in session.scalars(select(Pairing).where(Pairing.open_on(TODAY)))} == {
        TODAY - timedelta(days=9)
    }


def test_what_was_never_published_cannot_be_brought_back(session: Session) -> None:
    here = two_and_two(session)
    with pytest.raises(NotAVersion):
        service.roll_back(session, here.propose(1, 1), at=AT, today=TODAY, account_id=None)


def test_a_page_that_is_out_of_date_publishes_nothing(session: Session) -> None:
    here = two_and_two(session)
    draft = here.propose(1, 1)
    shown = service.stamp(session, draft)
    li = here.deputy("Qi")
    service.forbid(session, li.id, draft.pairs[0].enterprise_id)
    with pytest.raises(PairsChanged):
        here.publish(draft, shown=shown)
    assert here.publish(draft, shown=service.stamp(session, draft)).begun == 2


def test_that_deputies_fall_short_is_accepted_before_it_is_published(session: Session) -> None:
    here = two_and_two(session)
    draft = here.propose(2, 2)
    with pytest.raises(ShortNotAccepted):
        here.publish(draft)
    service.accept(session, draft, at=AT, account_id=7)
    assert draft.accepted == {"account_id": 7, "at": AT.isoformat()}
    assert here.publish(draft).begun == 2


def test_that_deputies_have_too_many_so_that_no_enterprise_is_left_alone_is_accepted_too(session: Session) -> None:
    here = two_and_two(session)
    here.enterprises(3, "Yard")
    draft = here.propose(1, 2)
    assert draft.result["beyond_count"] == 1
    assert any("more than 2 enterprises" in str(words) for words in service.notes(session, draft))
    with pytest.raises(ShortNotAccepted):
        here.publish(draft)
    service.accept(session, draft, at=AT, account_id=7)
    assert here.publish(draft).begun == 5


def test_what_contradicts_itself_is_not_published(session: Session) -> None:
    here = two_and_two(session)
    li = here.deputy("Qi")
    for one in here.enterprises(2, "Yard"):
        service.lock(session, li.id, one.id)
    with pytest.raises(NothingProposed):
        here.publish(here.propose(0, 1))


def test_a_pair_that_may_not_be_any_more_is_left_out_and_named(session: Session) -> None:
    here = two_and_two(session)
    draft = here.propose(1, 1)
    pair = draft.pairs[0]
    session.add(Interest(deputy_id=pair.deputy_id, enterprise_id=pair.enterprise_id, declared_on=TODAY))
    session.flush()
    outcome = here.publish(draft)
    assert outcome.begun == 1
    assert [(deputy, enterprise) for deputy, enterprise, _why in outcome.refused] == [
        (pair.deputy.person.name, pair.enterprise.name)
    ]


def test_a_version_begins_within_a_year_and_not_before_the_one_that_holds(session: Session) -> None:
    here = two_and_two(session)
    first = here.propose(1, 1)
    with pytest.raises(PairDayTooLate):
        here.publish(first, TODAY + timedelta(days=400))
    with pytest.raises(PairDayTooEarly):
        here.publish(first, TODAY - timedelta(days=400))
    here.publish(first)
    with pytest.raises(PairDayTooEarly):
        here.publish(here.propose(1, 1), TODAY - timedelta(days=1))


def test_two_are_paired_by_hand_with_a_reason_and_parted_again(session: Session, told: Told) -> None:
    here = world(session)
    li, mill = here.deputy("Li"), here.enterprise("Mill")
    made = service.pair(session, li.id, mill.id, TODAY, "Neighbours", today=TODAY, at=AT)
    assert (made.station_id, made.reason, made.version_id) == (here.station.id, "Neighbours", None)
    assert held(session) == {("Li", "Mill")}
    assert any("Neighbours" in str(part.words) for part in service.why(session, made))
    with pytest.raises(PairedAlready):
        service.pair(session, li.id, mill.id, LATER, "", today=TODAY, at=AT)
    with pytest.raises(PairDayTooEarly):
        service.end(session, made, TODAY - timedelta(days=1), "", today=TODAY, at=AT)
    service.end(session, made, LATER, "Moved away", today=TODAY, at=AT)
    assert (held(session), held(session, LATER)) == ({("Li", "Mill")}, set())
    service.end(session, made, TODAY, "Sooner", today=TODAY, at=AT)
    with pytest.raises(PairingEnded):
        service.end(session, made, LATER, "", today=TODAY, at=AT)
    session.commit()
    assert len(told.to(li, "enterprise_visits.pair")) == 3
    assert service.pair(session, li.id, mill.id, TODAY, "", today=TODAY, at=AT).id != made.id
    assert len(lists.history(session, li.id, mill.id)) == 2


def test_by_hand_nobody_is_paired_whom_a_rule_refuses_or_who_does_not_serve(session: Session) -> None:
    here = world(session)
    own = here.enterprise("Own")
    li, gone = here.deputy("Li", employer_id=own.id), here.deputy("Gone")
    gone.mandates[0].state = "ended"
    session.flush()
    with pytest.raises(MayNotBePaired, match="works there"):
        service.pair(session, li.id, own.id, TODAY, "", today=TODAY, at=AT)
    with pytest.raises(PairNotServing):
        service.pair(session, gone.id, own.id, TODAY, "", today=TODAY, at=AT)
