"""Publishing while deputies sign up, and two who take over the same place: on both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import select

from core.database import Database
from core.testing import make_deputy, make_station
from plugins.duty_days.models import Offer, Proposal, Slot
from plugins.duty_days.rota import exchanging, publishing
from plugins.duty_days.rota.errors import NoDraft, OfferGone
from plugins.duty_days.signing_up import service as signing_up
from tests.plugins.duty_days.conftest import AT, TODAY
from tests.plugins.duty_days.rota.conftest import make_days, settled, three_months
from tests.plugins.duty_days.test_capacity import at_once

pytestmark = pytest.mark.usefixtures("on_both")


def test_places_taken_while_a_rota_is_published_are_held_once(database: Database) -> None:
    with database.writing() as session:
        station = make_station(session, deputies=6)
        days = make_days(session, station, *three_months())
        sittings = [day.sittings[0].id for day in days]
        proposal_id = settled(session, station).id
        quick = [make_deputy(session, station=station).id for _one in range(6)]

    def publish() -> None:
        with database.writing() as session:
            proposal = session.get_one(Proposal, proposal_id)
            publishing.publish(session, proposal, at=AT, today=TODAY, account_id=None)

    def sign_up(sitting: int, deputy: int) -> None:
        with database.writing() as session:
            signing_up.sign_up(session, sitting, deputy, TODAY, AT)

    taps: list[Callable[[], None]] = [partial(sign_up, sittings[n % 3], deputy) for n, deputy in enumerate(quick)]
    came = at_once([*taps[:3], publish, publish, *taps[3:]])
    assert Counter(type(one) for one in came)[NoDraft] == 1, came
    with database.reading() as session:
        for sitting in sittings:
            held = session.scalars(select(Slot.deputy_id).where(Slot.sitting_id == sitting)).all()
            assert None not in held
            assert len(set(held)) == 2
        signed_up = set(session.scalars(select(Slot.deputy_id).where(Slot.how != "rota")))
    won = {deputy for deputy, one in zip(quick, [*came[:3], *came[5:]], strict=True) if one is None}
    assert signed_up == won


def test_of_two_who_take_over_the_same_place_one_has_it(database: Database) -> None:
    with database.writing() as session:
        station = make_station(session)
        giver, *takers = [make_deputy(session, station=station).id for _one in range(5)]
        day = make_days(session, station, three_months()[0])[0]
        slot = signing_up.put_in(session, day.sittings[0].id, giver, AT)
        number, slot_id = exchanging.offer(session, slot.id, giver, today=TODAY, at=AT).id, slot.id

    def take(deputy: int) -> str:
        with database.writing() as session:
            return exchanging.take_over(session, number, deputy, today=TODAY, at=AT).step

    came = at_once([partial(take, deputy) for deputy in takers])
    assert came.count("done") == 1
    assert sum(isinstance(one, OfferGone) for one in came) == len(takers) - 1, came
    with database.reading() as session:
        assert session.get_one(Slot, slot_id).deputy_id == takers[came.index("done")]
        assert session.get_one(Offer, number).state == "done"
