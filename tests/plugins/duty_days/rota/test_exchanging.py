"""Passing places on: offered and taken over, swapped, with the station's consent if so set; and what moved meanwhile."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.notices.models import Notice
from core.testing import make_deputy, make_station
from plugins.duty_days import service as days
from plugins.duty_days.models import DutyDay, Leave, Offer, Slot
from plugins.duty_days.rota import exchange_lists, exchanging
from plugins.duty_days.rota.errors import CannotServe, NotYourPlace, OfferedAlready, OfferGone
from plugins.duty_days.signing_up.service import put_in
from tests.plugins.duty_days.conftest import AT, TODAY
from tests.plugins.duty_days.rota.conftest import make_days


class Two:
    """A station with two deputies, each with a place on a day of their own, and a third without one."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.station = make_station(session, "North Mill")
        self.ann = make_deputy(session, "Ann Ash", station=self.station)
        self.bo = make_deputy(session, "Bo Birch", station=self.station)
        self.cy = make_deputy(session, "Cy Cedar", station=self.station)
        self.first, self.second = make_days(session, self.station, date(2026, 12, 10), date(2027, 1, 10))
        self.anns = put_in(session, self.first.sittings[0].id, self.ann.id, AT)
        self.bos = put_in(session, self.second.sittings[0].id, self.bo.id, AT)

    def offer(self) -> Offer:
        return exchanging.offer(self.session, self.anns.id, self.ann.id, today=TODAY, at=AT)

    def swap(self) -> Offer:
        return exchanging.ask_to_swap(self.session, self.anns.id, self.ann.id, self.bos.id, today=TODAY, at=AT)

    def take_over(self, offer: Offer, deputy: int) -> exchanging.Came:
        return exchanging.take_over(self.session, offer.id, deputy, today=TODAY, at=AT)

    def agree(self, offer: Offer) -> exchanging.Came:
        return exchanging.agree(self.session, offer.id, self.bo.id, today=TODAY, at=AT)

    def holders(self) -> tuple[int | None, int | None]:
        self.session.flush()
        return tuple(self.session.get_one(Slot, slot.id).deputy_id for slot in (self.anns, self.bos))  # type: ignore[return-value]

    def told(self, deputy: object) -> int:
        person = deputy.person_id  # type: ignore[attr-defined]
        return self.session.scalar(select(func.count()).select_from(Notice).where(Notice.person_id == person)) or 0


@pytest.fixture
def two(session: Session) -> Two:
    return Two(session)


def test_an_offered_place_stays_with_its_holder_until_somebody_takes_it_over(two: Two) -> None:
    offer = two.offer()
    assert two.holders()[0] == two.ann.id
    assert (two.told(two.ann), two.told(two.bo), two.told(two.cy)) == (0, 1, 1)
    assert two.take_over(offer, two.cy.id).step == "done"
    assert two.holders()[0] == two.cy.id
    assert two.session.get_one(Slot, two.anns.id).how == "swapped"
    assert two.told(two.ann) == 1
    with pytest.raises(OfferGone):
        two.take_over(offer, two.bo.id)


def test_two_change_places(two: Two) -> None:
    offer = two.swap()
    assert two.told(two.bo) == 1
    assert two.holders() == (two.ann.id, two.bo.id)
    assert two.agree(offer).step == "done"
    assert two.holders() == (two.bo.id, two.ann.id)


def test_with_consent_set_nothing_changes_before_the_station_agrees(two: Two) -> None:
    exchanging.choose(two.session, two.station, needs_consent=True)
    offer = two.offer()
    assert two.take_over(offer, two.cy.id).step == "taken"
    assert two.holders()[0] == two.ann.id
    assert exchanging.consent(two.session, offer.id, today=TODAY, at=AT).step == "done"
    assert two.holders()[0] == two.cy.id


def test_without_consent_everybody_keeps_their_place(two: Two) -> None:
    exchanging.choose(two.session, two.station, needs_consent=True)
    offer = two.swap()
    two.agree(offer)
    exchanging.refuse(two.session, offer.id, at=AT)
    assert two.holders() == (two.ann.id, two.bo.id)
    with pytest.raises(OfferGone):
        exchanging.consent(two.session, offer.id, today=TODAY, at=AT)


