"""Self-checks: filled in part by part, handed in, reviewed; the result stays, and its stars are public."""

import io
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Reach
from core.clock import today
from core.database import Database
from core.files.models import StoredFile
from core.standards import checks, service
from core.standards.checks import Verdict, Wanted
from core.standards.errors import (
    CheckNotOpen,
    CheckNotWaiting,
    NotForThisStation,
    NothingSentBack,
    NothingToCheck,
    ReasonNeeded,
    StillSentBack,
    TooManyPoints,
    Unanswered,
)
from core.standards.models import SelfCheck
from core.testing import make_account, make_station, page_of, sign_in
from core.testing.factories import COUNTY, photo_bytes
from core.testing.signing import sign_out
from tests.core.standards.conftest import AT, MakeStandard


def answer_all(session: Session, check: SelfCheck, *points: int) -> None:
    for line, claimed in zip(checks.lines(session, check), points, strict=True):
        checks.answer(session, check, line.criterion, claimed=claimed, words="It is there.")


def handed_in(session: Session, make_standard: MakeStandard, *points: int) -> SelfCheck:
    check = checks.start(session, make_station(session), make_standard(session), 2026, AT)
    answer_all(session, check, *points)
    checks.submit(session, check, "Manager", AT)
    return check


def test_what_the_office_does_not_change_counts_as_the_station_says(
    session: Session, make_standard: MakeStandard, on_both: str
) -> None:
    check = handed_in(session, make_standard, 55, 20)
    checks.keep_review(session, check, {}, "Well done.")
    checks.finish(session, check, "Office", AT)
    assert (check.state, check.points, check.stars) == ("reviewed", 75, 2)
    assert [line.answer.verdict for line in checks.lines(session, check) if line.answer] == ["accepted", "accepted"]


def test_other_points_need_a_reason_and_decide_the_stars(session: Session, make_standard: MakeStandard) -> None:
    check = handed_in(session, make_standard, 55, 30)
    first = check.standard.criteria[0].id
    with pytest.raises(ReasonNeeded):
        checks.keep_review(session, check, {first: Verdict(20)}, "")
    with pytest.raises(TooManyPoints):
        checks.keep_review(session, check, {first: Verdict(61, "A gift")}, "")
    checks.keep_review(session, check, {first: Verdict(20, "The rooms are shared.")}, "")
    checks.finish(session, check, "Office", AT)
    assert (check.points, check.stars) == (50, 1)
    with pytest.raises(CheckNotWaiting):
        checks.keep_review(session, check, {}, "")


def test_what_is_sent_back_is_done_again_and_handed_in_again(session: Session, make_standard: MakeStandard) -> None:
    check = handed_in(session, make_standard, 55, 30)
    first = check.standard.criteria[0]
    with pytest.raises(NothingSentBack):
        checks.send_back(session, check, "Office", AT)
    checks.keep_review(session, check, {first.id: Verdict(None, "Show the sign.", again=True)}, "")
    with pytest.raises(StillSentBack):
        checks.finish(session, check, "Office", AT)
    checks.send_back(session, check, "Office", AT)
    checks.answer(session, check, first, claimed=50, words="Here it is.")
    checks.submit(session, check, "Manager", AT)
    checks.keep_review(session, check, {first.id: Verdict(50)}, "")
    checks.finish(session, check, "Office", AT)
    assert check.points == 80


def test_nothing_is_handed_in_with_something_missing(session: Session, make_standard: MakeStandard) -> None:
    standard = make_standard(session)
    standard.criteria[0].wants_evidence = True
    check = checks.start(session, make_station(session), standard, 2026, AT)
    with pytest.raises(Unanswered):
        checks.submit(session, check, "Manager", AT)
    answer_all(session, check, 40, 0)
    with pytest.raises(Unanswered) as problem:
        checks.submit(session, check, "Manager", AT)
    assert problem.value.facts["names"] == "Premises"
    checks.answer(session, check, standard.criteria[0], claimed=0, words="There are none.")
    checks.submit(session, check, "Manager", AT)
    with pytest.raises(CheckNotOpen):
        checks.answer(session, check, standard.criteria[0], claimed=9, words="")


def test_a_checklist_counts_what_is_fulfilled_and_gives_no_stars(session: Session, make_standard: MakeStandard) -> None:
    standard = make_standard(session, "Five", "checklist", criteria={"Premises": 0, "Sign": 0, "Rules": 0})
    check = checks.start(session, make_station(session), standard, 2026, AT)
    answer_all(session, check, 1, 0, 1)
    checks.submit(session, check, "Manager", AT)
    checks.finish(session, check, "Office", AT)
    assert (check.points, standard.most, check.stars) == (2, 3, None)


def test_one_self_check_a_year_also_when_the_version_changes(session: Session, make_standard: MakeStandard) -> None:
    station, standard = make_station(session), make_standard(session)
    check = checks.start(session, station, standard, 2026, AT)
    assert checks.start(session, station, standard, 2026, AT) is check
    made = service.new_version(session, standard, date(2026, 11, 20))
    assert [(one.standard.id, one.check) for one in checks.due(session, station, 2026)] == [(standard.id, check)]
    assert [one.standard.id for one in checks.due(session, station, 2027)] == [made.id]
    with pytest.raises(NotForThisStation):
        checks.start(session, station, made, 2026, AT)


