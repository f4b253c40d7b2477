"""Promise 2: a hook implementation that raises, before or after touching the database, costs its own answer only."""

import dataclasses
import io
from collections.abc import Callable, Iterator
from datetime import date
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
from core.plugin_host.manifest import discover
from core.plugin_host.marks import ExtensionPoint, point_of
from core.plugin_host.states import State
from core.stations.models import Station
from core.testing import make_station, page_of
from core.testing.databases import Store, migrate
from core.testing.fixtures import settings_for
from core.testing.promises.world import World
from core.testing.promises.worlds import make_world
from core.words import lazy

DAY = date(2026, 11, 21)
PLUGINS = [found.name for found in discover(())]
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
    session.add(Person(name="Written by a broken hook"))
    session.flush()
    raise Broken


def ends_the_transaction(call: Call, point: ExtensionPoint, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    session_of(point, args, kwargs).close()
    raise Broken


def answers_wrongly(call: Call, point: ExtensionPoint, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return 7 if point.one else [7]


def cannot_be_rendered(call: Call, point: ExtensionPoint, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return [Panel(title=lazy("Broken"), template="no/such.html")]


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


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world whose plugins may fail, as on a real server."""
    kind = request.param
    world = make_world(tmp_path_factory.mktemp("house"), store.of(kind, "migrated", migrate), plugins_strict="0")
    yield world
    world.close()


@pytest.fixture(scope="module")
def every_page(house: World) -> list[tuple[str, str]]:
    """Address and role of every page of the core."""
    return [(route.urls["own"], role) for route, role in house.html_pages() if route.owner not in house.plugins]


@pytest.fixture(scope="module")
def pages(house: World, every_page: list[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    """The pages of the core by the hooks each asks; all of them answer while nothing is broken."""
    asked_by: dict[str, list[tuple[str, str]]] = {name: [] for name in ASKED_BY_PAGES}
    dispatcher = dispatcher_of(house.app)
    with pytest.MonkeyPatch.context() as patch:
        noted: set[str] = set()
        for name in ASKED_BY_PAGES:
            patch.setitem(dispatcher._calls, SPECS[name], tuple(_noting(dispatcher, name, noted)))
        for url, role in every_page:
            noted.clear()
            assert house.client(role).get(url).status_code == 200, f"{url} ({role})"
            for name in noted:
                asked_by[name].append((url, role))
    return asked_by


def _noting(dispatcher: Dispatcher, name: str, noted: set[str]) -> Iterator[Call]:
    for call in dispatcher.calls(SPECS[name]):

        def function(*args: Any, call: Call = call, **kwargs: Any) -> Any:
            noted.add(name)
            return call.function(*args, **kwargs)

        yield dataclasses.replace(call, function=function)


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
            for call in dispatcher.calls(spec)
        )
        monkeypatch.setitem(dispatcher._calls, spec, calls)
        dispatcher.failures.recent.clear()

    return breaks


def not_answering(house: World, pages: list[tuple[str, str]]) -> list[str]:
    answers = [(url, role, house.client(role).get(url).status_code) for url, role in pages]
    return [f"{url} ({role}): {status}" for url, role, status in answers if status != 200]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("hook", ASKED_BY_PAGES)
def test_a_broken_panel_leaves_every_page_of_the_core(
    house: World,
    pages: dict[str, list[tuple[str, str]]],
    broken: Callable[[str, Callable[..., Any]], None],
    hook: str,
    way: Callable[..., Any],
) -> None:
    broken(hook, way)
    assert not not_answering(house, pages[hook])
    asked = dispatcher_of(house.app).calls(SPECS[hook])
    failed = {failure.plugin for _at, failure in dispatcher_of(house.app).failures.recent}
    assert failed == {call.plugin for call in asked}
    with house.database.reading() as session:
        assert session.scalars(select(Person.id).where(Person.name == "Written by a broken hook")).all() == []


@pytest.mark.parametrize("way", WAYS[:-1], ids=lambda way: way.__name__)
@pytest.mark.parametrize("hook", ASKED_BY_IMPORTS)
def test_a_hook_that_breaks_during_an_import_leaves_the_import(
    house: World, broken: Callable[[str, Callable[..., Any]], None], hook: str, way: Callable[..., Any]
) -> None:
    broken(hook, way)
    titles, name = vocabulary().titles["stations"], f"{hook} {way.__name__}"
    sheet = f"{titles['name']},{titles['duty_words']}\n{name},whenever\n".encode()
    client = house.client("office")
    form = page_of(client.get("/imports/")).form("/imports/")
    staged = form.submit(
        client, {"kind": "stations", "region_code": "320381", "file": (io.BytesIO(sheet), "stations.csv")}
    )
    assert staged.status_code == 303, page_of(staged).text
    written = page_of(client.get(staged.location)).form("/write").submit(client)
    assert written.status_code == 303, page_of(written).text
    if way is not answers_wrongly or point_of(SPECS[hook]).when != "event":
        failed = {failure.plugin for _at, failure in dispatcher_of(house.app).failures.recent}
        assert failed == {call.plugin for call in dispatcher_of(house.app).calls(SPECS[hook])}
    with house.database.reading() as session:
        assert session.scalars(select(Station.id).where(Station.name == name)).all() != []
        assert session.scalars(select(Person.id).where(Person.name == "Written by a broken hook")).all() == []


@pytest.mark.parametrize("way", WAYS[:-1], ids=lambda way: way.__name__)
@pytest.mark.parametrize("hook", ASKED_WHILE_WRITING)
def test_a_hook_that_breaks_while_the_core_writes_leaves_what_it_wrote(
    house: World, broken: Callable[[str, Callable[..., Any]], None], hook: str, way: Callable[..., Any]
) -> None:
    broken(hook, way)
    spec, name = SPECS[hook], f"{hook} {way.__name__}"
    with house.database.writing("test") as session:
        station = make_station(session, name, deputies=1)
        number = session.scalars(select(Placement.deputy_id).where(Placement.station_id == station.id)).one()
        released = [Released(deputy_id=number, kind="duty_days.place", title=lazy("A place"), facts={"slot": 0})]
        known = {"session": session, "station": station, "into": None, "day": DAY, "deputies": [number]}
        wanted = [{**known, "released": released}[one] for one in signature(spec).parameters]
        if point_of(spec).when == "event":
            announce(spec, *wanted)
        else:
            ask(spec, *wanted)
        session.add(Person(name=f"After {name}"))
    if way is not answers_wrongly or point_of(spec).when != "event":
        failed = {failure.plugin for _at, failure in dispatcher_of(house.app).failures.recent}
        assert failed == {call.plugin for call in dispatcher_of(house.app).calls(spec)}
    with house.database.reading() as session:
        assert session.scalars(select(Station.id).where(Station.name == name)).all() != []
        assert session.scalars(select(Person.id).where(Person.name == f"After {name}")).all() != []
        assert session.scalars(select(Person.id).where(Person.name == "Written by a broken hook")).all() == []


def test_every_hook_that_is_asked_later_is_broken_here() -> None:
    tried = {"page", "question", "event"}
    assert {point_of(SPECS[name]).when for name in LATER} <= tried | {"rule"}


def test_failures_are_written_down_for_other_processes(
    house: World, broken: Callable[[str, Callable[..., Any]], None]
) -> None:
    from core.plugin_host.models import PluginFailure

    broken("home_panels", raises_before)
    failures = dispatcher_of(house.app).failures
    failures._not_before = 0.0
    house.client("stranger").get("/")
    with house.database.reading() as session:
        assert "home_panels" in session.scalars(select(PluginFailure.hook)).all()


@pytest.mark.parametrize("hook", AT_START)
@pytest.mark.parametrize("plugin", PLUGINS)
def test_a_plugin_that_breaks_at_the_start_is_withdrawn_and_the_core_starts(
    plugin: str,
    hook: str,
    house: World,
    every_page: list[tuple[str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = house.app.extensions["lianzhan"].host.plugins[plugin].module
    implementation = vars(module).get(hook)
    if implementation is None:
        return

    def breaks() -> Any:
        raise Broken

    vars(breaks).update(vars(implementation))
    breaks.__module__ = module.__name__
    monkeypatch.setattr(module, hook, breaks)
    url = house.database.url.render_as_string(hide_password=False)
    app = create_app(settings_for(url, tmp_path, plugins_strict="0"))
    host = app.extensions["lianzhan"].host
    host.rehearse()
    shown = dataclasses.replace(house, app=app)
    try:
        host.demo_scenarios("xinyi")
        assert host.plugins[plugin].state is State.FAILED
        assert not not_answering(shown, every_page)
        assert "Broken" in page_of(shown.client("administrator").get("/admin/plugins")).text
    finally:
        app.extensions["lianzhan"].database.dispose()
