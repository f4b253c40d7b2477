"""Pages of pairing: today's pairs, proposing, what changes first, locking, publishing, going back, letters to hand over."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Role
from core.clock import today
from core.deputies.models import Deputy
from core.enterprises.models import Enterprise
from core.stations.models import Station
from core.testing import (
    Page,
    SignedIn,
    Visitor,
    make_account,
    make_chain,
    make_deputy,
    make_enterprise,
    make_person,
    make_station,
    visitor,
)
from plugins.enterprise_visits.models import Pairing, Proposal, ProposedPair, Ruling

DEPUTIES = ("Li", "Wu")


@pytest.fixture
def station(session: Session) -> Station:
    """A station with two deputies on a chain of five enterprises, its host one of them."""
    chain = make_chain(session)
    made = make_station(session, chain=chain)
    for name in DEPUTIES:
        make_deputy(session, name, station=made)
    for number in range(1, 5):
        make_enterprise(session, f"Mill {number}", chain=chain, address=f"{number} Mill Road")
    session.commit()
    return made


@pytest.fixture
def here(station: Station) -> str:
    return f"/stations/{station.id}/p/enterprise_visits/pairing"


@pytest.fixture
def manager(station: Station, signed_in: SignedIn) -> Visitor:
    return signed_in(Role.MANAGER, station=station)


def propose(manager: Visitor, here: str, **typed: str) -> str:
    """Have pairs proposed; the address of the draft."""
    answer = manager.page(f"{here}/propose").form(f"{here}/propose").submit(manager, {"at_least": "2", **typed})
    assert answer.status_code == 303, answer.text
    return answer.location


def publish(manager: Visitor, draft: str) -> Page:
    """Publish a draft as its page shows it."""
    answer = manager.page(draft).form(f"{draft}/publish").submit(manager)
    assert answer.status_code == 303, answer.text
    return manager.page(answer.location)


def test_pairs_are_proposed_looked_at_and_published(manager: Visitor, here: str, session: Session) -> None:
    empty = manager.page(here)
    assert empty.text.count("0/3") == len(DEPUTIES)
    draft = propose(manager, here)
    shown = manager.page(draft)
    assert "新增" in shown.text
    assert not session.scalars(select(Pairing)).all(), "nobody is paired before it is published"
    session.rollback()
    published = publish(manager, draft)
    assert len(session.scalars(select(Pairing)).all()) == 5
    assert any("show=changes" in link for link in shown.links)
    assert not any("show=changes" in link for link in published.links), (
        "a version is compared with versions, and not with today"
    )
    assert "Mill 3" in manager.page(f"{here}?by=enterprise&q=Mill 3").text
    assert "Mill 1" not in manager.page(f"{here}?by=enterprise&q=Mill 3").text


def test_a_tap_locks_and_forbids_and_the_next_run_obeys(manager: Visitor, here: str, session: Session) -> None:
    draft = propose(manager, here)
    first, second = session.scalars(select(ProposedPair).order_by(ProposedPair.id).limit(2))
    one, other = (first.deputy_id, first.enterprise_id), (second.deputy_id, second.enterprise_id)
    session.rollback()
    shown = manager.page(f"{draft}?show=all")
    for deed, (deputy, enterprise) in (("forbid", one), ("lock", other)):
        action = next(form.action for form in shown.forms if f"/rule/{deed}/{deputy}/{enterprise}" in form.action)
        assert shown.form(action).submit(manager).status_code == 303
    again = manager.page(draft).form(f"{draft}/again").submit(manager).location
    pairs = {
        (row.deputy_id, row.enterprise_id)
        for row in session.scalars(
            select(ProposedPair).where(ProposedPair.proposal_id == int(again.rpartition("/")[2]))
        )
    }
    assert one not in pairs
    assert other in pairs
    session.rollback()
    ruling = session.scalars(select(Ruling.id).where(Ruling.kind == "forbidden")).one()
    session.rollback()
    assert manager.press(f"/p/enterprise_visits/rulings/{ruling}/free").status_code == 303
    assert session.scalars(select(Ruling.kind)).all() == ["locked"]


def test_why_and_why_not_are_answered(manager: Visitor, here: str, session: Session) -> None:
    draft = propose(manager, here)
    pair = session.scalars(select(ProposedPair).limit(1)).one()
    number, mine, enterprise = pair.id, pair.deputy.person.name, pair.enterprise.name
    session.rollback()
    why = manager.page(f"/p/enterprise_visits/proposed/{number}").text
    assert mine in why
    assert enterprise in why
    assert "合计" in why
    other = next(name for name in DEPUTIES if name != mine)
    answer = manager.page(f"{draft}/why-not?deputy={other}&enterprise={enterprise}").text
    assert f"{other}与{enterprise}" in answer
    assert "没有名为" in manager.page(f"{draft}/why-not?deputy={other}&enterprise=Nowhere").text
    assert manager.get(f"{draft}/why-not?deputy=%00&enterprise=%23999999999999").status_code == 200


def test_deputies_who_fall_short_are_accepted_before_it_is_published(
    manager: Visitor, here: str, session: Session
) -> None:
    draft = propose(manager, here, at_least="3", at_most="4")
    shown = manager.page(f"{draft}?show=short")
    assert "少1家" in shown.text
    refused = shown.form(f"{draft}/publish").submit(manager)
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert not session.scalars(select(Pairing)).all()
    session.rollback()
    manager.page(draft).form(f"{draft}/accept").submit(manager)
    publish(manager, draft)
    assert session.scalars(select(Pairing)).all()


def test_where_locks_contradict_the_page_says_why_and_offers_no_publishing(
    manager: Visitor, here: str, session: Session
) -> None:
    deputy, enterprises = session.scalars(select(Deputy.id)).first(), session.scalars(select(Enterprise.id)).all()
    session.add_all(Ruling(deputy_id=deputy, enterprise_id=one, kind="locked") for one in enterprises)
    session.commit()
    draft = propose(manager, here, at_most="2")
    page = manager.page(draft)
    assert "无法成立" in page.text
    assert not [form for form in page.forms if form.action == f"{draft}/publish"]
    assert [form for form in page.forms if form.action == f"{draft}/again"], "made anew once the locks are mended"


def test_versions_are_compared_and_an_older_one_comes_back(manager: Visitor, here: str, session: Session) -> None:
    publish(manager, propose(manager, here))
    before = {(one.deputy_id, one.enterprise_id) for one in session.scalars(select(Pairing))}
    swapped = min(before)
    session.rollback()
    typed = {"deputy": f"#{swapped[0]}", "enterprise": f"#{swapped[1]}", "kind": "forbidden"}
    assert manager.page(f"{here}/propose").form(f"{here}/rule").submit(manager, typed).status_code == 303
    publish(manager, propose(manager, here))
    compared = manager.page(f"{here}/versions?one=1&other=2")
    assert "第1版" in compared.text
    assert compared.text.count("<td data-label") or compared.elements
    first = session.scalars(select(Proposal.id).where(Proposal.number == 1)).one()
    ruling = session.scalars(select(Ruling.id)).one()
    session.rollback()
    manager.press(f"/p/enterprise_visits/rulings/{ruling}/free")
    back = compared.form(f"/p/enterprise_visits/proposals/{first}/roll-back").submit(manager).location
    publish(manager, back)
    held = session.scalars(select(Pairing).where(Pairing.open_on(today() + timedelta(days=1))))
    assert {(one.deputy_id, one.enterprise_id) for one in held} == before


def test_a_draft_is_dropped_by_name(manager: Visitor, here: str, session: Session) -> None:
    draft = propose(manager, here)
    assert manager.page(draft).form(f"{draft}/drop").submit(manager).location.endswith("/pairing")
    assert session.scalars(select(Proposal.state)).all() == ["dropped"]
    session.rollback()
    assert manager.press(f"{draft}/drop").status_code == 409


WRONG: list[dict[str, str]] = [
    {"at_least": "4", "at_most": "3"},
    {"at_least": "-1"},
    {"at_most": "9" * 12},
    {"at_most": ""},
    {"weight_0": "301"},
    {"weight_0": "x"},
]


def test_what_is_wrong_is_said_and_what_was_typed_stays(manager: Visitor, here: str) -> None:
    page = manager.page(f"{here}/propose")
    for typed in WRONG:
        answer = page.form(f"{here}/propose").submit(manager, typed)
        assert answer.status_code == 422, typed
        assert 'role="alert"' in answer.text, typed
        assert all(f'value="{value}"' in answer.text for value in typed.values()), typed
    for typed in ({"deputy": "Nobody", "enterprise": "Mill 1"}, {"deputy": "Li", "enterprise": "Mill"}):
        assert 'role="alert"' in page.form(f"{here}/rule").submit(manager, typed).text, typed


def test_two_are_paired_by_hand_and_parted_again(manager: Visitor, here: str, session: Session) -> None:
    page = manager.page(f"{here}/by-hand")
    assert (
        'role="alert"'
        in page.form().submit(manager, {"deputy": "Li", "enterprise": "Mill 1", "begins": "0001-01-01"}).text
    )
    made = page.form().submit(manager, {"deputy": "Li", "enterprise": "Mill 1", "reason": "They know each other"})
    assert made.status_code == 303
    pairing = session.scalars(select(Pairing.id)).one()
    session.rollback()
    assert "They know each other" in manager.page(f"/p/enterprise_visits/pairings/{pairing}").text
    end = f"/p/enterprise_visits/pairings/{pairing}/end"
    manager.page(end).form().submit(manager, {"day": today().isoformat(), "reason": "Moved away"})
    assert session.scalars(select(Pairing.end_reason)).all() == ["Moved away"]


def test_employers_in_words_stand_first_until_somebody_says_whose_they_are(
    session: Session, station: Station, manager: Visitor, here: str
) -> None:
    make_deputy(session, station=station, person=make_person(session, "Zhao", employer_text="A mill somewhere"))
    session.commit()
    assert "Zhao：A mill somewhere" in manager.page(here).text
    manager.press("/employers/leave", text="A mill somewhere")
    assert "Zhao：A mill somewhere" not in manager.page(here).text


def test_a_deputy_sees_their_own_with_a_number_to_call(
    app: Flask, session: Session, station: Station, manager: Visitor, here: str
) -> None:
    publish(manager, propose(manager, here))
    row = session.scalars(select(Pairing).limit(1)).one()
    contact = row.enterprise.contact_phone
    account = make_account(session, role=Role.DEPUTY, deputy=row.deputy)
    session.commit()
    me = visitor(app, account)
    assert f'href="tel:{contact}"' in me.get("/p/enterprise_visits/mine").text
    assert "我的企业" in me.get("/start").text
    assert station


def test_letters_are_a_page_each_and_it_is_written_down(manager: Visitor, here: str) -> None:
    publish(manager, propose(manager, here))
    page = manager.page(f"{here}/letters")
    for to, letters in (("enterprise", 5), ("deputy", 2)):
        answer = page.form().submit(manager, {"to": to})
        assert answer.mimetype == "application/pdf"
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", answer.data)) == letters


def test_who_may_not_pair_sees_the_pairs_only(here: str, manager: Visitor, signed_in: SignedIn) -> None:
    draft = propose(manager, here)
    leader = signed_in(Role.LEADER)
    assert leader.get(here).status_code == 200
    assert leader.get(draft).status_code == 403
    assert leader.get(f"{here}/propose").status_code == 403
    stranger = signed_in(Role.MANAGER)
    assert stranger.get(draft).status_code == 403


def test_a_region_that_is_none_is_no_page(here: str, manager: Visitor, signed_in: SignedIn) -> None:
    assert here
    office = signed_in(Role.OFFICE)
    for code in ("xx", "%00", "3" * 40, "32%2038"):
        assert office.get(f"/p/enterprise_visits/pairing/regions/{code}").status_code == 404
    assert manager.get("/p/enterprise_visits/pairing/regions/320381").status_code in (403, 404)