def test_a_standard_of_elsewhere_or_without_criteria_is_refused(session: Session, make_standard: MakeStandard) -> None:
    standard = make_standard(session)
    with pytest.raises(NotForThisStation):
        checks.start(session, make_station(session, region="370883"), standard, 2026, AT)
    with pytest.raises(NotForThisStation):
        checks.start(session, make_station(session), standard, 2019, AT)
    empty = make_standard(session, "Empty", criteria={})
    with pytest.raises(NothingToCheck):
        checks.start(session, make_station(session), empty, 2026, AT)


def test_the_board_shows_who_has_not_begun(session: Session, make_standard: MakeStandard, on_both: str) -> None:
    check = handed_in(session, make_standard, 55, 30)
    make_station(session)
    make_station(session, state="closed")
    make_station(session, region="370883")
    reach = Reach(region_codes=frozenset({COUNTY}))

    def states(state: str = "") -> list[str | None]:
        rows = session.execute(checks.board(reach, check.standard, 2026, Wanted(state=state)))
        return sorted((row.state for row in rows), key=str)

    assert states() == [None, "submitted"]
    assert (states("none"), states("submitted"), states("reviewed")) == ([None], ["submitted"], [])
    assert [one.id for one in checks.of_year(session, reach, 2026)] == [check.standard_id]


def test_a_manager_fills_in_and_an_office_reviews_on_the_pages(
    app: Flask, client: FlaskClient, database: Database, make_standard: MakeStandard
) -> None:
    with database.writing() as session:
        station, standard = make_station(session), make_standard(session)
        standard.criteria[0].wants_evidence = True
        number = station.id
        manager, office = make_account(session, role="manager", station=station), make_account(session, role="office")
        stranger = make_account(session, role="manager", station=make_station(session))
    sign_in(client, manager)
    begun = page_of(client.get(f"/stations/{number}/standards")).form("/begin").submit(client)
    assert begun.location
    check = begun.location
    parts = [link for link in page_of(client.get(check)).links if "/criteria/" in link]
    first = page_of(client.get(parts[0])).form(parts[0])
    wrong = first.submit(client, {"claimed": "20", "words": "Two rooms.", "photos": (io.BytesIO(b"no photo"), "a.jpg")})
    assert wrong.status_code == 422
    assert "Two rooms." in wrong.text
    typed = {"claimed": "50", "words": "Two rooms.", "photos": (io.BytesIO(photo_bytes()), "room.jpg")}
    onward = first.submit(client, typed)
    assert onward.location == parts[1]
    early = page_of(client.get(check)).form(f"{check}/submit").submit(client)
    assert early.status_code == 422
    assert page_of(client.get(parts[1])).form(parts[1]).submit(client, {"claimed": "35"}).location == check
    assert page_of(client.get(check)).form(f"{check}/submit").submit(client).status_code == 303
    with database.reading() as session:
        photo = session.scalars(select(StoredFile)).one()
        assert (photo.station_id, photo.is_public) == (number, False)
    assert client.get(f"{check}/review").status_code == 403
    sign_in(client, stranger)
    assert client.get(check).status_code == 403
    assert client.get(f"/files/{photo.token}").status_code == 403
    sign_in(client, office)
    form = page_of(client.get(f"{check}/review")).form(f"{check}/review")
    given = next(name for name in form.names() if name.startswith("given_"))
    unexplained = form.submit(client, {given: "1", "words": "Nearly.", "what": "finish"})
    assert unexplained.status_code == 422
    assert "Nearly." in unexplained.text
    assert form.submit(client, {"what": "finish"}).status_code == 303
    assert "三星" in client.get(f"{check}/sheet").text
    sign_out(client)
    assert "三星" in client.get(f"/stations/{number}").text
    public = client.get(f"/stations/{number}/standards").text
    assert "85" in public
    assert "Two rooms." not in public
    assert client.get(check).status_code == 302


def test_a_photo_is_taken_out_while_the_self_check_is_open(
    client: FlaskClient, database: Database, make_standard: MakeStandard
) -> None:
    with database.writing() as session:
        station = make_station(session)
        check = checks.start(session, station, make_standard(session), today().year, AT)
        address = f"/self-checks/{check.id}/criteria/{check.standard.criteria[0].id}"
        manager = make_account(session, role="manager", station=station)
    sign_in(client, manager)
    typed = {"claimed": "5", "photos": (io.BytesIO(photo_bytes()), "room.jpg")}
    assert page_of(client.get(address)).form(address).submit(client, typed).status_code == 303
    assert page_of(client.get(address)).form("/self-check-photos/").submit(client).status_code == 303
    with database.reading() as session:
        assert session.scalars(select(StoredFile)).all() == []
