"""Promise 2: a hook implementation that raises, before or after touching the database, costs its own answer only."""

import dataclasses
import inspect
import io
from collections.abc import Callable
from datetime import date
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from core import hookspecs
from core.app import create_app
from core.deputies.models import Placement
from core.imports.vocabulary import vocabulary
from core.people.models import Person
from core.plugin_host.asking import announce, ask
from core.plugin_host.declarations import Panel, Released
from core.plugin_host.dispatch import Call, Dispatcher
from core.plugin_host.marks import ExtensionPoint, point_of
from core.plugin_host.service import show
from core.plugin_host.states import State
from core.stations.models import Station
from core.testing.about import subject_of_run
from core.testing.factories import make_station
from core.testing.fixtures import settings_for
from core.testing.pages import page_of
from core.testing.promises import promises
from core.testing.promises.fixtures import MakeWorld
from core.testing.promises.plugins import is_of_register
from core.testing.promises.world import World
from core.words import LazyText

DAY = date(2026, 11, 21)
BY_A_BROKEN_HOOK = "Written by a broken hook"
SPECS: dict[str, Callable[..., Any]] = {
    name: spec for name, spec in vars(hookspecs).items() if hasattr(spec, "extension_point")
}
AT_START = [name for name, spec in SPECS.items() if point_of(spec).when == "start"]
LATER = [name for name in SPECS if name not in AT_START]
ASKED_BY_PAGES = [name for name in LATER if point_of(SPECS[name]).when == "page"]
ASKED_BY_IMPORTS = ["duty_words", "station_imported"]
ASKED_WHILE_WRITING = [
    name for name in LATER if point_of(SPECS[name]).when in ("question", "event") and name not in ASKED_BY_IMPORTS
]
HOOKS = {
    "page_hook": ASKED_BY_PAGES,
    "import_hook": ASKED_BY_IMPORTS,
    "writing_hook": ASKED_WHILE_WRITING,
    "start_hook": AT_START,
}
"""What tests ask for, to be run for each of these."""


class Broken(Exception):
    """What a plugin raises."""


