"""The nearest station, and what search engines and phones are told."""

import re

from flask.testing import FlaskClient

from core.database import Database
from core.stations.models import Station
from core.testing.factories import make_account, make_region, make_station
from core.testing.pages import page_of
from core.testing.signing import sign_in


def is_there(client: FlaskClient, path: str) -> bool:
    """Whether a static file is found."""
    answer = client.get(path)
    answer.close()
    return answer.status_code == 200


def test_stations_are_listed_by_township_and_the_choice_narrows_them(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        make_region(session, "320381001", "Willow Town")
        make_region(session, "320381002", "Elm Town")
        make_station(session, "By the willow", region="320381001", latitude=34.3, longitude=118.3)
        make_station(session, "By the elm", region="320381002")
        make_station(session, "Gone", region="320381002", state="closed")
    page = client.get("/nearby").text
    assert all(words in page for words in ("Willow Town", "Elm Town", "By the willow", "By the elm"))
    assert "Gone" not in page
    assert 'data-lat="34.3" data-lon="118.3"' in page
    narrowed = client.get("/nearby?township=320381002").text
    assert "By the elm" in narrowed
    assert "By the willow" not in narrowed


def test_the_second_station_stands_before_the_tenth(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        for number in (10, 2, 1):
            make_station(session, f"Station {number} of the town")
    for path in ("/nearby", "/search?q=town"):
        assert re.findall(r"Station (\d+)", page_of(client.get(path)).text) == ["1", "2", "10"], path


def test_a_position_is_pasted_as_maps_give_it(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        number = make_station(session).id
        office = make_account(session, role="office")
    sign_in(client, office)
    form = page_of(client.get(f"/stations/{number}/edit")).form("/edit")
    assert form.submit(client, {"position": "somewhere"}).status_code == 422
    assert form.submit(client, {"position": "134.2, 11.1"}).status_code == 422
    assert form.submit(client, {"position": " (34.369340，118.354891) "}).status_code == 303
    with database.reading() as session:
        station = session.get_one(Station, number)
        assert (station.latitude, station.longitude) == (34.36934, 118.354891)
    form = page_of(client.get(f"/stations/{number}/edit")).form("/edit")
    assert form.values["position"] == ["34.36934, 118.354891"]
    assert form.submit(client, {"position": ""}).status_code == 303


def test_search_engines_are_told_what_is_public(client: FlaskClient) -> None:
    rules = client.get("/robots.txt").text
    assert "Disallow: /\n" in rules
    assert "Allow: /stations/\n" in rules
    assert "Disallow: /deputies/*/card.vcf\n" in rules
    assert re.search(r"^Sitemap: http\S+/sitemap\.xml$", rules, re.MULTILINE)


def test_the_sitemap_lists_pages_strangers_can_open(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        make_station(session, deputies=2)
        make_station(session, state="closed")
    found = re.findall(r"<loc>(.*?)</loc>", client.get("/sitemap.xml").text)
    paths = [re.sub(r"^https?://[^/]+", "", one) for one in found]
    assert len(paths) == 6
    assert [path for path in paths if client.get(path).status_code != 200] == []


def test_public_pages_say_what_a_preview_shows(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        number = make_station(session, "Loom station", deputies=1).id
    for path in ("/", f"/stations/{number}", "/deputies/1", "/announcements/", "/nearby"):
        head = client.get(path).text.partition("</head>")[0]
        canonical = re.search(r'<link rel="canonical" href="(http[^"]+)"', head)
        image = re.search(r'<meta property="og:image" content="(http[^"]+)"', head)
        assert canonical, path
        assert canonical[1].endswith(path), path
        assert image, path
        assert is_there(client, re.sub(r"^https?://[^/]+", "", image[1]))


def test_a_phone_may_keep_the_site(client: FlaskClient) -> None:
    manifest = client.get("/manifest.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    for icon in manifest.json["icons"] if manifest.json else ():
        assert is_there(client, icon["src"])
