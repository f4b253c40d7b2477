"""Promise 8: a form sent twice, one after the other or at once, makes one record."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core.audit.models import AuditEntry
from core.chains.models import Chain
from core.database import Database
from core.stations.models import Station
from core.submissions import Submission
from core.testing import page_of
from core.testing.databases import Store, migrate
from core.testing.pages import PageForm
from core.testing.promises.filling import filled
from core.testing.promises.world import World
from core.testing.promises.worlds import make_world

WITHOUT_RECORDS = ("/login", "/logout", "/preferences")
"""Sent twice, these do the same thing twice, and make no record."""


def forms_of(world: World) -> Iterator[tuple[str, str, PageForm]]:
    """Every form that changes something: the page's address, the role that fills it in, the form."""
    seen: set[str] = set()
    for route, role in world.html_pages():
        page = page_of(world.client(role).get(route.urls["own"]))
        for form in page.forms:
            if form.method == "post" and form.action not in seen and not form.action.startswith(WITHOUT_RECORDS):
                seen.add(form.action)
                yield route.urls["own"], role, form


def test_every_form_carries_the_name_of_its_filling_in(world: World) -> None:
    missing = [
        f"{url}: the form to {form.action}"
        for url, _role, form in forms_of(world)
        if not form.values.get("once", [""])[0]
    ]
    assert not missing, "\n".join(missing)


def test_two_fillings_in_have_two_names(world: World) -> None:
    for url, role, form in forms_of(world):
        again = _again(world.client(role), url, form)
        assert again.values["once"] != form.values["once"], url


def test_every_form_that_was_accepted_is_answered_the_same_the_second_time(world: World) -> None:
    accepted = 0
    for url, role, found in list(forms_of(world)):
        client = world.client(role)
        form = _again(client, url, found)
        values = filled(form)
        first = form.submit(client, values)
        first.close()
        assert first.status_code < 500, f"{form.action}: {first.status_code}"
        if first.status_code == 303:
            accepted += 1
            before = records(world.database)
            second = form.submit(client, filled(form))
            assert (second.status_code, second.location) == (303, first.location), form.action
            assert records(world.database) == before, f"{form.action} changed something the second time"
        world.restore()
    assert accepted > 10


def _again(client: FlaskClient, url: str, form: PageForm) -> PageForm:
    """The same form of the page, asked for anew."""
    forms = page_of(client.get(url)).forms
    return next(one for one in forms if one.action == form.action and one.method == "post")


def records(database: Database) -> int:
    """What the audit knows: it grows with every change."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


@pytest.fixture
def fresh(store: Store, database_kind: str, tmp_path: Path) -> Iterator[World]:
    world = make_world(tmp_path, store.of(database_kind, "migrated", migrate))
    yield world
    world.close()


def at_once(app: Flask, times: int, send: Callable[[], Any]) -> list[Any]:
    """Send so many times at the same moment."""
    ready, answers = threading.Barrier(times), []

    def one() -> None:
        ready.wait()
        answers.append(send())

    senders = [threading.Thread(target=one) for _time in range(times)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return answers


@pytest.mark.parametrize(("page", "model"), [("/stations/new", Station), ("/chains/new", Chain)])
def test_a_form_sent_at_once_makes_one_record(
    fresh: World, on_both: str, page: str, model: type[Station | Chain]
) -> None:
    form = page_of(fresh.client("office").get(page)).form(page)
    values = filled(form, name="Sent often")
    answers = at_once(fresh.app, 6, lambda: form.submit(fresh.client("office"), values))
    assert [answer.status_code for answer in answers] == [303] * 6
    assert len({answer.location for answer in answers}) == 1
    with fresh.database.reading() as session:
        assert session.scalar(select(func.count()).where(model.name == "Sent often")) == 1
        assert session.scalar(select(func.count()).select_from(Submission)) == 1


def test_the_same_name_of_two_people_is_two_forms(fresh: World) -> None:
    """Nobody takes away another's answer by guessing the name of a filling-in."""
    values = filled(page_of(fresh.client("office").get("/chains/new")).form("/chains/new"), name="First")
    form = page_of(fresh.client("office").get("/chains/new")).form("/chains/new")
    first = form.submit(fresh.client("office"), {**values, "once": "the-same"})
    second = form.submit(fresh.client("administrator"), {**values, "name": "Second", "once": "the-same"})
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location != second.location
