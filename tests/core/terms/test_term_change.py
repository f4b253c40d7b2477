"""The term change: who stays, goes and comes; and that it can be taken back exactly until it is confirmed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.models import Account
from core.audit.service import verify
from core.congresses.models import Congress, Term
from core.congresses.service import current_term
from core.database import Database
from core.deputies.models import Deputy, Mandate, Placement
from core.groups import service as groups
from core.terms import errors, lists, service
from core.terms.models import TermChange
from core.testing.factories import make_account, make_congress, make_deputy, make_mandate, make_station
from plugins.duty_days.models import Slot
from plugins.duty_days.service import add_day
from plugins.duty_days.signing_up.service import sign_up
from tests.core.terms.changing import (
    COUNTY,
    DAY,
    NOW,
    TODAY,
    bring,
    county_level,
    deputy_named,
    everything,
    roster,
    started,
)

pytestmark = pytest.mark.usefixtures("on_both")


@pytest.fixture
def change(session: Session) -> TermChange:
    """Somebody who stays, one who goes, one who goes here and serves on in the township, one suspended; one comes."""
    old, new = make_station(session, "Old station"), make_station(session, "New station")
    stays = make_deputy(session, "Who Stays", station=old, phone="19900770001")
    goes = make_deputy(session, "Who Goes", station=old, phone="19900770002")
    make_deputy(
        session, "Half Goes", station=old, phone="19900770003", mandates=("county", "township"), region=f"{COUNTY}101"
    )
    make_deputy(session, "Suspended", station=old, phone="19900770004").mandates[0].state = "suspended"
    make_account(session, "goes", role="deputy", deputy=goes)
    group = groups.make(session, region_code=COUNTY, name="Cotton group", kind="trade")
    groups.join(session, group, [stays, goes], date(2026, 1, 1))
    day = add_day(session, old, TODAY, day=TODAY + timedelta(days=9))
    for one in (stays, goes):
        sign_up(session, day.sittings[0].id, one.id, TODAY, NOW)
    session.flush()
    found = started(session)
    rows = [
        ("Who Stays", "19900770001", county_level(), "New station"),
        ("Who Comes", "19900770009", county_level(), "New station"),
    ]
    made = bring(session, found, roster(rows, ("name", "phone", "level", "station")))
    assert [question.key for question in made.questions] == ["placed_elsewhere"], new
    bring(session, found, roster([rows[0][:3], rows[1]], ("name", "phone", "level", "station")))
    return found


def test_the_new_roster_stands_beside_the_old_one_and_nothing_has_changed_yet(
    session: Session, change: TermChange
) -> None:
    assert lists.counts(session, change) == {"stay": 1, "go": 3, "come": 1}
    assert deputy_named(session, "Who Comes").is_serving is False
    assert deputy_named(session, "Who Comes").placements == []
    assert [m.state for m in deputy_named(session, "Who Stays").mandates] == ["serving", "elected"]
    congress = session.scalars(select(Congress).where(Congress.level == "county")).one()
    in_force = current_term(session, congress, TODAY)
    assert in_force is not None
    assert in_force.number == 18


def test_on_its_day_old_mandates_end_and_new_ones_begin(session: Session, change: TermChange) -> None:
    service.apply(session, change, NOW, TODAY)
    session.expire_all()
    stays, goes = deputy_named(session, "Who Stays"), deputy_named(session, "Who Goes")
    assert [(m.state, m.begins, m.ends) for m in stays.mandates] == [("ended", None, DAY), ("serving", DAY, None)]
    assert [(p.station.name, p.ends) for p in stays.placements] == [("Old station", None)]
    assert [(m.state, m.ends) for m in goes.mandates] == [("ended", DAY)]
    assert [p.ends for p in goes.placements] == [DAY]
    assert [one.ends for one in goes.memberships] == [DAY]
    assert [one.ends for one in stays.memberships] == [None]
    comes = deputy_named(session, "Who Comes")
    assert [(p.station.name, p.begins) for p in comes.placements] == [("New station", DAY)]
    assert change.counts == {"stay": 1, "go": 3, "come": 1}
    congress = session.scalars(select(Congress).where(Congress.level == "county")).one()
    assert [(term.number, term.begins, term.ends) for term in congress.terms] == [(19, DAY, None), (18, None, DAY)]


def test_who_serves_on_elsewhere_keeps_stations_and_groups(session: Session, change: TermChange) -> None:
    service.apply(session, change, NOW, TODAY)
    half = deputy_named(session, "Half Goes")
    assert {m.level: m.state for m in half.mandates} == {"county": "ended", "township": "serving"}
    assert [p.ends for p in half.placements] == [None]


def test_a_suspended_mandate_ends_with_its_term_too(session: Session, change: TermChange) -> None:
    service.apply(session, change, NOW, TODAY)
    assert [m.state for m in deputy_named(session, "Suspended").mandates] == ["ended"]


def test_places_on_coming_duty_days_are_released_and_given_back(session: Session, change: TermChange) -> None:
    def held() -> list[int | None]:
        return list(session.scalars(select(Slot.deputy_id).order_by(Slot.place)))

    before = held()
    service.apply(session, change, NOW, TODAY)
    stays = deputy_named(session, "Who Stays").id
    assert [one for one in held() if one] == [stays]
    service.revert(session, change)
    session.expire_all()
    assert held() == before


def test_taken_back_everything_is_exactly_as_it_was(session: Session, change: TermChange) -> None:
    before = everything(session)
    service.apply(session, change, NOW, TODAY)
    assert everything(session) != before
    assert service.revert(session, change) == 0
    session.expire_all()
    assert everything(session) == before
    assert change.state == "draft"


def test_it_can_be_put_into_force_again_after_it_was_taken_back(session: Session, change: TermChange) -> None:
    service.apply(session, change, NOW, TODAY)
    once = {name: rows for name, rows in everything(session).items() if name in ("term", "role_grant")}
    service.revert(session, change)
    session.expire_all()
    service.apply(session, change, NOW, TODAY)
    assert {name: rows for name, rows in everything(session).items() if name in once} == once


def test_what_others_changed_meanwhile_is_left_alone_and_counted(session: Session, change: TermChange) -> None:
    service.apply(session, change, NOW, TODAY)
    comes = deputy_named(session, "Who Comes")
    comes.mandates[0].state = "resigned"
    assert service.revert(session, change) == 1
    assert comes.mandates[0].state == "resigned"


def test_confirmed_it_cannot_be_taken_back_and_accounts_of_who_left_lose_the_role(
    session: Session, change: TermChange
) -> None:
    service.apply(session, change, NOW, TODAY)
    account = session.scalars(select(Account).where(Account.username == "goes")).one()
    assert account.grants
    assert service.confirm(session, change, NOW) == 1
    assert (account.is_active, account.grants) == (True, [])
    with pytest.raises(errors.WrongStep):
        service.revert(session, change)


def test_before_the_first_session_it_cannot_be_put_into_force(session: Session, change: TermChange) -> None:
    with pytest.raises(errors.TermNotBegun):
        service.apply(session, change, NOW, DAY - timedelta(days=1))


def test_without_a_new_roster_nobody_is_sent_away(session: Session) -> None:
    make_deputy(session)
    with pytest.raises(errors.NothingToChange):
        service.apply(session, started(session), NOW, TODAY)


def test_given_up_it_leaves_no_trace_on_the_roll(session: Session) -> None:
    make_deputy(session, "Who Stays", phone="19900770001")
    before = everything(session)
    found = started(session)
    bring(
        session,
        found,
        roster([("Who Stays", "19900770001", county_level()), ("Who Comes", "19900770009", county_level())]),
    )
    assert everything(session) != before
    assert service.drop(session, found) == 2
    session.expire_all()
    assert everything(session) == before


def test_two_changes_of_one_congress_cannot_be_under_way(session: Session) -> None:
    make_deputy(session)
    started(session)
    with pytest.raises(errors.ChangeUnderWay):
        started(session)


def test_a_term_whose_deputies_serve_is_not_a_new_one(session: Session) -> None:
    make_deputy(session)
    with pytest.raises(errors.TermInForce):
        started(session, {"county": 18})


def test_mandates_that_did_not_say_their_term_are_of_the_old_one(session: Session) -> None:
    deputy = make_deputy(session, "Who Stays", phone="19900770001")
    deputy.mandates[0].term = None
    session.flush()
    found = started(session)
    bring(session, found, roster([("Who Stays", "19900770001", county_level())]))
    assert [m.term.number for m in deputy.mandates if m.term] == [18, 19]


def test_a_county_changes_together_with_its_townships(session: Session) -> None:
    town = f"{COUNTY}101"
    make_deputy(session, "Both", phone="19900770001", region=town, mandates=("county", "township"))
    make_congress(session, town, "township", term=18)
    found = started(session, {"county": 19, "township": 19})
    session.expire_all()
    service_counts = lists.counts(session, found)
    assert service_counts == {"stay": 0, "go": 1, "come": 0}
    both = deputy_named(session, "Both")
    for level in ("county", "township"):
        mandate = make_mandate(session, both, level, term=19)
        mandate.state = "elected"
    session.flush()
    service.apply(session, found, NOW, TODAY)
    assert sorted((m.level, m.state) for m in both.mandates) == [
        ("county", "ended"),
        ("county", "serving"),
        ("township", "ended"),
        ("township", "serving"),
    ]


def test_the_audit_chain_holds_over_all_steps(database: Database) -> None:
    with database.writing("test") as session:
        make_deputy(session, "Who Stays", phone="19900770001")
        found = started(session)
        bring(session, found, roster([("Who Stays", "19900770001", county_level())]))
        number = found.id
    for step in (
        lambda s, c: service.apply(s, c, NOW, TODAY),
        service.revert,
        lambda s, c: service.apply(s, c, NOW, TODAY),
        lambda s, c: service.confirm(s, c, NOW),
    ):
        with database.writing("test") as session:
            step(session, session.get_one(TermChange, number))
    with database.reading() as session:
        assert verify(session).is_intact
        assert session.scalars(select(Term).where(Term.is_coming)).all() == []
        assert session.scalars(select(Mandate).where(Mandate.state == "elected")).all() == []
        assert session.scalars(select(Placement)).all() == []
        assert len(session.scalars(select(Deputy)).all()) == 1
