"""Promise 7: how many statements a page asks does not depend on how many rows it is about."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import pytest
from sqlalchemy import event

from core.testing.pages import page_of
from core.testing.promises import promises
from core.testing.promises.world import ROLES, Route, World

PAGE, PANEL, FIGURE = 8, 2, 1
Asked = dict[str, tuple[list[str], int]]
"""By page: the statements of the page asked the second time, and how many the promise allows it."""
TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    """The statements asked in the block."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.upper().startswith(TRANSACTION):
            asked.append(statement)

    event.listen(world.database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(world.database.engine, "before_cursor_execute", note)


def asked_by(world: World, route: Route, role: str) -> tuple[list[str], int]:
    """The statements of a page asked the second time, and how many the promise allows it."""
    url = route.urls["own"]
    world.read(role, url)
    with counted(world) as asked:
        page = page_of(world.client(role).get(url))
    panels = sum("panel" in element.attributes.get("class", "").split() for element in page.elements)
    figures = sum("figure" in element.attributes.get("class", "").split() for element in page.elements)
    return asked, PAGE + PANEL * panels + FIGURE * figures


def pages_of(world: World, role: str) -> Iterator[Route]:
    """Every page that this role may read."""
    for route in [*world.pages(), *(route for route, _seen in world.hosts())]:
        if world.read(role, route.urls["own"]).status_code == 200:
            yield route


@pytest.fixture(scope="module")
def asked_of_many(larger_world: World) -> Callable[[str], Asked]:
    """What every page of a role with five times the rows asks, and how much it may."""
    return cache(lambda role: {one.name: asked_by(larger_world, one, role) for one in pages_of(larger_world, role)})


@promises("queries", "A page asks the database as often for many records as for few")
@pytest.mark.parametrize("role", ROLES)
def test_no_page_asks_more_for_more_rows(world: World, asked_of_many: Callable[[str], Asked], role: str) -> None:
    growing = []
    for route in pages_of(world, role):
        few, _allowed = asked_by(world, route, role)
        many, _allowed = asked_of_many(role)[route.name]
        if len(many) > len(few):
            repeated = max(many, key=many.count)
            growing.append(
                f"{route.name} ({role}): {len(few)} statements, {len(many)} with five times the rows; most often: {repeated[:300]}"
            )
    assert not growing, "\n".join(
        [*growing, "Load what the page shows on purpose: selectinload(), or one query for all."]
    )


@promises("queries", "A page asks the database at most 8 times, twice more a panel and once more a figure")
@pytest.mark.parametrize("role", ROLES)
def test_no_page_asks_more_than_promised(asked_of_many: Callable[[str], Asked], role: str) -> None:
    over = []
    for name, (asked, allowed) in asked_of_many(role).items():
        if len(asked) > allowed:
            over.append(
                f"{name} ({role}): {len(asked)} statements, {allowed} are promised:\n"
                + "\n".join(f"    {one[:160]}" for one in asked)
            )
    assert not over, "\n".join([*over, "Load what the page shows together: selectinload(), or one query for several."])


@promises("queries", "Lists that are searched, sorted and turned ask no more often")
@pytest.mark.parametrize("query", ["q=a", "page=2", "sort=-name", "q=0"])
def test_lists_that_are_searched_sorted_and_turned_keep_to_it(larger_world: World, query: str) -> None:
    over = []
    for route, role in larger_world.html_pages():
        if not route.has_subject:
            client = larger_world.client(role)
            larger_world.read(role, route.urls["own"])
            with counted(larger_world) as asked:
                page = page_of(client.get(f"{route.urls['own']}?{query}"))
            panels = sum("panel" in element.attributes.get("class", "").split() for element in page.elements)
            figures = sum("figure" in element.attributes.get("class", "").split() for element in page.elements)
            if len(asked) > PAGE + PANEL * panels + FIGURE * figures:
                over.append(f"{route.name}?{query} ({role}): {len(asked)} statements")
    assert not over, "\n".join(over)
