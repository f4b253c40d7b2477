"""What another plugin adds to duty days: a kind of rhythm with fields of its own, and a season; and what its failing costs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
from flask import Flask

from core.access import Role
from core.app import create_app
from core.plugin_host.manifest import discover
from core.plugin_host.states import Plugin
from core.plugin_host.tables import forget
from core.testing import make_account, make_station, page_of, sign_in
from core.testing.fixtures import settings_for
from plugins.duty_days.rules import service
from plugins.duty_days.rules.rhythms import OfPlugin, day_of_month
from tests.plugins.duty_days.conftest import TODAY

MANIFEST = 'name = "tides"\ntitle = "Tides"\nversion = "1.0"\napi = ">=1,<2"\nuses = ["duty_days"]\n'
TIDES = """
    from datetime import timedelta

    from core.api.declare import _, implements, options
    from plugins.duty_days.api import Restriction, RhythmKind, duty_days_restrictions, duty_days_rules

    EVERY = options.Number(key="tides.spring_every", title=_("Tides between"), default=29, lowest=1, highest=99)


    def spring_tides(facts, begins, ends):
        day = begins
        while day <= ends:
            if facts["spring_every"] == 66:
                raise RuntimeError("no moon")
            if day.toordinal() % facts["spring_every"] == 0:
                yield day
            day += timedelta(days=1)


    SPRING = RhythmKind(
        key="tides.spring",
        title=_("Spring tides"),
        dates=spring_tides,
        sentence=lambda facts: _("Every %(n)sth tide", n=facts["spring_every"]),
        asks=(EVERY,),
    )


    @implements(duty_days_rules)
    def kinds(session):
        return [SPRING]


    @implements(duty_days_restrictions)
    def storms(session, station, begins, ends):
        if station.name == "Stormy":
            raise RuntimeError("the sea is rough")
        return [Restriction(begins=begins, ends=begins, reason=_("Storm"))]
"""


@pytest.fixture
def by_the_sea(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application with a plugin that knows the tides."""
    folder = tmp_path / "plugins"
    (folder / "tides").mkdir(parents=True)
    (folder / "tides" / "plugin.toml").write_text(MANIFEST)
    (folder / "tides" / "__init__.py").write_text('"""Tides."""\n')
    (folder / "tides" / "with_duty_days.py").write_text(dedent(TIDES))
    app = create_app(settings_for(database_url, tmp_path / "data", PLUGINS_PATH=str(folder), PLUGINS_STRICT="0"))
    yield app
    for found in discover([folder]):
        if found.folder.is_relative_to(tmp_path):
            forget(Plugin(found))
    for name in [name for name, module in sys.modules.items() if str(tmp_path) in str(getattr(module, "__file__", ""))]:
        del sys.modules[name]
    app.extensions["lianzhan"].database.dispose()


def test_a_kind_of_another_plugin_is_chosen_with_its_own_fields_and_makes_days(by_the_sea: Flask) -> None:
    database = by_the_sea.extensions["lianzhan"].database
    with database.writing() as session:
        station = make_station(session)
        keeper = make_account(session, role=Role.MANAGER, station=station)
    client = sign_in(by_the_sea.test_client(), keeper)
    url = f"/stations/{station.id}/p/duty_days/rules"
    page = page_of(client.get(url))
    assert "Spring tides" in page.text
    wrong = page.form(url).submit(client, {"kind": "tides.spring", "tides-spring_every": "100", "step": "preview"})
    assert wrong.status_code == 422
    assert 'id="tides-spring_every-error"' in wrong.text
    typed = {"kind": "tides.spring", "tides-spring_every": "14", "step": "preview"}
    shown = page_of(page.form(url).submit(client, typed))
    assert shown.form(url).submit(client, {"step": "save"}).status_code == 303
    assert "Every 14th tide" in page_of(client.get(url)).text
    with database.writing() as session:
        rule = service.rules_of(session, station)[0]
        rhythm = service.rhythm_of(session, rule)
        assert isinstance(rhythm, OfPlugin)
        assert (rule.kind, rhythm.facts) == ("tides.spring", {"spring_every": 14})
        found = service.preview(session, station, rule.plan(rhythm), date(2026, 11, 21))
        assert len(found) in (26, 27)
    assert "tides-spring_every" in page_of(client.get(f"/p/duty_days/rules/{rule.id}")).form("/rules/").names()


def test_a_season_that_cannot_be_asked_costs_the_season_only(by_the_sea: Flask) -> None:
    with by_the_sea.extensions["lianzhan"].database.writing() as session:
        rough, calm = make_station(session, "Stormy"), make_station(session, "Calm")
        assert service.restrictions_of(session, rough, TODAY, TODAY) == ()
        assert [str(each.reason) for each in service.restrictions_of(session, calm, TODAY, TODAY)] == ["Storm"]
        service.add_rule(session, rough, day_of_month(10), TODAY)
        assert (
            len(service.preview(session, rough, service.rules_of(session, rough)[0].plan(day_of_month(10)), TODAY))
            == 12
        )


def test_a_rhythm_that_fails_when_it_is_asked_for_days_costs_its_own_days_and_is_blamed(by_the_sea: Flask) -> None:
    platform = by_the_sea.extensions["lianzhan"]
    with platform.database.writing() as session:
        station = make_station(session)
        rule = service.add_rule(session, station, day_of_month(10), TODAY)
        service.add_rule(session, station, day_of_month(20), TODAY)
        rule.kind, rule.facts = "tides.spring", '{"spring_every":66}'
        session.flush()
        made = service.make_days(session, service.rules_of(session, station), TODAY, service.horizon(TODAY, 6))
        assert made == 3, "the other rule goes on"
    assert "tides" in {failure.plugin for _at, failure in platform.host.failures.recent}
