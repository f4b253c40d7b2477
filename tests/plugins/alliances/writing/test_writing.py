"""Nobody overwrites anybody: who writes on an old version keeps both texts; every version is kept, compared and restorable."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Reach, Station
from core.testing import make_station
from plugins.alliances.meetings.testing import make_agenda_item, make_meeting
from plugins.alliances.models.writing import Document, OvertakenText, Passage, PassageVersion
from plugins.alliances.writing import placing, service, versions, waiting
from plugins.alliances.writing.errors import (
    BothWordings,
    DocumentClosed,
    NoRecordOfCancelled,
    NothingSaid,
    Overtaken,
    PassageChanged,
)
from plugins.alliances.writing.said import Said
from plugins.alliances.writing.searching import excerpt, found_passages
from plugins.alliances.writing.testing import make_passage, make_record

WHO: dict[str, Any] = {"account_id": None, "at": datetime(2026, 11, 20, 8, 0, tzinfo=UTC)}


@pytest.fixture
def station(session: Session) -> Station:
    return make_station(session)


@pytest.fixture
def document(session: Session, station: Station) -> Document:
    return make_record(session, station)


def put(session: Session, document: Document, *words: str) -> list[Passage]:
    return [service.add(session, document, words=one, **WHO) for one in words]


def says(session: Session, document: Document) -> list[str]:
    query = select(Passage.words).where(Passage.document_id == document.id, ~Passage.removed)
    return list(session.scalars(query.order_by(Passage.position, Passage.id)))


# Two at once


def test_the_second_of_two_writers_is_told_and_has_both_texts(session: Session, document: Document) -> None:
    (one,) = put(session, document, "It rose by 20 percent.")
    base = one.version
    service.write(session, one, base, words="It rose by 25 percent.", **WHO)
    with pytest.raises(Overtaken) as told:
        service.write(session, one, base, words="It rose by 20 percent. It was dry.", **WHO)
    assert one.words == "It rose by 25 percent."
    assert told.value.theirs.words == one.words
    assert told.value.mine.words == "It rose by 20 percent. It was dry."
    assert told.value.proposal.words.text == "It rose by 25 percent. It was dry."
    assert told.value.proposal.conflicts == 0


def test_an_overtaken_text_waits_until_both_are_put_together(session: Session, document: Document) -> None:
    (one,) = put(session, document, "A")
    base = one.version
    service.write(session, one, base, words="B", **WHO)
    text = waiting.keep_waiting(session, one, base, Said(words="C"), **WHO)
    assert waiting.keep_waiting(session, one, base, Said(words="C"), **WHO) is text
    assert [row.id for row in waiting.waiting_in(session, document)] == [text.id]
    assert waiting.settle(session, text, one.version, Said(words="B and C"), **WHO) is None
    assert says(session, document) == ["B and C"]
    assert not waiting.waiting_in(session, document)


def test_a_third_writer_who_is_faster_is_not_overwritten_either(session: Session, document: Document) -> None:
    (one,) = put(session, document, "A")
    base = one.version
    seen = service.write(session, one, base, words="B", **WHO).version
    text = waiting.keep_waiting(session, one, base, Said(words="C"), **WHO)
    service.write(session, one, seen, words="D", **WHO)
    further = waiting.settle(session, text, seen, Said(words="B and C"), **WHO)
    assert further is not None
    assert (further.words, further.base, one.words) == ("B and C", seen, "D")
    assert session.scalars(select(OvertakenText)).all() == [further]


def test_moving_overtakes_nobody_and_the_same_text_is_no_version(session: Session, document: Document) -> None:
    one, _other = put(session, document, "A", "B")
    base = one.version
    service.shift(session, one, base, "later", **WHO)
    service.write(session, one, base, words="A new", **WHO)
    latest = document.latest
    service.write(session, one, 1, words="A new\r\n", **WHO)
    assert document.latest == latest
    assert says(session, document) == ["B", "A new"]


def test_writing_in_an_item_that_was_taken_out_keeps_the_text(session: Session, document: Document) -> None:
    (one,) = put(session, document, "A")
    base = one.version
    service.remove(session, one, base, **WHO)
    with pytest.raises(Overtaken) as told:
        service.write(session, one, base, words="A more", **WHO)
    assert told.value.removed
    service.write(session, one, one.version, words="A more", **WHO)
    assert says(session, document) == ["A more"]


@pytest.mark.parametrize("base", [0, 999, 2])
def test_a_base_that_is_none_of_the_item_overwrites_nothing(session: Session, document: Document, base: int) -> None:
    one, _other = put(session, document, "A", "B")
    with pytest.raises(Overtaken) as told:
        service.write(session, one, base, words="C", **WHO)
    assert told.value.proposal.words.text == "⟪A⟫⟪C⟫"
    assert says(session, document) == ["A", "B"]


def test_nobody_moves_takes_out_or_restores_what_he_has_not_seen(session: Session, document: Document) -> None:
    one, _two, _three = put(session, document, "A", "B", "C")
    first = one.version
    service.write(session, one, first, words="A new", **WHO)
    version = session.scalars(select(PassageVersion).where(PassageVersion.number == first)).one()
    with pytest.raises(PassageChanged):
        service.remove(session, one, first, **WHO)
    with pytest.raises(PassageChanged):
        service.restore(session, version, first, **WHO)
    service.shift(session, one, first, "later", **WHO)
    with pytest.raises(PassageChanged):
        service.shift(session, one, first, "later", **WHO)
    assert says(session, document) == ["B", "A new", "C"]


# What is refused


@pytest.mark.parametrize(("heading", "words"), [("", ""), (" ", "\n \n")])
def test_an_item_says_something(session: Session, document: Document, heading: str, words: str) -> None:
    with pytest.raises(NothingSaid):
        service.add(session, document, heading=heading, speaker="Li", words=words, **WHO)


def test_both_wordings_are_not_kept_side_by_side(session: Session, document: Document) -> None:
    with pytest.raises(BothWordings):
        put(session, document, "rose by ⟪20⟫⟪25⟫")


def test_a_closed_text_and_a_cancelled_meeting_take_no_words(session: Session, station: Station) -> None:
    document = make_record(session, station, title="closed")
    (one,) = put(session, document, "A")
    service.close(session, document)
    with pytest.raises(DocumentClosed):
        service.write(session, one, one.version, words="B", **WHO)
    with pytest.raises(DocumentClosed):
        service.remove(session, one, one.version, **WHO)
    cancelled = make_meeting(session, station, title="cancelled")
    cancelled.state = "cancelled"
    with pytest.raises(NoRecordOfCancelled):
        put(session, service.document_of(session, cancelled.id, "record"), "A")


# Places


def test_what_is_said_to_an_item_comes_behind_what_was_said_to_it(session: Session, station: Station) -> None:
    item = make_agenda_item(session, station)
    document = service.document_of(session, item.meeting_id, "record")
    first = service.add(session, document, words="A", agenda_item_id=item.id, **WHO)
    put(session, document, "other")
    second = service.add(session, document, words="B", agenda_item_id=item.id, **WHO)
    assert says(session, document) == ["A", "B", "other"]
    assert (first.heading, second.heading) == (item.title, "")


def test_items_move_and_the_ends_hold(session: Session, document: Document) -> None:
    one, _two, three = put(session, document, "A", "B", "C")
    service.shift(session, three, three.version, "earlier", **WHO)
    service.shift(session, three, three.version, "earlier", **WHO)
    service.shift(session, three, three.version, "earlier", **WHO)
    service.shift(session, one, one.version, "later", **WHO)
    service.shift(session, one, one.version, "later", **WHO)
    assert says(session, document) == ["C", "B", "A"]


def test_there_is_always_room_between_two_items(session: Session, document: Document) -> None:
    one, _two, _three = put(session, document, "A", "B", "C")
    for number in range(60):
        service.insert(session, one, words=str(number), **WHO)
    assert says(session, document) == ["A", *(str(number) for number in reversed(range(60))), "B", "C"]
    positions = [position for _number, position in placing.in_order(session, document)]
    assert len(set(positions)) == len(positions)


# Versions


def test_every_version_is_kept_with_a_number_running_in_its_document(session: Session, document: Document) -> None:
    one, two = put(session, document, "A", "B")
    service.write(session, one, one.version, words="A2", **WHO)
    service.remove(session, two, two.version, **WHO)
    rows = session.execute(versions.listed_versions(document).order_by(PassageVersion.number)).all()
    assert [(row.number, row.deed, row.beginning) for row in rows] == [
        (1, "added", "A"),
        (2, "added", "B"),
        (3, "written", "A2"),
        (4, "removed", "B"),
    ]


def test_two_versions_of_a_text_are_compared_item_by_item(session: Session, document: Document) -> None:
    one, two = put(session, document, "It rose by 20 percent.", "B")
    service.write(session, one, one.version, words="It rose by 25 percent.", **WHO)
    service.remove(session, two, two.version, **WHO)
    put(session, document, "C")
    found = versions.differences(session, document, 2, document.latest)
    assert [difference.kind for difference in found] == ["changed", "removed", "added"]
    assert [piece.text for piece in found[0].words.after if piece.kind == "new"] == ["25"]
    assert versions.differences(session, document, 2, 2) == []


def test_a_former_version_comes_back_as_a_further_one(session: Session, document: Document) -> None:
    (one,) = put(session, document, "A")
    service.write(session, one, one.version, words="B", **WHO)
    first = session.scalars(select(PassageVersion).where(PassageVersion.number == 1)).one()
    service.restore(session, first, one.version, **WHO)
    assert (one.words, one.version, document.latest) == ("A", 3, 3)


def test_a_whole_text_comes_back_as_it_was(session: Session, document: Document) -> None:
    one, two = put(session, document, "A", "B")
    service.shift(session, two, two.version, "earlier", **WHO)
    service.write(session, one, one.version, words="A2", **WHO)
    put(session, document, "C")
    with pytest.raises(PassageChanged):
        versions.restore_document(session, document, 2, 3, **WHO)
    assert versions.restore_document(session, document, 2, document.latest, **WHO) == 3
    session.flush()
    assert says(session, document) == ["A", "B"]


# Search


def search(session: Session, words: str, reads: Reach | None = None, writes: Reach | None = None) -> list[str]:
    everything = Reach(everything=True)
    return [
        row.words for row in session.execute(found_passages(session, words, reads or everything, writes or everything))
    ]


def test_each_word_is_found_and_wildcards_are_words(session: Session, document: Document, station: Station) -> None:
    make_passage(session, station, document=document, words="100% of the wheat", speaker="Wang")
    make_passage(session, station, document=document, words="1000 of the maize", speaker="Li")
    assert search(session, "100%") == ["100% of the wheat"]
    assert search(session, "wang wheat") == ["100% of the wheat"]
    assert search(session, "wang maize") == []
    assert search(session, "wheat", Reach()) == []


def test_what_is_taken_out_is_not_found_and_minutes_nobody_has_seen_only_by_who_writes(
    session: Session, station: Station, document: Document
) -> None:
    one = make_passage(session, station, document=document, words="barley")
    service.remove(session, one, one.version, **WHO)
    minutes = service.document_of(session, document.meeting_id, "minutes")
    put(session, minutes, "barley is sown")
    assert search(session, "barley") == ["barley is sown"]
    assert search(session, "barley", writes=Reach()) == []


def test_an_excerpt_is_cut_round_the_word() -> None:
    text = "# Yield\n" + "words " * 100 + "barley " + "more " * 100
    assert "barley" in excerpt(text, "barley")
    assert len(excerpt(text, "barley")) < 200
