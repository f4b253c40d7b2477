"""Promise 6: what protects people and their data, on every page and in every form."""

import io
import re
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select, update

from core.accounts.guesses import PASSWORD as LIMIT
from core.accounts.models import Account, LoginAttempt
from core.app import create_app
from core.audit.models import AuditEntry
from core.audit.service import verify
from core.clock import now, today
from core.database import Base, Database, metadata
from core.enterprises.models import Enterprise
from core.people.models import Person
from core.testing import make_account, page_of
from core.testing.databases import Store, migrate
from core.testing.factories import PASSWORD, photo_bytes
from core.testing.fixtures import SECRET_KEY, settings_for
from core.testing.pages import Element, Page, PageForm
from core.testing.promises.filling import filled
from core.testing.promises.reading import formulas_of, is_table
from core.testing.promises.world import STRANGER, World
from core.testing.promises.worlds import load_demonstration, make_world
from core.testing.serving import lianzhan, serving
from core.testing.signing import cookie_of, csrf_token
from tests.house.checkout import ROOT


@pytest.fixture(scope="module")
def shown(world: World) -> list[tuple[str, Page, dict[str, str]]]:
    """Every page at its richest role, and as strangers see it: its name, its content, its headers."""
    pages = []
    for route, role in world.html_pages():
        for who in dict.fromkeys((role, STRANGER)):
            answer = world.client(who).get(route.urls["own"])
            pages.append((f"{route.name} ({who})", page_of(answer), dict(answer.headers)))
    missing = world.client(STRANGER).get("/no/such/page")
    return [*pages, ("the page for what is not there", page_of(missing), dict(missing.headers))]


def test_every_page_forbids_scripts_and_styles_of_others(shown: list[tuple[str, Page, dict[str, str]]]) -> None:
    for name, _page, headers in shown:
        policy = headers.get("Content-Security-Policy", "")
        assert "default-src 'self'" in policy, name
        assert "unsafe-inline" not in policy, name
        assert "unsafe-eval" not in policy, name
        assert "frame-ancestors 'none'" in policy, name
        assert "object-src 'none'" in policy, name
        assert "base-uri 'self'" in policy, name
        assert "form-action 'self'" in policy, name
        assert headers.get("X-Content-Type-Options") == "nosniff", name
        assert headers.get("Referrer-Policy") in ("same-origin", "no-referrer", "strict-origin-when-cross-origin"), name


def test_no_page_holds_a_style_or_script_of_its_own(shown: list[tuple[str, Page, dict[str, str]]]) -> None:
    found = []
    for name, page, _headers in shown:
        for element in page.elements:
            handlers = [
                attribute for attribute in element.attributes if attribute.startswith("on") or attribute == "style"
            ]
            inline = element.name == "style" or (element.name == "script" and "src" not in element.attributes)
            away = element.attributes.get("href", "").lower().startswith("javascript:")
            if handlers or inline or away:
                found.append(f"{name}, line {element.line}: <{element.name} {' '.join(handlers)}>")
    assert not found, "\n".join(found)


def test_no_page_loads_anything_from_elsewhere(shown: list[tuple[str, Page, dict[str, str]]]) -> None:
    loaded = ("src", "srcset", "action", "formaction", "data", "poster")
    found = []
    for name, page, _headers in shown:
        for element in page.elements:
            addresses = [element.attributes.get(attribute, "") for attribute in loaded]
            is_loaded = element.name == "use" or element.attributes.get("rel") not in (None, "canonical")
            addresses += [element.attributes.get("href", "")] if element.name in ("link", "use") and is_loaded else []
            found += [f"{name}: <{element.name}> {one}" for one in addresses if "//" in one.split("?")[0]]
    assert not found, "\n".join(found)


