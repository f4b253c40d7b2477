"""A difficulty planned as a suggestion waits for a plugin for matters, is handed over by night, and says nothing it must not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

import pytest
from flask import Flask

from core.app import create_app
from core.clock import today
from core.plugin_host.manifest import discover
from core.plugin_host.states import Plugin
from core.plugin_host.tables import forget
from core.testing import make_deputy, make_station
from core.testing.fixtures import settings_for
from plugins.enterprise_visits.difficulties.moving import Move, move
from plugins.enterprise_visits.difficulties.suggesting import suggest_again
from plugins.enterprise_visits.difficulties.testing import make_difficulty

AT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
MANIFEST = 'name = "petitions"\ntitle = "Petitions"\nversion = "1.0"\napi = ">=1,<2"\nuses = ["enterprise_visits"]\n'
PETITIONS = """
    from core.api.declare import implements
    from plugins.enterprise_visits.api import BecameSuggestion, enterprise_visits_suggested


    @implements(enterprise_visits_suggested)
    def taken_over(session, station, planned):
        if planned.words == "Nobody wants it":
            return None
        said = f"{planned.words}|{planned.enterprise_id is not None}|{len(planned.deputies)}|{planned.office_only}"
        return BecameSuggestion(key=f"petitions:one:{planned.difficulty_id}", title=said)
"""


@pytest.fixture
def petitioned(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application with a plugin that takes suggestions over."""
    folder = tmp_path / "plugins"
    (folder / "petitions").mkdir(parents=True)
    (folder / "petitions" / "plugin.toml").write_text(MANIFEST)
    (folder / "petitions" / "__init__.py").write_text('"""Petitions."""\n')
    (folder / "petitions" / "with_enterprise_visits.py").write_text(dedent(PETITIONS))
    app = create_app(settings_for(database_url, tmp_path / "data", PLUGINS_PATH=str(folder), PLUGINS_STRICT="0"))
    yield app
    for found in discover([folder]):
        if found.folder.is_relative_to(tmp_path):
            forget(Plugin(found))
    for name in [name for name, module in sys.modules.items() if str(tmp_path) in str(getattr(module, "__file__", ""))]:
        del sys.modules[name]


def test_what_is_planned_is_taken_over_and_what_is_for_the_office_only_says_its_words_alone(petitioned: Flask) -> None:
    with petitioned.extensions["lianzhan"].database.writing() as session:
        station = make_station(session)
        deputy = make_deputy(session, station=station)
        plain = make_difficulty(session, station, words="No loans", deputy_id=deputy.id)
        hidden = make_difficulty(session, station, words="Secret", deputy_id=deputy.id, office_only=True)
        unwanted = make_difficulty(session, station, words="Nobody wants it")
        for difficulty in (plain, hidden, unwanted):
            planned = Move(state="planned", day=today(), words="Fewer checks")
            move(session, difficulty, planned, today=today(), at=AT, account_id=None)
        assert (plain.state, plain.passed_to) == ("suggestion", "No loans|True|1|False")
        assert plain.passed_key == f"petitions:one:{plain.id}"
        assert (hidden.state, hidden.passed_to) == ("suggestion", "Fewer checks|False|0|True")
        assert (unwanted.state, unwanted.awaits_a_plugin) == ("planned", True)
        unwanted.words = "Wanted now"
        assert suggest_again(session, today(), AT) == 1
        assert [event.state for event in unwanted.events] == ["open", "planned", "suggestion"]
