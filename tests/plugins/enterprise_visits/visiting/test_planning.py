"""Visits to come: asked about with answers and reminders, planned together for a campaign, ordered on a day's way, ended with their people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import today
from core.database import Database
from core.deputies.models import Deputy
from core.enterprises.models import Enterprise
from core.notices.models import Notice
from core.stations.models import Station
from core.testing import Visitor, make_deputy, make_enterprise, make_station, page_of
from plugins.enterprise_visits.models import Campaign, Pairing, Route, Visit, VisitDeputy
from plugins.enterprise_visits.visiting import leaving, planning, routes
from plugins.enterprise_visits.visiting.errors import CampaignWithoutPairs, NobodyToRemindOfVisit, VisitPast
from tests.plugins.enterprise_visits.visiting.conftest import Place, all_of, at, there

Tap = Callable[..., Any]
PLAN = "/p/enterprise_visits/visits/plan"


def told(session: Session, deputy_id: int) -> Counter[str]:
    """How often the deputy was told what kind of thing."""
    person = session.get_one(Deputy, deputy_id).person_id
    keys = session.scalars(select(Notice.key).where(Notice.person_id == person))
    return Counter(key.partition(":")[0].removeprefix("enterprise_visits.") for key in keys)


def plan(session: Session, place: Place, *deputies: int, day: date | None = None, enterprise: int = 0) -> Visit:
    """A visit to the forge asked of these deputies yesterday."""
    wish = planning.Wish(day=day or today() + timedelta(days=3), deputies=deputies)
    return planning.plan(
        session,
        place.station,
        enterprise or place.forge,
        wish,
        own=None,
        account_id=None,
        today=today(),
        at=at() - timedelta(days=1),
    )


def test_a_deputy_plans_a_visit_and_asks_another_along_who_answers_with_one_tap(
    database: Database, place: Place, li: Visitor, wang: Visitor, tap: Tap
) -> None:
    day = (today() + timedelta(days=2)).isoformat()
    assert tap(li, PLAN, enterprise=place.forge, day=day, deputies=[place.wang]).status_code == 303
    (visit,) = all_of(database)
    assert {one.deputy_id: one.answer for one in visit.deputies} == {place.li: "coming", place.wang: "asked"}
    url = f"/p/enterprise_visits/visits/{visit.id}"
    assert "answer" in next(one for one in page_of(wang.get(url)).forms if one.action.endswith("/answer")).names()
    assert tap(wang, f"{url}/answer", answer="coming").status_code == 303
    assert tap(wang, f"{url}/answer", answer="declined").status_code == 422
    assert tap(wang, f"{url}/answer", answer="declined", reason="A session").status_code == 303
    with database.reading() as session:
        assert told(session, place.wang) == {"invitation": 1}
        assert told(session, place.li) == {}


def test_nothing_is_planned_for_yesterday(database: Database, place: Place) -> None:
    with database.writing() as session, pytest.raises(VisitPast):
        plan(session, place, place.li, day=today() - timedelta(days=1))


def test_a_tap_reminds_who_has_not_answered_and_nobody_twice_in_some_hours(database: Database, place: Place) -> None:
    with database.writing() as session:
        visit = plan(session, place, place.li, place.wang)
        mine = session.get_one(VisitDeputy, (visit.id, place.li))
        planning.answer(session, mine, comes=True, reason="", at=at())
        session.expire_all()
        assert planning.remind(session, visit, at()) == 1
        with pytest.raises(NobodyToRemindOfVisit):
            planning.remind(session, visit, at())
        assert told(session, place.li) == {"invitation": 1}
        assert told(session, place.wang) == {"invitation": 2}


def test_a_planned_visit_that_was_held_is_the_same_visit(
    database: Database, place: Place, li: Visitor, tap: Tap
) -> None:
    with database.writing() as session:
        plan(session, place, place.li, place.wang, day=today())
    log = {"enterprise": place.forge, "day": today().isoformat(), "words": "Held"}
    assert tap(li, "/p/enterprise_visits/visits/log", **log).status_code == 303
    (visit,) = all_of(database)
    assert (visit.state, there(visit)) == ("held", [place.li])


def test_a_visit_is_moved_and_the_others_are_told_or_cancelled_with_a_reason(
    database: Database, place: Place, li: Visitor, keeper: Visitor, tap: Tap
) -> None:
    with database.writing() as session:
        number = plan(session, place, place.li, place.wang).id
    url = f"/p/enterprise_visits/visits/{number}"
    form = next(one for one in page_of(li.get(f"{url}/move")).forms if "seen" in one.names())
    form.action = f"{url}/move"
    assert form.submit(li, {"day": (today() + timedelta(days=9)).isoformat()}).status_code == 303
    assert tap(keeper, f"{url}/cancel", reason="Typhoon").status_code == 303
    assert all_of(database)[0].state == "cancelled"
    with database.reading() as session:
        assert told(session, place.li) == {"invitation": 1, "cancelled": 1}
        assert told(session, place.wang) == {"invitation": 1, "moved": 1, "cancelled": 1}


# Campaigns


def test_a_campaign_plans_every_pair_at_once_and_tells_each_deputy_once(
    database: Database, place: Place, keeper: Visitor, tap: Tap
) -> None:
    here = f"/stations/{place.station}/p/enterprise_visits/campaigns/new"
    days = {"begins": today().isoformat(), "ends": (today() + timedelta(days=30)).isoformat()}
    answer = tap(keeper, here, name="Research month", purpose="What hinders you?", **days)
    assert answer.status_code == 303
    page = page_of(keeper.get(answer.location))
    form = next(one for one in page.forms if "deputies" in one.names())
    assert form.submit(keeper).status_code == 303
    visits = all_of(database)
    assert {visit.enterprise_id: sorted(one.deputy_id for one in visit.deputies) for visit in visits} == {
        place.mill: [place.li],
        place.forge: [place.li, place.wang],
    }
    assert len({visit.day for visit in visits}) == 2
    assert all(visit.purpose == "What hinders you?" for visit in visits)
    with database.writing() as session:
        assert told(session, place.li) == {"campaign": 1}
        campaign = session.scalars(select(Campaign)).one()
        with pytest.raises(CampaignWithoutPairs):
            planning.plan_campaign(session, campaign, [place.li], account_id=None, today=today(), at=at())
    reminded = tap(keeper, f"/p/enterprise_visits/campaigns/{campaign.id}/remind")
    assert reminded.status_code == 303


def test_nobody_has_two_visits_on_one_day_while_another_is_free() -> None:
    days = [date(2026, 6, 1) + timedelta(days=n) for n in range(4)]
    groups = {1: [1], 2: [1], 3: [1, 2], 4: [2], 5: [1]}
    chosen = planning.spread(groups, days)
    busy = Counter((deputy, chosen[one]) for one, deputies in groups.items() for deputy in deputies)
    assert max(busy.values()) == 1
    assert planning.spread(groups, days) == chosen


# The way of a day


def test_the_way_of_a_day_goes_to_the_nearest_next_and_can_be_changed(database: Database, place: Place) -> None:
    with database.writing() as session:
        station = session.get_one(Station, place.station)
        station.latitude, station.longitude = 34.0, 118.0
        where = {"Near": 34.01, "Middle": 34.2, "End": 34.5}
        made = {name: make_enterprise(session, name, latitude=there, longitude=118.0) for name, there in where.items()}
        unknown = make_enterprise(session, "Nowhere")
        day = today() + timedelta(days=1)
        order = [made["End"], unknown, made["Near"], made["Middle"]]
        visits = [plan(session, place, place.li, day=day, enterprise=one.id).id for one in order]
        route = routes.begin_route(session, station, day, "East", visits)

        def names() -> list[str]:
            return [stop.visit.enterprise.name for stop in routes.stops(session, route)]

        assert names() == ["Near", "Middle", "End", "Nowhere"]
        first = routes.stops(session, route)[0]
        assert first.km == pytest.approx(1.11, abs=0.01)
        routes.shift(session, route, visits[0], later=False)
        assert names() == ["Near", "End", "Middle", "Nowhere"]
        routes.shift(session, route, 999_999, later=True)
        routes.suggest(session, route)
        assert names() == ["Near", "Middle", "End", "Nowhere"]
        routes.dissolve(session, route)
        assert session.scalars(select(Route)).all() == []
        assert {one.state for one in session.scalars(select(Visit))} == {"planned"}


# When people leave and stations close


def test_who_leaves_comes_to_no_visit_and_who_comes_back_comes_again(database: Database, place: Place) -> None:
    with database.writing() as session:
        alone, both = plan(session, place, place.li, enterprise=place.mill), plan(session, place, place.li, place.wang)
        session.expire_all()
        assert [one.count for one in leaving.held_by(session, [place.li], today())] == [2]
        released = leaving.release(session, [place.li], today())
        session.expire_all()
        assert (alone.state, both.state) == ("cancelled", "planned")
        assert [one.deputy_id for one in both.deputies] == [place.wang]
        leaving.give_back(session, released, at())
        session.expire_all()
        assert (alone.state, both.state) == ("planned", "planned")
        assert sorted(one.deputy_id for one in both.deputies) == [place.li, place.wang]


def test_planned_visits_move_with_a_merger_and_are_cancelled_with_a_closing(database: Database, place: Place) -> None:
    with database.writing() as session:
        station, other = session.get_one(Station, place.station), make_station(session, "South Mill")
        visit = plan(session, place, place.li)
        assert len(list(leaving.told(session, station, other, today()))) == 1
        leaving.hand_over(session, station, other, today())
        assert visit.station_id == other.id
        leaving.hand_over(session, other, None, today())
        assert visit.state == "cancelled"


def test_a_campaign_of_many_pairs_takes_few_statements(database: Database) -> None:
    with database.writing() as session:
        station = make_station(session)
        deputies = [make_deputy(session, station=station) for _number in range(8)]
        enterprises: list[Enterprise] = [make_enterprise(session) for _number in range(24)]
        begins = today() - timedelta(days=9)
        session.add_all(
            Pairing(deputy_id=deputies[n % 8].id, enterprise_id=one.id, station_id=station.id, begins=begins)
            for n, one in enumerate(enterprises)
        )
        session.flush()
        campaign = planning.begin_campaign(
            session, station, name="Month", begins=today(), ends=today() + timedelta(days=30)
        )
        numbers = [one.id for one in deputies]
        assert planning.plan_campaign(session, campaign, numbers, account_id=None, today=today(), at=at()) == 24
