"""What becomes of mandates stands in their history, on its day; figures of earlier days remain right."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.audit.models import AuditEntry
from core.clock import now, today
from core.congresses.models import Term
from core.database import Database
from core.deputies.models import Deputy, Mandate, MandateEvent
from core.figures.service import FIGURES
from core.mandates import service
from core.plugin_host.declarations import FigureScope
from core.testing.factories import COUNTY, make_account, make_congress, make_deputy, make_station
from core.testing.pages import page_of
from core.testing.signing import sign_in
from plugins.duty_days.errors import MandateEnded
from plugins.duty_days.models import Slot
from plugins.duty_days.service import add_day
from plugins.duty_days.signing_up.service import sign_up

TODAY = today()
LAST_MONTH = TODAY - timedelta(days=30)
DAYS = [TODAY - timedelta(days=number) for number in range(40)]


@pytest.fixture
def deputy(session: Session) -> Deputy:
    return make_deputy(session, "Qiu Ying", station=make_station(session))


def serving(session: Session, day: date | None = None) -> int:
    return len(session.scalars(service.serving_deputies(day).distinct()).all())


@pytest.mark.usefixtures("on_both")
def test_a_suspension_counts_from_its_day_until_the_mandate_is_restored(session: Session, deputy: Deputy) -> None:
    mandate = deputy.mandates[0]
    service.change_state(session, mandate, "suspended", DAYS[20], "Under investigation", today=TODAY)
    assert (mandate.state, serving(session)) == ("suspended", 0)
    service.change_state(session, mandate, "serving", DAYS[10], "Cleared", today=TODAY)
    assert (mandate.state, serving(session)) == ("serving", 1)
    assert [serving(session, DAYS[number]) for number in (30, 20, 15, 10, 0)] == [1, 0, 0, 1, 1]


@pytest.mark.usefixtures("on_both")
def test_who_was_by_elected_did_not_serve_before_and_still_is_after_a_suspension(
    session: Session, deputy: Deputy
) -> None:
    deputy.mandates[0].state = "ended"
    term = Term(number=19, congress=make_congress(session))
    session.add(term)
    added = service.add_mandate(session, deputy, term, begins=DAYS[20], is_by_election=True, today=TODAY)
    assert added.state == "by-elected"
    assert [serving(session, DAYS[number]) for number in (21, 20)] == [0, 1]
    service.change_state(session, added, "suspended", DAYS[10], "", today=TODAY)
    service.change_state(session, added, "serving", DAYS[5], "", today=TODAY)
    assert added.state == "by-elected"


def test_a_resignation_frees_the_places_on_coming_duty_days(session: Session, deputy: Deputy) -> None:
    day = add_day(session, deputy.placements[0].station, TODAY, day=TODAY + timedelta(days=5))
    sitting = day.sittings[0].id
    sign_up(session, sitting, deputy.id, TODAY, now())
    service.change_state(session, deputy.mandates[0], "resigned", TODAY, "Moved away", today=TODAY)
    assert not any(session.scalars(select(Slot.deputy_id)))
    with pytest.raises(MandateEnded):
        sign_up(session, sitting, deputy.id, TODAY, now())


def test_who_is_suspended_in_one_congress_and_serves_in_another_keeps_the_places(session: Session) -> None:
    deputy = make_deputy(session, station=make_station(session), mandates=("county", "prefectural"))
    day = add_day(session, deputy.placements[0].station, TODAY, day=TODAY + timedelta(days=5))
    sign_up(session, day.sittings[0].id, deputy.id, TODAY, now())
    service.change_state(session, deputy.mandates[0], "suspended", TODAY, "", today=TODAY)
    assert list(session.scalars(select(Slot.deputy_id).where(Slot.deputy_id.is_not(None)))) == [deputy.id]


def test_a_line_that_should_never_have_stood_there_is_taken_out(session: Session, deputy: Deputy) -> None:
    mandate = deputy.mandates[0]
    event = service.change_state(session, mandate, "ended", DAYS[3], "A mistake", today=TODAY)
    assert mandate.ends == DAYS[3]
    service.remove_event(session, event, TODAY)
    assert (mandate.state, mandate.ends, mandate.events) == ("serving", None, [])


def test_what_is_recorded_late_does_not_overturn_what_came_after(session: Session, deputy: Deputy) -> None:
    mandate = deputy.mandates[0]
    service.change_state(session, mandate, "ended", DAYS[3], "", today=TODAY)
    service.change_state(session, mandate, "suspended", DAYS[20], "Entered later", today=TODAY)
    assert (mandate.state, mandate.ends) == ("ended", DAYS[3])


@pytest.mark.parametrize(
    ("state", "day", "problem"),
    [
        ("suspended", TODAY + timedelta(days=1), service.DayToCome),
        ("serving", TODAY, service.SameState),
    ],
)
def test_what_cannot_have_happened_is_refused(
    session: Session, deputy: Deputy, state: str, day: date, problem: type[Exception]
) -> None:
    with pytest.raises(problem):
        service.change_state(session, deputy.mandates[0], state, day, "", today=TODAY)


def test_nothing_happens_to_a_mandate_before_it_began(session: Session, deputy: Deputy) -> None:
    deputy.mandates[0].begins = DAYS[5]
    with pytest.raises(service.DayBeforeBegin):
        service.change_state(session, deputy.mandates[0], "ended", DAYS[6], "", today=TODAY)


@pytest.mark.usefixtures("on_both")
def test_the_figure_of_a_past_period_counts_who_served_then(session: Session, deputy: Deputy) -> None:
    figure = next(one for one in FIGURES if one.key == "deputies_serving")
    make_deputy(session)
    service.change_state(session, deputy.mandates[0], "ended", DAYS[10], "", today=TODAY)
    assert figure.compute(session, FigureScope(region_code=COUNTY)) == 1
    assert figure.compute(session, FigureScope(region_code=COUNTY, ends=DAYS[11])) == 2
    assert figure.compute(session, FigureScope(region_code=COUNTY, ends=DAYS[10])) == 1
    assert figure.compute(session, FigureScope(region_code="3301", ends=DAYS[11])) == 0
    station = deputy.placements[0].station_id
    assert figure.compute(session, FigureScope(region_code=COUNTY, station_id=station, ends=DAYS[11])) == 1


# Pages


@pytest.fixture
def office(client: FlaskClient, database: Database) -> FlaskClient:
    with database.writing() as session:
        make_deputy(session, "Qiu Ying", station=make_station(session, "Cotton station"))
        make_station(session, "Silk station")
        account = make_account(session, role="office")
    return sign_in(client, account)


def the_mandate(database: Database) -> tuple[str, list[tuple[str, str]]]:
    with database.reading() as session:
        mandate = session.scalars(select(Mandate)).one()
        events = session.scalars(select(MandateEvent).order_by(MandateEvent.id))
        return mandate.state, [(event.state, event.reason) for event in events]


def test_an_office_records_a_resignation_corrects_it_and_takes_it_out(office: FlaskClient, database: Database) -> None:
    form = page_of(office.get("/mandates/1/state")).form("/state")
    typed = {"state": "resigned", "day": LAST_MONTH.isoformat(), "reason": "Moved to another province"}
    assert form.submit(office, typed).status_code == 303
    assert the_mandate(database) == ("resigned", [("resigned", "Moved to another province")])
    page = office.get("/deputies/1").text
    assert "Moved to another province" in page
    correcting = page_of(office.get("/mandate-events/1/edit")).form("/edit")
    assert correcting.submit(office, {"reason": "Moved away"}).status_code == 303
    assert the_mandate(database) == ("resigned", [("resigned", "Moved away")])
    assert page_of(office.get("/mandate-events/1/edit")).form("/remove").submit(office).status_code == 303
    assert the_mandate(database) == ("serving", [])
    with database.reading() as session:
        kinds = session.scalars(select(AuditEntry.action).where(AuditEntry.subject_kind == "mandate_event"))
        assert list(kinds) == ["create", "change", "delete"]


def test_strangers_do_not_see_the_history(client: FlaskClient, office: FlaskClient) -> None:
    form = page_of(office.get("/mandates/1/state")).form("/state")
    form.submit(office, {"state": "suspended", "day": TODAY.isoformat(), "reason": "Under investigation"})
    assert "Under investigation" in office.get("/deputies/1").text
    office.get("/logout")
    with client.session_transaction() as kept:
        kept.clear()
    assert "Under investigation" not in client.get("/deputies/1").text


def test_a_by_election_adds_a_mandate(office: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        congress = make_congress(session, level="prefectural", term=3)
        term = congress.terms[0].id
    form = page_of(office.get("/deputies/1/mandates/new")).form("/mandates/new")
    typed = {"term_id": str(term), "is_by_election": "y", "begins": LAST_MONTH.isoformat(), "reason": "By-election"}
    assert form.submit(office, typed).status_code == 303
    with database.reading() as session:
        added = session.scalars(select(Mandate).order_by(Mandate.id.desc())).first()
        assert added is not None
        assert (added.state, added.begins, added.level) == ("by-elected", LAST_MONTH, "prefectural")


def test_a_deputy_moves_from_one_station_to_another_on_a_day(office: FlaskClient, database: Database) -> None:
    form = page_of(office.get("/placements/1/change")).form("/change")
    typed = {"station_id": "2", "day": LAST_MONTH.isoformat(), "reason": "Nearer to the mill"}
    assert form.submit(office, typed).status_code == 303
    page = office.get("/deputies/1").text
    assert page.count("Nearer to the mill") == 2
    assert "Silk station" in page
    in_time = office.get("/stations/1/deputies").text
    assert ("Qiu Ying" in in_time, "Nearer to the mill" in in_time) == (True, True)


def test_a_day_before_the_placement_began_is_refused(office: FlaskClient) -> None:
    form = page_of(office.get("/placements/1/change")).form("/change")
    answer = form.submit(office, {"day": "2020-01-01"})
    assert answer.status_code == 422
    assert "起始日期为" in answer.text
