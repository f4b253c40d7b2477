"""The addresses of files: who gets the bytes, and how they are sent."""

import io
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from core.access import Scope
from core.database import Database
from core.files import service
from core.files.models import StoredFile
from core.files.store import Store
from core.testing import make_account, make_deputy, make_station, sign_in
from core.testing.factories import make_photo, make_region, photo_bytes
from core.testing.pages import page_of


@pytest.fixture
def files(app: Flask) -> Store:
    found: Store = app.extensions["lianzhan"].files
    return found


def as_role(app: Flask, database: Database, **account: object) -> FlaskClient:
    client = app.test_client()
    with database.writing() as session:
        made = make_account(session, **account)  # type: ignore[arg-type]
    sign_in(client, made)
    return client


def document(session: Session, files: Store, name: str = "会议 纪要.txt") -> StoredFile:
    prepared = service.prepare_document(b"minutes", name)
    return service.keep(session, files, prepared, scope=Scope(region_code="320381"))


def test_strangers_see_what_is_public_and_nothing_else(app: Flask, database: Database, files: Store) -> None:
    with database.writing() as session:
        shown, hidden = make_photo(session, files, public=True), make_photo(session, files)
    client = app.test_client()
    assert client.get(f"/files/{shown.token}").status_code == 200
    assert client.get(f"/files/{shown.token}/small").status_code == 200
    answer = client.get(f"/files/{hidden.token}")
    assert (answer.status_code, answer.location) == (302, f"/login?next=/files/{hidden.token}")
    for guess in (hidden.id, hidden.token[:-1] + "_", hidden.digest, hidden.token + "x", f"{hidden.token}/huge"):
        assert client.get(f"/files/{guess}").status_code == 404


def test_who_is_concerned_sees_it(app: Flask, database: Database, files: Store) -> None:
    with database.writing() as session:
        station, other = make_station(session), make_station(session)
        deputy, colleague = make_deputy(session, station=station), make_deputy(session, station=other)
        make_region(session, "320382")
        of_station = make_photo(session, files, scope=station.scope())
        of_deputy = make_photo(session, files, scope=Scope(region_code="320381", person_id=deputy.person_id))
        of_office = make_photo(session, files)
        accounts = {
            "administrator": make_account(session, role="administrator"),
            "office": make_account(session, role="office"),
            "office elsewhere": make_account(session, role="office", region="320382"),
            "manager": make_account(session, role="manager", station=station),
            "manager elsewhere": make_account(session, role="manager", station=other),
            "deputy": make_account(session, role="deputy", deputy=deputy),
            "deputy elsewhere": make_account(session, role="deputy", deputy=colleague),
            "organ": make_account(session, role="organ"),
        }
    expected = {
        "administrator": (200, 200, 200),
        "office": (200, 200, 200),
        "office elsewhere": (403, 403, 403),
        "manager": (200, 200, 403),
        "manager elsewhere": (403, 403, 403),
        "deputy": (200, 200, 403),
        "deputy elsewhere": (403, 403, 403),
        "organ": (403, 403, 403),
    }
    for who, account in accounts.items():
        client = app.test_client()
        sign_in(client, account)
        got = tuple(client.get(f"/files/{file.token}").status_code for file in (of_station, of_deputy, of_office))
        assert got == expected[who], who
        with database.reading() as session:
            viewer = _viewer(session, account)
            seen = session.query(StoredFile).where(StoredFile.in_reach(viewer.reach("files.see"))).all()
            listed = {file.id for file in seen}
        for file, status in zip((of_station, of_deputy, of_office), expected[who], strict=True):
            assert (file.id in listed) == (status == 200), who


def _viewer(session: Session, account: object) -> object:
    from core.accounts.viewers import load_viewer
    from core.files.views import PERMISSIONS

    roles = {one.name: one.roles for one in PERMISSIONS}
    return load_viewer(session, account.id, account.stamp, roles)  # type: ignore[attr-defined]


