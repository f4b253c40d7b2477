"""Promise 2: a hook implementation that raises, before or after touching the database, costs its own answer only."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from core.plugin_host.marks import point_of
from core.plugin_host.models import PluginFailure
from core.testing.promises.containment import *
from core.testing.promises.containment import LATER, SPECS, dispatcher_of, raises_before
from core.testing.promises.world import World


def test_every_hook_that_is_asked_later_is_broken_here() -> None:
    tried = {"page", "question", "event"}
    assert {point_of(SPECS[name]).when for name in LATER} <= tried | {"rule"}


def test_failures_are_written_down_for_other_processes(
    house: World, broken: Callable[[str, Callable[..., Any]], None]
) -> None:
    broken("home_panels", raises_before)
    failures = dispatcher_of(house.app).failures
    failures._not_before = 0.0
    house.client("stranger").get("/")
    with house.database.reading() as session:
        assert "home_panels" in session.scalars(select(PluginFailure.hook)).all()
