"""The capability directory: who can do so much of something in a month, in units that can be converted, and how current it is."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from core.api.data import Chain, Enterprise, Reach, Station
from core.platform import catalog
from core.testing import make_chain, make_enterprise, make_station, switch
from core.words import speak
from plugins.textiles import enterprises, months
from plugins.textiles.capacity import lists, service
from plugins.textiles.capacity.errors import (
    AmountTooFine,
    CapabilityKnown,
    CertificateKnown,
    FreeAboveCapacity,
    ProcessUnknown,
    UnitForeign,
)
from plugins.textiles.capacity.service import Said
from plugins.textiles.fields import amount
from plugins.textiles.models import Capability, Certificate
from plugins.textiles.trade.units import in_words

TODAY = date(2026, 11, 5)
NOVEMBER = date(2026, 11, 1)
EVERYWHERE = Reach(everything=True)


@pytest.fixture
def chain(session: Session) -> Chain:
    return make_chain(session, "Textiles", segments=("化纤纺丝", "印染后整理"))


@pytest.fixture
def station(session: Session, chain: Chain) -> Station:
    station = make_station(session, chain=chain)
    switch(session, "textiles", station, is_on=True)
    return station


def mill(session: Session, station: Station, name: str) -> Enterprise:
    return make_enterprise(session, name, chain=station.chain)


def dyes(
    session: Session,
    station: Station,
    name: str,
    free: str | None,
    lead: int = 5,
    unit: str = "t",
    minimum: str | None = None,
) -> Capability:
    said = Said(
        process="dyeing",
        unit=unit,
        capacity=Decimal(100_000 if unit == "kg" else 100),
        lead_days=lead,
        minimum=None if minimum is None else Decimal(minimum),
    )
    made = service.enter(session, station, mill(session, station, name).id, said, TODAY)
    if free is not None:
        service.say_free(session, made, {NOVEMBER: Decimal(free)}, TODAY)
    return made


def answers(session: Session, station: Station, amount: str, unit: str) -> list[tuple[str, bool]]:
    here = lists.within(session, Capability, EVERYWHERE, station)
    asked = lists.question("dyeing", Decimal(amount), unit, NOVEMBER)
    query = lists.who_can(here, asked, TODAY).order_by(*lists.orders(asked, TODAY)["free"])
    return [(row.enterprise, bool(row.can)) for row in session.execute(query)]


def test_who_can_dye_20_tons_this_month_names_those_with_most_free_first_and_then_the_quickest(
    session: Session, station: Station
) -> None:
    dyes(session, station, "Slow", "30", lead=20)
    dyes(session, station, "Quick", "30", lead=3)
    dyes(session, station, "Most", "80")
    dyes(session, station, "Little", "19.5")
    dyes(session, station, "Silent", None)
    assert answers(session, station, "20", "t") == [
        ("Most", True),
        ("Quick", True),
        ("Slow", True),
        ("Little", False),
        ("Silent", False),
    ]


def test_units_are_converted_within_a_dimension(session: Session, station: Station) -> None:
    dyes(session, station, "In kilograms", "25000", unit="kg")
    dyes(session, station, "In tons", "18")
    assert answers(session, station, "20", "t") == [("In kilograms", True), ("In tons", False)]
    assert answers(session, station, "18000", "kg") == [("In kilograms", True), ("In tons", True)]


def test_what_is_counted_by_length_is_not_compared_with_weight_and_the_answer_says_how_many(
    session: Session, station: Station
) -> None:
    dyes(session, station, "By weight", "8")
    dyes(session, station, "By weight too", "9")
    dyes(session, station, "By length", "50", unit="10000m")
    asked = lists.question("dyeing", Decimal(20), "t", NOVEMBER)
    here = lists.within(session, Capability, EVERYWHERE, station)
    assert lists.answer(session, here, asked, TODAY) == lists.Answer(able=0, free=17_000, elsewhere=1)
    assert [name for name, _can in answers(session, station, "20", "t")] == ["By weight too", "By weight"]


def test_a_unit_in_which_nobody_measures_the_process_is_refused_with_a_sentence() -> None:
    with pytest.raises(UnitForeign) as refused:
        lists.question("dyeing", Decimal(20), "spindles", NOVEMBER)
    assert "Dyeing is counted by weight or by length" in str(refused.value)
    with pytest.raises(ProcessUnknown):
        lists.question("baking", Decimal(20), "t", NOVEMBER)
    with pytest.raises(ProcessUnknown):
        lists.question("dyeing", Decimal(20), "pounds", NOVEMBER)


def test_whoever_takes_only_larger_orders_or_delivers_too_late_cannot(session: Session, station: Station) -> None:
    dyes(session, station, "Large orders", "60", minimum="30")
    dyes(session, station, "Too late", "50", lead=26)
    dyes(session, station, "Just in time", "40", lead=25)
    assert answers(session, station, "20", "t") == [
        ("Just in time", True),
        ("Large orders", False),
        ("Too late", False),
    ]


def test_what_was_withdrawn_is_not_found_until_it_is_offered_again(session: Session, station: Station) -> None:
    capability = dyes(session, station, "Mill", "50")
    service.withdraw(session, capability, TODAY)
    assert answers(session, station, "20", "t") == []
    service.offer_again(session, capability, TODAY)
    assert answers(session, station, "20", "t") == [("Mill", True)]


def test_stations_of_one_chain_share_the_directory_where_the_trade_is_switched_on(
    session: Session, chain: Chain, station: Station
) -> None:
    other = make_station(session, chain=chain)
    switch(session, "textiles", other, is_on=True)
    dyes(session, other, "Neighbour", "50")
    assert answers(session, station, "20", "t") == [("Neighbour", True)]
    switch(session, "textiles", other, is_on=False)
    assert answers(session, station, "20", "t") == []


def test_a_manager_reaches_what_stands_on_the_chain_and_nothing_else(
    session: Session, chain: Chain, station: Station
) -> None:
    dyes(session, station, "Ours", "50")
    neighbour = make_station(session, chain=chain)
    stranger = make_station(session, chain=make_chain(session))
    for reach, expected in (
        (Reach(station_ids=frozenset({neighbour.id})), 1),
        (Reach(station_ids=frozenset({stranger.id})), 0),
        (Reach(region_codes=frozenset({station.region_code})), 1),
        (Reach(), 0),
    ):
        query = lists.directory(lists.within(session, Capability, reach), lists.Wanted(), NOVEMBER, TODAY)
        assert len(session.execute(query).all()) == expected


def test_free_capacity_does_not_exceed_the_capacity_of_a_month(session: Session, station: Station) -> None:
    capability = dyes(session, station, "Mill", "100")
    with pytest.raises(FreeAboveCapacity) as refused:
        service.say_free(session, capability, {NOVEMBER: Decimal("100.5")}, TODAY)
    assert "100.5 tons would be free" in str(refused.value)
    with pytest.raises(FreeAboveCapacity):
        service.change(session, capability, Said(process="dyeing", unit="t", capacity=Decimal(90)), TODAY)
    service.change(session, capability, Said(process="dyeing", unit="t", capacity=Decimal(4), period="day"), TODAY)
    assert str(in_words(capability.capacity, "t", "day")) == "4 tons a day"


def test_nothing_free_is_known_and_an_empty_month_is_not(session: Session, station: Station) -> None:
    capability = dyes(session, station, "Mill", "0")
    assert [(one.month, one.amount) for one in capability.free] == [(NOVEMBER, 0)]
    service.say_free(session, capability, {NOVEMBER: None}, TODAY)
    assert capability.free == []


def test_another_dimension_forgets_what_was_free_in_the_old_one(session: Session, station: Station) -> None:
    capability = dyes(session, station, "Mill", "50")
    service.change(session, capability, Said(process="dyeing", unit="10000m", capacity=Decimal(3)), TODAY)
    session.expire(capability)
    assert (capability.free, capability.dimension, capability.capacity) == ([], "length", 30_000)


def test_machines_are_counted_as_they_stand(session: Session, station: Station) -> None:
    said = Said(process="weaving", unit="machines", capacity=Decimal(96), period="day")
    capability = service.enter(session, station, mill(session, station, "Looms").id, said, TODAY)
    assert (capability.period, str(in_words(96, "machines", capability.period))) == ("standing", "96 machines or looms")


@pytest.mark.parametrize("amount", ["0.0001", "2000000", "0"])
def test_amounts_out_of_reason_are_refused(amount: str) -> None:
    with pytest.raises(AmountTooFine):
        service.in_smallest(Decimal(amount), "t")


def test_one_process_of_an_enterprise_stands_once_in_each_dimension(session: Session, station: Station) -> None:
    enterprise = mill(session, station, "Mill").id
    service.enter(session, station, enterprise, Said(process="dyeing", unit="t", capacity=Decimal(9)), TODAY)
    service.enter(session, station, enterprise, Said(process="dyeing", unit="m", capacity=Decimal(9)), TODAY)
    with pytest.raises(CapabilityKnown):
        service.enter(session, station, enterprise, Said(process="dyeing", unit="kg", capacity=Decimal(9)), TODAY)


def test_an_enterprise_of_another_chain_is_refused(session: Session, station: Station) -> None:
    elsewhere = make_enterprise(session, chain=make_chain(session))
    said = Said(process="dyeing", unit="t", capacity=Decimal(9))
    with pytest.raises(enterprises.EnterpriseElsewhere):
        service.enter(session, station, elsewhere.id, said, TODAY)


def test_what_was_not_confirmed_for_long_is_stale_until_somebody_confirms_it(
    session: Session, station: Station
) -> None:
    capability = dyes(session, station, "Mill", "50")
    later = TODAY + timedelta(days=61)
    here = lists.within(session, Capability, EVERYWHERE, station)
    stale = service.stale_before(session, station.region_code, later)
    query = lists.directory(here, lists.Wanted(state="stale"), NOVEMBER, stale)
    assert [row.id for row in session.execute(query)] == [capability.id]
    service.confirm(session, capability, later)
    assert session.execute(query).all() == []


def test_the_directory_is_searched_by_enterprise_words_process_and_certificate(
    session: Session, station: Station
) -> None:
    capability = dyes(session, station, "Red Mill", "50")
    capability.words = "Jet dyeing, 100% cotton"
    certificate = Certificate(station_id=station.id, enterprise_id=capability.enterprise_id)
    service.certify(session, certificate, name="OEKO-TEX")
    dyes(session, station, "Blue Mill", "50")
    here = lists.within(session, Capability, EVERYWHERE, station)

    def found(words: str) -> list[str]:
        query = lists.directory(here, lists.Wanted(words=words), NOVEMBER, TODAY)
        return sorted(row.enterprise for row in session.execute(query))

    assert found("Red") == found("100%") == found("OEKO") == ["Red Mill"]
    assert found("Dyeing") == ["Blue Mill", "Red Mill"]
    assert found("_") == []


def test_a_certificate_has_expired_from_the_day_after_its_last_and_is_entered_once(
    session: Session, station: Station
) -> None:
    enterprise = mill(session, station, "Mill").id
    certificate = Certificate(station_id=station.id, enterprise_id=enterprise)
    service.certify(session, certificate, name="GRS", number="7", valid_to=TODAY)
    assert not certificate.has_expired(TODAY)
    assert certificate.has_expired(TODAY + timedelta(days=1))
    with pytest.raises(CertificateKnown):
        service.certify(session, Certificate(station_id=station.id, enterprise_id=enterprise), name="GRS", number="7")


@pytest.mark.parametrize(("days", "found"), [(0, 1), (1, 0)])
def test_nobody_is_found_by_a_certificate_that_has_expired(
    session: Session, station: Station, days: int, found: int
) -> None:
    mill_id = dyes(session, station, "Mill", None).enterprise_id
    certificate = Certificate(station_id=station.id, enterprise_id=mill_id)
    service.certify(session, certificate, name="GRS", valid_to=TODAY)
    here = lists.within(session, Capability, EVERYWHERE, station)
    wanted = lists.Wanted(words="GRS", certified_on=TODAY + timedelta(days=days))
    assert len(session.execute(lists.directory(here, wanted, NOVEMBER, TODAY)).all()) == found


def test_a_mill_that_shrinks_is_not_held_by_what_was_free_in_a_month_that_is_past(
    session: Session, station: Station
) -> None:
    capability = dyes(session, station, "Mill", "80")
    smaller = Said(process="dyeing", unit="t", capacity=Decimal(50))
    with pytest.raises(FreeAboveCapacity):
        service.change(session, capability, smaller, TODAY)
    service.change(session, capability, smaller, date(2026, 12, 1))
    assert capability.capacity == 50_000


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("20", 20),
        ("1.5", "1.5"),
        ("2,000", 2000),
        ("２０", 20),
        ("1,5", None),
        ("1.234,5", None),
        ("-5", None),
        ("1_0", None),
        ("1e3", None),
        (".", None),
        ("二十", None),
        ("9" * 17, None),
    ],
)
def test_no_amount_is_guessed(typed: str, found: int | str | None) -> None:
    assert amount(typed) == (None if found is None else Decimal(found))


def test_a_sentence_names_the_month() -> None:
    assert str(months.in_words(NOVEMBER)) == "2026-11"
    with speak(catalog()):
        assert str(months.in_words(NOVEMBER)) == "2026年11月"


def test_months_go_over_the_end_of_the_year() -> None:
    assert [months.key(month) for month in months.months_from(TODAY, 3)] == ["2026-11", "2026-12", "2027-01"]
    assert months.last_of(date(2028, 2, 1)) == date(2028, 2, 29)
    assert months.after(NOVEMBER, -11) == date(2025, 12, 1)
