"""Mutual help: what fits is found by the words both use, within the chain and the time; introductions keep what came of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from core.api.data import Chain, Enterprise, Station
from core.clock import today
from core.testing import make_chain, make_deputy, make_enterprise, make_station
from plugins.enterprise_visits.helping import leaving, service
from plugins.enterprise_visits.helping.errors import (
    EnterpriseElsewhere,
    HelpDaysReversed,
    IntroducedAlready,
    NotACounterpart,
    NotOfTheStation,
    OutcomeBeforehand,
)
from plugins.enterprise_visits.helping.testing import make_lead
from plugins.enterprise_visits.helping.words import in_common
from plugins.enterprise_visits.models import MutualHelp


@pytest.fixture
def chain(session: Session) -> Chain:
    return make_chain(session)


@pytest.fixture
def station(session: Session, chain: Chain) -> Station:
    return make_station(session, chain=chain)


def said(session: Session, station: Station, side: str, words: str, **more: Any) -> MutualHelp:
    told: dict[str, Any] = {
        "enterprise": make_enterprise(session, chain=station.chain).id,
        "kind": "equipment",
        "begins": today(),
    }
    return service.enter(session, station, side=side, words=words, **{**told, **more})


def fits(session: Session, told: MutualHelp) -> list[int]:
    return [fit.help_id for fit in service.may_fit(session, told, today())]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("夜班可提供五轴加工中心机时", "需要五轴加工中心，每周两班", ["五轴加工中心"]),
        ("提供ERP实施顾问", "寻求 erp 上线辅导", ["erp"]),
        ("可以提供冷库", "需要叉车", []),
        ("需要合作", "希望合作", []),
        ("CNC lathe, two shifts", "a lathe at night", ["lathe"]),
    ],
)
def test_words_in_common_are_things_and_not_ways_of_asking(one: str, other: str, expected: list[str]) -> None:
    assert in_common(one, other) == expected


def test_what_is_sought_finds_what_is_offered_with_the_most_words_in_common_first(
    session: Session, station: Station
) -> None:
    seek = said(session, station, "seek", "五轴加工中心 夜班机时")
    near = said(session, station, "offer", "加工中心空闲")
    best = said(session, station, "offer", "五轴加工中心，夜班机时空闲")
    assert fits(session, seek) == [best.id, near.id]
    assert fits(session, best) == [seek.id]


def test_another_kind_side_time_or_chain_or_the_same_enterprise_does_not_fit(
    session: Session, station: Station
) -> None:
    seek = said(session, station, "seek", "furnace", begins=date(2026, 3, 1), ends=today() + timedelta(days=9))
    said(session, station, "offer", "furnace", kind="people")
    said(session, station, "seek", "furnace")
    said(session, station, "offer", "furnace", begins=today() + timedelta(days=10))
    said(session, station, "offer", "furnace", enterprise=seek.enterprise_id)
    said(session, make_station(session), "offer", "furnace")
    service.close(session, said(session, station, "offer", "furnace"), today())
    assert fits(session, seek) == []


def test_stations_of_one_chain_share_what_is_offered(session: Session, chain: Chain, station: Station) -> None:
    seek = said(session, station, "seek", "furnace")
    there = said(session, make_station(session, chain=chain), "offer", "furnace")
    assert fits(session, seek) == [there.id]


def test_an_enterprise_of_another_chain_and_days_reversed_are_refused(session: Session, station: Station) -> None:
    stranger: Enterprise = make_enterprise(session, chain=make_chain(session))
    with pytest.raises(EnterpriseElsewhere):
        said(session, station, "offer", "furnace", enterprise=stranger.id)
    with pytest.raises(HelpDaysReversed):
        said(session, station, "offer", "furnace", ends=today() - timedelta(days=1))


def test_two_are_introduced_once_and_are_not_proposed_again(session: Session, station: Station) -> None:
    offer, seek = said(session, station, "offer", "furnace"), said(session, station, "seek", "furnace")
    deputy = make_deputy(session, station=station)
    made = service.introduce(session, seek, offer.id, deputy=deputy.id, day=today())
    assert (made.offer_id, made.seek_id) == (offer.id, seek.id)
    assert fits(session, seek) == fits(session, offer) == []
    with pytest.raises(IntroducedAlready):
        service.introduce(session, offer, seek.id, deputy=None, day=today())


def test_only_an_offer_and_a_need_of_the_same_kind_are_introduced_by_deputies_of_the_station(
    session: Session, station: Station
) -> None:
    offer, other = said(session, station, "offer", "furnace"), said(session, station, "offer", "furnace")
    with pytest.raises(NotACounterpart):
        service.introduce(session, offer, other.id, deputy=None, day=today())
    with pytest.raises(NotACounterpart):
        service.introduce(session, offer, 999_999, deputy=None, day=today())
    seek = said(session, station, "seek", "furnace")
    with pytest.raises(NotOfTheStation):
        service.introduce(session, offer, seek.id, deputy=make_deputy(session).id, day=today())


def test_what_came_of_it_is_not_earlier_than_the_introduction(session: Session, station: Station) -> None:
    offer, seek = said(session, station, "offer", "furnace"), said(session, station, "seek", "furnace")
    made = service.introduce(session, offer, seek.id, deputy=None, day=today())
    with pytest.raises(OutcomeBeforehand):
        service.tell_outcome(session, made, outcome="agreed", words="", on=today() - timedelta(days=1))
    service.tell_outcome(session, made, outcome="agreed", words="Two shifts a week", on=today())
    assert (made.outcome, made.outcome_on) == ("agreed", today())


def test_what_was_introduced_keeps_its_side_kind_and_enterprise(session: Session, station: Station) -> None:
    offer, seek = said(session, station, "offer", "furnace"), said(session, station, "seek", "furnace")
    service.introduce(session, offer, seek.id, deputy=None, day=today())
    kept: dict[str, Any] = {
        "enterprise": offer.enterprise_id,
        "words": "A furnace, at night",
        "amount": "",
        "begins": today(),
        "ends": None,
    }
    service.change(session, offer, station, side="offer", kind="equipment", **kept)
    assert offer.words == "A furnace, at night"
    with pytest.raises(NotACounterpart):
        service.change(session, offer, station, side="seek", kind="equipment", **kept)


def test_what_is_open_moves_with_a_merged_station_and_what_is_over_stays(session: Session, station: Station) -> None:
    into = make_station(session)
    stands, over = said(session, station, "offer", "furnace"), said(session, station, "offer", "kiln")
    service.close(session, over, today())
    lead = make_lead(session, station)
    assert len(list(leaving.told(session, station, into, today()))) == 2
    leaving.hand_over(session, station, into, today())
    assert (stands.station_id, stands.chain_id, over.station_id) == (into.id, into.chain_id, station.id)
    assert (lead.station_id, lead.chain_id, lead.segment_id) == (into.id, into.chain_id, None)
    assert list(leaving.told(session, into, None, today())) == []
