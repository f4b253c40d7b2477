"""The pages of a text: nothing typed is lost, bad input gives a sentence, and two hundred items open at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from core.api.data import Station
from core.database import Database
from core.testing import Page, SignedIn, Visitor, make_station, page_of
from core.testing.counting import Count
from plugins.alliances.meetings.testing import make_agenda_item, make_meeting
from plugins.alliances.models.writing import LONGEST_PASSAGE, OvertakenText, Passage, PassageVersion
from plugins.alliances.writing import service
from plugins.alliances.writing.testing import make_overtaken_text, make_passage, make_record

WHO: dict[str, Any] = {"account_id": None, "at": datetime(2026, 11, 20, 8, 0, tzinfo=UTC)}


@pytest.fixture
def station(database: Database) -> Station:
    with database.writing() as session:
        return make_station(session, deputies=1)


def send(client: Visitor, address: str, typed: dict[str, str], action: str = "") -> Page:
    """Fill in the form of a page and send it; the page that is shown then."""
    answer = client.page(address).form(action or address).submit(client, typed)
    return client.page(answer.location) if answer.status_code == 303 else page_of(answer)


def test_a_record_begins_with_its_first_words_and_goes_on(
    database: Database, signed_in: SignedIn, station: Station
) -> None:
    with database.writing() as session:
        item = make_agenda_item(session, session.merge(station))
        meeting, number, title = item.meeting_id, item.id, item.title
    manager = signed_in("manager", station=station)
    record = f"/p/alliances/meetings/{meeting}/record"
    said = {"agenda_item": str(number), "speaker": "Wang", "words": "We **agree**.\0 <script>alert(1)</script>"}
    assert title in send(manager, record, said, f"{record}/add").text
    markup = manager.get(record).text
    assert "<strong>agree</strong>" in markup
    assert "<script>alert" not in markup
    with database.reading() as session:
        passage = session.scalars(select(Passage)).one()
    assert passage.agenda_item_id == number
    page = send(manager, f"/p/alliances/passages/{passage.id}", {"words": "We disagree."})
    assert "We disagree." in page.text


def test_whoever_is_overtaken_comes_to_both_texts_and_sending_twice_is_once(
    database: Database, signed_in: SignedIn, station: Station
) -> None:
    with database.writing() as session:
        passage = make_passage(session, session.merge(station), words="It rose by 20 percent.").id
    manager = signed_in("manager", station=station)
    form = manager.page(f"/p/alliances/passages/{passage}").form(f"/p/alliances/passages/{passage}")
    with database.writing() as session:
        one = session.get_one(Passage, passage)
        service.write(session, one, one.version, words="It rose by 25 percent.", **WHO)
    first = form.submit(manager, {"words": "It rose by 20 percent. It was dry."})
    again = form.submit(manager, {"words": "It rose by 20 percent. It was dry."})
    assert first.location == again.location
    page = manager.page(first.location)
    assert page.form(first.location).values["words"] == ["It rose by 25 percent. It was dry."]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(OvertakenText)) == 1
        assert session.get_one(Passage, passage).words == "It rose by 25 percent."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"words": "x" * 1_000_000}, str(LONGEST_PASSAGE)),
        ({"heading": "x" * 500}, "200"),
        ({"words": "", "heading": ""}, "请写标题或内容"),
        ({"words": "by ⟪20⟫⟪25⟫"}, "两种写法并列"),
    ],
)
def test_what_cannot_be_kept_stands_in_the_form_again_with_a_sentence(
    database: Database, signed_in: SignedIn, station: Station, typed: dict[str, str], sentence: str
) -> None:
    with database.writing() as session:
        passage = make_passage(session, session.merge(station)).id
    manager = signed_in("manager", station=station)
    address = f"/p/alliances/passages/{passage}"
    page = send(manager, address, typed)
    assert sentence in page.text
    for name, value in typed.items():
        assert page.form(address).values[name] == [value]
    with database.reading() as session:
        assert session.get_one(Passage, passage).words == "It rose by **20 %**."


@pytest.mark.parametrize("base", ["", "0", "999", "-1", "x", "9" * 30])
def test_a_base_that_is_no_version_overwrites_nothing(
    database: Database, signed_in: SignedIn, station: Station, base: str
) -> None:
    with database.writing() as session:
        passage = make_passage(session, session.merge(station)).id
    manager = signed_in("manager", station=station)
    page = send(manager, f"/p/alliances/passages/{passage}", {"words": "Mine", "base": base})
    assert "/overtaken/" in page.url
    with database.reading() as session:
        assert session.get_one(Passage, passage).words == "It rose by **20 %**."


def test_a_closed_text_refuses_with_a_sentence_and_keeps_what_was_typed(
    database: Database, signed_in: SignedIn, station: Station
) -> None:
    with database.writing() as session:
        passage = make_passage(session, session.merge(station))
        address = f"/p/alliances/passages/{passage.id}"
        passage.document.closed = True
    manager = signed_in("manager", station=station)
    page = send(manager, address, {"words": "Too late"})
    assert page.form(address).values["words"] == ["Too late"]


def test_items_of_another_text_are_not_reached(database: Database, signed_in: SignedIn, station: Station) -> None:
    with database.writing() as session:
        here = session.merge(station)
        document = make_record(session, here).id
        other = make_record(session, here, meeting=make_meeting(session, here, title="Another"))
        foreign = service.add(session, other, words="Foreign", **WHO).id
    manager = signed_in("manager", station=station)
    for address in (f"{document}/add?behind={foreign}", f"{document}/versions?passage={foreign}"):
        assert manager.get(f"/p/alliances/documents/{address}").status_code == 404
    assert manager.get(f"/p/alliances/documents/{document}/compare?one=99999&other=0").status_code == 200


def test_minutes_being_written_are_read_by_who_writes_them(
    database: Database, signed_in: SignedIn, station: Station
) -> None:
    with database.writing() as session:
        meeting = make_meeting(session, session.merge(station))
        minutes = service.document_of(session, meeting.id, "minutes")
        service.add(session, minutes, words="Agreed", **WHO)
        number = minutes.id
    leader = signed_in("leader", region=station.region_code)
    assert leader.get(f"/p/alliances/documents/{number}/versions").status_code == 403
    assert signed_in("manager", station=station).get(f"/p/alliances/documents/{number}/versions").status_code == 200


def test_versions_are_compared_and_brought_back_by_hand(
    database: Database, signed_in: SignedIn, station: Station
) -> None:
    with database.writing() as session:
        text = make_overtaken_text(session, session.merge(station))
        document, passage = text.passage.document_id, text.passage_id
        first = session.scalars(select(PassageVersion.id).order_by(PassageVersion.number)).first()
    manager = signed_in("manager", station=station)
    assert "<ins>" in manager.get(f"/p/alliances/documents/{document}/compare?one=1&other=2").text
    version = f"/p/alliances/versions/{first}"
    send(manager, version, {}, f"{version}/restore")
    with database.reading() as session:
        assert session.get_one(Passage, passage).words == "It rose by **20 %**."


def test_search_marks_what_it_found_and_nothing_else(database: Database, signed_in: SignedIn, station: Station) -> None:
    with database.writing() as session:
        make_passage(session, session.merge(station), words="<b>wheat</b> & 100% maize")
    manager = signed_in("manager", station=station)
    found = manager.get("/p/alliances/search?q=100%25+wheat").text
    assert "&lt;b&gt;<mark>wheat</mark>&lt;/b&gt; &amp; <mark>100%</mark> maize" in found
    assert "wheat</mark>" not in signed_in("manager").get("/p/alliances/search?q=wheat").text


def test_two_hundred_items_with_two_thousand_versions_open_with_few_statements(
    database: Database, signed_in: SignedIn, station: Station, count: Count
) -> None:
    with database.writing() as session:
        document = make_record(session, session.merge(station))
        for number in range(200):
            passage = service.add(session, document, heading=f"Item {number}", words=f"Said {number}", **WHO)
        meeting, latest = document.meeting_id, passage
        told = {"passage_id": latest.id, "document_id": document.id, "position": latest.position, "deed": "written"}
        session.add_all(PassageVersion(number=number, words="x" * 500, **told, **WHO) for number in range(201, 2001))
        latest.version = document.latest = 2000
    manager = signed_in("manager", station=station)
    record = f"/p/alliances/meetings/{meeting}/record"
    manager.get(record)
    with count() as statements:
        page = manager.page(record)
    assert "Said 199" in page.text
    assert len(statements) <= 8
    assert not any("passage_version.words" in statement for statement in statements)
