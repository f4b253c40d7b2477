"""What is known before pairing: said once however often it is said, found by words, kept from whom it does not concern."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access import Reach, Role
from core.chains.models import Chain
from core.deputies.models import Deputy
from core.enterprises.models import Enterprise
from core.stations.models import Station
from core.testing import SignedIn, make_account, make_chain, make_deputy, make_enterprise, make_station, visitor
from plugins.enterprise_visits.known import competing, finding, service
from plugins.enterprise_visits.known.errors import (
    GroupNameTaken,
    InAnotherGroup,
    InterestDeclared,
    NobodyMeant,
    NoEnterpriseMeant,
    SeveralDeputiesMeant,
    SeveralEnterprisesMeant,
)
from plugins.enterprise_visits.models import Competitors, Interest, Need, Wanted, Wish

EVERYTHING = Reach(everything=True)
HERE = "/p/enterprise_visits"
TODAY = date(2026, 11, 16)


@pytest.fixture
def chain(session: Session) -> Chain:
    return make_chain(session)


@pytest.fixture
def station(session: Session, chain: Chain) -> Station:
    return make_station(session, chain=chain)


@pytest.fixture
def mill(session: Session, chain: Chain) -> Enterprise:
    return make_enterprise(session, "Mill", chain=chain)


@pytest.fixture
def deputy(session: Session, station: Station) -> Deputy:
    return make_deputy(session, "Li Ming", station=station)


# What is said


def test_what_an_enterprise_says_is_known_in_one_answer(session: Session, mill: Enterprise, deputy: Deputy) -> None:
    rival = make_enterprise(session, "Rival")
    service.need(session, mill, "Law")
    service.want(session, mill, 3)
    group = competing.put_together(session, mill.region_code, "Mills", bars_employers=True)
    competing.put_in(session, group, mill.id)
    competing.put_in(session, group, rival.id)
    service.wish(session, deputy_id=deputy.id, enterprise_id=mill.id, side="enterprise", wanted=False)
    known = service.of_enterprise(session, mill.id)
    assert [words for _number, words in known.needs] == ["Law"]
    assert (known.wanted, known.group, known.bars_employers) == (3, (group.id, "Mills"), True)
    assert known.rivals == [(rival.id, "Rival")]
    assert [(row.deputy, row.Wish.wanted) for row in known.wishes] == [("Li Ming", False)]


def test_an_enterprise_that_said_nothing_should_have_one_deputy(session: Session, mill: Enterprise) -> None:
    known = service.of_enterprise(session, mill.id)
    assert (known.wanted, known.group, list(known.needs), list(known.rivals)) == (1, None, [], [])
    service.want(session, mill, 1)
    assert session.scalar(select(func.count()).select_from(Wanted)) == 0


def test_what_is_said_twice_is_said_once(session: Session, mill: Enterprise, deputy: Deputy) -> None:
    pair = {"deputy_id": deputy.id, "enterprise_id": mill.id, "side": "deputy"}
    for wanted in (True, False):
        service.need(session, mill, "Law")
        service.wish(session, wanted=wanted, note="", **pair)  # type: ignore[arg-type]
    assert session.scalar(select(func.count()).select_from(Need)) == 1
    assert session.scalars(select(Wish.wanted)).all() == [False]


def test_an_interest_is_declared_once_at_a_time_and_stays_on_record(
    session: Session, mill: Enterprise, deputy: Deputy
) -> None:
    declared = service.declare(session, deputy.id, mill.id, "A share", TODAY)
    with pytest.raises(InterestDeclared):
        service.declare(session, deputy.id, mill.id, "", TODAY)
    service.end_interest(session, declared, TODAY)
    service.declare(session, deputy.id, mill.id, "Again", TODAY)
    known = service.of_deputy(session, deputy.id)
    assert [one.reason for one in known.open] == ["Again"]
    assert len(known.interests) == 2


# Competitors


def test_an_enterprise_is_in_one_group(session: Session, mill: Enterprise) -> None:
    one, other = (competing.put_together(session, mill.region_code, name) for name in ("Mills", "Spinners"))
    competing.put_in(session, one, mill.id)
    competing.put_in(session, one, mill.id)
    with pytest.raises(InAnotherGroup, match="Mills"):
        competing.put_in(session, other, mill.id)


def test_a_group_has_a_name_of_its_own_and_goes_with_its_last_enterprise(session: Session, mill: Enterprise) -> None:
    competing.put_into(session, mill, "Mills", EVERYTHING)
    with pytest.raises(GroupNameTaken):
        competing.put_together(session, mill.region_code, "Mills")
    competing.take_out(session, mill.id)
    assert session.scalars(select(Competitors)).all() == []


# Whom words mean


def test_words_mean_one_or_the_answer_names_whom_to_choose(session: Session, deputy: Deputy) -> None:
    other = make_deputy(session, "Li Min")
    assert finding.deputy_meant(session, EVERYTHING, "Li Ming") == deputy.id
    assert finding.deputy_meant(session, EVERYTHING, f"Li #{other.id}") == other.id
    with pytest.raises(SeveralDeputiesMeant, match="Li Min, Li Ming"):
        finding.deputy_meant(session, EVERYTHING, "Li")
    with pytest.raises(NobodyMeant):
        finding.deputy_meant(session, EVERYTHING, "Nobody")
    with pytest.raises(NobodyMeant):
        finding.deputy_meant(session, Reach(), "Li Ming")


def test_a_name_that_two_have_is_told_apart_by_its_number(session: Session, deputy: Deputy) -> None:
    other = make_deputy(session, "Li Ming")
    offered = finding.offered(session, EVERYTHING, "deputies", "specialities")
    assert sorted(offered["deputies"]) == sorted(f"Li Ming #{one.id}" for one in (deputy, other))
    assert offered["specialities"] == ["Weaving"]
    assert finding.deputy_meant(session, EVERYTHING, f"Li Ming #{deputy.id}") == deputy.id


def test_an_enterprise_of_the_county_is_found_by_its_whole_name_only(session: Session, mill: Enterprise) -> None:
    for words in ("Mill", f"#{mill.id}"):
        assert finding.enterprise_meant(session, EVERYTHING, words) == mill.id
    assert finding.enterprise_meant(session, Reach(), "Mill", county=mill.region_code) == mill.id
    with pytest.raises(NoEnterpriseMeant):
        finding.enterprise_meant(session, Reach(), "Mil", county=mill.region_code)
    make_enterprise(session, "Milling")
    with pytest.raises(SeveralEnterprisesMeant):
        finding.enterprise_meant(session, EVERYTHING, "Mil")


# Pages


def test_a_manager_enters_what_an_enterprise_asks_for(
    session: Session, station: Station, mill: Enterprise, deputy: Deputy, signed_in: SignedIn
) -> None:
    number = mill.id
    session.commit()
    manager = signed_in(Role.MANAGER, station=station)
    here = f"{HERE}/enterprises/{number}"
    page = manager.page(here)
    page.form(f"{here}/needs").submit(manager, {"speciality": "Law"})
    page.form(f"{here}/wanted").submit(manager, {"deputies": "2"})
    page.form(f"{here}/competitors").submit(manager, {"group": "Mills"})
    page.form(f"{here}/wishes").submit(manager, {"deputy": "Li Ming", "wanted": "yes", "note": "Knows us"})
    known = service.of_enterprise(session, number)
    assert ([words for _n, words in known.needs], known.wanted) == (["Law"], 2)
    assert known.group is not None
    assert known.group[1] == "Mills"
    assert [row.deputy for row in known.wishes] == ["Li Ming"]
    listed = manager.page(f"{HERE}/enterprises?q=Law&says=needs")
    assert "0/2" in listed.text


WRONG: list[tuple[str, dict[str, str]]] = [
    ("needs", {"speciality": ""}),
    ("needs", {"speciality": "x" * 81}),
    ("wanted", {"deputies": "0"}),
    ("wanted", {"deputies": "21"}),
    ("wanted", {"deputies": "many"}),
    ("competitors", {"group": "<b>Mills</b>"}),
    ("wishes", {"deputy": "Nobody", "wanted": "yes"}),
    ("wishes", {"deputy": "Li Ming", "wanted": "perhaps"}),
    ("wishes", {"deputy": "#99999999999999", "wanted": "no"}),
]


def test_what_is_wrong_is_said_and_what_was_typed_stays(
    session: Session, station: Station, mill: Enterprise, deputy: Deputy, signed_in: SignedIn
) -> None:
    assert deputy
    here = f"{HERE}/enterprises/{mill.id}"
    session.commit()
    manager = signed_in(Role.MANAGER, station=station)
    page = manager.page(here)
    for form, typed in WRONG:
        answer = page.form(f"{here}/{form}").submit(manager, typed)
        assert answer.status_code == 422, typed
        assert 'role="alert"' in answer.text, typed
        assert escape(next(iter(typed.values()))) in answer.text, typed


def test_a_deputy_declares_an_interest_and_only_the_office_reads_it(
    app: Flask, session: Session, station: Station, mill: Enterprise, deputy: Deputy, signed_in: SignedIn
) -> None:
    number, account = deputy.id, make_account(session, role=Role.DEPUTY, deputy=deputy)
    session.commit()
    me, office, manager = visitor(app, account), signed_in(Role.OFFICE), signed_in(Role.MANAGER, station=station)
    me.page(f"{HERE}/my-words").form(f"{HERE}/my-words/interests").submit(
        me, {"enterprise": "Mill", "reason": "My brother runs it"}
    )
    (interest,) = session.scalars(select(Interest.id))
    session.rollback()
    assert "My brother" in me.get(f"{HERE}/my-words").text
    assert "My brother" in office.get(f"{HERE}/interests").text
    assert "My brother" not in manager.get(f"{HERE}/deputies/{number}").text
    assert manager.press(f"{HERE}/interests/{interest}/end").status_code == 403
    assert me.press(f"{HERE}/my-words/interests/{interest}/end").status_code == 303


def test_nobody_ends_what_another_deputy_declared(
    app: Flask, session: Session, station: Station, mill: Enterprise, deputy: Deputy
) -> None:
    interest = service.declare(session, deputy.id, mill.id, "", TODAY).id
    colleague = make_account(session, role=Role.DEPUTY, deputy=make_deputy(session, station=station))
    session.commit()
    other = visitor(app, colleague)
    assert other.press(f"{HERE}/my-words/interests/{interest}/end").status_code in (403, 404)


def test_competitors_have_pages(session: Session, mill: Enterprise, signed_in: SignedIn) -> None:
    make_enterprise(session, "Rival")
    session.commit()
    office = signed_in(Role.OFFICE)
    office.page(f"{HERE}/competitors").form().submit(
        office, {"name": "Mills", "enterprise": "Mill", "bars_employers": "y"}
    )
    (group,) = session.scalars(select(Competitors.id))
    session.rollback()
    here = f"{HERE}/competitors/{group}"
    office.page(here).form(f"{here}/members").submit(office, {"enterprise": "Rival"})
    assert [name for _number, name in competing.members_of(session, group)] == ["Mill", "Rival"]
    session.rollback()
    assert "Mills" in office.get(f"{HERE}/competitors?q=Rival").text
    office.page(here).form(f"{here}/dissolve").submit(office)
    assert session.scalars(select(Competitors)).all() == []