def test_a_photo_is_shown_and_a_document_is_saved(app: Flask, database: Database, files: Store) -> None:
    with database.writing() as session:
        photo, paper = make_photo(session, files), document(session, files)
    client = as_role(app, database, role="office")
    shown, saved = client.get(f"/files/{photo.token}"), client.get(f"/files/{paper.token}")
    assert shown.mimetype == "image/jpeg"
    assert not shown.headers["Content-Disposition"].startswith("attachment")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert "%E4%BC%9A%E8%AE%AE" in saved.headers["Content-Disposition"]
    assert saved.data == b"minutes"
    for answer in (shown, saved):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-cache" in answer.headers["Cache-Control"]
        assert "private" in answer.headers["Cache-Control"]


def test_what_did_not_change_is_not_sent_again(app: Flask, database: Database, files: Store) -> None:
    with database.writing() as session:
        photo = make_photo(session, files, public=True)
    client = app.test_client()
    first = client.get(f"/files/{photo.token}/small")
    assert first.headers["Cache-Control"] == "public, max-age=600"
    again = client.get(f"/files/{photo.token}/small", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(f"/files/{photo.token}", headers={"If-None-Match": '"other"'}).status_code == 200
    head = client.head(f"/files/{photo.token}/small")
    assert (head.status_code, head.data, head.content_length) == (200, b"", first.content_length)


def test_bytes_that_are_gone_are_said_in_a_sentence(app: Flask, database: Database, files: Store) -> None:
    with database.writing() as session:
        photo = make_photo(session, files, public=True)
    for digest in photo.digests:
        files.path(digest).unlink()
    answer = app.test_client().get(f"/files/{photo.token}")
    assert answer.status_code == 404
    assert "备份" in answer.text or "backup" in answer.text


def test_a_form_prepares_what_it_is_given_and_shows_a_refusal_at_the_field(app: Flask, tmp_path: Path) -> None:
    from core.files.fields import DocumentField, PhotoField
    from core.testing.factories import photo_bytes
    from core.web import Form
    from core.words import lazy as _

    class Both(Form):
        class Meta(Form.Meta):
            csrf = False

        photo = PhotoField(_("Photo"))
        photos = PhotoField(_("Photos"), many=True)
        paper = DocumentField(_("Paper"), needed=_("Choose the paper."))

    def sent(**fields: object) -> Both:
        with app.test_request_context("/", method="POST", data=fields):
            form = Both()
            form.validate()
            return form

    good = sent(
        photo=(io.BytesIO(photo_bytes()), "a.jpg"),
        photos=[(io.BytesIO(photo_bytes(100 + n)), f"{n}.jpg") for n in range(3)],
        paper=(io.BytesIO(b"text"), "a.txt"),
    )
    assert good.errors == {}
    assert good.photo.prepared.kind == "photo"
    assert [one.width for one in good.photos.prepared] == [100, 101, 102]
    assert good.paper.prepared.name == "a.txt"

    none = sent()
    assert none.errors == {"paper": ["Choose the paper."]}
    assert none.photo.prepared is None
    assert none.photos.prepared == []

    bad = sent(photo=(io.BytesIO(b"MZ\x90"), "a.jpg"), paper=(io.BytesIO(b"MZ\0"), "a.docx"))
    assert set(bad.errors) == {"photo", "paper"}
    assert "a.jpg" in bad.errors["photo"][0]
    assert bad.photo.prepared is None

    text = sent(photo="not a file", paper="neither")
    assert set(text.errors) == {"paper"}
    many = sent(photos=[(io.BytesIO(b"x"), f"{n}.jpg") for n in range(10)], paper=(io.BytesIO(b"t"), "a.txt"))
    assert "9" in many.errors["photos"][0]

    with app.test_request_context("/"):
        form = Both()
        html = str(form.photo())
        assert 'type="file"' in html
        assert "multiple" not in html
        assert "multiple" in str(form.photos())
        assert 'data-most-bytes="26214400"' in html
        assert "25 MB" in str(form.photo.description)


def test_a_form_that_comes_back_asks_for_the_file_again(app: Flask, database: Database) -> None:
    with database.writing() as session:
        station = make_station(session)
        office = make_account(session, role="office")
    client = sign_in(app.test_client(), office)
    form = page_of(client.get(f"/stations/{station.id}/brand")).form("/brand")
    photo = (io.BytesIO(photo_bytes()), "sign.jpg")
    back = form.submit(client, {"name": "x" * 41, "new_photo": photo})
    assert back.status_code == 422
    assert "请重新选择文件。" in back.text
    assert "请重新选择文件。" not in form.submit(client, {"name": "x" * 41}).text