def test_a_swap_whose_day_moved_asks_again(two: Two) -> None:
    offer = two.swap()
    two.second.day = date(2027, 1, 12)
    two.session.flush()
    came = two.agree(offer)
    assert came.step == "moved"
    assert two.holders() == (two.ann.id, two.bo.id)
    assert came.offer.wanted_day == date(2027, 1, 12)
    assert two.agree(offer).step == "done"
    assert two.holders() == (two.bo.id, two.ann.id)


def test_a_day_that_moves_while_the_station_decides_is_asked_again(two: Two) -> None:
    exchanging.choose(two.session, two.station, needs_consent=True)
    offer = two.offer()
    two.take_over(offer, two.cy.id)
    two.first.day = date(2026, 12, 12)
    two.session.flush()
    assert exchanging.consent(two.session, offer.id, today=TODAY, at=AT).step == "moved"
    assert two.holders()[0] == two.ann.id
    assert two.session.get_one(Offer, offer.id).state == "open"


@pytest.mark.parametrize("becomes", ["cancelled", "held by another", "passed"])
def test_a_place_that_is_not_what_it_was_lets_the_request_lapse(two: Two, becomes: str) -> None:
    offer = two.swap()
    today = TODAY
    if becomes == "cancelled":
        days.cancel(two.session, two.first)
    elif becomes == "held by another":
        two.anns.deputy_id = two.cy.id
    else:
        today = date(2026, 12, 11)
    two.session.flush()
    before = two.holders()
    came = exchanging.agree(two.session, offer.id, two.bo.id, today=today, at=AT)
    assert came.step == "lapsed"
    assert two.holders() == before


def test_who_is_on_leave_or_serves_there_already_cannot_take_it_over(two: Two) -> None:
    offer = two.offer()
    two.session.add(Leave(deputy_id=two.cy.id, begins=two.first.day, ends=two.first.day, made_at=AT))
    put_in(two.session, two.first.sittings[0].id, two.bo.id, AT)
    for deputy in (two.cy, two.bo):
        with pytest.raises(CannotServe):
            two.take_over(offer, deputy.id)
    assert two.holders()[0] == two.ann.id


def test_somebody_of_another_station_cannot_take_it_over(two: Two) -> None:
    stranger = make_deputy(two.session, station=make_station(two.session))
    with pytest.raises(CannotServe):
        two.take_over(two.offer(), stranger.id)


def test_only_ones_own_coming_place_is_offered_and_only_once(two: Two) -> None:
    with pytest.raises(NotYourPlace):
        exchanging.offer(two.session, two.anns.id, two.bo.id, today=TODAY, at=AT)
    with pytest.raises(NotYourPlace):
        exchanging.offer(two.session, two.anns.id, two.ann.id, today=date(2027, 1, 1), at=AT)
    two.offer()
    with pytest.raises(OfferedAlready):
        two.offer()
    with pytest.raises(OfferedAlready):
        two.swap()


def test_an_offer_is_taken_back_and_a_swap_declined(two: Two) -> None:
    exchanging.withdraw(two.session, two.offer().id, two.ann.id, at=AT)
    swap = two.swap()
    exchanging.decline(two.session, swap.id, two.bo.id, at=AT)
    assert two.holders() == (two.ann.id, two.bo.id)
    assert {offer.state for offer in two.session.scalars(select(Offer))} == {"withdrawn", "refused"}


def test_a_removed_day_takes_its_offers_with_it(two: Two) -> None:
    two.offer()
    two.session.delete(two.session.get_one(DutyDay, two.first.id))
    two.session.flush()
    assert two.session.scalar(select(func.count()).select_from(Offer)) == 0


def test_an_offer_whose_place_is_gone_is_offered_to_nobody(two: Two) -> None:
    two.offer()
    assert exchange_lists.offers_to(two.session, two.cy.id, [two.station.id], TODAY)
    days.cancel(two.session, two.first)
    two.session.flush()
    assert not exchange_lists.offers_to(two.session, two.cy.id, [two.station.id], TODAY)
