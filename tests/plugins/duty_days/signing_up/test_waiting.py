"""The waiting list moves up by itself, in order, one for each place that becomes free."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import today
from core.database import Database
from core.testing import make_deputy
from plugins.duty_days import leaving
from plugins.duty_days import service as days
from plugins.duty_days.errors import SlotFull
from plugins.duty_days.models import Slot, Waiting
from plugins.duty_days.rules.parts import Part
from plugins.duty_days.signing_up import leaves, service, waiting
from plugins.duty_days.signing_up.jobs import move_up
from tests.plugins.duty_days.signing_up.conftest import Place, at, make_place, told
from tests.plugins.duty_days.test_capacity import at_once


def fill_and_queue(session: Session, place: Place) -> None:
    """The first deputies take the places, the others queue up."""
    for deputy in place.deputies:
        service.sign_up_or_wait(session, place.sitting.id, deputy.id, today(), at())


def holders(session: Session, place: Place) -> list[int | None]:
    query = select(Slot.deputy_id).where(Slot.sitting_id == place.sitting.id).order_by(Slot.place)
    return list(session.scalars(query))


def queue(session: Session, place: Place) -> list[int]:
    return [one.deputy_id for one in waiting.of_sitting(session, place.sitting.id)]


def test_who_finds_all_places_taken_is_told_so_and_may_wait(session: Session, place: Place) -> None:
    first, second = place.deputies[:2]
    service.sign_up(session, place.sitting.id, first.id, today(), at())
    with pytest.raises(SlotFull):
        service.sign_up(session, place.sitting.id, second.id, today(), at())
    turn = service.sign_up_or_wait(session, place.sitting.id, second.id, today(), at())
    assert isinstance(turn, Waiting)
    assert waiting.position(session, turn) == 1


def test_who_waits_where_a_place_is_free_by_now_has_it(session: Session, place: Place) -> None:
    given = service.sign_up_or_wait(session, place.sitting.id, place.deputies[0].id, today(), at())
    assert isinstance(given, Slot)
    assert queue(session, place) == []


def test_waiting_twice_is_once_and_keeps_the_turn(session: Session, place: Place) -> None:
    fill_and_queue(session, place)
    service.sign_up_or_wait(session, place.sitting.id, place.deputies[1].id, today(), at())
    assert queue(session, place) == [deputy.id for deputy in place.deputies[1:]]


def test_who_withdraws_makes_room_for_the_first_in_line_who_is_told(session: Session, place: Place) -> None:
    fill_and_queue(session, place)
    service.withdraw(session, place.sitting.id, place.deputies[0].id, today(), at())
    assert holders(session, place) == [place.deputies[1].id]
    assert session.scalars(select(Slot.how).where(Slot.sitting_id == place.sitting.id)).all() == ["moved_up"]
    assert queue(session, place) == [deputy.id for deputy in place.deputies[2:]]
    assert told(session, place.deputies[1]) == ["duty_days.moved_up"]
    assert told(session, place.deputies[2]) == []


def test_who_moved_up_can_decline_and_the_next_has_the_place(session: Session, place: Place) -> None:
    fill_and_queue(session, place)
    for holder in place.deputies[:3]:
        service.withdraw(session, place.sitting.id, holder.id, today(), at())
    assert holders(session, place) == [place.deputies[3].id]


def test_who_waits_no_longer_is_passed(session: Session, place: Place) -> None:
    fill_and_queue(session, place)
    assert not service.withdraw(session, place.sitting.id, place.deputies[1].id, today(), at())
    service.take_out(session, place.sitting.slots[0], at())
    assert holders(session, place) == [place.deputies[2].id]


def test_places_that_are_added_go_to_who_waits(session: Session, place: Place) -> None:
    fill_and_queue(session, place)
    days.change_day(session, place.sitting.duty_day, (Part(places=3),), days.About(), at())
    assert holders(session, place) == [deputy.id for deputy in place.deputies[:3]]


def test_an_ended_mandate_frees_the_place_and_passes_over_others_without_one(session: Session, place: Place) -> None:
    fill_and_queue(session, place)
    for gone in place.deputies[:2]:
        gone.mandates[0].state = "ended"
    session.flush()
    leaving.release(session, [place.deputies[0].id], today(), at())
    assert holders(session, place) == [place.deputies[2].id]
    assert queue(session, place) == [deputy.id for deputy in (place.deputies[1], *place.deputies[3:])]


def test_who_leaves_loses_the_turn_and_gets_it_back_with_the_mandate(session: Session, place: Place) -> None:
    fill_and_queue(session, place)
    released = leaving.release(session, [place.deputies[1].id], today(), at())
    assert queue(session, place) == [deputy.id for deputy in place.deputies[2:]]
    leaving.give_back(session, released)
    assert queue(session, place) == [deputy.id for deputy in place.deputies[1:]]


def test_who_is_on_leave_keeps_the_turn_and_is_passed_over(session: Session, place: Place) -> None:
    fill_and_queue(session, place)
    day = place.sitting.duty_day.day
    away = leaves.take_leave(
        session, place.deputies[1], begins=day, ends=day, reason="", today=today(), at=at(), gives_back=True
    )
    service.take_out(session, place.sitting.slots[0], at())
    assert holders(session, place) == [place.deputies[2].id]
    leaves.end_leave(session, away)
    service.take_out(session, place.sitting.slots[0], at())
    assert holders(session, place) == [place.deputies[1].id]


def test_leave_gives_the_place_to_who_waits(session: Session, place: Place) -> None:
    fill_and_queue(session, place)
    day = place.sitting.duty_day.day
    leaves.take_leave(
        session, place.deputies[0], begins=today(), ends=day, reason="", today=today(), at=at(), gives_back=True
    )
    assert holders(session, place) == [place.deputies[1].id]


def test_nobody_moves_up_on_a_cancelled_day_or_once_the_sitting_has_begun(session: Session, place: Place) -> None:
    fill_and_queue(session, place)
    days.cancel(session, place.sitting.duty_day)
    service.take_out(session, place.sitting.slots[0], at())
    assert holders(session, place) == [None]
    days.restore(session, place.sitting.duty_day)
    begun = at() + timedelta(days=7, hours=12)
    assert waiting.move_up(session, [place.sitting.id], begun) == 0
    move_up(session, at())
    assert holders(session, place) == [place.deputies[1].id]


def test_a_locked_place_stays_empty(session: Session, place: Place) -> None:
    fill_and_queue(session, place)
    place.sitting.slots[0].locked = True
    service.take_out(session, place.sitting.slots[0], at())
    assert holders(session, place) == [None]


def test_who_was_put_in_waits_no_longer(session: Session, place: Place) -> None:
    fill_and_queue(session, place)
    days.change_day(session, place.sitting.duty_day, (Part(places=2),), days.About(), at())
    service.take_out(session, place.sitting.slots[0], at())  # the third moves up beside the second
    assert queue(session, place) == [deputy.id for deputy in place.deputies[3:]]
    days.change_day(session, place.sitting.duty_day, (Part(places=5),), days.About(), at())
    assert queue(session, place) == []


def test_what_a_deputy_waits_for_says_the_how_manyth_they_are(session: Session, place: Place) -> None:
    fill_and_queue(session, place)
    [(turn, number)] = waiting.of_deputy(session, place.deputies[3].id, today())
    assert (turn.sitting_id, number) == (place.sitting.id, 3)
    assert waiting.of_deputy(session, place.deputies[3].id, date(2099, 1, 1)) == []


@pytest.mark.usefixtures("on_both")
def test_places_given_back_at_once_go_to_as_many_who_wait_each_once(database: Database) -> None:
    with database.writing() as session:
        place = make_place(session, deputies=16, places=6)
        fill_and_queue(session, place)
        sitting, numbers = place.sitting.id, [deputy.id for deputy in place.deputies]

    def withdraw(deputy: int) -> bool:
        with database.writing() as session:
            return service.withdraw(session, sitting, deputy, today(), at())

    assert at_once([lambda one=one: withdraw(one) for one in numbers[:6]]) == [True] * 6  # type: ignore[misc]
    with database.reading() as session:
        assert sorted(holders(session, place)) == numbers[6:12]  # type: ignore[type-var]  # nobody left a place empty
        assert queue(session, place) == numbers[12:]


@pytest.mark.usefixtures("on_both")
def test_all_who_queue_up_at_once_stand_in_line_each_once(database: Database) -> None:
    with database.writing() as session:
        place = make_place(session, deputies=21, places=1)
        service.sign_up(session, place.sitting.id, place.deputies[0].id, today(), at())
        sitting, numbers = place.sitting.id, [deputy.id for deputy in place.deputies[1:]]

    def wait(deputy: int) -> int:
        with database.writing() as session:
            turn = service.sign_up_or_wait(session, sitting, deputy, today(), at())
            assert isinstance(turn, Waiting)
            return waiting.position(session, turn)

    assert sorted(at_once([lambda one=one: wait(one) for one in numbers])) == list(range(1, 21))  # type: ignore[misc,type-var]
    with database.reading() as session:
        assert sorted(queue(session, place)) == numbers


def test_an_unknown_sitting_moves_nobody(session: Session) -> None:
    assert waiting.move_up(session, [987654], at()) == 0


def test_somebody_else_is_not_in_line(session: Session, place: Place) -> None:
    assert waiting.turn_of(session, place.sitting.id, make_deputy(session).id) is None