def test_every_form_carries_its_token_and_is_refused_without(
    world: World, shown: list[tuple[str, Page, dict[str, str]]]
) -> None:
    forms = [(name, form) for name, page, _headers in shown for form in page.forms if form.method == "post"]
    assert forms
    assert [f"{name}: {form.action}" for name, form in forms if "csrf_token" not in form.names()] == []
    for action in sorted({form.action for _name, form in forms}):
        for token in (
            {},
            {"csrf_token": ""},
            {"csrf_token": "made-up"},
            {"csrf_token": csrf_token(world.app)[:-3] + "abc"},
        ):
            assert world.client("administrator").post(action, data=token).status_code == 400, f"{action} with {token}"


def test_every_action_is_refused_without_a_token(world: World) -> None:
    """Also those no page has a form for."""
    for route in world.actions():
        for role in (STRANGER, "administrator"):
            assert world.client(role).open(route.urls["own"], method=route.method).status_code == 400, route.name


def test_a_token_does_not_wear_out(world: World) -> None:
    assert world.app.config["WTF_CSRF_TIME_LIMIT"] is None


def sign_in_by_hand(app: Flask, base: str) -> list[str]:
    client = app.test_client()
    page = page_of(client.get("/login", base_url=base))
    answer = client.post(
        "/login",
        base_url=base,
        data={**page.form("/login").values, "username": "somebody", "password": PASSWORD},
        headers={"Referer": f"{base}/login"},
    )
    assert answer.status_code == 303, page_of(answer).text
    return answer.headers.getlist("Set-Cookie")


def test_cookies_are_kept_from_scripts_and_other_sites(app: Flask, database: Database) -> None:
    with database.writing() as session:
        make_account(session, "somebody", role="office")
    for cookie in sign_in_by_hand(app, "http://localhost"):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Secure" not in cookie


def test_under_https_cookies_are_secure_and_browsers_are_told_to_stay(database_url: str, tmp_path: Path) -> None:
    app = create_app(settings_for(database_url, tmp_path, public_url="https://lianzhan.example.cn"))
    with app.extensions["lianzhan"].database.writing() as session:
        make_account(session, "somebody", role="office")
    client = app.test_client()
    cookies = sign_in_by_hand(app, "https://lianzhan.example.cn")
    page = page_of(client.get("/", base_url="https://lianzhan.example.cn"))
    choice = page.form("/preferences")
    answer = client.post(
        "/preferences",
        base_url="https://lianzhan.example.cn",
        data=choice.values | {"elder": "1"},
        headers={"Referer": "https://lianzhan.example.cn/"},
    )
    for cookie in [*cookies, *answer.headers.getlist("Set-Cookie")]:
        assert "HttpOnly" in cookie
        assert "Secure" in cookie
        assert "SameSite" in cookie
    assert "max-age" in client.get("/", base_url="https://lianzhan.example.cn").headers["Strict-Transport-Security"]
    app.extensions["lianzhan"].database.dispose()


def guess(client: FlaskClient, username: str, password: str) -> tuple[int, str]:
    values = page_of(client.get("/login")).form("/login").values
    answer = client.post("/login", data={**values, "username": username, "password": password})
    return answer.status_code, page_of(answer).text