def raises_before(call: Call, point: ExtensionPoint, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    raise Broken


def exits(call: Call, point: ExtensionPoint, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    raise SystemExit


def raises_after(call: Call, point: ExtensionPoint, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    answer = call.function(*args, **kwargs)
    if point.gives and not point.one:
        list(answer)
    raise Broken


def breaks_the_transaction(call: Call, point: ExtensionPoint, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    session_of(point, args, kwargs).execute(text("SELECT * FROM no_such_table"))


def writes_and_raises(call: Call, point: ExtensionPoint, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    session = session_of(point, args, kwargs)
    session.add(Person(name=BY_A_BROKEN_HOOK))
    session.flush()
    raise Broken


def ends_the_transaction(call: Call, point: ExtensionPoint, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    session_of(point, args, kwargs).close()
    raise Broken


def answers_wrongly(call: Call, point: ExtensionPoint, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return 7 if point.one else [7]


def cannot_be_rendered(call: Call, point: ExtensionPoint, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return [Panel(title=LazyText("Broken"), template="no/such.html")]


def session_of(point: ExtensionPoint, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Session:
    if point.session_at is None:
        raise Broken
    found: Session = kwargs["session"] if "session" in kwargs else args[point.session_at]
    return found


WAYS = [
    raises_before,
    exits,
    raises_after,
    breaks_the_transaction,
    writes_and_raises,
    ends_the_transaction,
    answers_wrongly,
    cannot_be_rendered,
]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try the hooks that are implemented by whom this is about."""
    subject = subject_of_run(metafunc.config)
    for name, hooks in HOOKS.items():
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, [hook for hook in hooks if subject is None or implements(subject.package, hook)])


def implements(package: str, hook: str) -> bool:
    """Whether a plugin implements a hook in its table of contents."""
    try:
        found = vars(import_module(package)).values()
    except Exception:  # noqa: BLE001 - what cannot be imported is told by the promise that the plugin loads
        return True
    return any(getattr(value, "implements", None) is SPECS[hook] for value in found if inspect.isroutine(value))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, world: World, new_world: MakeWorld) -> World:
    """A world whose plugins may fail, as on a real server."""
    return new_world(request.param, like=world, plugins_strict="0")


@pytest.fixture(scope="module")
def every_page(house: World) -> list[tuple[str, str]]:
    """Address and role of every page of the core; for a plugin of its own, of one page of each feature."""
    first = {route.owner: (route.urls["own"], seen.role) for route, seen in reversed(list(house.core_pages()))}
    every = [(route.urls["own"], seen.role) for route, seen in house.core_pages()]
    return every if house.about is None else list(first.values())


@pytest.fixture(scope="module")
def pages(house: World) -> dict[str, list[tuple[str, str]]]:
    """The pages of the core by the hooks each asks of whom this is about."""
    asked_by: dict[str, list[tuple[str, str]]] = {name: [] for name in ASKED_BY_PAGES}
    for route, seen in house.core_pages():
        for name in {hook for plugin, hook in seen.asked if house.is_about(plugin) and hook in asked_by}:
            asked_by[name].append((route.urls["own"], seen.role))
    return asked_by


def dispatcher_of(app: Flask) -> Dispatcher:
    found: Dispatcher = app.extensions["lianzhan"].host.dispatcher
    return found


@pytest.fixture
def broken(house: World, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[..., Any]], None]:
    """Break the implementations of a hook in one way, where the host keeps them."""

    def breaks(hook: str, way: Callable[..., Any]) -> None:
        dispatcher, spec = dispatcher_of(house.app), SPECS[hook]
        point = point_of(spec)
        calls = tuple(
            dataclasses.replace(call, function=lambda *args, call=call, **kwargs: way(call, point, args, kwargs))
            if house.is_about(call.plugin)
            else call
            for call in dispatcher.calls(spec)
        )
        monkeypatch.setitem(dispatcher._calls, spec, calls)
        dispatcher.failures.recent.clear()

    return breaks


def failed(house: World) -> set[str]:
    """The plugins whose failures were noted."""
    return {failure.plugin for _at, failure in dispatcher_of(house.app).failures.recent}


def broken_by(house: World, hook: str) -> set[str]:
    """The plugins whose implementations of the hook were broken."""
    return {call.plugin for call in dispatcher_of(house.app).calls(SPECS[hook]) if house.is_about(call.plugin)}


def not_answering(house: World, pages: list[tuple[str, str]]) -> list[str]:
    """The pages that are not shown any more."""
    answers = [(url, role, house.client(role).get(url).status_code) for url, role in pages]
    return [f"{url} ({role}): {status}" for url, role, status in answers if status != 200]


@promises("containment", "A panel that breaks, in whatever way, costs the page nothing but itself")
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_broken_panel_leaves_every_page_of_the_core(
    house: World,
    pages: dict[str, list[tuple[str, str]]],
    broken: Callable[[str, Callable[..., Any]], None],
    page_hook: str,
    way: Callable[..., Any],
) -> None:
    broken(page_hook, way)
    gone = not_answering(house, pages[page_hook])
    assert not gone, "\n".join(gone)
    assert failed(house) == broken_by(house, page_hook)
    with house.database.reading() as session:
        assert session.scalars(select(Person.id).where(Person.name == BY_A_BROKEN_HOOK)).all() == []


@promises("containment", "A hook that breaks during an import leaves the import")
@pytest.mark.parametrize("way", WAYS[:-1], ids=lambda way: way.__name__)
def test_a_hook_that_breaks_during_an_import_leaves_the_import(
    house: World, broken: Callable[[str, Callable[..., Any]], None], import_hook: str, way: Callable[..., Any]
) -> None:
    broken(import_hook, way)
    titles, name = vocabulary().titles["stations"], f"{import_hook} {way.__name__}"
    sheet = f"{titles['name']},{titles['duty_words']}\n{name},whenever\n".encode()
    client = house.client("office")
    form = page_of(client.get("/imports/")).form("/imports/")
    staged = form.submit(
        client, {"kind": "stations", "region_code": "320381", "file": (io.BytesIO(sheet), "stations.csv")}
    )
    assert staged.status_code == 303, page_of(staged).text
    written = page_of(client.get(staged.location)).form("/write").submit(client)
    assert written.status_code == 303, page_of(written).text
    if way is not answers_wrongly or point_of(SPECS[import_hook]).when != "event":
        assert failed(house) == broken_by(house, import_hook)
    with house.database.reading() as session:
        assert session.scalars(select(Station.id).where(Station.name == name)).all() != []
        assert session.scalars(select(Person.id).where(Person.name == BY_A_BROKEN_HOOK)).all() == []


@promises("containment", "A hook that breaks while the core writes leaves what the core wrote")
@pytest.mark.parametrize("way", WAYS[:-1], ids=lambda way: way.__name__)
def test_a_hook_that_breaks_while_the_core_writes_leaves_what_it_wrote(
    house: World, broken: Callable[[str, Callable[..., Any]], None], writing_hook: str, way: Callable[..., Any]
) -> None:
    broken(writing_hook, way)
    spec, name = SPECS[writing_hook], f"{writing_hook} {way.__name__}"
    with house.database.writing("test") as session:
        station = make_station(session, name, deputies=1)
        for plugin in house.plugins:
            show(house.host, session, plugin, [station])
        number = session.scalars(select(Placement.deputy_id).where(Placement.station_id == station.id)).one()
        released = [Released(deputy_id=number, kind="duty_days.place", title=LazyText("A place"), facts={"slot": 0})]
        known = {"session": session, "station": station, "into": None, "day": DAY, "deputies": [number]}
        wanted: list[Any] = [{**known, "released": released}[one] for one in signature(spec).parameters]
        if point_of(spec).when == "event":
            announce(spec, *wanted)
        else:
            ask(spec, *wanted)
        session.add(Person(name=f"After {name}"))
    if way is not answers_wrongly or point_of(spec).when != "event":
        assert failed(house) == broken_by(house, writing_hook)
    with house.database.reading() as session:
        assert session.scalars(select(Station.id).where(Station.name == name)).all() != []
        assert session.scalars(select(Person.id).where(Person.name == f"After {name}")).all() != []
        assert session.scalars(select(Person.id).where(Person.name == BY_A_BROKEN_HOOK)).all() == []


@promises("containment", "A plugin that breaks at the start is withdrawn, and the core starts")
def test_a_plugin_that_breaks_at_the_start_is_withdrawn_and_the_core_starts(
    plugin: str,
    start_hook: str,
    house: World,
    every_page: list[tuple[str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = house.app.extensions["lianzhan"].host.plugins[plugin].module
    implementation = vars(module).get(start_hook)
    if implementation is None:
        return

    def breaks() -> Any:
        raise Broken

    vars(breaks).update(vars(implementation))
    breaks.__module__ = module.__name__
    monkeypatch.setattr(module, start_hook, breaks)
    url = house.database.url.render_as_string(hide_password=False)
    app = create_app(settings_for(url, tmp_path, plugins_strict="0"))
    host = app.extensions["lianzhan"].host
    host.rehearse()
    shown = dataclasses.replace(house, app=app)
    try:
        host.demo_scenarios("xinyi")
        assert host.plugins[plugin].state is State.FAILED
        assert not not_answering(shown, [each for each in every_page if not is_of_register(plugin, each[0])])
        assert "Broken" in page_of(shown.client("administrator").get("/admin/plugins")).text
    finally:
        shown.close()
