"""What becomes of pairs when deputies leave and come back, and when stations merge and close; and who sees them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Role
from core.api.data import announce, ask
from core.api.declare import hooks
from core.testing import make_account, make_station, page_of, sign_in
from plugins.enterprise_visits.models import Pairing, Proposal
from plugins.enterprise_visits.pairing import service
from tests.plugins.enterprise_visits.pairing.conftest import AT, TODAY, World, held, world

pytestmark = pytest.mark.usefixtures("app")


def paired(session: Session) -> World:
    """Li looks after two mills."""
    here = world(session)
    li = here.deputy("Li")
    for mill in here.enterprises(2):
        service.pair(session, li.id, mill.id, TODAY - timedelta(days=5), "", today=TODAY, at=AT)
    return here


def test_the_pairs_of_who_leaves_end_and_come_back_with_them(session: Session, on_both: str) -> None:
    paired(session)
    before = held(session)
    deputy_id = session.scalars(select(Pairing.deputy_id)).first() or 0
    (holding,) = [
        one for one in ask(hooks.deputies_hold, session, [deputy_id], TODAY) if "look after" in str(one.title)
    ]
    assert holding.count == 2
    released = ask(hooks.deputies_left, session, [deputy_id], TODAY)
    assert held(session) == set()
    assert held(session, TODAY - timedelta(days=1)) == before
    assert {one.how_ended for one in session.scalars(select(Pairing))} == {"left"}
    announce(hooks.deputies_back, session, released)
    assert held(session) == before


def test_who_comes_back_does_not_get_a_pair_twice_nor_one_that_ended_otherwise(session: Session) -> None:
    here = paired(session)
    first, second = session.scalars(select(Pairing).order_by(Pairing.id)).all()
    service.end(session, second, TODAY, "Enough", today=TODAY, at=AT)
    released = ask(hooks.deputies_left, session, [first.deputy_id], TODAY)
    assert len([one for one in released if one.kind == "enterprise_visits.pairing"]) == 1
    service.pair(session, first.deputy_id, first.enterprise_id, TODAY, "", today=TODAY, at=AT)
    announce(hooks.deputies_back, session, released)
    assert held(session) == {("Li", "Mill 1")}
    assert here.station.id == first.station_id


def test_a_proposal_made_before_a_deputy_left_is_published_without_them(session: Session) -> None:
    here = world(session)
    li = here.deputy("Li")
    here.deputy("Wu"), here.enterprises(2)
    draft = here.propose(1, 1)
    li.mandates[0].state = "ended"
    session.flush()
    outcome = here.publish(draft)
    assert (outcome.begun, [one[0] for one in outcome.refused]) == (1, ["Li"])
    assert {deputy for deputy, _enterprise in held(session)} == {"Wu"}


def test_pairs_move_with_a_merged_station_and_go_on_when_one_closes(session: Session) -> None:
    here = paired(session)
    draft = here.propose(1, 2)
    into = make_station(session, "The other one", chain=here.chain)
    told = [str(one.sentence) for one in ask(hooks.station_hands_over, session, here.station, into, TODAY)]
    assert "Pairs of deputies and enterprises that move to The other one: 2." in told
    before = held(session)
    announce(hooks.station_closed, session, here.station, into, TODAY)
    assert held(session) == before
    assert set(session.scalars(select(Pairing.station_id))) == {into.id}
    assert session.get_one(Proposal, draft.id).state == "dropped"
    told = [str(one.sentence) for one in ask(hooks.station_hands_over, session, into, None, TODAY)]
    assert "Pairs of deputies and enterprises that go on without a station: 2." in told
    announce(hooks.station_closed, session, into, None, TODAY)
    assert held(session) == before
    assert set(session.scalars(select(Pairing.station_id))) == {None}


def test_strangers_see_how_many_enterprises_and_who_pairs_sees_which(app: Flask, session: Session) -> None:
    paired(session)
    li = session.scalars(select(Pairing)).all()[0].deputy
    office = make_account(session, role=Role.OFFICE, region="320381")
    own = make_account(session, role=Role.DEPUTY, deputy=li)
    session.commit()
    url = f"/deputies/{li.id}"
    assert "Mill 1" not in page_of(app.test_client().get(url)).text
    assert "走访联系的企业：2家" in page_of(app.test_client().get(url)).text
    assert "Mill 1" in page_of(sign_in(app.test_client(), office).get(url)).text
    assert "Mill 1" in page_of(sign_in(app.test_client(), own).get(url)).text
