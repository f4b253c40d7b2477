"""What is told for the office only is read by the office and by who entered it: no page, file or notice says it, or who said it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import ndiff
from io import BytesIO
from zipfile import ZipFile, is_zipfile

import pytest
from flask import Flask, url_for
from sqlalchemy.orm import Session

from core.access import Role
from core.api.data import Deputy, Enterprise, Organ, Station
from core.clock import today
from core.database import Database
from core.permissions.service import decide
from core.testing import (
    SignedIn,
    Told,
    Visitor,
    make_account,
    make_deputy,
    make_enterprise,
    make_station,
    visitor,
)
from core.testing.samples import NoSample, url_arguments, url_for_rule
from plugins.enterprise_visits.contacts import links, service
from plugins.enterprise_visits.contacts.testing import make_held_visit
from plugins.enterprise_visits.difficulties.moving import Move, move
from plugins.enterprise_visits.difficulties.service import Told as Said
from plugins.enterprise_visits.difficulties.service import at_visit
from plugins.enterprise_visits.difficulties.testing import make_difficulty
from plugins.enterprise_visits.difficulties.views import PERMISSIONS
from plugins.enterprise_visits.models import Difficulty, Pairing, Visit

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
SECRET = "Murmured words"
ANSWERED = "Quiet answer"
READERS = ("manager", "deputy", "leader")
"""Who reads difficulties of the station, but nothing that is for the office only."""


@dataclass
class Place:
    """A station with an enterprise that was visited by a deputy."""

    station: Station
    mill: Enterprise
    deputy: Deputy
    visit: Visit


@pytest.fixture
def place(database: Database) -> Place:
    """A visited mill; one office-only difficulty is there before, so that pages say how many there are."""
    with database.writing() as session:
        station = make_station(session)
        mill = make_enterprise(session, "Whisper Mill", chain=station.chain)
        deputy = make_deputy(session, "Tan Ming", station=station)
        session.add(Pairing(deputy=deputy, enterprise=mill, station=station, begins=today(), parts={}))
        visit = make_held_visit(session, station, mill, deputy=deputy.id)
        make_difficulty(session, station, office_only=True)
        return Place(station, mill, deputy, visit)


def say(database: Database, place: Place) -> int:
    """The mill says something for the office only at a visit, and the office settles it; its number."""
    with database.writing() as session:
        visit = session.get_one(Visit, place.visit.id)
        said = Said(kind="inspections", words=SECRET, office_only=True)
        told = at_visit(session, visit, said, deputy_id=place.deputy.id, account_id=None, at=AT)
        answer = Move(state="answered", day=today(), words=ANSWERED)
        move(session, told, answer, today=today(), at=AT, account_id=None)
        return told.id


def pages(app: Flask, database: Database, station_id: int, *, of_plugin: bool) -> list[str]:
    """The address of every page, of this plugin or of all the others, with records of the station in it."""
    with database.writing() as session:
        station = session.get_one(Station, station_id)
        return sorted(_addresses(app, session, station, of_plugin=of_plugin))


def _addresses(app: Flask, session: Session, station: Station, *, of_plugin: bool) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        is_page = "GET" in (rule.methods or ()) and not rule.endpoint.endswith(("static", "worker"))
        if is_page and rule.endpoint.startswith("enterprise_visits.") is of_plugin:
            with suppress(NoSample):
                yield url_for_rule(app, rule, url_arguments(app, rule, session, station))


def read(visitor: Visitor, urls: list[str]) -> dict[str, str]:
    """What each page says, without numbers, and without what is new in every answer."""
    return {url: _plain(text_of(visitor, url)) for url in urls}


def text_of(visitor: Visitor, url: str) -> str:
    """What an address answers: a page as it is, the cells of a workbook."""
    with visitor.get(url) as answer:
        data = answer.get_data()
    if not is_zipfile(BytesIO(data)):
        return data.decode(errors="replace")
    with ZipFile(BytesIO(data)) as book:
        return " ".join(book.read(name).decode(errors="replace") for name in book.namelist() if "docProps" not in name)


def _difference(before: dict[str, str], after: dict[str, str], url: str) -> str:
    lines = ndiff(before[url].split("<"), after[url].split("<"))
    return f"{url}: {' | '.join(line for line in lines if line[0] in '+-')}"


def _plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"value=\"[^\"]*\"|nonce=\"[^\"]*\"|\d+", "", html))


def test_no_page_of_others_changes_but_for_numbers(
    app: Flask, database: Database, place: Place, signed_in: SignedIn
) -> None:
    urls = pages(app, database, place.station.id, of_plugin=True)
    assert len(urls) > 20
    with database.writing() as session:
        colleague = make_deputy(session, station=session.get_one(Station, place.station.id))
    whose = {
        "manager": {"station": place.station},
        "deputy": {"deputy": colleague},
        "leader": {"region": place.station.region_code},
    }
    readers = {role: signed_in(role, **whose[role]) for role in READERS}  # type: ignore[arg-type]
    before = {role: read(reader, urls) for role, reader in readers.items()}
    say(database, place)
    for role, reader in readers.items():
        after = read(reader, urls)
        changed = [url for url in urls if after[url] != before[role][url]]
        assert not changed, f"{role} sees that something was said: {_difference(before[role], after, changed[0])}"


def test_pages_of_the_core_do_not_say_it(app: Flask, database: Database, place: Place, signed_in: SignedIn) -> None:
    number = say(database, place)
    urls = pages(app, database, place.station.id, of_plugin=False)
    manager = signed_in("manager", station=place.station)
    for url in urls:
        said = text_of(manager, url)
        assert SECRET not in said, url
        assert ANSWERED not in said, url
        assert f"/difficulties/{number}" not in said, url


def test_its_own_addresses_are_not_there_for_others(
    app: Flask, database: Database, place: Place, signed_in: SignedIn
) -> None:
    number = say(database, place)
    manager = signed_in("manager", station=place.station)
    rules = [rule for rule in app.url_map.iter_rules() if "difficulty" in rule.arguments]
    assert len(rules) >= 4
    for rule in rules:
        with app.test_request_context():
            url = url_for(rule.endpoint, difficulty=number)
        answer = manager.get(url) if "GET" in (rule.methods or ()) else manager.press(url, state="open", words="x")
        assert answer.status_code in (403, 404), url
        assert SECRET not in answer.get_data(as_text=True)


def test_no_search_finds_it_by_its_words_or_its_enterprise(
    database: Database, place: Place, signed_in: SignedIn
) -> None:
    number = say(database, place)
    manager = signed_in("manager", station=place.station)
    for words in ("Murmured", "Whisper"):
        for listing in (
            f"/stations/{place.station.id}/p/enterprise_visits/difficulties",
            "/p/enterprise_visits/difficulties",
        ):
            assert f"/difficulties/{number}" not in text_of(manager, f"{listing}?q={words}")


def test_the_office_and_who_entered_it_read_it(
    app: Flask, database: Database, place: Place, signed_in: SignedIn
) -> None:
    url = f"/p/enterprise_visits/difficulties/{say(database, place)}"
    with database.writing() as session:
        own = visitor(app, make_account(session, role="deputy", deputy=session.get_one(Deputy, place.deputy.id)))
    for reader in (own, signed_in("office", region=place.station.region_code)):
        assert SECRET in reader.page("/p/enterprise_visits/difficulties").text
        assert ANSWERED in reader.page(url).text
    elsewhere = signed_in("office", region="110101")
    assert elsewhere.get(url).status_code == 403


def test_a_role_that_is_given_the_permission_reads_it_in_its_region_and_a_manager_never(
    app: Flask, database: Database, place: Place, signed_in: SignedIn
) -> None:
    url = f"/p/enterprise_visits/difficulties/{say(database, place)}"
    with database.writing() as session:
        permission = next(one for one in PERMISSIONS if one.name == "enterprise_visits.read_office_only")
        decide(session, permission, {Role.OFFICE, Role.LEADER, Role.MANAGER})
    assert SECRET in signed_in("leader", region=place.station.region_code).page(url).text
    assert signed_in("manager", station=place.station).get(url).status_code == 404


def test_an_organ_reads_what_the_office_writes_and_not_who_said_it(
    database: Database, place: Place, signed_in: SignedIn
) -> None:
    number = say(database, place)
    with database.writing() as session:
        told = session.get_one(Difficulty, number)
        organ = Organ(name="Bureau", region_code=place.station.region_code)
        session.add(organ)
        session.flush()
        for step in (
            Move(state="open", day=today(), words="Again"),
            Move(state="with_organ", day=today(), words="Too many checks", organ_id=organ.id),
        ):
            move(session, told, step, today=today(), at=AT, account_id=None)
    bureau = signed_in("organ", region=place.station.region_code, organ="Bureau")
    for url in ("/p/enterprise_visits/brought-to-us", f"/p/enterprise_visits/difficulties/{number}"):
        page = bureau.page(url)
        assert SECRET not in page.text
        assert "Whisper Mill" not in page.text
        assert "Tan Ming" not in page.text
    assert "Too many checks" in page.text
    assert bureau.press(f"/p/enterprise_visits/difficulties/{number}/answer", words="Fewer checks").status_code == 303
    other = signed_in("organ", region="110101", organ="Bureau")
    assert other.get(f"/p/enterprise_visits/difficulties/{number}").status_code == 404


def test_a_contact_who_speaks_for_the_office_only_is_heard_by_the_office_only(
    database: Database, place: Place, signed_in: SignedIn, told: Told
) -> None:
    office = signed_in("office", region=place.station.region_code)
    manager = signed_in("manager", station=place.station)
    with database.writing() as session:
        link = links.renew(session, session.get_one(Enterprise, place.mill.id), AT)
        service.tell(session, link, Said(kind="land", words=SECRET, office_only=True), today(), AT)
    heard = told.all("enterprise_visits.difficulty")
    assert [message.account_id for message in heard] == [office.account.id if office.account else None]
    assert not any("Whisper Mill" in message.title or SECRET in message.body for message in heard)
    assert manager.account
    assert told.to(manager.account) == []
