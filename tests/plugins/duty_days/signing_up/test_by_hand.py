"""What a manager does to places by hand: the deputy hears of it, and nobody is taken out by an old page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Role
from core.clock import today
from core.database import Database
from core.testing import make_account, page_of
from plugins.duty_days.models import Slot
from plugins.duty_days.signing_up import by_hand, service
from plugins.duty_days.signing_up.errors import AnotherHolds
from plugins.duty_days.testing import make_sitting
from tests.plugins.duty_days.signing_up.conftest import Place, at, make_place, told


def test_who_is_put_in_and_taken_out_is_told_both(session: Session, place: Place) -> None:
    somebody = place.deputies[0]
    slot = by_hand.put_in(session, place.sitting, somebody.id, at())
    by_hand.put_in(session, place.sitting, somebody.id, at())
    assert told(session, somebody) == ["duty_days.put_in"]
    by_hand.take_out(session, slot, somebody.id, at())
    by_hand.take_out(session, slot, somebody.id, at())
    assert slot.is_free
    assert told(session, somebody) == ["duty_days.put_in", "duty_days.taken_out"]


def test_nobody_is_told_of_a_day_that_has_passed(session: Session, place: Place) -> None:
    sitting = make_sitting(session, place.station, today() - timedelta(days=2), 1)
    slot = by_hand.put_in(session, sitting, place.deputies[0].id, at())
    by_hand.take_out(session, slot, place.deputies[0].id, at())
    assert told(session, place.deputies[0]) == []


def test_an_old_page_takes_nobody_out_but_whom_it_showed(session: Session, place: Place) -> None:
    shown, next_in_line = place.deputies[:2]
    slot = by_hand.put_in(session, place.sitting, shown.id, at())
    service.sign_up_or_wait(session, place.sitting.id, next_in_line.id, today(), at())
    by_hand.take_out(session, slot, shown.id, at())
    with pytest.raises(AnotherHolds):
        by_hand.take_out(session, slot, shown.id, at())
    assert slot.deputy_id == next_in_line.id


def test_the_second_of_two_managers_reads_that_somebody_else_has_the_place(database: Database, as_: Any) -> None:
    with database.writing() as session:
        place = make_place(session)
        manager = make_account(session, role=Role.MANAGER, station=place.station)
        by_hand.put_in(session, place.sitting, place.deputies[0].id, at())
        service.sign_up_or_wait(session, place.sitting.id, place.deputies[1].id, today(), at())
    client = as_(manager)
    url = f"/p/duty_days/sittings/{place.sitting.id}/sign-ups"
    first, second = page_of(client.get(url)), page_of(client.get(url))
    assert first.form("/take-out").submit(client).status_code == 303
    answer = second.form("/take-out").submit(client)
    assert answer.status_code == 409
    assert "名额" in answer.text
    with database.reading() as session:
        assert session.scalars(select(Slot.deputy_id)).all() == [place.deputies[1].id]
