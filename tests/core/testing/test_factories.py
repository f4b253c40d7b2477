"""What tests stand on stands: factories, signing in, reading pages."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from core.accounts.service import password_fits
from core.database import Database
from core.testing import make_account, make_deputy, make_station, page_of, sign_in
from core.testing.factories import PASSWORD
from core.testing.pages import Page


def test_a_station_comes_with_all_it_stands_on(session: Session) -> None:
    station = make_station(session, deputies=4)
    assert station.host is not None
    assert station.chain is not None
    assert len(station.staff) == 1
    assert station.region.parent_code == "3203"


def test_a_deputy_has_a_mandate_and_a_place(session: Session) -> None:
    station = make_station(session)
    deputy = make_deputy(session, station=station, mandates=("county", "prefectural"))
    assert [
        (mandate.level, mandate.congress.region_code if mandate.congress else None) for mandate in deputy.mandates
    ] == [
        ("county", "320381"),
        ("prefectural", "3203"),
    ]
    assert [placement.station_id for placement in deputy.placements] == [station.id]


def test_the_password_of_made_accounts_fits(session: Session) -> None:
    assert password_fits(make_account(session), PASSWORD)


def test_every_role_can_sign_in(client: FlaskClient, database: Database) -> None:
    for role in ("administrator", "office", "leader", "manager", "deputy", "organ"):
        with database.writing() as session:
            account = make_account(session, role=role)
        assert sign_in(client, account).get("/start").status_code == 200
        assert account.name in page_of(client.get("/start")).text


def test_a_page_is_read_as_a_browser_reads_it() -> None:
    page = Page(
        """<p>Words<script>code()</script></p>
        <form method="post" action="/save" enctype="multipart/form-data">
          <input type="hidden" name="once" value="1"><input name="name" value="A &amp; B"><input type="checkbox" name="on">
          <input type="radio" name="r" value="1"><input type="radio" name="r" value="2" checked>
          <select name="s"><option value="">-<option value="b" selected>B</select><select name="t"><option value="x">X</select>
          <textarea name="note">\nTwo\nlines</textarea><input type="file" name="file"><button>Save</button>
        </form><a href="/a#b">a</a><a href="https://elsewhere.example/">b</a>""",
        "/page?x=1",
    )
    form = page.form("/save")
    assert form.values == {"once": ["1"], "name": ["A & B"], "r": ["2"], "s": ["b"], "t": ["x"], "note": ["Two\nlines"]}
    assert form.takes_files
    assert page.links == ["/a"]
    assert "code" not in page.text
