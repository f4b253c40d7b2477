"""Switched off for a station, a plugin is gone there: its pages answer 404, no menu leads to it, no panel shows it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy.orm import Session

from core import hookspecs
from core.plugin_host.dispatch import Step
from core.plugin_host.marks import point_of
from core.plugin_host.service import switch
from core.stations.models import Station
from core.testing.pages import page_of
from core.testing.promises import promises
from core.testing.promises.world import Route, World
from core.testing.signing import csrf_token

Off = Callable[[str], None]
MEND = "Let its door ask for the record, with `on=`: then the switch of the record's station is asked, too."


@pytest.fixture
def off(world: World) -> Iterator[Off]:
    """Switches a plugin off at the manager's own station, until the test is over."""

    def switch_off(plugin: str) -> None:
        with world.database.writing("the test") as session:
            station = session.get_one(Station, world.stations["own"])
            switch(world.host, session, plugin, station, is_on=False)

    yield switch_off
    world.restore()


@promises("switches", "Switched off for a station, its pages there answer 404")
def test_switched_off_for_a_station_its_pages_there_are_gone(plugin: str, world: World, off: Off) -> None:
    there = [
        (route, seen.role) for route in at_the_station(world, plugin) if route.is_page and (seen := world.seen(route))
    ]
    off(plugin)
    still = [
        f"{route.name}: {answer.status_code}"
        for route, role in there
        if (answer := world.client(role).get(route.urls["own"])).status_code != 404
    ]
    assert not still, "\n".join([*still, MEND])


@promises("switches", "Switched off for a station, nothing is changed through it there")
def test_switched_off_for_a_station_nothing_is_changed_there(plugin: str, world: World, off: Off) -> None:
    actions = [route for route in at_the_station(world, plugin) if route.method != "GET"]
    off(plugin)
    still = []
    for route in actions:
        for role in ("administrator", "manager", "deputy"):
            form = {"csrf_token": csrf_token(world.app)}
            answer = world.client(role).open(route.urls["own"], method=route.method, data=form)
            still += [f"{route.name} ({role}): {answer.status_code}"] if answer.status_code != 404 else []
    assert not still, "\n".join([*still, MEND])


def at_the_station(world: World, plugin: str) -> list[Route]:
    """The plugin's addresses that name a station, or a record that belongs to one."""
    urls = world.app.url_map.bind("localhost")
    found = []
    with world.database.reading() as session:
        for route in world.routes:
            if route.owner == plugin and not route.rule.endpoint.endswith("static"):
                _endpoint, arguments = urls.match(route.urls["own"], method=route.method)
                if "station" in arguments or _station_of(world, session, route, arguments):
                    found.append(route)
    return found


def _station_of(world: World, session: Session, route: Route, arguments: Mapping[str, Any]) -> int | None:
    """The station that the record in an address belongs to."""
    view: Any = world.app.view_functions[route.rule.endpoint]
    model = view.door.on
    if model is None:
        return None
    record: Any = session.get(model, arguments[model.__tablename__.rpartition("__")[2]])
    return record.scope().station_id if hasattr(record, "scope") else None


@promises("switches", "Switched off for a station, no menu and no panel of its page show it")
def test_switched_off_for_a_station_no_menu_and_no_panel_show_it(plugin: str, world: World, off: Off) -> None:
    page = f"/stations/{world.stations['own']}"
    off(plugin)
    asked: list[Step] = []
    world.host.dispatcher.told = asked.append
    try:
        answers = {role: world.client(role).get(page) for role in ("administrator", "office", "manager", "deputy")}
    finally:
        world.host.dispatcher.told = None
    shown = [f"{step.hook} is asked" for step in asked if step.plugin == plugin and _is_about_a_station(step)]
    for role, answer in answers.items():
        if answer.status_code == 200:
            links = [link for link in page_of(answer).links if f"{page}/p/{plugin}/" in link]
            shown += [f"{role} is led to {link}" for link in links]
    assert not shown, "\n".join(shown)


def _is_about_a_station(step: Step) -> bool:
    spec = vars(hookspecs).get(step.hook)
    return spec is not None and "station" in point_of(spec).parameters
