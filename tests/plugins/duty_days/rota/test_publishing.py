"""Publishing: in one step, beside what others did meanwhile; taken back; and what a drop-out leaves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit.models import AuditEntry
from core.database import Database
from core.notices.models import Notice
from core.stations.models import Station
from core.testing import make_deputy, make_station
from plugins.duty_days import service as days
from plugins.duty_days.models import DutyDay, Proposal, Slot
from plugins.duty_days.rota import publishing, service
from plugins.duty_days.rota.errors import DraftThere, NoDraft, NotPublished, PlanChanged, StillSolving
from plugins.duty_days.rota.month import suggest
from plugins.duty_days.signing_up.service import put_in, take_out
from tests.plugins.duty_days.conftest import AT, TODAY
from tests.plugins.duty_days.rota.conftest import make_days, settled, three_months


def publish(session: Session, proposal: Proposal, shown: str | None = None) -> publishing.Outcome:
    return publishing.publish(session, proposal, at=AT, today=TODAY, account_id=None, shown=shown)


def held(session: Session) -> Mapping[date, set[int]]:
    session.expire_all()
    found: dict[date, set[int]] = {}
    for slot in session.scalars(select(Slot).where(Slot.deputy_id.is_not(None))):
        found.setdefault(slot.sitting.duty_day.day, set()).add(slot.deputy_id or 0)
    return found


def proposed(proposal: Proposal) -> Mapping[date, set[int]]:
    found: dict[date, set[int]] = {}
    for place in proposal.places:
        found.setdefault(place.sitting.duty_day.day, set()).add(place.deputy_id)
    return found


def a_draft(session: Session, deputies: int = 6) -> tuple[Station, list[DutyDay], Proposal]:
    station = make_station(session, deputies=deputies)
    return station, make_days(session, station, *three_months()), settled(session, station)


def test_what_was_proposed_is_held_and_everybody_is_told_all_their_days_once(session: Session) -> None:
    _station, _days, proposal = a_draft(session, deputies=3)
    wanted = proposed(proposal)
    outcome = publish(session, proposal)
    assert held(session) == wanted
    assert len(outcome.published) == 6
    assert {slot.how for slot in outcome.published} == {"rota"}
    assert {slot.proposal_id for slot in outcome.published} == {proposal.id}
    told = session.scalars(select(Notice)).all()
    assert len(told) == len({deputy for people in wanted.values() for deputy in people}) == 3
    with pytest.raises(NoDraft):
        publish(session, proposal)


def test_publishing_is_audited_with_every_place(database: Database) -> None:
    with database.writing() as session:
        _station, _days, proposal = a_draft(session)
        publish(session, proposal)
    with database.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "publish")).one()
        assert entry.subject_kind == "duty_days__proposal"
        changes = select(AuditEntry).where(AuditEntry.subject_kind == "duty_days__slot")
        assert len(session.scalars(changes.where(AuditEntry.action == "change")).all()) == 6


def test_a_place_taken_meanwhile_is_left_to_who_took_it_and_said(session: Session) -> None:
    _station, (first, *_others), proposal = a_draft(session)
    drawn = service.planned(session, proposal, TODAY)
    shown = {place.deputy_id for place in proposal.places if place.sitting_id == first.sittings[0].id}
    others = [key for key in drawn.people if key not in shown]
    put_in(session, first.sittings[0].id, others[0], AT)
    outcome = publish(session, proposal)
    assert others[0] in held(session)[first.day]
    assert len(held(session)[first.day]) == 2
    assert [day for _name, day in outcome.taken] == [first.day]
    assert len(outcome.published) == 5


def test_who_left_meanwhile_is_left_out_and_said(session: Session) -> None:
    _station, _days, proposal = a_draft(session)
    gone = proposal.places[0].deputy
    for mandate in gone.mandates:
        mandate.state = "ended"
    session.flush()
    outcome = publish(session, proposal)
    assert {name for name, _day, _why in outcome.refused} == {gone.person.name}
    assert all(gone.id not in people for people in held(session).values())


def test_days_that_changed_meanwhile_are_named(session: Session) -> None:
    station, (first, second, _third), proposal = a_draft(session)
    days.cancel(session, first)
    second.day = date(2027, 1, 12)
    days.add_day(session, station, TODAY, day=date(2027, 2, 20), places=2)
    session.flush()
    outcome = publish(session, proposal)
    assert [(change.kind, change.day) for change in outcome.changes] == [
        ("gone", date(2026, 12, 10)),
        ("moved", date(2027, 1, 10)),
        ("added", date(2027, 2, 20)),
    ]
    assert set(held(session)) == {date(2027, 1, 12), date(2027, 2, 10)}


def test_a_page_that_is_out_of_date_publishes_nothing(session: Session) -> None:
    _station, (first, *_others), proposal = a_draft(session)
    seen = publishing.stamp(proposal, service.planned(session, proposal, TODAY))
    service.take(session, proposal.places[0])
    with pytest.raises(PlanChanged):
        publish(session, proposal, shown=seen)
    assert held(session) == {}
    publish(session, proposal, shown=publishing.stamp(proposal, service.planned(session, proposal, TODAY)))
    assert len(held(session)[first.day]) <= 2


def test_a_draft_that_is_still_being_solved_is_not_published(session: Session) -> None:
    station = make_station(session, deputies=3)
    make_days(session, station, *three_months())
    proposal = service.ask(session, station, TODAY, date(2027, 3, 1), at=AT, today=TODAY, account_id=None)
    with pytest.raises(StillSolving):
        publish(session, proposal)


def test_taken_back_it_is_a_draft_again_and_what_changed_hands_stays(session: Session) -> None:
    station, (first, *_others), proposal = a_draft(session)
    with pytest.raises(NotPublished):
        publishing.take_back(session, proposal, at=AT, today=TODAY)
    publish(session, proposal)
    slot = next(slot for slot in first.sittings[0].slots if slot.deputy_id)
    take_out(session, slot, AT)
    other = make_deputy(session, station=station)
    put_in(session, first.sittings[0].id, other.id, AT)
    assert publishing.take_back(session, proposal, at=AT, today=TODAY) == 5
    assert held(session) == {first.day: {other.id}}
    assert session.get_one(Proposal, proposal.id).state == "ready"


def test_it_is_not_taken_back_over_another_draft(session: Session) -> None:
    station, _days, proposal = a_draft(session)
    publish(session, proposal)
    days.add_day(session, station, TODAY, day=date(2027, 2, 20), places=2)
    settled(session, station)
    with pytest.raises(DraftThere):
        publishing.take_back(session, proposal, at=AT, today=TODAY)


def test_a_drop_out_changes_nobody_elses_places(session: Session) -> None:
    station, _days, proposal = a_draft(session)
    publish(session, proposal)
    before = held(session)
    lost = session.scalars(select(Slot).where(Slot.deputy_id.is_not(None)).order_by(Slot.id)).first()
    assert lost is not None
    leaver, day = lost.deputy_id, lost.sitting.duty_day.day
    take_out(session, lost, AT)
    suggestion = suggest(session, lost.sitting, TODAY)
    assert suggestion.deputies
    assert leaver not in before[day] - {leaver}
    again = settled(session, station)
    publish(session, again)
    after = held(session)
    assert {one: people for one, people in after.items() if one != day} == {
        one: people for one, people in before.items() if one != day
    }
    assert before[day] - {leaver} <= after[day]
    assert len(after[day]) == 2


def test_where_nobody_can_take_a_place_the_suggestion_says_why(session: Session) -> None:
    station = make_station(session, deputies=1)
    (first,) = make_days(session, station, date(2026, 12, 10))
    (only,) = service.plan(session, [station.id], TODAY, date(2026, 12, 31), TODAY).people
    put_in(session, first.sittings[0].id, only, AT)
    suggestion = suggest(session, first.sittings[0], TODAY)
    assert not suggestion.deputies
    assert suggestion.gap is not None
