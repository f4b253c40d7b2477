"""Proposals: what is asked for, moved and dropped, and what the worker makes of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.clock import today
from core.database import Database
from core.jobs.models import Task
from core.jobs.tasks import carry_next
from core.testing import make_deputy, make_station
from core.testing.factories import make_enterprise
from plugins.duty_days import service as days
from plugins.duty_days.models import Invitation, Leave, Proposal, ProposedPlace, Slot
from plugins.duty_days.rota import publishing, service
from plugins.duty_days.rota.errors import CannotServe, DraftThere, NobodyServes, NoDraft, NoPlaceThere, NothingToFill
from plugins.duty_days.rota.page import page_of
from plugins.duty_days.rota.planning import plan
from plugins.duty_days.rota.words import gaps_in_words
from plugins.duty_days.rules import service as rules
from plugins.duty_days.rules.rhythms import day_of_month
from plugins.duty_days.signing_up.service import put_in
from tests.plugins.duty_days.conftest import AT, TODAY
from tests.plugins.duty_days.rota.conftest import FIRST, LAST, ask, make_days, settled, three_months


def names(session: Session, proposal: Proposal) -> dict[date, set[int]]:
    session.expire_all()
    found: dict[date, set[int]] = {}
    for place in session.get_one(Proposal, proposal.id).places:
        found.setdefault(place.sitting.duty_day.day, set()).add(place.deputy_id)
    return found


def test_the_quick_solution_is_there_at_once_and_fills_what_is_free(session: Session) -> None:
    station = make_station(session, deputies=6)
    make_days(session, station, *three_months())
    proposal = ask(session, station)
    assert proposal.state == "waiting"
    assert {day: len(people) for day, people in names(session, proposal).items()} == dict.fromkeys(three_months(), 2)
    assert session.scalar(select(func.count()).select_from(Slot).where(Slot.deputy_id.is_not(None))) == 0
    task = session.scalars(select(Task)).one()
    assert (task.id, task.station_id, task.link) == (
        proposal.task_id,
        station.id,
        f"/p/duty_days/proposals/{proposal.id}",
    )


def test_who_signed_up_stays_and_locked_places_are_left_alone(session: Session) -> None:
    station = make_station(session, deputies=6)
    first, second, _third = make_days(session, station, *three_months())
    deputies = list(plan(session, [station.id], FIRST, LAST, TODAY).people)
    put_in(session, first.sittings[0].id, deputies[0], AT)
    for slot in second.sittings[0].slots:
        slot.locked = True
    proposal = ask(session, station)
    found = names(session, proposal)
    assert len(found[first.day]) == 1
    assert deputies[0] not in found[first.day]
    assert second.day not in found


def test_leave_is_respected_and_said_where_it_leaves_a_gap(session: Session) -> None:
    station = make_station(session)
    away, there = make_deputy(session, "Ann Ash", station=station), make_deputy(session, "Bo Birch", station=station)
    make_days(session, station, date(2026, 12, 10))
    session.add(Leave(deputy_id=away.id, begins=date(2026, 12, 1), ends=date(2026, 12, 31), made_at=AT))
    session.flush()
    proposal = ask(session, station)
    assert names(session, proposal) == {date(2026, 12, 10): {there.id}}
    drawn = service.planned(session, proposal, TODAY)
    page = page_of(drawn, proposal)
    gap = gaps_in_words(drawn, page.rota)[0]
    assert any("Ann Ash" in str(reason) for reason in gap.reasons)
    assert any("Ann Ash" in str(help_) for help_ in gap.helps)


def test_duties_served_this_year_count(session: Session) -> None:
    station = make_station(session)
    busy, idle = make_deputy(session, station=station), make_deputy(session, station=station)
    for month in (3, 5, 7):
        past = days.add_day(session, station, date(2026, month, 1), day=date(2026, month, 10), places=1)
        put_in(session, past.sittings[0].id, busy.id, AT)
    make_days(session, station, date(2026, 12, 10), places=1)
    assert names(session, ask(session, station)) == {date(2026, 12, 10): {idle.id}}


def test_colleagues_of_an_enterprise_are_kept_apart(session: Session) -> None:
    station = make_station(session)
    enterprise = make_enterprise(session)
    for _number in range(2):
        make_deputy(session, station=station).person.employer_id = enterprise.id
    make_days(session, station, date(2026, 12, 10))
    assert len(names(session, ask(session, station))[date(2026, 12, 10)]) == 1


def test_a_second_draft_is_refused_and_so_is_one_for_nothing(session: Session) -> None:
    station = make_station(session, deputies=2)
    with pytest.raises(NothingToFill):
        ask(session, station)
    make_days(session, station, *three_months())
    ask(session, station)
    with pytest.raises(DraftThere):
        ask(session, station)
    lonely = make_station(session)
    make_days(session, lonely, *three_months())
    with pytest.raises(NobodyServes):
        ask(session, lonely)


def test_names_are_moved_put_in_and_taken_out_as_far_as_rules_allow(session: Session) -> None:
    station = make_station(session, deputies=6)
    first, second, third = make_days(session, station, *three_months())
    proposal = settled(session, station)
    place = proposal.places[0]
    there = {one.deputy_id for one in proposal.places if one.sitting_id == second.sittings[0].id}
    free = next(key for key in service.planned(session, proposal, TODAY).people if key not in there | {place.deputy_id})
    with pytest.raises(NoPlaceThere):
        service.put(session, proposal, second.sittings[0].id, free, TODAY)
    gone = next(one for one in proposal.places if one.sitting_id == third.sittings[0].id)
    service.take(session, gone)
    moved = service.move(session, session.get_one(ProposedPlace, place.id), third.sittings[0].id, TODAY)
    assert (moved.deputy_id, moved.why) == (place.deputy_id, "by_hand")
    assert proposal.changed
    session.add(Leave(deputy_id=moved.deputy_id, begins=first.day, ends=first.day, made_at=AT))
    session.flush()
    with pytest.raises(CannotServe):
        service.put(session, proposal, first.sittings[0].id, moved.deputy_id, TODAY)


def test_a_dropped_draft_makes_room_for_another(session: Session) -> None:
    station = make_station(session, deputies=2)
    make_days(session, station, *three_months())
    proposal = ask(session, station)
    service.drop(session, proposal, AT, None)
    with pytest.raises(NoDraft):
        service.opened(session, proposal)
    assert ask(session, station).id != proposal.id


def test_the_worker_proves_the_best_and_leaves_what_was_signed_up_meanwhile(app: Any, database: Database) -> None:
    coming = today() + timedelta(days=40)
    with database.writing() as session:
        station = make_station(session, deputies=4)
        for number in range(3):
            days.add_day(session, station, today(), day=coming + timedelta(days=31 * number), places=2)
        made = service.ask(session, station, coming, coming + timedelta(days=90), at=AT, today=today(), account_id=None)
        number = made.id
    assert carry_next(app.extensions["lianzhan"])
    with database.reading() as session:
        proposal = session.get_one(Proposal, number)
        assert (proposal.state, proposal.proven) == ("ready", True)
        assert proposal.cost == proposal.bound
        assert proposal.quick_cost is not None
        assert proposal.cost is not None
        assert proposal.cost <= proposal.quick_cost
        assert len(proposal.places) == 6
        assert session.scalars(select(Task)).one().state == "done"


def test_who_declined_the_invitation_to_a_day_is_not_proposed_for_it(session: Session) -> None:
    station = make_station(session)
    ann, bo = make_deputy(session, station=station), make_deputy(session, station=station)
    first, second = make_days(session, station, date(2026, 12, 10), date(2027, 1, 10))
    session.add(Invitation(sitting_id=first.sittings[0].id, deputy_id=ann.id, invited_at=AT, answer="no"))
    session.flush()
    assert names(session, ask(session, station)) == {first.day: {bo.id}, second.day: {ann.id, bo.id}}


def test_a_year_is_filled_to_its_end_though_rules_make_days_three_months_ahead(session: Session) -> None:
    station = make_station(session, deputies=6)
    rules.add_rule(session, station, day_of_month(10), TODAY)
    proposal = ask(session, station, date(2026, 12, 1), date(2027, 11, 30))
    assert max(names(session, proposal)) == date(2027, 11, 10)
    assert len(names(session, proposal)) == 12


def test_a_name_that_is_published_is_shown_once(session: Session) -> None:
    station = make_station(session, deputies=6)
    make_days(session, station, *three_months())
    proposal = settled(session, station)
    publishing.publish(session, proposal, at=AT, today=TODAY, account_id=None)
    session.expire_all()
    page = page_of(service.planned(session, proposal, TODAY), proposal)
    assert [len(column.proposed) for column in page.columns] == [0, 0, 0]
    assert [len(column.held) for column in page.columns] == [2, 2, 2]
    assert page.proposed == 6
    assert sum(row.held for row in page.rows) == 6
