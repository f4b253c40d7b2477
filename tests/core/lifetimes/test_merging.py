"""Merging stations: who goes on where, what stays behind, and undoing a mistake."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Reach
from core.database import Database
from core.deputies.models import Placement
from core.liaison import service as liaison
from core.liaison.models import Liaison
from core.lifetimes import merging, service
from core.lifetimes.errors import (
    AlreadyClosed,
    CannotUndo,
    MergedIntoItself,
    TargetBelow,
    TargetNotOpen,
    TargetOpenedLater,
    TargetOutOfReach,
)
from core.stations.models import Staff, Station
from core.testing import make_account, make_deputy, make_station, page_of, sign_in
from core.testing.signing import sign_out

TODAY = date(2026, 11, 20)
ALL = Reach(everything=True)


def merge(session: Session, station: Station, into: Station, **more: object) -> None:
    facts = {"reach": ALL, "day": TODAY, "reason": "Fewer, better ones."} | more
    merging.merge(session, station, into, TODAY, **facts)  # type: ignore[arg-type]


def placed(session: Session, station: Station, *, now: bool = True) -> int:
    query = select(func.count(Placement.id)).where(Placement.station_id == station.id)
    return session.scalar(query.where(Placement.ends.is_(None)) if now else query) or 0


def state_of(session: Session) -> list[tuple[object, ...]]:
    """Everything a merger touches, to be compared."""
    session.flush()
    return [
        *session.execute(
            select(Placement.deputy_id, Placement.station_id, Placement.ends).order_by(Placement.id)
        ).all(),
        *session.execute(select(Staff.person_id, Staff.station_id, Staff.role, Staff.ends).order_by(Staff.id)).all(),
        *session.execute(
            select(Station.id, Station.state, Station.parent_id, Station.merged_into_id).order_by(Station.id)
        ).all(),
        *session.execute(select(Liaison.id, Liaison.ends).order_by(Liaison.id)).all(),
    ]


def test_deputies_and_staff_go_on_at_the_other_station_and_their_time_here_stays_on_record(
    session: Session, on_both: str
) -> None:
    old, new = make_station(session, deputies=3, staff=2), make_station(session, deputies=1, staff=1)
    liaison.save(session, Liaison(station=old), kind="leader", name="Somebody")
    merge(session, old, new)
    session.expire_all()
    assert (placed(session, old), placed(session, old, now=False), placed(session, new)) == (0, 3, 4)
    assert (old.state, old.merged_into_id) == ("closed", new.id)
    assert [one.ends for one in service.liaisons(session, [old.id])] == []
    assert sorted(one.role for one in new.staff) == ["deputy_head", "deputy_head", "head"]
    assert [event.kind for event in service.timeline(session, old)] == ["merged"]
    assert [event.kind for event in service.timeline(session, new)] == ["took_in"]


def test_a_deputy_of_both_is_not_placed_twice(session: Session, on_both: str) -> None:
    old, new = make_station(session), make_station(session)
    both = make_deputy(session, station=old)
    session.add(Placement(deputy=both, station=new, begins=date(2025, 1, 1)))
    session.flush()
    looked = merging.preview(session, old, new, TODAY, TODAY)
    assert (looked.deputies, looked.already_there) == (1, 1)
    merge(session, old, new)
    assert placed(session, new) == 1


def test_rooms_go_under_the_other_station_or_are_merged_too(session: Session) -> None:
    old, new = make_station(session), make_station(session)
    room = make_station(session, parent=old, deputies=2)
    merge(session, old, new)
    assert (room.parent_id, room.state, placed(session, room)) == (new.id, "open", 2)
    other = make_station(session)
    attic = make_station(session, parent=other, deputies=2)
    merge(session, other, new, with_rooms=True)
    assert (attic.state, attic.merged_into_id, placed(session, new)) == ("closed", new.id, 2)


def test_a_station_merged_away_counts_until_that_day(session: Session) -> None:
    old, new = make_station(session), make_station(session)
    merge(session, old, new, day=date(2026, 5, 1))
    numbers = [
        service.number_open(session, day, Station.id.in_([old.id, new.id]))
        for day in (date(2026, 4, 30), date(2026, 5, 1))
    ]
    assert numbers == [2, 1]


def test_what_cannot_be_is_refused_with_a_sentence(session: Session) -> None:
    old, closed = make_station(session), make_station(session, state="closed")
    room = make_station(session, parent=old)
    far = make_station(session, region="370883")
    county = Reach(region_codes=frozenset({"320381"}))
    for into, problem in (
        (old, MergedIntoItself),
        (closed, TargetNotOpen),
        (room, TargetBelow),
        (far, TargetOutOfReach),
        (None, TargetOutOfReach),
    ):
        with pytest.raises(problem):
            merging.merge(session, old, into, TODAY, reach=county, day=TODAY)
    with pytest.raises(AlreadyClosed):
        merging.merge(session, closed, old, TODAY, reach=county, day=TODAY)


def test_a_fresh_merger_is_undone_as_if_it_had_not_been(session: Session, on_both: str) -> None:
    old, new = make_station(session, deputies=2, staff=2), make_station(session, deputies=1)
    make_station(session, parent=old, deputies=1)
    shared = make_deputy(session, station=old)
    session.add(Placement(deputy=shared, station=new))
    liaison.save(session, Liaison(station=old), kind="committee", name="Finance")
    before = state_of(session)
    for with_rooms in (False, True):
        merge(session, old, new, with_rooms=with_rooms)
        assert state_of(session) != before
        merging.undo(session, old, TODAY)
        session.expire_all()
        assert state_of(session) == before


def test_a_merger_is_not_undone_once_somebody_has_moved_on_or_time_has_passed(session: Session) -> None:
    old, new = make_station(session, deputies=1), make_station(session)
    merge(session, old, new)
    assert merging.undoable(session, old, TODAY) is not None
    assert merging.undoable(session, old, TODAY + timedelta(days=31)) is None
    service.placements(session, [new.id])[0].ends = TODAY
    session.flush()
    with pytest.raises(CannotUndo):
        merging.undo(session, old, TODAY)


def test_a_station_is_not_merged_into_one_that_opened_later(session: Session) -> None:
    old, new = make_station(session), make_station(session, state="planned")
    service.open_(session, new, TODAY, day=TODAY - timedelta(days=3))
    with pytest.raises(TargetOpenedLater):
        merge(session, old, new, day=TODAY - timedelta(days=4))
    merge(session, old, new, day=TODAY - timedelta(days=3))


def test_there_and_back_again_everybody_is_placed_once_and_both_histories_tell(session: Session, on_both: str) -> None:
    one, other = make_station(session, "One", deputies=2), make_station(session, "Other", deputies=1)
    merge(session, one, other)
    assert merging.undoable(session, other, TODAY) is None
    with pytest.raises(TargetNotOpen):
        merge(session, other, one)
    service.open_(session, one, TODAY, day=TODAY)
    assert merging.undoable(session, one, TODAY) is None
    merge(session, other, one)
    assert (placed(session, one), placed(session, other)) == (3, 0)
    assert {event.kind for event in service.timeline(session, one)} == {"merged", "reopened", "took_in"}
    merging.undo(session, other, TODAY)
    assert (placed(session, one), placed(session, other)) == (0, 3)


def test_the_history_of_a_deputy_says_why_a_station_was_left(session: Session) -> None:
    old, new = make_station(session, "Old", deputies=1), make_station(session, "New")
    merge(session, old, new)
    left, joined = session.scalars(select(Placement).order_by(Placement.id))
    assert ("New" in left.end_reason, "Old" in joined.reason) == (True, True)
    merging.undo(session, old, TODAY)
    assert (left.ends, left.end_reason) == (None, "")
    service.close(session, old, TODAY, day=TODAY, reason="Nobody comes.")
    assert left.end_reason


def test_a_room_that_was_brought_back_by_itself_does_not_stand_in_the_way_of_undoing(session: Session) -> None:
    old, new = make_station(session, deputies=1), make_station(session)
    room = make_station(session, parent=old, deputies=1)
    merge(session, old, new, with_rooms=True)
    merging.undo(session, room, TODAY)
    merging.undo(session, old, TODAY)
    assert [one.state for one in (old, room)] == ["open", "open"]
    assert [placed(session, one) for one in (old, room, new)] == [1, 1, 0]


def test_an_office_looks_before_it_merges_and_the_old_poster_leads_on(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        old, new = make_station(session, "Old home", deputies=2), make_station(session, "New home")
        numbers = old.id, new.id
        office = make_account(session, role="office")
    sign_in(client, office)
    page = client.get(f"/stations/{numbers[0]}/merge", query_string={"into_id": numbers[1], "day": "2026-11-01"})
    assert "New home" in page.text
    with database.reading() as session:
        assert session.get_one(Station, numbers[0]).state == "open"
    form = page_of(page).form(f"/stations/{numbers[0]}/merge")
    assert form.submit(client, {"reason": "Two in one street."}).status_code == 303
    sign_out(client)
    public = client.get(f"/stations/{numbers[0]}")
    assert public.status_code == 200
    assert f'href="/stations/{numbers[1]}"' in public.text
    assert "Old home" not in client.get("/").text
    assert "Two in one street." in client.get(f"/stations/{numbers[0]}/history").text


def test_an_office_undoes_a_mistake_on_the_page(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        old, new = make_station(session, deputies=2), make_station(session)
        number = old.id
        merging.merge(session, old, new, date.today(), reach=ALL, day=date.today())  # noqa: DTZ011 - as the page does
        office = make_account(session, role="office")
    sign_in(client, office)
    form = page_of(client.get(f"/stations/{number}/history")).form(f"/stations/{number}/merge/undo")
    assert form.submit(client).status_code == 303
    assert form.submit(client).status_code == 303
    with database.reading() as session:
        assert (session.get_one(Station, number).state, placed(session, session.get_one(Station, number))) == (
            "open",
            2,
        )
