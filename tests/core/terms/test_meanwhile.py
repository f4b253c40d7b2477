"""Term changes while the world goes on: what others do between its steps, and rosters that come in parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Reach
from core.accounts.models import Account
from core.congresses.service import TermComing, change_term
from core.deputies import service as deputies
from core.deputies.models import Deputy, Mandate
from core.groups import service as groups
from core.imports import service as imports
from core.imports import staging
from core.imports.plans import Options
from core.imports.tables import read_table
from core.imports.vocabulary import vocabulary
from core.lifetimes import merging
from core.lifetimes import service as lifetimes
from core.mandates import service as mandates
from core.stations.models import Station
from core.terms import errors, service
from core.terms.models import TermChange
from core.testing.factories import make_account, make_congress, make_deputy, make_station
from plugins.duty_days.models import Slot
from plugins.duty_days.service import add_day
from plugins.duty_days.signing_up.service import sign_up
from tests.core.terms.changing import COUNTY, DAY, NOW, TODAY, bring, county_level, deputy_named, roster, started

pytestmark = pytest.mark.usefixtures("on_both")

ALL = Reach(everything=True)
COLUMNS = ("name", "phone", "level", "station")


@pytest.fixture
def station(session: Session) -> Station:
    """Where everybody is placed."""
    return make_station(session, "Old station")


@pytest.fixture
def goes(session: Session, station: Station) -> Deputy:
    """Who is not elected again, is placed at a station and belongs to a group."""
    deputy = make_deputy(session, "Who Goes", station=station, phone="19900770002")
    groups.join(session, groups.make(session, region_code=COUNTY, name="Cotton group"), [deputy], date(2026, 1, 1))
    return deputy


@pytest.fixture
def change(session: Session, goes: Deputy) -> TermChange:
    """A change by which one goes and one comes."""
    found = started(session)
    bring(session, found, roster([("Who Comes", "19900770009", county_level())]))
    return found


def test_who_was_brought_back_by_hand_is_not_placed_twice_when_the_change_is_taken_back(
    session: Session, change: TermChange, goes: Deputy, station: Station
) -> None:
    service.apply(session, change, NOW, TODAY)
    session.expire_all()
    deputies.place(session, goes, station, TODAY)
    groups.join(session, goes.memberships[0].group, [goes], TODAY)
    assert service.revert(session, change) == 2
    session.expire_all()
    assert [one.ends for one in goes.placements] == [DAY, None]
    assert [one.ends for one in goes.memberships] == [DAY, None]


def test_nobody_is_put_back_into_a_station_that_closed_or_a_group_that_was_given_up(
    session: Session, change: TermChange, goes: Deputy, station: Station
) -> None:
    service.apply(session, change, NOW, TODAY)
    session.expire_all()
    lifetimes.close(session, station, TODAY, day=TODAY, reason="Nobody comes.")
    groups.give_up(session, goes.memberships[0].group, TODAY)
    assert service.revert(session, change) == 2
    session.expire_all()
    assert [one.ends for one in goes.placements] == [DAY]
    assert [one.ends for one in goes.memberships] == [DAY]
    assert goes.is_serving


def test_days_of_a_term_that_were_corrected_meanwhile_stay(session: Session, change: TermChange) -> None:
    service.apply(session, change, NOW, TODAY)
    old = next(m.term for m in deputy_named(session, "Who Goes").mandates)
    assert old is not None
    change_term(session, old, 18, date(2021, 12, 20), DAY - timedelta(days=1))
    assert service.revert(session, change) == 1
    assert (old.begins, old.ends) == (date(2021, 12, 20), DAY - timedelta(days=1))


def test_who_came_back_by_another_mandate_keeps_the_access_of_a_deputy(
    session: Session, change: TermChange, goes: Deputy
) -> None:
    make_account(session, "goes", role="deputy", deputy=goes)
    service.apply(session, change, NOW, TODAY)
    session.expire_all()
    town = make_congress(session, f"{COUNTY}101", "township", term=18)
    mandates.add_mandate(session, goes, town.terms[0], begins=TODAY, is_by_election=True, today=TODAY)
    assert service.confirm(session, change, NOW) == 0
    account = session.scalars(select(Account).where(Account.username == "goes")).one()
    assert [grant.role for grant in account.grants] == ["deputy"]


def test_who_served_between_the_first_session_and_today_did_serve(
    session: Session, goes: Deputy, station: Station
) -> None:
    held = [add_day(session, station, DAY - timedelta(days=1), day=DAY + timedelta(days=n)) for n in (1, 9)]
    for day in held:
        sign_up(session, day.sittings[0].id, goes.id, DAY - timedelta(days=1), NOW)
    change = started(session)
    bring(session, change, roster([("Who Comes", "19900770009", county_level())]))
    service.apply(session, change, NOW, TODAY)
    slots = select(Slot.deputy_id).order_by(Slot.sitting_id, Slot.place)
    assert [one for one in session.scalars(slots) if one] == [goes.id]
    session.expire_all()
    assert held[0].on_duty == [goes]


def test_a_mandate_that_began_after_the_first_session_does_not_end_before_it_began(
    session: Session, goes: Deputy
) -> None:
    late = make_deputy(session, "By-elected Late", phone="19900770003")
    term = late.mandates[0].term
    assert term is not None
    other = make_deputy(session, "Other", phone="19900770004", mandates=())
    mandate = mandates.add_mandate(
        session, other, term, begins=DAY + timedelta(days=1), is_by_election=True, today=TODAY
    )
    change = started(session)
    bring(session, change, roster([("Who Comes", "19900770009", county_level())]))
    service.apply(session, change, NOW, TODAY)
    assert (mandate.state, mandate.ends) == ("ended", DAY + timedelta(days=1))
    assert service.revert(session, change) == 0
    session.expire_all()
    assert (mandate.state, mandate.ends) == ("by-elected", None)


def test_a_term_cannot_end_before_it_began(session: Session, goes: Deputy) -> None:
    term = goes.mandates[0].term
    assert term is not None
    term.begins = DAY
    session.flush()
    with pytest.raises(errors.DayBesideTerms):
        started(session)


def test_two_mandates_of_a_congress_of_which_one_names_no_term_do_not_stand_in_the_way(
    session: Session, goes: Deputy
) -> None:
    known = goes.mandates[0]
    goes.mandates.append(Mandate(level="county", congress_id=known.congress_id))
    session.flush()
    change = started(session)
    bring(session, change, roster([("Who Comes", "19900770009", county_level())]))
    service.apply(session, change, NOW, TODAY)
    assert [one.state for one in goes.mandates] == ["ended", "ended"]


def test_who_is_elected_at_two_levels_by_two_rosters_holds_both(session: Session) -> None:
    town = f"{COUNTY}101"
    make_congress(session, town, "township", term=18)
    both = make_deputy(session, "Both", phone="19900770001", region=town, mandates=("county", "township"))
    change = started(session, {"county": 19, "township": 19})
    bring(session, change, roster([("Both", "19900770001", county_level())]))
    township = next(word for word, meant in vocabulary().levels.items() if meant == "township")
    rows = roster([("Both", "19900770001", township)])
    options = Options(region_code=town, today=TODAY, terms=change.numbers, coming=frozenset(change.numbers))
    assert imports.apply(session, imports.plan(session, read_table(rows, "deputies"), options))
    session.expire_all()
    service.apply(session, change, NOW, TODAY)
    assert sorted((one.level, one.state) for one in both.mandates) == [
        ("county", "ended"),
        ("county", "serving"),
        ("township", "ended"),
        ("township", "serving"),
    ]


def test_whether_who_is_elected_is_a_deputy_of_elsewhere_is_asked_where_no_number_tells(session: Session) -> None:
    town = f"{COUNTY}101"
    make_congress(session, COUNTY, "county", term=18)
    known = make_deputy(session, "Namesake", phone="19900770001", region=town, mandates=("township",))
    change = started(session)
    options = Options(region_code=COUNTY, today=TODAY, terms=change.numbers, coming=frozenset(change.numbers))
    rows = [("Namesake", "", county_level()), ("Namesake", "19900770003", county_level())]
    table = read_table(roster(rows), "deputies")
    made = imports.plan(session, table, options)
    assert [(one.row, one.action) for one in made.outcomes] == [(2, "wait"), (3, "create")]
    assert {one.key for one in made.questions} == {"person:2"}
    answered = replace(options, answers={"person:2": "same"})
    assert imports.apply(session, imports.plan(session, table, answered))
    session.expire_all()
    assert sorted(one.level for one in known.mandates) == ["county", "township"]


def test_who_is_to_come_to_a_station_that_was_merged_comes_to_the_other_one(session: Session, goes: Deputy) -> None:
    old, new = make_station(session, "Merged away"), make_station(session, "Bigger")
    closed = make_station(session, "Given up")
    change = started(session)
    rows = [("Who Comes", "19900770009", county_level(), "Merged away")]
    bring(session, change, roster([*rows, ("Also", "19900770008", county_level(), "Given up")], COLUMNS))
    merging.merge(session, old, new, TODAY, reach=ALL, day=TODAY)
    lifetimes.close(session, closed, TODAY, day=TODAY, reason="Nobody comes.")
    session.expire_all()
    service.apply(session, change, NOW, TODAY)
    session.expire_all()
    assert [one.station_id for one in deputy_named(session, "Who Comes").placements] == [new.id]
    assert deputy_named(session, "Also").placements == []


def staged(session: Session, change: TermChange) -> int:
    """A roster that was brought and looked at, but not written."""
    rows = roster([("Second Roster", "19900770007", county_level())])
    table = read_table(rows, "deputies")
    options = Options(region_code=COUNTY, today=TODAY, terms=change.numbers, coming=frozenset(change.numbers))
    batch = staging.stage(session, table, imports.plan(session, table, options), "second.csv", NOW, None)
    batch.options = {**batch.options, "term_change": change.id}
    session.flush()
    return batch.id


def test_a_roster_that_is_not_written_yet_is_not_forgotten(session: Session, change: TermChange) -> None:
    batch = staged(session, change)
    with pytest.raises(errors.RosterUnfinished):
        service.apply(session, change, NOW, TODAY)
    assert [one.id for one in service.rosters(session, change)] == [batch]


def test_a_roster_of_a_change_that_was_given_up_cannot_be_written(session: Session, change: TermChange) -> None:
    staged(session, change)
    (batch,) = service.rosters(session, change)
    service.drop(session, change)
    with pytest.raises(staging.NotStaged):
        staging.check_staged(batch)


def test_the_number_of_a_coming_term_stays_while_its_change_is_under_way(session: Session, change: TermChange) -> None:
    coming = next(m.term for m in deputy_named(session, "Who Comes").mandates)
    assert coming is not None
    with pytest.raises(TermComing):
        change_term(session, coming, 20, None, None)


def test_a_mandate_told_a_coming_term_by_hand_is_elected_only(session: Session, change: TermChange) -> None:
    coming = next(m.term for m in deputy_named(session, "Who Comes").mandates)
    waiting = make_deputy(session, "Waiting", phone="19900770005")
    mandate = waiting.mandates[0]
    old = mandate.term
    deputies.keep(session, mandate, term=coming, constituency="", delegation="")
    assert mandate.state == "elected"
    deputies.keep(session, mandate, term=old, constituency="", delegation="")
    assert mandate.state == "serving"


def test_who_is_elected_may_give_it_up_before_the_term_begins_and_nothing_else(
    session: Session, change: TermChange
) -> None:
    (mandate,) = deputy_named(session, "Who Comes").mandates
    with pytest.raises(mandates.NotBegun):
        mandates.change_state(session, mandate, "serving", TODAY, "", today=TODAY)
    event = mandates.change_state(session, mandate, "resigned", TODAY, "", today=TODAY)
    assert mandate.state == "resigned"
    served = select(Deputy.id).where(Deputy.id.in_(mandates.serving_deputies(TODAY - timedelta(days=1))))
    assert mandate.deputy_id not in session.scalars(served).all()
    mandates.remove_event(session, event, TODAY)
    assert mandate.state == "elected"
