"""The parts of the trade: matched to segments by their names, corrected by people, and the fit that follows from neighbours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Deputy, EnterpriseSegment, Segment, Station, ask
from core.errors import NotFound
from core.testing import make_chain, make_deputy, make_enterprise, make_station, switch
from plugins.enterprise_visits.api import FitPart, enterprise_visits_fit
from plugins.textiles.trade import service
from plugins.textiles.trade.words import PARTS

SEGMENTS = ("化纤纺丝", "纺纱", "织造", "印染后整理", "服装家纺", "纺织机械", "物流")


@pytest.fixture
def station(session: Session) -> Station:
    station = make_station(session, chain=make_chain(session, "Textiles", segments=SEGMENTS))
    switch(session, "textiles", station, is_on=True)
    return station


def segment(session: Session, station: Station, name: str) -> Segment:
    return session.scalars(select(Segment).where(Segment.chain_id == station.chain_id, Segment.name == name)).one()


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("化纤纺丝", "fibre"),
        ("纺纱", "yarn"),
        ("织造", "weaving"),
        ("印染后整理", "dyeing"),
        ("高档面料", "fabric"),
        ("服装家纺", "garment"),
        ("家纺", "home"),
        ("纺织机械", "machinery"),
        ("拉链纽扣", "accessories"),
        ("Home textiles", "home"),
        ("钢铁冶炼", ""),
        ("服装辅料", "accessories"),
        ("针织服装", "garment"),
        ("化纤织造", "weaving"),
        ("毛纺面料", "fabric"),
        ("婚纱礼服", "garment"),
        ("Fabric dyeing", "dyeing"),
    ],
)
def test_a_segment_is_the_part_whose_longest_word_its_name_has(name: str, part: str) -> None:
    assert service.part_of(name) == part


def test_every_part_has_words_and_neighbours_that_know_each_other() -> None:
    assert list(service.parts()) == list(PARTS)
    for key, part in service.parts().items():
        assert part.words
        assert all(key in service.parts()[other].neighbours for other in part.neighbours), key
    assert len(service.steps()) == len(PARTS) ** 2


def test_a_person_corrects_what_a_name_says_and_takes_it_back(session: Session, station: Station) -> None:
    logistics, yarn = segment(session, station, "物流"), segment(session, station, "纺纱")
    service.say_part(session, logistics, "accessories")
    service.say_part(session, yarn, "")
    told = {one.name: (one.part, one.by_person) for one in service.matched(session, station.chain_id)}
    assert (told["物流"], told["纺纱"], told["织造"]) == (("accessories", True), ("", True), ("weaving", False))
    service.say_part(session, yarn, None)
    told = {one.name: (one.part, one.by_person) for one in service.matched(session, station.chain_id)}
    assert told["纺纱"] == ("yarn", False)
    with pytest.raises(service.PartUnknown):
        service.say_part(session, yarn, "steel")


def test_a_segment_of_another_chain_is_not_found_at_a_station(session: Session, station: Station) -> None:
    other = make_station(session, chain=make_chain(session))
    with pytest.raises(NotFound):
        service.segment_of(session, other, segment(session, station, "纺纱").id)


def works_in(session: Session, station: Station, name: str) -> tuple[Deputy, int]:
    membership = EnterpriseSegment(segment=segment(session, station, name))
    enterprise = make_enterprise(session, memberships=[membership])
    deputy = make_deputy(session, station=station)
    deputy.person.employer_id = enterprise.id
    session.flush()
    return deputy, enterprise.id


def neighbours(session: Session, deputies: Sequence[int], enterprises: Sequence[int]) -> FitPart:
    offered = ask(enterprise_visits_fit, session, deputies=deputies, enterprises=enterprises)
    return next(part for part in offered if part.key == "textiles.neighbours")


def points(session: Session, deputies: Sequence[int], enterprises: Sequence[int]) -> list[list[int]]:
    part = neighbours(session, deputies, enterprises)
    assert callable(part.points)
    return np.asarray(part.points(deputies, enterprises)).tolist()  # type: ignore[no-any-return]


def test_neighbours_in_the_trade_fit_better_than_those_further_away(session: Session, station: Station) -> None:
    names = ("纺织机械", "织造", "服装家纺", "化纤纺丝", "物流")
    both = {name: works_in(session, station, name) for name in names}
    deputies = [both["纺织机械"][0].id, both["物流"][0].id]
    assert points(session, deputies, [both[name][1] for name in names]) == [
        [200, 150, 50, 150, 0],
        [0, 0, 0, 0, 0],
    ]


def test_machinery_at_the_end_of_the_list_of_segments_is_next_to_spinning_at_its_head() -> None:
    assert (service.steps()["machinery", "fibre"], service.steps()["machinery", "garment"]) == (1, 2)


def test_where_the_trade_is_switched_off_nobody_has_points(session: Session, station: Station) -> None:
    deputy, enterprise = works_in(session, station, "织造")
    assert points(session, [deputy.id], [enterprise]) == [[200]]
    switch(session, "textiles", station, is_on=False)
    assert points(session, [deputy.id], [enterprise]) == [[0]]


def test_the_points_of_a_large_area_come_at_once(session: Session, station: Station) -> None:
    deputy, enterprise = works_in(session, station, "织造")
    part = neighbours(session, [deputy.id], [enterprise])
    assert callable(part.points)
    wide = np.asarray(part.points([deputy.id, 0] * 500, [enterprise, 0, 7] * 1000))
    assert (wide.shape, int(wide.sum())) == ((1000, 3000), 500 * 1000 * 200)
