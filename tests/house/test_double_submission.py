"""Promise 8: a form sent twice, one after the other or at once, makes one record."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from core.chains.models import Chain
from core.stations.models import Station
from core.submissions import Submission
from core.testing.databases import Store
from core.testing.pages import page_of
from core.testing.promises.double_submission import *
from core.testing.promises.filling import filled
from core.testing.promises.world import World
from core.testing.promises.worlds import make_world


@pytest.fixture
def fresh(store: Store, database_kind: str, tmp_path: Path) -> Iterator[World]:
    world = make_world(tmp_path, store.migrated(database_kind))
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
