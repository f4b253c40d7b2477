"""Whom a station wants together: rules keep the last places, wishes refuse nobody."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from core.clock import today
from core.testing import make_deputy, make_enterprise, make_station
from plugins.duty_days.models import Slot, Waiting
from plugins.duty_days.signing_up import choices, composition, service
from plugins.duty_days.signing_up.composition import Traits, Want, against, from_level_up, missing, on
from plugins.duty_days.signing_up.errors import ColleagueServes, PlaceKept
from plugins.duty_days.testing import make_sitting
from tests.plugins.duty_days.signing_up.conftest import at

COUNTY = Want("level", from_level_up("county"), must=True)
APART = Want("enterprise", must=True)


def one(number: int, *levels: str, speciality: str = "", group: int = 0, employer: int | None = None) -> Traits:
    return Traits(number, frozenset(levels or ("township",)), speciality, frozenset({group} - {0}), employer)


def test_the_last_place_is_kept_for_whom_a_rule_names() -> None:
    serving = [one(1), one(2)]
    assert against([COUNTY], serving, 3, one(3)) == COUNTY
    assert against([COUNTY], serving, 3, one(3, "provincial")) is None
    assert against([COUNTY], serving[:1], 3, one(3)) is None
    assert against([COUNTY], [one(1, "county"), one(2)], 3, one(3)) is None


def test_a_wish_keeps_no_place() -> None:
    wish = Want("level", from_level_up("county"))
    assert against([wish], [one(1), one(2)], 3, one(3)) is None
    assert missing([wish], [one(1), one(2)], 3) == ((wish, 1),)


def test_two_rules_keep_a_place_each_and_who_meets_one_may_come() -> None:
    farming = Want("speciality", ("farming",), must=True)
    assert against([COUNTY, farming], [], 2, one(1)) == COUNTY
    assert against([COUNTY, farming], [], 2, one(1, speciality="farming")) is None
    assert against([COUNTY, farming], [one(1, speciality="farming")], 2, one(2)) == COUNTY


def test_one_of_an_enterprise_serves() -> None:
    assert against([APART], [one(1, employer=7)], 3, one(2, employer=7)) == APART
    assert against([APART], [one(1, employer=7)], 3, one(2, employer=8)) is None
    assert against([APART], [one(1)], 3, one(2)) is None, "no employer is known of either"
    assert missing([APART], [one(1, employer=7), one(2, employer=7), one(3, employer=7)], 3) == ((APART, 2),)


def test_more_wanted_than_there_are_places_means_all_of_them() -> None:
    many = Want("level", ("county",), at_least=9, must=True)
    assert against([many], [], 2, one(1)) == many
    assert missing([many], [one(1, "county")], 2) == ((many, 1),)
    assert missing([many], [one(1, "county"), one(2, "county")], 2) == ()


def test_groups_take_turns_a_month_each() -> None:
    turn = Want("turn", (5, 6, 7), at_least=0)
    names = [on([turn], date(2026, month, 10))[0].anyof[0] for month in range(1, 8)]
    assert names[:3] != names[1:4]
    assert names[:4] == [*names[:3], names[0]]
    assert set(names) == {5, 6, 7}
    assert on([Want("turn", ())], date(2026, 1, 1)) == ()


def test_wants_are_kept_as_they_are_and_what_nobody_understands_is_left_out() -> None:
    wants = (COUNTY, APART, Want("speciality", ("law", "farming"), 2), Want("turn", (3, 1), 0))
    assert composition.read(composition.written(wants)) == wants
    assert composition.read([{"of": "star_sign", "anyof": ["aries"]}, {}]) == ()
    assert composition.read(None) == ()


def test_signing_up_keeps_a_rule_and_says_for_whom(session: Session) -> None:
    station = make_station(session)
    sitting = make_sitting(session, station, places=2)
    low = [make_deputy(session, station=station, mandates=("township",)) for _one in range(2)]
    high = make_deputy(session, station=station, mandates=("township", "county"))
    choices.choose(session, station, opens_days=None, closes_hours=None, wants=[COUNTY], today=today(), at=at())
    assert service.sign_up(session, sitting.id, low[0].id, today(), at())
    with pytest.raises(PlaceKept) as refused:
        service.sign_up(session, sitting.id, low[1].id, today(), at())
    assert "县" in str(refused.value) or "ounty" in str(refused.value)
    assert isinstance(service.sign_up_or_wait(session, sitting.id, low[1].id, today(), at()), Waiting)
    assert isinstance(service.sign_up(session, sitting.id, high.id, today(), at()), Slot)


def test_who_runs_the_station_may_put_in_whom_they_like(session: Session) -> None:
    station = make_station(session)
    sitting = make_sitting(session, station, places=1)
    choices.choose(session, station, opens_days=None, closes_hours=None, wants=[COUNTY], today=today(), at=at())
    low = make_deputy(session, station=station, mandates=("township",))
    assert service.put_in(session, sitting.id, low.id, at()).how == "put_in"
    assert len(choices.lacking_in(session, sitting)) == 1


def test_a_colleague_is_refused_and_moves_up_when_the_other_withdraws(session: Session) -> None:
    station = make_station(session)
    sitting = make_sitting(session, station, places=2)
    mill = make_enterprise(session)
    first, second = (make_deputy(session, station=station) for _one in range(2))
    first.person.employer_id = second.person.employer_id = mill.id
    choices.choose(session, station, opens_days=None, closes_hours=None, wants=[APART], today=today(), at=at())
    service.sign_up(session, sitting.id, first.id, today(), at())
    with pytest.raises(ColleagueServes):
        service.sign_up(session, sitting.id, second.id, today(), at())
    service.sign_up_or_wait(session, sitting.id, second.id, today(), at())
    service.withdraw(session, sitting.id, first.id, today(), at())
    assert [slot.deputy_id for slot in sitting.slots if slot.deputy_id] == [second.id]


def test_who_waits_is_passed_over_while_a_rule_keeps_the_place(session: Session) -> None:
    station = make_station(session)
    sitting = make_sitting(session, station, places=1)
    high = [make_deputy(session, station=station, mandates=("county",)) for _one in range(2)]
    low = make_deputy(session, station=station, mandates=("township",))
    choices.choose(session, station, opens_days=None, closes_hours=None, wants=[COUNTY], today=today(), at=at())
    for deputy in (high[0], low, high[1]):
        service.sign_up_or_wait(session, sitting.id, deputy.id, today(), at())
    service.withdraw(session, sitting.id, high[0].id, today(), at())
    assert sitting.slots[0].deputy_id == high[1].id


def test_a_rule_that_is_dropped_lets_who_waits_move_up(session: Session) -> None:
    station = make_station(session)
    sitting = make_sitting(session, station, places=1)
    low = make_deputy(session, station=station, mandates=("township",))
    choices.choose(session, station, opens_days=None, closes_hours=None, wants=[COUNTY], today=today(), at=at())
    service.sign_up_or_wait(session, sitting.id, low.id, today(), at())
    choices.choose(session, station, opens_days=None, closes_hours=None, wants=[], today=today(), at=at())
    assert sitting.slots[0].deputy_id == low.id


def test_a_day_can_want_others_than_the_station_does(session: Session) -> None:
    station = make_station(session)
    sitting = make_sitting(session, station, places=1)
    low = make_deputy(session, station=station, mandates=("township",))
    choices.choose(session, station, opens_days=None, closes_hours=None, wants=[COUNTY], today=today(), at=at())
    choices.want_on(session, sitting.duty_day, [], at())
    assert service.sign_up(session, sitting.id, low.id, today(), at())
    choices.want_on(session, sitting.duty_day, None, at())
    assert len(choices.lacking_in(session, sitting)) == 1
