"""After a drop-out: who takes over which lost place is shown with a reason, and happens at a tap; nothing else changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import today
from core.notices.models import Notice
from core.stations.models import Station
from core.testing import Count, make_account, make_deputy, make_station, page_of
from plugins.duty_days.models import Leave, Proposal, Slot
from plugins.duty_days.rota import mending, publishing, service
from plugins.duty_days.rota.errors import NothingToMend, PlanChanged
from plugins.duty_days.signing_up.service import take_out
from tests.plugins.duty_days.conftest import AT, TODAY
from tests.plugins.duty_days.rota.conftest import make_days, settled, three_months

As = Callable[[Any], FlaskClient]


def published(session: Session, deputies: int = 8) -> tuple[Station, Proposal]:
    """A rota of three months, two places a day, that everybody goes by."""
    station = make_station(session, deputies=deputies)
    make_days(session, station, *three_months())
    proposal = settled(session, station)
    publishing.publish(session, proposal, at=AT, today=TODAY, account_id=None)
    return station, proposal


def serving(session: Session) -> dict[int, set[int]]:
    """Who holds a place in which sitting."""
    session.flush()
    found: dict[int, set[int]] = {}
    for slot in session.scalars(select(Slot).execution_options(populate_existing=True)):
        found.setdefault(slot.sitting_id, set())
        if slot.deputy_id:
            found[slot.sitting_id].add(slot.deputy_id)
    return found


def on_leave(session: Session, slot: Slot) -> int:
    """The holder of this place takes leave for its month."""
    day = slot.sitting.duty_day.day
    deputy_id = slot.deputy_id or 0
    session.add(Leave(deputy_id=deputy_id, begins=day.replace(day=1), ends=day.replace(day=28), made_at=AT))
    session.flush()
    return deputy_id


def first_slot(session: Session) -> Slot:
    return session.scalars(select(Slot).where(Slot.deputy_id.is_not(None)).order_by(Slot.id)).unique().all()[0]


def mend(session: Session, station: Station) -> mending.Mended:
    shown = mending.proposed(session, station, TODAY).stamp
    return mending.mend(session, station, shown, today=TODAY, at=AT)


def test_while_everybody_can_serve_nothing_is_proposed(session: Session) -> None:
    station, _proposal = published(session)
    found = mending.proposed(session, station, TODAY)
    assert (found.lost, found.into, found.gaps) == ([], [], [])


def test_who_takes_leave_is_replaced_and_no_other_place_changes(session: Session) -> None:
    station, _proposal = published(session)
    before, slot = serving(session), first_slot(session)
    away = on_leave(session, slot)
    found = mend(session, station)
    after = serving(session)
    assert [(one.sitting.id, one.deputy_id, str(one.why)) for one in found.lost] == [
        (slot.sitting_id, away, "on leave")
    ]
    assert before[slot.sitting_id] - after[slot.sitting_id] == {away}
    assert len(after[slot.sitting_id]) == len(before[slot.sitting_id])
    assert {key: people for key, people in after.items() if key != slot.sitting_id} == {
        key: people for key, people in before.items() if key != slot.sitting_id
    }
    assert found.out == []


def test_a_place_given_back_is_filled_again_and_who_takes_over_is_told(session: Session) -> None:
    station, _proposal = published(session)
    slot = first_slot(session)
    gave_back = slot.deputy_id
    take_out(session, slot, AT)
    found = mend(session, station)
    assert [(one.deputy_id, str(one.why)) for one in found.lost] == [(gave_back, "gave the place back")]
    into = found.into[0]
    assert into.deputy_id not in (gave_back, None)
    assert str(into.why).startswith("Duties this year:")
    keys = session.scalars(select(Notice.key).where(Notice.key.startswith("duty_days.put_in"))).all()
    assert len(keys) == 1
    assert mending.proposed(session, station, TODAY).lost == [], "what was taken over is lost no longer"


def test_who_signed_up_or_is_locked_is_never_moved(session: Session) -> None:
    station, _proposal = published(session, deputies=6)
    for slot in session.scalars(select(Slot).where(Slot.deputy_id.is_not(None)).order_by(Slot.id.desc()).limit(4)):
        slot.locked = True
    before, slot = serving(session), first_slot(session)
    on_leave(session, slot)
    found = mending.proposed(session, station, TODAY)
    locked = {(one.sitting_id, one.deputy_id) for one in session.scalars(select(Slot).where(Slot.locked))}
    assert not locked.intersection(found.out)
    assert serving(session) == before, "looking changes nothing"


def test_where_nobody_can_take_over_the_place_stays_and_it_is_said_why(session: Session) -> None:
    station, _proposal = published(session, deputies=2)
    before, slot = serving(session), first_slot(session)
    on_leave(session, slot)
    found = mending.proposed(session, station, TODAY)
    assert found.into == []
    assert [gap.sitting_id for gap in found.gaps] == [slot.sitting_id]
    assert found.gaps[0].reasons
    with pytest.raises(NothingToMend):
        mend(session, station)
    assert serving(session) == before


def test_who_agrees_means_what_was_shown(session: Session) -> None:
    station, _proposal = published(session)
    on_leave(session, first_slot(session))
    shown = mending.proposed(session, station, TODAY).stamp
    session.add(
        Leave(deputy_id=first_slot(session).deputy_id or 0, begins=date(2027, 1, 1), ends=date(2027, 1, 31), made_at=AT)
    )
    before = serving(session)
    other = session.scalars(
        select(Slot).where(Slot.deputy_id.is_not(None), Slot.sitting_id != first_slot(session).sitting_id)
    ).first()
    assert other is not None
    on_leave(session, other)
    with pytest.raises(PlanChanged):
        mending.mend(session, station, shown, today=TODAY, at=AT)
    assert serving(session) == before


def test_the_page_shows_it_and_a_tap_does_it(session: Session, as_: As, tap: Any, count: Count) -> None:

    station = make_station(session, deputies=5)
    make_deputy(session, station=station)
    make_days(session, station, *(today() + timedelta(days=30 * step) for step in (1, 2, 3)))

    made = service.ask(session, station, today(), today() + timedelta(days=100), at=AT, today=today(), account_id=None)
    service.settle(session, [made.id])
    session.refresh(made)
    publishing.publish(session, made, at=AT, today=today(), account_id=None)
    slot = first_slot(session)
    away = on_leave(session, slot)
    sitting_id = slot.sitting_id
    manager = make_account(session, role="manager", station=station)
    session.commit()
    client = as_(manager)
    url = f"/stations/{station.id}/p/duty_days/rota/mend"
    client.get(url)
    with count() as asked:
        page = page_of(client.get(url))
    assert "请假" in page.text
    assert len([one for one in asked if one.startswith("SELECT")]) <= 8
    stamp = mending.proposed(session, station, today()).stamp
    session.commit()
    assert tap(client, url, shown="").status_code == 409
    assert tap(client, url, shown=stamp).status_code == 303
    assert away not in serving(session)[sitting_id]
