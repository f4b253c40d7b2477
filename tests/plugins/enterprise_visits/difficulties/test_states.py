"""What becomes of a difficulty is said with a day, words and who; what cannot follow is refused with a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from core.api.data import Organ, Station
from core.api.declare import LazyText
from core.clock import today
from core.testing import make_deputy, make_enterprise, make_region, make_station
from plugins.enterprise_visits.difficulties import handing_over, moving, service
from plugins.enterprise_visits.difficulties.errors import (
    DifficultyAhead,
    DifficultyKindless,
    DifficultyWordless,
    MoveBeforeTold,
    MoveWordless,
    NoEnterpriseHere,
    NotFromHere,
    OrganMissing,
    OwnWordsMissing,
)
from plugins.enterprise_visits.difficulties.moving import NEXT, Move, move
from plugins.enterprise_visits.difficulties.service import Told
from plugins.enterprise_visits.difficulties.testing import make_difficulty
from plugins.enterprise_visits.difficulties.words import KINDS, MARKS, MOVES, STATES
from plugins.enterprise_visits.models import Difficulty
from plugins.enterprise_visits.models import difficulties as models

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.fixture
def station(session: Session) -> Station:
    return make_station(session)


@pytest.fixture
def organ(session: Session, station: Station) -> Organ:
    organ = Organ(name="Bureau of Finance", region_code=station.region_code)
    session.add(organ)
    session.flush()
    return organ


def become(session: Session, difficulty: Difficulty, state: str, words: str = "", **more: object) -> None:
    wanted = Move(**{"state": state, "day": today(), "words": words, **more})  # type: ignore[arg-type]
    move(session, difficulty, wanted, today=today(), at=AT, account_id=None)


def test_every_kind_and_state_has_words_and_a_colour() -> None:
    assert set(KINDS) == set(models.KINDS)
    assert set(STATES) == set(MARKS) == set(NEXT) == set(models.STATES)
    assert {state for after in NEXT.values() for state in after} == set(MOVES)


def test_a_difficulty_goes_to_an_organ_and_comes_back_solved(session: Session, station: Station, organ: Organ) -> None:
    difficulty = make_difficulty(session, station)
    become(session, difficulty, "with_organ", organ_id=organ.id)
    assert (difficulty.organ, difficulty.is_solved, difficulty.answer) == (organ, False, "")
    become(session, difficulty, "solved_by_organ", "A loan was given")
    assert (difficulty.is_solved, difficulty.answer) == (True, "A loan was given")
    become(session, difficulty, "open", "The loan fell through")
    assert (difficulty.is_solved, difficulty.answer) == (False, "")
    assert [(event.state, event.words) for event in difficulty.events] == [
        ("open", ""),
        ("with_organ", ""),
        ("solved_by_organ", "A loan was given"),
        ("open", "The loan fell through"),
    ]


def test_what_cannot_follow_is_refused_with_what_it_is_now(session: Session, station: Station, organ: Organ) -> None:
    difficulty = make_difficulty(session, station)
    difficulty.organ = organ
    for now, after in NEXT.items():
        difficulty.state = now
        for then in set(models.STATES) - set(after):
            with pytest.raises(NotFromHere) as refused:
                become(session, difficulty, then, "Words", organ_id=organ.id)
            assert str(STATES[now]) in str(refused.value)
            assert difficulty.state == now


def test_what_settles_it_is_said_in_words(session: Session, station: Station) -> None:
    difficulty = make_difficulty(session, station)
    for state in ("answered", "mutual_help"):
        with pytest.raises(MoveWordless):
            become(session, difficulty, state, " ")


def test_an_organ_is_named_and_exists(session: Session, station: Station) -> None:
    difficulty = make_difficulty(session, station)
    for number in (None, 987654):
        with pytest.raises(OrganMissing):
            become(session, difficulty, "with_organ", organ_id=number)
    assert difficulty.state == "open"


def test_what_was_told_for_the_office_only_leaves_it_in_words_of_its_own(
    session: Session, station: Station, organ: Organ
) -> None:
    difficulty = make_difficulty(session, station, office_only=True)
    for state in ("with_organ", "planned"):
        with pytest.raises(OwnWordsMissing):
            become(session, difficulty, state, organ_id=organ.id)
    become(session, difficulty, "with_organ", "A mill looks for a loan", organ_id=organ.id)
    assert moving.brief(difficulty) == "A mill looks for a loan"


def test_days_of_changes_lie_between_the_last_one_and_today(session: Session, station: Station) -> None:
    difficulty = make_difficulty(session, station, day=today() - timedelta(days=5))
    for day in (today() - timedelta(days=6), today() + timedelta(days=1)):
        with pytest.raises(MoveBeforeTold):
            become(session, difficulty, "answered", "Yes", day=day)
    become(session, difficulty, "answered", "Yes", day=today() - timedelta(days=5))


def test_one_is_told_of_an_enterprise_of_the_station_with_kind_and_words_and_not_ahead(
    session: Session, station: Station
) -> None:
    with pytest.raises(DifficultyWordless):
        make_difficulty(session, station, words="  ")
    with pytest.raises(DifficultyKindless):
        make_difficulty(session, station, kind="weather")
    with pytest.raises(DifficultyAhead):
        make_difficulty(session, station, day=today() + timedelta(days=1))
    make_region(session, "110101")
    with pytest.raises(NoEnterpriseHere):
        make_difficulty(session, station, enterprise=make_enterprise(session, region="110101"))


def test_who_entered_it_is_kept(session: Session, station: Station) -> None:
    deputy = make_deputy(session, station=station)
    assert make_difficulty(session, station, deputy_id=deputy.id).said_by == "deputy"
    assert make_difficulty(session, station).said_by == "station"


def test_what_is_office_only_is_counted_by_its_month(session: Session, station: Station) -> None:
    day = today().replace(day=17) - timedelta(days=31)
    difficulty = make_difficulty(session, station, day=day, office_only=True)
    assert difficulty.counted_on == day.replace(day=1)
    service.change(session, difficulty, Told(kind="land", words="No room"), day, today())
    assert (difficulty.counted_on, difficulty.kind) == (day, "land")


def test_what_is_planned_stays_planned_until_a_plugin_takes_it_over(session: Session, station: Station) -> None:
    difficulty = make_difficulty(session, station)
    become(session, difficulty, "planned", "For the session in spring")
    assert difficulty.awaits_a_plugin
    become(session, difficulty, "open", "Not this year")
    assert difficulty.state == "open"


def test_what_is_still_to_be_settled_moves_with_a_merged_station(session: Session, station: Station) -> None:
    waiting, settled = make_difficulty(session, station), make_difficulty(session, station)
    become(session, settled, "answered", "Yes")
    into = make_station(session)
    (told,) = handing_over.told(session, station, into)
    assert "1" in str(told.sentence)
    assert into.name in str(told.sentence)
    handing_over.hand_over(session, station, into)
    assert (waiting.station_id, settled.station_id) == (into.id, station.id)
    assert list(handing_over.told(session, station, into)) == []


def test_sentences_of_states_can_be_read(session: Session, station: Station) -> None:
    words: Iterable[LazyText] = (*STATES.values(), *KINDS.values(), *MOVES.values())
    assert all(str(each) for each in words)
