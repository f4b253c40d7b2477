"""Who belongs to an alliance from when to when: one open membership each, days in order, and a sentence for what cannot be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from core.api.data import Station
from core.api.declare import DomainError
from core.clock import today
from core.testing import make_deputy, make_enterprise, make_station
from plugins.alliances.joining import errors, members, reading, service
from plugins.alliances.joining.members import Who
from plugins.alliances.joining.testing import make_alliance
from plugins.alliances.models import Alliance, Member

FOUNDED = date(2025, 3, 1)
TODAY = today()


@pytest.fixture
def station(session: Session) -> Station:
    return make_station(session)


@pytest.fixture
def alliance(session: Session, station: Station) -> Alliance:
    return make_alliance(session, station, name="Seed and machine", founded_on=FOUNDED)


def join(session: Session, alliance: Alliance, who: Who, role: str = "member", joined: date = FOUNDED) -> Member:
    return members.join(session, alliance, who, role=role, joined=joined, today=TODAY)


def test_an_enterprise_is_a_member_once_and_comes_back_after_it_left(session: Session, alliance: Alliance) -> None:
    mill = Who(enterprise_id=make_enterprise(session, name="Mill").id)
    first = join(session, alliance, mill)
    with pytest.raises(errors.AlreadyMember, match="Mill"):
        join(session, alliance, mill, joined=TODAY)
    members.leave(session, first, left=date(2025, 9, 1), reason="Moved away", today=TODAY)
    with pytest.raises(errors.JoinedOutOfOrder):
        join(session, alliance, mill, joined=date(2025, 8, 31))
    again = join(session, alliance, mill, joined=date(2025, 9, 1))
    with pytest.raises(errors.AlreadyMember):
        members.take_leaving_back(session, first)
    rows = reading.members_of(session, alliance.id)
    assert [(row.id, row.left, row.reason_left) for row in rows] == [
        (first.id, date(2025, 9, 1), "Moved away"),
        (again.id, None, ""),
    ]


@pytest.mark.parametrize(
    "who", [Who(), Who(enterprise_id=1, name="Both"), Who(deputy_id=1, name="Both"), Who(organisation="A university")]
)
def test_exactly_one_joins_at_a_time(session: Session, alliance: Alliance, who: Who) -> None:
    with pytest.raises(errors.NobodyNamed):
        join(session, alliance, who)


@pytest.mark.parametrize("joined", [date(2025, 2, 28), TODAY + timedelta(days=1), date.min, date.max])
def test_nobody_joins_before_the_founding_or_ahead(session: Session, alliance: Alliance, joined: date) -> None:
    with pytest.raises(errors.JoinedOutOfOrder):
        join(session, alliance, Who(name="An expert"), "expert", joined)


@pytest.mark.parametrize("left", [date(2025, 3, 9), TODAY + timedelta(days=1), date.max])
def test_nobody_leaves_before_joining_or_ahead(session: Session, alliance: Alliance, left: date) -> None:
    expert = join(session, alliance, Who(name="An expert"), "expert", date(2025, 3, 10))
    with pytest.raises(errors.LeftOutOfOrder):
        members.leave(session, expert, left=left, reason="", today=TODAY)
    members.leave(session, expert, left=TODAY, reason="", today=TODAY)
    with pytest.raises(errors.AlreadyLeft):
        members.leave(session, expert, left=TODAY, reason="", today=TODAY)


def test_only_deputies_are_members_as_deputies(session: Session, alliance: Alliance) -> None:
    with pytest.raises(errors.OnlyDeputiesAsDeputy):
        join(session, alliance, Who(name="A grower"), "deputy")
    deputy = join(session, alliance, Who(deputy_id=make_deputy(session).id), "deputy")
    grower = join(session, alliance, Who(name="A grower"), "grower")
    with pytest.raises(errors.OnlyDeputiesAsDeputy):
        members.correct(session, grower, role="deputy", organisation="", joined=FOUNDED, today=TODAY)
    members.correct(session, deputy, role="expert", organisation="", joined=FOUNDED, today=TODAY)
    assert deputy.role == "expert"


def test_leading_members_stand_first(session: Session, alliance: Alliance) -> None:
    for name, role in (("A", "grower"), ("B", "member"), ("C", "leading"), ("D", "expert")):
        join(session, alliance, Who(name=name), role)
    assert [row.title for row in reading.members_of(session, alliance.id)] == ["C", "B", "D", "A"]


def test_a_membership_others_name_is_not_removed(session: Session, alliance: Alliance) -> None:
    from plugins.alliances.actions.testing import make_action

    mistaken, named = (join(session, alliance, Who(name=name)) for name in ("Mistaken", "Named"))
    make_action(session, alliance.station, alliance=alliance, member=named)
    members.remove(session, mistaken)
    with pytest.raises(errors.MemberSpokenOf):
        members.remove(session, named)
    assert [row.title for row in reading.members_of(session, alliance.id)] == ["Named"]


def test_an_alliance_that_is_no_more_stays_as_it_was_until_that_is_taken_back(
    session: Session, alliance: Alliance
) -> None:
    mill = join(session, alliance, Who(name="Mill"))
    service.dissolve(session, alliance, day=date(2026, 1, 1), reason="Merged", today=TODAY)
    for deed in (
        lambda: join(session, alliance, Who(name="Late")),
        lambda: members.leave(session, mill, left=TODAY, reason="", today=TODAY),
        lambda: service.dissolve(session, alliance, day=TODAY, reason="Again", today=TODAY),
    ):
        with pytest.raises(errors.AllianceDissolved):
            deed()
    assert [one.kind for one in reading.chronicle(alliance, reading.members_of(session, alliance.id))] == [
        "dissolved",
        "joined",
        "founded",
    ]
    service.take_dissolution_back(session, alliance)
    assert mill.is_open
    assert join(session, alliance, Who(name="Late")).is_open


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"founded_on": TODAY + timedelta(days=1)}, errors.FoundedAhead),
        ({"founded_on": date.max}, errors.FoundedAhead),
        ({"name": "Seed and machine"}, errors.AllianceNameTaken),
    ],
)
def test_what_cannot_be_founded(
    session: Session, station: Station, alliance: Alliance, facts: dict[str, object], problem: type[DomainError]
) -> None:
    assert alliance.station_id == station.id
    with pytest.raises(problem):
        service.found(session, station, today=TODAY, **({"name": "Another"} | facts))
    service.found(session, make_station(session), today=TODAY, name="Seed and machine")


def test_an_alliance_is_dissolved_after_it_was_founded_and_not_ahead(session: Session, station: Station) -> None:
    alliance = service.found(session, station, today=TODAY, name="Slow")
    with pytest.raises(errors.NotFounded):
        service.dissolve(session, alliance, day=TODAY, reason="Why", today=TODAY)
    service.change(session, alliance, today=TODAY, name="Slow", founded_on=FOUNDED)
    for day in (FOUNDED - timedelta(days=1), TODAY + timedelta(days=1), date.max):
        with pytest.raises(errors.DissolvedOutOfOrder):
            service.dissolve(session, alliance, day=day, reason="Why", today=TODAY)
    service.dissolve(session, alliance, day=date(2026, 1, 1), reason="Why", today=TODAY)
    with pytest.raises(errors.FoundedAfterEnd):
        service.change(session, alliance, today=TODAY, name="Slow", founded_on=date(2026, 1, 2))
    with pytest.raises(errors.NotFounded):
        service.change(session, alliance, today=TODAY, name="Slow")