@pytest.fixture
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with little work: a test guesses often."""
    from argon2 import PasswordHasher

    from core.accounts import service

    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(service, "_hasher", lambda: quick)
    monkeypatch.setattr(service, "_nobody", lambda: quick.hash("nobody"))


def test_guessing_is_locked_out_and_the_lock_outlives_a_restart(
    app: Flask, database: Database, database_url: str, tmp_path: Path, quick_hashing: None
) -> None:
    with database.writing() as session:
        make_account(session, "somebody", role="office")
    client = app.test_client()
    for _attempt in range(LIMIT.on_account):
        assert guess(client, "somebody", "wrong")[0] == 422
    locked = guess(client, "somebody", PASSWORD)
    assert locked[0] != 303
    restarted = create_app(settings_for(database_url, tmp_path / "again"))
    assert guess(restarted.test_client(), "somebody", PASSWORD)[1] == locked[1]
    with database.writing() as session:
        session.execute(update(LoginAttempt).values(at=now() - timedelta(hours=1)))
    assert guess(restarted.test_client(), "somebody", PASSWORD)[0] == 303
    restarted.extensions["lianzhan"].database.dispose()


def test_a_failed_sign_in_counts_although_it_is_refused(app: Flask, database: Database, quick_hashing: None) -> None:
    guess(app.test_client(), "nobody-at-all", "wrong")
    with database.reading() as session:
        assert session.scalars(select(LoginAttempt.username)).all() == ["nobody-at-all"]


def test_a_refusal_does_not_tell_whether_the_account_exists(
    app: Flask, database: Database, quick_hashing: None
) -> None:
    with database.writing() as session:
        make_account(session, "somebody", role="office")
    client = app.test_client()
    assert guess(client, "somebody", "wrong")[1].replace("somebody", "") == guess(client, "nobody", "wrong")[1].replace(
        "nobody", ""
    )


def test_a_sign_in_leads_to_no_other_site(app: Flask, database: Database, quick_hashing: None) -> None:
    with database.writing() as session:
        make_account(session, "somebody", role="office")
    for trap in (
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "/%0d%0aevil",
    ):
        client = app.test_client()
        values = page_of(client.get("/login", query_string={"next": trap})).form("/login").values
        answer = client.post(
            "/login", query_string={"next": trap}, data={**values, "username": "somebody", "password": PASSWORD}
        )
        assert answer.status_code == 303
        assert answer.location.startswith("/"), f"{trap} leads to {answer.location}"
        assert not answer.location.replace("\t", "").startswith(("//", "/\\")), f"{trap} leads to {answer.location}"


def test_a_changed_password_signs_other_devices_out(app: Flask, database: Database) -> None:
    with database.writing() as session:
        account = make_account(session, role="office")
    client = app.test_client()
    client.set_cookie("session", cookie_of(app, account))
    assert client.get("/start").status_code == 200
    with database.writing() as session:
        session.get_one(Account, account.id).stamp = "another"
    assert client.get("/start").status_code == 302


def test_an_account_that_was_switched_off_is_out_at_once(app: Flask, database: Database) -> None:
    with database.writing() as session:
        account = make_account(session, role="office")
    client = app.test_client()
    client.set_cookie("session", cookie_of(app, account))
    with database.writing() as session:
        session.get_one(Account, account.id).is_active = False
    assert client.get("/start").status_code == 302


def test_a_database_that_is_no_demonstration_has_no_account(database: Database) -> None:
    with database.reading() as session:
        assert session.scalars(select(Account.id)).all() == []


def test_the_sign_in_page_tells_passwords_of_a_demonstration_only(app: Flask, demonstration: World) -> None:
    assert "lianzhan-demo" not in app.test_client().get("/login").get_data(as_text=True)
    assert "lianzhan-demo" in demonstration.client(STRANGER).get("/login").get_data(as_text=True)


def mapped_classes() -> list[type]:
    registries = {mapper.registry for mapper in Base.registry.mappers} | {
        mapper.registry for table in metadata.tables.values() for mapper in _mappers_of(table.name)
    }
    return [mapper.class_ for registry in registries for mapper in registry.mappers]


def _mappers_of(table: str) -> list[object]:
    from sqlalchemy.orm import Mapper
    from sqlalchemy.orm.decl_api import registry as any_registry
    from sqlalchemy.orm.mapper import _all_registries

    found: set[any_registry] = set(_all_registries())
    return [
        mapper
        for registry in found
        for mapper in registry.mappers
        if isinstance(mapper, Mapper) and mapper.local_table.name == table
    ]  # type: ignore[attr-defined]


def test_every_model_is_audited_or_says_why_not(world: World) -> None:
    silent = []
    for model in mapped_classes():
        if not getattr(model, "__audited__", True):
            source = Path(sys.modules[model.__module__].__file__ or "").read_text(encoding="utf-8")
            body = source.split(f"class {model.__name__}(")[1].split("\nclass ")[0]
            line = next(line for line in body.splitlines() if "__audited__ = False" in line)
            silent += [] if "#" in line or "opts out" in (model.__doc__ or "") else [model.__name__]
    assert not silent, f"say in a comment beside __audited__ = False why changes of these are not audited: {silent}"


def test_every_action_that_changes_something_leaves_an_audit_row(world: World) -> None:
    """Every form of every page, sent as it stands: where a row of an audited model changed, the audit grew."""
    from sqlalchemy import event

    changed: list[str] = []

    def note(session: object, context: object) -> None:
        things = [*session.new, *session.deleted, *(one for one in session.dirty if session.is_modified(one))]  # type: ignore[attr-defined]
        changed.extend(type(one).__name__ for one in things if getattr(type(one), "__audited__", True))

    event.listen(world.database.session(writes=False).__class__, "before_flush", note)
    try:
        for route, role in world.html_pages():
            page = page_of(world.client(role).get(route.urls["own"]))
            for form in [one for one in page.forms if one.method == "post"]:
                changed.clear()
                before = _entries(world.database)
                client = world.client(role)
                fresh = [
                    one
                    for one in page_of(client.get(route.urls["own"])).forms
                    if one.action == form.action and one.method == "post"
                ]
                fresh[0].submit(client)
                if changed:
                    assert _entries(world.database) > before, f"{form.action} changed {changed} without an audit row"
                world.restore()
    finally:
        event.remove(world.database.session(writes=False).__class__, "before_flush", note)


def test_a_number_that_is_shown_on_asking_is_written_down(world: World) -> None:
    """Whatever form it is that shows more numbers than the page did."""
    shown = 0
    for route, role in world.html_pages():
        answer = world.client(role).get(route.urls["own"])
        before = numbers_in(answer.get_data(as_text=True))
        for form in [one for one in page_of(answer).forms if one.method == "post" and not one.typed]:
            entries = _entries(world.database)
            answered = form.submit(world.client(role))
            is_page = answered.status_code == 200 and answered.mimetype == "text/html"
            if is_page and numbers_in(answered.get_data(as_text=True)) - before:
                shown += 1
                assert _entries(world.database) > entries, f"{form.action} shows a number and nobody wrote it down"
            world.restore()
    assert shown >= 2


def numbers_in(html: str) -> set[str]:
    """The whole telephone numbers on a page."""
    return set(re.findall(r"199\d{8}", re.sub(r"(?<=\d) (?=\d)", "", html)))


def test_no_export_holds_a_formula(store: Store, tmp_path: Path) -> None:
    """Names, employers and notes that begin like one are shown, not run."""
    world = make_world(tmp_path, store.sqlite("migrated", migrate))
    with world.database.writing() as session:
        for person in session.scalars(select(Person)):
            person.name = f"=HYPERLINK({person.id})"
            person.employer_text = "@SUM(1+1)"
        for enterprise in session.scalars(select(Enterprise)):
            enterprise.name = f"+{enterprise.id}+1"
    for route in world.pages():
        for role in ("administrator", "office", "manager"):
            with world.client(role).get(route.urls["own"]) as answer:
                assert formulas_of(answer) == [], route.name
    assert len(_exported(world)) >= 7, "the lists in both kinds of file, and the corrected file of an import"
    world.close()


def _exported(world: World) -> set[tuple[str, str]]:
    """The forms that are answered with a table, in each kind of file they offer; none holds a formula."""
    found = set()
    for route, role in world.html_pages():
        page = page_of(world.client(role).get(route.urls["own"]))
        for form in [one for one in page.forms if one.method == "post" and not one.takes_files]:
            for kind in [one.value for one in form.fields if one.name == "format"] or [""]:
                answer = form.submit(world.client(role), {"format": kind} if kind else None)
                if is_table(answer):
                    assert formulas_of(answer) == [], f"{form.action} as {kind or 'a workbook'}"
                    found.add((form.action, kind))
            world.restore()
    return found


def _file_forms(world: World) -> list[tuple[str, str, PageForm, dict[str, Element]]]:
    """Every form that takes files: the route of its page, the role, the form, and its inputs for files by name."""
    found = []
    for route, role in world.html_pages():
        page = page_of(world.client(role).get(route.urls["own"]))
        inputs = {
            one.attributes["name"]: one
            for one in page.elements
            if one.name == "input" and one.attributes.get("type") == "file"
        }
        for form in page.forms:
            taken = {name: inputs[name] for name in form.names() & inputs.keys()}
            found += [(route.name, role, form, taken)] if taken else []
    return found


def test_every_form_for_files_says_the_limit_before_anything_is_sent(world: World) -> None:
    forms = _file_forms(world)
    assert forms
    for name, _role, form, inputs in forms:
        assert form.takes_files, f"{name} sends files without enctype=multipart/form-data"
        for one in inputs.values():
            assert int(one.attributes.get("data-most-bytes", "0")) > 0, f"{name}: {one.attributes}"
            assert one.attributes.get("data-too-large"), f"{name}: {one.attributes}"
            assert one.attributes.get("accept"), f"{name}: {one.attributes}"
            assert one.attributes.get("aria-describedby"), f"{name}: the limit stands in a hint beside the field"


def test_every_photo_that_is_taken_is_written_anew_without_place_or_camera(store: Store, tmp_path: Path) -> None:
    """Each form of each page with a field for pictures, sent with a photo of a phone, a program, and a page."""
    world = make_world(tmp_path, store.sqlite("migrated", migrate))
    files = world.app.extensions["lianzhan"].files
    taking = [
        (name, role, form, field)
        for name, role, form, inputs in _file_forms(world)
        for field, one in inputs.items()
        if "image/" in one.attributes["accept"]
    ]
    assert taking
    for name, role, form, field in taking:
        before = set(files.digests())
        days = {one.name: f"{today()}" for one in form.typed if one.kind == "date"}
        values = filled(form, **days)
        for evil in (b"MZ\x90\0 a program", b"<svg><script>alert(1)</script></svg>", photo_bytes()[:300]):
            answer = form.submit(world.client(role), {**values, field: (io.BytesIO(evil), "holiday.jpg")})
            assert answer.status_code == 422, f"{name} takes for a photo what is none"
        assert set(files.digests()) == before, f"{name} keeps what is no photo"
        photo = (io.BytesIO(photo_bytes(900, 700, exif=phone_exif())), "IMG_0001.jpg")
        answer = form.submit(world.client(role), {**values, field: photo})
        kept = set(files.digests()) - before
        assert kept, f"{name} kept no photo: {answer.status_code} {page_of(answer).text[:300]}"
        for digest in kept:
            data = files.path(digest).read_bytes()
            assert data.startswith(b"\xff\xd8"), name
            assert b"Exif" not in data, name
            assert b"Orchard" not in data, name
            assert b"http://ns.adobe.com" not in data, name
            files.path(digest).unlink()
        world.restore()
    world.close()


def phone_exif() -> bytes:
    """What a phone writes into a photo: by whom it was built, and where it was."""
    found = Image.Exif()
    found[0x010F] = "Orchard Phones"
    found.get_ifd(0x8825).update({1: "N", 2: (34.0, 22.0, 7.0), 3: "E", 4: (118.0, 21.0, 9.0)})
    return found.tobytes()


def _entries(database: Database) -> int:
    with database.reading() as session:
        return len(session.scalars(select(AuditEntry.id)).all())


def test_statements_that_go_round_the_audit_stay_few_and_known() -> None:
    """``session.execute(update(...))`` is not seen by the audit: only bookkeeping may use it."""
    allowed = {
        "core/accounts/devices.py",  # the day a phone was last seen
        "core/accounts/guesses.py",  # attempts to sign in
        "core/accounts/second_factor.py",  # recovery codes of a second factor that is switched off
        "core/accounts/slips.py",  # slips in their hundreds, audited as one event
        "core/decided.py",  # the stamp that says a decision was made; the decision is audited itself
        "core/jobs/service.py",  # runs of jobs, and tidying up
        "core/jobs/tasks.py",  # the same of tasks
        "core/imports/staging.py",  # staged files
        "core/imports/long_files.py",  # the same of long files
        "core/imports/tasks.py",  # the same, once they are written
        "core/personal_data/erasing.py",  # an erasure leaves no trace of what went; it is audited as one event
        "core/personal_data/traces.py",  # the same of what was said of a person elsewhere
        "core/terms/reverting.py",  # what a term change noted, once it is taken back, which is audited as an event
        "core/notices/carrying.py",  # what became of each message
        "core/notices/inbox.py",  # that a notice was read
        "core/notices/jobs.py",  # old notices and messages, tidied up
        "plugins/duty_days/receiving/forgetting.py",  # visitors are no longer known; their rows are not audited
        "core/watch/beats.py",  # that processes are alive
        "core/plugin_host/host.py",  # observed failures, cleared when mended
        "core/plugin_host/service.py",  # the same, cleared by hand, which is audited as an event
        "core/plugin_host/purge.py",  # audited as one event
        "plugins/duty_days/rota/service.py",  # names the computer proposes: a draft, audited place by place when published
    }
    lines = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()}"
        for folder in ("core", "plugins")
        for file in sorted((ROOT / folder).rglob("*.py"))
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"execute\(\s*(update|delete|insert)\(", line)
    ]
    lines = [line for line in lines if not line.startswith(("core/audit/", "core/testing/", *allowed))]
    assert not lines, "Change through the ORM, or audit by hand and name the file here:\n" + "\n".join(lines)


def test_the_audit_of_the_demonstration_is_whole_and_shows_every_fault(store: Store, tmp_path: Path) -> None:
    url = store.sqlite("demonstration", load_demonstration)
    more = {"LIANZHAN_DATABASE_URL": url}
    assert lianzhan("audit", "verify", data_dir=tmp_path, more=more).returncode == 0
    database = Database(url)
    with database.reading() as session:
        assert verify(session).entries > 88
    for statement, at in (
        ("UPDATE audit_entry SET actor = 'somebody else' WHERE id = 40", 40),
        ("DELETE FROM audit_entry WHERE id = 30", 30),
        ("DELETE FROM audit_entry WHERE id > 80", 30),
        ("UPDATE audit_entry SET facts = '{}' WHERE id = 20", 20),
    ):
        with database.engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.exec_driver_sql(statement)
        with database.reading() as session:
            assert verify(session).fault_at == at
        told = lianzhan("audit", "verify", data_dir=tmp_path, more=more)
        assert told.returncode == 1
        assert str(at) in told.stderr
    database.dispose()


def test_the_lock_holds_over_processes(store: Store, tmp_path: Path) -> None:
    """Two servers on one database count together."""
    url = store.sqlite("demonstration", load_demonstration)
    more = {"LIANZHAN_DATABASE_URL": url, "LIANZHAN_SECRET_KEY": SECRET_KEY}
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    with serving(folders[0], "--web-only", more=more) as one, serving(folders[1], "--web-only", more=more) as two:
        statuses: list[int] = []
        guessing = [
            threading.Thread(target=lambda url=served.url: statuses.extend(_guesses(url, LIMIT.on_account)))
            for served in (one, two)
        ]  # type: ignore[misc]
        for each in guessing:
            each.start()
        for each in guessing:
            each.join()
        assert 500 not in statuses
        assert 303 not in _guesses(one.url, 1, "lianzhan-demo") + _guesses(two.url, 1, "lianzhan-demo")


def _guesses(url: str, times: int, password: str = "wrong") -> list[int]:  # noqa: S107
    import http.cookiejar
    import urllib.error
    import urllib.parse
    import urllib.request

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_arguments: object) -> None:
            return None

    statuses = []
    for _time in range(times):
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), Stay)
        with opener.open(f"{url}/login") as answer:
            values = Page(answer.read().decode(), "/login").form("/login").values
        sent = urllib.parse.urlencode({**values, "username": "office", "password": password}, doseq=True).encode()
        try:
            with opener.open(f"{url}/login", data=sent) as answer:
                statuses.append(answer.status)
        except urllib.error.HTTPError as problem:
            statuses.append(problem.code)
            problem.close()
    return statuses
