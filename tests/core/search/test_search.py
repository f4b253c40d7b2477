"""Public search: what strangers find, and what nobody finds."""

import pytest
from flask.testing import FlaskClient

from core.database import Database
from core.search import limits, service
from core.search.limits import Allowance, SearchedTooOften
from core.testing.factories import make_chain, make_deputy, make_mandate, make_region, make_station

NUMBER = "19912345678"


@pytest.fixture
def town(database: Database) -> dict[str, int]:
    """A station of a chain with a deputy who is shown and one who is not, and a closed station."""
    with database.writing() as session:
        make_region(session, "320381001", "Willow Town")
        chain = make_chain(session, "Weaving", region="320381")
        station = make_station(session, "纺织实践站", region="320381001", chain=chain, address="46 Ring Road")
        shown = make_deputy(session, "单雄信", station=station, phone=NUMBER, initials="sxx", mandates=())
        make_mandate(session, shown, constituency="第25选区")
        hidden = make_deputy(session, "单田芳", station=station, is_shown=False, initials="stf")
        ended = make_deputy(session, "单五", station=station, initials="sw")
        ended.mandates[0].state = "ended"
        closed = make_station(session, "纺织旧站", region="320381001", chain=chain, state="closed")
        return {"station": station.id, "shown": shown.id, "hidden": hidden.id, "ended": ended.id, "closed": closed.id}


@pytest.mark.parametrize("words", ["纺织", "fzsjz", "FZS", "Weaving", "ring road", "46", "Willow", "纺织 ring"])
def test_an_open_station_is_found_by_name_initials_chain_address_and_town(
    client: FlaskClient, town: dict[str, int], words: str
) -> None:
    page = client.get("/search", query_string={"q": words}).text
    assert f'href="/stations/{town["station"]}"' in page
    assert f'href="/stations/{town["closed"]}"' not in page


@pytest.mark.parametrize("words", ["单", "雄信", "sxx", "25选区", "Weaving", "纺织实践", "单 25"])
def test_a_deputy_is_found_by_name_initials_district_station_and_chain(
    client: FlaskClient, town: dict[str, int], words: str
) -> None:
    page = client.get("/search", query_string={"q": words}).text
    assert f'href="/deputies/{town["shown"]}"' in page
    assert f'href="/deputies/{town["hidden"]}"' not in page
    assert f'href="/deputies/{town["ended"]}"' not in page


@pytest.mark.parametrize("words", [NUMBER, NUMBER[-4:], NUMBER[:5], "199"])
def test_nobody_is_found_by_a_telephone_number(client: FlaskClient, town: dict[str, int], words: str) -> None:
    assert f'href="/deputies/{town["shown"]}"' not in client.get("/search", query_string={"q": words}).text


@pytest.mark.parametrize("words", ["%", "_", "\\", "%%%", "' OR 1=1 --", "<script>alert(1)</script>", "\0", " "])
def test_signs_mean_themselves(client: FlaskClient, town: dict[str, int], words: str) -> None:
    answer = client.get("/search", query_string={"q": words})
    assert answer.status_code == 200
    assert f'href="/stations/{town["station"]}"' not in answer.text
    assert "<script>alert" not in answer.text


def test_what_was_searched_for_is_marked_and_nothing_else_is_markup(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        make_station(session, "A & B Loom")
    assert "A &amp; B <mark>Loom</mark>" in client.get("/search?q=loom").text


def test_more_than_fit_say_so(database: Database) -> None:
    with database.writing() as session:
        for _one in range(service.MOST_SHOWN + 1):
            make_station(session, staff=0)
        found = service.find(session, "Station")
        assert found.stations.has_more
        assert len(found.stations.rows) == service.MOST_SHOWN


def test_a_stranger_searches_as_often_as_people_type(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, town: dict[str, int]
) -> None:
    monkeypatch.setattr(limits, "MOST", 3)
    assert [client.get("/search?q=x").status_code for _try in range(4)] == [200, 200, 200, 429]
    assert client.get("/search").status_code == 200


def test_the_window_passes_and_addresses_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST", 2)
    monkeypatch.setattr(limits, "MOST_ADDRESSES", 5)
    allowance = Allowance()
    allowance.take("one", 0)
    allowance.take("one", 1)
    with pytest.raises(SearchedTooOften):
        allowance.take("one", 59)
    allowance.take("one", 61)
    for number in range(20):
        allowance.take(str(number), 61)
    assert len(allowance._asked) <= 5
