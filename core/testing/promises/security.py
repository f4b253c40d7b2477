"""Promise 6: what protects people and their data, on every page and in every form."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import event, select

from core.audit.models import AuditEntry
from core.database import Database
from core.testing.pages import Page, page_of
from core.testing.promises import promises
from core.testing.promises.models import models_of
from core.testing.promises.world import STRANGER, World
from core.testing.signing import csrf_token


@pytest.fixture(scope="module")
def shown(world: World) -> list[tuple[str, Page, dict[str, str]]]:
    """Every page at its richest role, and as strangers see it: its name, its content, its headers."""
    pages = []
    for route, role in world.html_pages():
        for who in dict.fromkeys((role, STRANGER)):
            answer = world.read(who, route.urls["own"])
            pages.append((f"{route.name} ({who})", page_of(answer), dict(answer.headers)))
    missing = world.client(STRANGER).get("/no/such/page")
    return [*pages, ("the page for what is not there", page_of(missing), dict(missing.headers))]


@promises("security", "Every page forbids scripts and styles of others")
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


@promises("security", "No page holds a style or script of its own")
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
    mend = "Move it into a file in static/, and have the page load that: the browser runs nothing else."
    assert not found, "\n".join([*found, mend])


@promises("security", "No page loads anything from elsewhere")
def test_no_page_loads_anything_from_elsewhere(shown: list[tuple[str, Page, dict[str, str]]]) -> None:
    loaded = ("src", "srcset", "action", "formaction", "data", "poster")
    found = []
    for name, page, _headers in shown:
        for element in page.elements:
            addresses = [element.attributes.get(attribute, "") for attribute in loaded]
            is_loaded = element.name == "use" or element.attributes.get("rel") not in (None, "canonical")
            addresses += [element.attributes.get("href", "")] if element.name in ("link", "use") and is_loaded else []
            found += [f"{name}: <{element.name}> {one}" for one in addresses if "//" in one.split("?")[0]]
    assert not found, "\n".join(
        [*found, "Bring the file along in static/: stations have no way to the rest of the net."]
    )


@promises("security", "Every icon a page names is one the platform has")
def test_every_icon_a_page_names_is_there(world: World, shown: list[tuple[str, Page, dict[str, str]]]) -> None:
    """A browser shows nothing for one that is not, and says nothing."""
    named: dict[str, dict[str, str]] = {}
    for page_name, page, _headers in shown:
        for element in page.elements:
            sprite, _sign, symbol = element.attributes.get("href", "").partition("#")
            if element.name == "use" and sprite:
                named.setdefault(sprite, {}).setdefault(symbol, page_name)
    found = []
    for sprite, symbols in named.items():
        there = set(re.findall(r'id="([^"]+)"', world.client(STRANGER).get(sprite).get_data(as_text=True)))
        found += [
            f"{page_name}: there is no icon {symbol!r}. The platform has {', '.join(sorted(there))}."
            for symbol, page_name in sorted(symbols.items())
            if symbol not in there
        ]
    assert not found, "\n".join(found)


@promises("security", "Every form carries its token, and is refused without")
def test_every_form_carries_its_token_and_is_refused_without(
    world: World, shown: list[tuple[str, Page, dict[str, str]]]
) -> None:
    forms = [(name, form) for name, page, _headers in shown for form in page.forms if form.method == "post"]
    assert forms or world.about
    without = [f"{name}: {form.action}" for name, form in forms if "csrf_token" not in form.names()]
    assert not without, "\n".join([*without, "Open forms with form_open() of components/forms.html, which brings it."])
    for action in sorted({form.action for _name, form in forms}):
        for token in (
            {},
            {"csrf_token": ""},
            {"csrf_token": "made-up"},
            {"csrf_token": csrf_token(world.app)[:-3] + "abc"},
        ):
            assert world.client("administrator").post(action, data=token).status_code == 400, f"{action} with {token}"


@promises("security", "Every action is refused without a token")
def test_every_action_is_refused_without_a_token(world: World) -> None:
    """Also those no page has a form for."""
    for route in world.actions():
        for role in (STRANGER, "administrator"):
            assert world.client(role).open(route.urls["own"], method=route.method).status_code == 400, route.name


@promises("security", "Every model is audited, or says why not")
def test_every_model_is_audited_or_says_why_not(world: World) -> None:
    silent = []
    for model in models_of(world):
        if not getattr(model, "__audited__", True):
            source = Path(sys.modules[model.__module__].__file__ or "").read_text(encoding="utf-8")
            body = source.split(f"class {model.__name__}(")[1].split("\nclass ")[0]
            line = next(line for line in body.splitlines() if "__audited__ = False" in line)
            silent += [] if "#" in line or "opts out" in (model.__doc__ or "") else [model.__name__]
    assert not silent, f"say in a comment beside __audited__ = False why changes of these are not audited: {silent}"


@promises("security", "Every action that changes something leaves an audit row")
def test_every_action_that_changes_something_leaves_an_audit_row(world: World) -> None:
    """Every form of every page, sent as it stands: where a row of an audited model changed, the audit grew."""
    changed: list[str] = []

    def note(session: object, context: object) -> None:
        things = [*session.new, *session.deleted, *(one for one in session.dirty if session.is_modified(one))]  # type: ignore[attr-defined]
        changed.extend(type(one).__name__ for one in things if getattr(type(one), "__audited__", True))

    event.listen(world.database.session(writes=False).__class__, "before_flush", note)
    try:
        for route, role in world.html_pages():
            page = page_of(world.read(role, route.urls["own"]))
            for form in [one for one in page.forms if one.method == "post" and world.holds(one.action)]:
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


@promises("security", "A telephone number that is shown on asking is written down")
def test_a_number_that_is_shown_on_asking_is_written_down(world: World) -> None:
    """Whatever form it is that shows more numbers than the page did."""
    shown = 0
    for route, role in world.html_pages():
        answer = world.client(role).get(route.urls["own"])
        before = numbers_in(answer.get_data(as_text=True))
        pressed = [one for one in page_of(answer).forms if one.method == "post" and not one.typed]
        for form in [one for one in pressed if world.holds(one.action)]:
            entries = _entries(world.database)
            answered = form.submit(world.client(role))
            is_page = answered.status_code == 200 and answered.mimetype == "text/html"
            if is_page and numbers_in(answered.get_data(as_text=True)) - before:
                shown += 1
                assert _entries(world.database) > entries, f"{form.action} shows a number and nobody wrote it down"
            world.restore()
    assert shown >= 2 or world.about


def numbers_in(html: str) -> set[str]:
    """The whole telephone numbers on a page."""
    return set(re.findall(r"199\d{8}", re.sub(r"(?<=\d) (?=\d)", "", html)))


def _entries(database: Database) -> int:
    with database.reading() as session:
        return len(session.scalars(select(AuditEntry.id)).all())


@promises("security", "Statements that go round the audit are few, and known")
def test_statements_that_go_round_the_audit_stay_few_and_known(
    code_folders: Sequence[Path], round_the_audit: tuple[str, ...]
) -> None:
    """``session.execute(update(...))`` is not seen by the audit: only bookkeeping may use it."""
    lines = [
        f"{folder.name}/{file.relative_to(folder).as_posix()}:{number}: {line.strip()}"
        for folder in code_folders
        for file in sorted(folder.rglob("*.py"))
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"execute\(\s*(update|delete|insert)\(", line)
    ]
    lines = [line for line in lines if not line.startswith(round_the_audit)]
    mend = "Change records through the ORM, which is audited; for bookkeeping, audit it by hand and be exempt."
    assert not lines, "\n".join([*lines, mend])
