"""Writing a visit down: sent twice it is one, an error keeps what was typed, photos are taken and reduced, and only who may sees them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from core.clock import now, today
from core.database import Database
from core.files.service import MOST_PHOTO_MB, prepare_photo
from core.testing import Visitor, page_of
from plugins.enterprise_visits.models import Pairing, Visit
from plugins.enterprise_visits.visiting import service
from plugins.enterprise_visits.visiting.errors import VisitAhead, VisitKnown, VisitNobody
from tests.plugins.enterprise_visits.visiting.conftest import Place, all_of, at, photo, there

Tap = Callable[..., Any]
LOG = "/p/enterprise_visits/visits/log"


def typed(place: Place, **more: Any) -> dict[str, Any]:
    """What a deputy types at the gate."""
    usual = {"enterprise": place.mill, "day": today().isoformat(), "met": "The director", "words": "They need workers."}
    return usual | more


def test_a_visit_is_written_down_with_one_tap_and_a_few_words(
    database: Database, place: Place, li: Visitor, tap: Tap
) -> None:
    form = page_of(li.get(LOG)).text
    assert "Mill" in form
    assert "Forge" in form
    assert "Far Away" not in form
    assert tap(li, LOG, **typed(place)).status_code == 303
    (visit,) = all_of(database)
    assert (visit.enterprise_id, visit.station_id, visit.state) == (place.mill, place.station, "held")
    assert there(visit) == [place.li]
    assert not visit.entered_later
    assert visit.logged_by == place.li_account.id


def test_a_visit_sent_twice_is_one_visit(database: Database, place: Place, li: Visitor, tap: Tap) -> None:
    files = {"photos": (io.BytesIO(photo()), "gate.jpg")}
    first = tap(li, LOG, **typed(place, once="the-same"), **files)
    again = tap(li, LOG, **typed(place, once="the-same"), photos=(io.BytesIO(photo()), "gate.jpg"))
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location
    (visit,) = all_of(database)
    assert len(visit.photos) == 1


def test_the_same_visit_typed_again_is_refused_with_a_sentence(
    database: Database, place: Place, li: Visitor, tap: Tap
) -> None:
    tap(li, LOG, **typed(place))
    answer = tap(li, LOG, **typed(place, words="Again"))
    assert answer.status_code == 422
    assert "Again" in page_of(answer).text
    assert len(all_of(database)) == 1


def test_a_text_named_jpg_is_refused_and_the_rest_of_the_form_is_kept(
    database: Database, place: Place, li: Visitor, tap: Tap
) -> None:
    answer = tap(li, LOG, **typed(place), photos=(io.BytesIO(b"Dear diary, " * 50), "gate.jpg"))
    page = page_of(answer)
    assert answer.status_code == 422
    assert "gate.jpg" in page.text
    assert "They need workers." in page.text
    assert all_of(database) == []


def test_a_photo_of_20_mb_is_taken_and_reduced() -> None:
    large = photo((4000, 3000)).ljust(20 * 2**20, b"\0")  # cameras put more behind the picture
    prepared = prepare_photo(large, "gate.jpg")
    assert max(prepared.width or 0, prepared.height or 0) == 2560
    assert len(prepared.data) < len(large) / 4
    assert MOST_PHOTO_MB >= 20


def test_photos_are_shown_to_who_was_there_and_to_the_station_and_to_nobody_else(
    database: Database, place: Place, li: Visitor, wang: Visitor, keeper: Visitor, client: FlaskClient, tap: Tap
) -> None:
    tap(li, LOG, **typed(place), photos=(io.BytesIO(photo()), "gate.jpg"))
    (visit,) = all_of(database)
    picture = f"/p/enterprise_visits/photos/{visit.photos[0].id}/small"
    page = f"/p/enterprise_visits/visits/{visit.id}"
    for who, answer in ((li, 200), (keeper, 200), (wang, 403), (client, 302)):
        assert who.get(picture).status_code == answer
        assert who.get(page).status_code == answer
    assert tap(wang, f"/p/enterprise_visits/photos/{visit.photos[0].id}/remove").status_code == 403
    assert tap(li, f"/p/enterprise_visits/photos/{visit.photos[0].id}/remove").status_code == 303
    assert all_of(database)[0].photos == []


def test_another_enterprise_is_typed_by_its_name_and_one_of_elsewhere_is_refused(
    database: Database, place: Place, li: Visitor, tap: Tap
) -> None:
    with database.writing() as session:
        for pair in session.query(Pairing).filter_by(enterprise_id=place.mill):
            pair.deputy_id = place.wang
    assert tap(li, LOG, **typed(place)).status_code == 422
    assert tap(li, LOG, **typed(place, enterprise="", other="Far Away")).status_code == 422
    assert tap(li, LOG, **typed(place, enterprise="", other="Mill")).status_code == 303
    assert all_of(database)[0].enterprise_id == place.mill


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "yesterday", "", "2026-02-31"])
def test_a_day_that_nobody_means_comes_back_with_the_form(
    database: Database, place: Place, li: Visitor, tap: Tap, day: str
) -> None:
    assert tap(li, LOG, **typed(place, day=day)).status_code == 422
    assert all_of(database) == []


@pytest.mark.parametrize(
    "odd", [{"enterprise": "99999999999"}, {"deputies": ["x"]}, {"words": "a\0b"}, {"noted_at": "?"}]
)
def test_no_input_breaks_the_form(place: Place, li: Visitor, tap: Tap, odd: dict[str, Any]) -> None:
    assert tap(li, LOG, **typed(place, **odd)).status_code in (303, 422)


def test_what_a_phone_noted_on_the_day_is_not_entered_later_and_paper_is(
    database: Database, place: Place, li: Visitor, tap: Tap
) -> None:
    yesterday = today() - timedelta(days=1)
    noted = (now() - timedelta(days=1)).isoformat()
    tap(li, LOG, **typed(place, day=yesterday.isoformat(), noted_at=noted))
    tap(li, LOG, **typed(place, enterprise=place.forge, day=yesterday.isoformat()))
    assert [visit.entered_later for visit in all_of(database)] == [False, True]


def test_a_manager_writes_a_visit_down_for_deputies(
    database: Database, place: Place, keeper: Visitor, tap: Tap
) -> None:
    url = f"/stations/{place.station}/p/enterprise_visits/visits/log"
    told = {"other": "Forge", "day": today().isoformat(), "words": "A roof leaks."}
    assert tap(keeper, url, **told).status_code == 422  # nobody was there
    assert tap(keeper, url, **told, deputies=[place.li, place.wang]).status_code == 303
    (visit,) = all_of(database)
    assert there(visit) == [place.li, place.wang]


def test_a_visit_is_corrected_and_taken_back_with_a_reason(
    database: Database, place: Place, li: Visitor, wang: Visitor, tap: Tap
) -> None:
    tap(li, LOG, **typed(place))
    (visit,) = all_of(database)
    url = f"/p/enterprise_visits/visits/{visit.id}"
    form = next(one for one in page_of(li.get(f"{url}/log")).forms if one.takes_files)
    form.action = f"{url}/log"
    assert form.submit(li, {"words": "Better"}).status_code == 303
    assert all_of(database)[0].words == "Better"
    assert tap(wang, f"{url}/cancel", reason="Not mine").status_code == 403
    assert tap(li, f"{url}/cancel", reason=" ").status_code == 422
    assert tap(li, f"{url}/cancel", reason="It was the other mill").status_code == 303
    assert all_of(database)[0].state == "cancelled"
    assert tap(li, f"{url}/cancel", reason="Again").status_code == 422


def test_nobody_visits_tomorrow_or_alone_twice_or_without_anybody(database: Database, place: Place) -> None:
    with database.writing() as session:

        def log(day: date, *deputies: int) -> Visit:
            said = service.Said(day=day, deputies=deputies)
            return service.log(session, place.station, place.mill, said, account_id=None, today=today(), at=at())

        with pytest.raises(VisitAhead):
            log(today() + timedelta(days=1), place.li)
        with pytest.raises(VisitNobody):
            log(today())
        log(today(), place.li)
        with pytest.raises(VisitKnown, match="Li"):
            log(today(), place.li, place.wang)
        log(today(), place.wang)
