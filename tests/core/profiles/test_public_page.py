"""Identity, duties and deeds: what strangers see of a deputy, and what they never see."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from core.clock import today
from core.database import Database
from core.deputies.models import Deputy, Mandate
from core.files.models import StoredFile
from core.profiles import service
from core.profiles.models import Profile
from core.profiles.shown import OF_EVERYBODY, strangers_see
from core.testing.factories import COUNTY, make_account, make_announcement, make_deputy, make_station
from core.testing.pages import page_of
from core.testing.signing import sign_in, sign_out

NUMBER = "19912345678"
EMAIL = "ann.ash@example.cn"
WECHAT = "ann_ash_8"
PRIVATE = (NUMBER, EMAIL, WECHAT)
EVERYWHERE = (
    "/deputies/{0}",
    "/deputies/{0}/public",
    "/deputies/{0}/card.vcf",
    "/deputies/{0}/board",
    "/search?q=Ann",
    "/search?q={1}",
    "/sitemap.xml",
    "/",
    "/stations/{2}",
    "/announcements/",
    "/announcements/{3}",
    "/announcements/{3}/calendar.ics",
)

Settle = Callable[..., None]


@pytest.fixture
def ann(database: Database) -> tuple[int, int, int]:
    """A deputy with a number, an address and a WeChat ID, none of them shown; her station; her report to voters."""
    with database.writing() as session:
        station = make_station(session)
        deputy = make_deputy(session, "Ann Ash", station=station, phone=NUMBER)
        session.add(Profile(deputy=deputy, email=EMAIL, wechat=WECHAT, words="Come in."))
        return deputy.id, station.id, make_announcement(session, station=station).id


@pytest.fixture
def decide(database: Database) -> Settle:
    def decided(number: int, **facts: object) -> None:
        with database.writing() as session:
            said: dict[str, object] = {"is_shown": True, "phone_public": False} | facts
            service.decide(session, session.get_one(Deputy, number), in_person=True, today=today(), **said)  # type: ignore[arg-type]

    return decided


def told(client: FlaskClient, path: str) -> str:
    """Everything in the answer, source and all, without the blanks people group numbers with."""
    return re.sub(r"(?<=\d) (?=\d)", "", client.get(path).text)


def test_no_contact_data_is_anywhere_without_consent(client: FlaskClient, ann: tuple[int, int, int]) -> None:
    for path in EVERYWHERE:
        found = told(client, path.format(ann[0], NUMBER[-4:], ann[1], ann[2]))
        assert [one for one in PRIVATE if one in found] == [], path


def test_each_is_shown_with_consent_on_the_page_and_on_the_card(
    client: FlaskClient, ann: tuple[int, int, int], decide: Settle
) -> None:
    decide(ann[0], phone_public=True, email=EMAIL, email_public=True, wechat=WECHAT, wechat_public=True)
    page, card = told(client, f"/deputies/{ann[0]}"), client.get(f"/deputies/{ann[0]}/card.vcf").text
    assert all(one in page for one in PRIVATE)
    assert f"TEL;TYPE=WORK,VOICE:{NUMBER}\r\n" in card
    assert card.startswith("BEGIN:VCARD\r\n")
    assert "FN:Ann Ash\r\n" in card
    head = page.partition("</head>")[0]
    assert [one for one in PRIVATE if one in head] == []


def test_contact_data_end_with_the_mandate(
    client: FlaskClient, ann: tuple[int, int, int], decide: Settle, database: Database
) -> None:
    decide(ann[0], phone_public=True, email=EMAIL, email_public=True)
    with database.writing() as session:
        for mandate in session.scalars(select(Mandate).where(Mandate.deputy_id == ann[0])):
            mandate.state = "ended"
    page = told(client, f"/deputies/{ann[0]}")
    assert "Ann Ash" in page
    assert [one for one in PRIVATE if one in page] == []


def test_search_engines_leave_former_deputies_out(
    client: FlaskClient, ann: tuple[int, int, int], database: Database
) -> None:
    _become(database, ann[0], "ended")
    assert f"/deputies/{ann[0]}<" not in client.get("/sitemap.xml").text
    assert '<meta name="robots" content="noindex">' in client.get(f"/deputies/{ann[0]}").text


def test_who_is_elected_for_a_coming_term_is_not_shown_before_it(
    client: FlaskClient, ann: tuple[int, int, int], database: Database
) -> None:
    _become(database, ann[0], "elected")
    for path in (*EVERYWHERE[:4], "/deputies/{0}/qr.svg"):
        assert client.get(path.format(ann[0])).status_code == 404, path
    assert f"/deputies/{ann[0]}<" not in client.get("/sitemap.xml").text
    assert "Ann Ash" not in client.get("/search?q=Ash").text


def test_another_number_is_not_shown_without_another_consent(
    client: FlaskClient, ann: tuple[int, int, int], decide: Settle, database: Database
) -> None:
    decide(ann[0], phone_public=True)
    with database.writing() as session:
        office = make_account(session, "the-office", role="office")
    for facts, said, number_is_shown in (
        ({"speciality": "Carving"}, "已保存。", True),
        ({"phone": "19987654321"}, "再次同意后才会向公众公开", False),
    ):
        sign_in(client, office)
        form = page_of(client.get(f"/deputies/{ann[0]}/edit")).form("/edit")
        answer = form.submit(client, facts)
        assert said in client.get(answer.headers["Location"]).text
        sign_out(client)
        page = told(client, f"/deputies/{ann[0]}")
        assert (NUMBER in page) is number_is_shown
        assert "19987654321" not in page


def _become(database: Database, number: int, state: str) -> None:
    with database.writing() as session:
        for mandate in session.scalars(select(Mandate).where(Mandate.deputy_id == number)):
            mandate.state = state


def test_a_page_shows_identity_duties_and_deeds(
    client: FlaskClient, ann: tuple[int, int, int], database: Database
) -> None:
    with database.writing() as session:
        deputy = session.get_one(Deputy, ann[0])
        service.say_duties(session, COUNTY, "Looks after the looms\nVisits the mills")
        service.add_deed(
            session, deputy, day=today() - timedelta(days=3), text="Opened a night school", link="", today=today()
        )
    page = page_of(client.get(f"/deputies/{ann[0]}"))
    wanted = ("Ann Ash", "District 7", "Looks after the looms", "Visits the mills", "Opened a night school", "Come in.")
    assert [words for words in wanted if words not in page.text] == []
    assert f"/stations/{ann[1]}" in page.links


def test_own_duties_take_the_place_of_the_regions(database: Database, ann: tuple[int, int, int]) -> None:
    with database.writing() as session:
        ann_s = session.get_one(Deputy, ann[0])
        near = make_deputy(session, region=f"{COUNTY}001")
        far = make_deputy(session, region="320382")
        session.flush()
        kept_profile = service.kept_profile(session, ann_s)

        def said(deputy: Deputy) -> list[str]:
            return [str(line) for line in strangers_see(session, deputy.id).duties]

        kept_profile.duties = ""
        assert said(ann_s) == said(near) == [str(line) for line in OF_EVERYBODY]
        service.say_duties(session, COUNTY[:4], "of the prefecture")
        service.say_duties(session, COUNTY, "of the county")
        assert said(near) == ["of the county"]
        assert said(far) == ["of the prefecture"]
        kept_profile.duties = "- mine\n\n· and mine"
        assert said(ann_s) == ["mine", "and mine"]


def test_who_is_not_to_be_listed_says_so_to_search_engines(
    client: FlaskClient, ann: tuple[int, int, int], decide: Settle
) -> None:
    assert f"/deputies/{ann[0]}<" in client.get("/sitemap.xml").text
    assert "noindex" not in client.get(f"/deputies/{ann[0]}").text
    decide(ann[0], is_listed=False)
    assert f"/deputies/{ann[0]}<" not in client.get("/sitemap.xml").text
    assert '<meta name="robots" content="noindex">' in client.get(f"/deputies/{ann[0]}").text


def test_who_is_hidden_is_hidden_in_every_shape(client: FlaskClient, ann: tuple[int, int, int], decide: Settle) -> None:
    decide(ann[0], is_shown=False)
    for path in EVERYWHERE:
        answer = client.get(path.format(ann[0], "7", ann[1], ann[2]))
        if path.startswith("/deputies/"):
            assert answer.status_code == 404, path
        else:
            assert "Ann Ash" not in answer.text.replace("q=Ann", ""), path
    assert client.get(f"/deputies/{ann[0]}/qr.svg").status_code == 404


def test_a_photo_is_reached_only_while_it_is_shown(
    app: Flask, client: FlaskClient, ann: tuple[int, int, int], decide: Settle, database: Database
) -> None:
    with database.writing() as session:
        account = make_account(session, role="deputy", deputy=session.get_one(Deputy, ann[0]))
    sign_in(client, account)
    drawn = io.BytesIO()
    Image.new("RGB", (400, 500), "teal").save(drawn, "JPEG")
    form = page_of(client.get("/deputies/mine/photo")).form("/deputies/mine/photo")
    answer = client.post(
        form.action,
        data={**form.values, "photo": (io.BytesIO(drawn.getvalue()), "me.jpg"), "is_public": "y"},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303, answer.text
    with database.reading() as session:
        token = session.scalars(select(StoredFile.token)).one()
    stranger = sign_out(client)
    assert token in stranger.get(f"/deputies/{ann[0]}").text
    assert token in stranger.get(f"/stations/{ann[1]}").text
    assert stranger.get(f"/files/{token}/small").status_code == 200
    decide(ann[0], photo_public=False)
    assert token not in stranger.get(f"/deputies/{ann[0]}").text
    assert token not in stranger.get(f"/stations/{ann[1]}").text
    assert stranger.get(f"/files/{token}/small").status_code != 200
