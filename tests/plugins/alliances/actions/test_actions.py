"""Action items: who may have to do them, how they go, who is reminded when, and what an organ must take."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Organ, Reach, Station
from core.api.declare import DomainError
from core.clock import today
from core.notices.models import Notice
from core.testing import make_account, make_deputy, make_enterprise, make_station
from plugins.alliances.actions import errors, passing_on, reading, service, telling
from plugins.alliances.actions.testing import make_action
from plugins.alliances.joining.testing import make_alliance, make_member
from plugins.alliances.models import Action, Alliance, Meeting, OnAgenda

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
TODAY = today()
DUE = date(2026, 11, 20)


@pytest.fixture
def station(session: Session) -> Station:
    return make_station(session, deputies=1)


@pytest.fixture
def alliance(session: Session, station: Station) -> Alliance:
    return make_alliance(session, station)


def meeting(session: Session, station: Station, day: date, **more: Any) -> Meeting:
    held = Meeting(station=station, title="Spring", day=day, state="held", changed_at=AT, **more)
    session.add(held)
    session.flush()
    return held


def say(session: Session, action: Action, state: str = "", words: str = "") -> None:
    service.say(session, action, words=words, state=state, today=TODAY, at=AT)


def titles(session: Session, key: str) -> list[str]:
    query = select(Notice.key).where(Notice.key.startswith(key)).order_by(Notice.id)
    return list(session.scalars(query))


def test_members_deputies_staff_and_organs_may_have_to_do_it(
    session: Session, station: Station, alliance: Alliance
) -> None:
    mill = make_member(session, station, alliance=alliance, enterprise=make_enterprise(session, name="Mill"))
    account = make_account(session, role="manager", station=station)
    organ = Organ(region_code=station.region_code, name="Bureau of agriculture")
    session.add(organ)
    session.flush()
    for owner, name in (
        (f"member:{mill.id}", "Mill"),
        (f"account:{account.id}", account.name),
        (f"organ:{organ.id}", "Bureau of agriculture"),
    ):
        action = make_action(session, station, alliance=alliance, owner=owner)
        assert action.owner == name
        (row,) = session.execute(
            reading.in_list(Reach(everything=True), TODAY, alliance_id=alliance.id).where(Action.id == action.id)
        ).all()
        assert row.owner == name
    with pytest.raises(errors.ActionOwnerElsewhere):  # a member of another alliance
        make_action(session, station, owner=f"member:{mill.id}")


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"words": "  "}, errors.ActionWordless),
        ({"owner": ""}, errors.ActionOwnerless),
        ({"owner": "deputy:999999"}, errors.ActionOwnerElsewhere),
        ({"owner": "person:1"}, errors.ActionOwnerElsewhere),
        ({"owner": "deputy:99999999999999999999"}, errors.ActionOwnerElsewhere),
        ({"kind": "nobody.knows"}, errors.ActionKindUnknown),
        ({"meeting_id": 999999}, errors.ActionElsewhere),
        ({"alliance_id": 999999}, errors.ActionElsewhere),
    ],
)
def test_what_cannot_be_agreed_on(
    session: Session, station: Station, facts: dict[str, Any], problem: type[DomainError]
) -> None:
    with pytest.raises(problem):
        make_action(session, station, **facts)


def test_it_is_not_due_before_the_meeting_that_agreed_on_it(session: Session, station: Station) -> None:
    spring = meeting(session, station, DUE)
    with pytest.raises(errors.ActionDueTooEarly):
        make_action(session, station, meeting_id=spring.id, due=DUE - timedelta(days=1))
    assert make_action(session, station, meeting_id=spring.id, due=DUE).due == DUE


def test_how_it_goes_is_written_down_until_it_is_done_and_it_can_be_opened_again(
    session: Session, station: Station
) -> None:
    action = make_action(session, station)
    say(session, action, "doing", "The seed is ordered")
    say(session, action, words="It comes on Monday")
    say(session, action, "done", "All sown")
    assert (action.state, action.closed_on, action.outcome) == ("done", TODAY, "All sown")
    for state, words, problem in (
        ("doing", "", errors.ActionNotFromHere),
        ("", "Too late", errors.ActionClosed),
        ("nonsense", "", errors.ActionNotFromHere),
        ("", "", errors.NothingSaid),
    ):
        with pytest.raises(problem):
            say(session, action, state, words)
    say(session, action, "open")
    assert (action.is_open, action.closed_on) == (True, None)
    with pytest.raises(errors.DroppedUnexplained):
        say(session, action, "dropped")
    assert [note.state for note in action.notes] == ["doing", "", "done", "open"]


def test_whoever_gets_it_is_told_and_reminded_once_at_each_turn(session: Session, station: Station) -> None:
    first, second = (make_deputy(session, station=station) for _ in range(2))
    action = make_action(session, station, owner=f"deputy:{first.id}", due=DUE)
    service.change(session, action, words=action.words, owner=f"deputy:{second.id}", due=DUE, at=AT)
    assert len(titles(session, "alliances.action_given")) == 2
    reminded = [
        telling.remind(session, DUE + timedelta(days=days), AT) for days in (-8, -7, -7, -3, 0, 0, 1, 6, 7, 7, 14)
    ]
    assert reminded == [0, 1, 0, 0, 1, 0, 1, 0, 1, 0, 1]
    say(session, action, "done")
    assert telling.remind(session, DUE + timedelta(days=30), AT) == 0


def test_for_an_enterprise_the_station_is_reminded(session: Session, station: Station, alliance: Alliance) -> None:
    mill = make_member(session, station, alliance=alliance, enterprise=make_enterprise(session))
    make_action(session, station, alliance=alliance, member=mill, due=DUE)
    assert telling.remind(session, DUE, AT) == 1, "the one person who runs the station"


def test_what_an_organ_must_take_stays_open_until_a_plugin_has_taken_it_over(
    session: Session, station: Station
) -> None:
    organ = Organ(region_code=station.region_code, name="Bureau of roads")
    session.add(organ)
    session.flush()
    action = make_action(session, station, owner=f"organ:{organ.id}")
    assert passing_on.pass_on_again(session, AT) == 0
    assert action.awaits_a_plugin
    say(session, action, "dropped", "The road was mended")
    assert not action.awaits_a_plugin


def test_the_next_agenda_begins_with_what_is_still_open(session: Session, station: Station, alliance: Alliance) -> None:
    late, soon, never = (
        make_action(session, station, alliance=alliance, due=due)
        for due in (DUE - timedelta(days=9), DUE + timedelta(days=9), None)
    )
    say(session, make_action(session, station, alliance=alliance), "done")
    make_action(session, station)
    assert [one.id for one in service.open_of(session, alliance_id=alliance.id)] == [late.id, soon.id, never.id]
    assert not service.open_of(session)
    assert not session.scalars(select(OnAgenda)).all()


def test_only_who_has_to_do_it_or_keeps_the_alliances_says_how_it_goes(session: Session, station: Station) -> None:
    from core.access import Held, Role, Viewer
    from plugins.alliances.permissions import PERMISSIONS

    roles = {one.name: one.roles for one in PERMISSIONS}
    mine, other = (make_deputy(session, station=station) for _ in range(2))
    action = make_action(session, station, owner=f"deputy:{mine.id}")
    for deputy, may in ((mine, True), (other, False)):
        viewer = Viewer(account_id=1, deputy_id=deputy.id, held=(Held(Role.DEPUTY),), roles_by_permission=roles)
        assert service.may_say(viewer, action) is may
    manager = Viewer(account_id=2, held=(Held(Role.MANAGER, station_id=station.id),), roles_by_permission=roles)
    assert service.may_say(manager, action)
