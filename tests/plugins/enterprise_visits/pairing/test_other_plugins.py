"""What other plugins add to pairing: parts of fit and conflicts; one that fails costs its own part and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from flask import Flask

from core.app import create_app
from core.plugin_host.manifest import discover
from core.plugin_host.states import Plugin
from core.plugin_host.tables import forget
from core.testing.fixtures import settings_for
from plugins.enterprise_visits.pairing import service
from plugins.enterprise_visits.pairing.errors import MayNotBePaired
from tests.plugins.enterprise_visits.pairing.conftest import AT, TODAY, proposed, world

MANIFEST = 'name = "dialect"\ntitle = "Dialect"\nversion = "1.0"\napi = ">=1,<2"\nuses = ["enterprise_visits"]\n'
DIALECT = """
    from sqlalchemy import select

    from core.api.data import Deputy, Enterprise
    from core.api.declare import _, implements
    from plugins.enterprise_visits.api import (
        Conflict, FitPart, enterprise_visits_conflicts, enterprise_visits_fit
    )


    def fails(deputies, enterprises):
        raise RuntimeError("nobody speaks")


    @implements(enterprise_visits_fit)
    def parts(session, deputies, enterprises):
        names = dict(session.execute(select(Enterprise.id, Enterprise.name)).all())
        if "Rough" in names.values():
            raise RuntimeError("the sea is rough")
        yield FitPart(key="dialect.spoken", title=_("Same dialect"), points={(deputies[0] if deputies else 0, number): 1000 for number, name in names.items() if name == "Mill 2"}, most=90)
        yield FitPart(key="dialect.even", title=_("Even numbers"), points=lambda mine, theirs: [[one % 2 for one in theirs] for _two in mine])
        yield FitPart(key="dialect.broken", title=_("Broken"), points=fails)


    @implements(enterprise_visits_conflicts)
    def quarrels(session, deputies, enterprises):
        for number in session.scalars(select(Enterprise.id).where(Enterprise.name == "Quarrel")):
            for deputy in deputies:
                yield Conflict(deputy_id=deputy, enterprise_id=number, reason=_("They quarrelled."))
        yield Conflict(deputy_id=999999, enterprise_id=999999, reason=_("Nobody."))
"""


@pytest.fixture
def speaking(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application with a plugin that knows who speaks how."""
    folder = tmp_path / "plugins"
    (folder / "dialect").mkdir(parents=True)
    (folder / "dialect" / "plugin.toml").write_text(MANIFEST)
    (folder / "dialect" / "__init__.py").write_text('"""Dialect."""\n')
    (folder / "dialect" / "with_enterprise_visits.py").write_text(dedent(DIALECT))
    app = create_app(settings_for(database_url, tmp_path / "data", PLUGINS_PATH=str(folder), PLUGINS_STRICT="0"))
    yield app
    for found in discover([folder]):
        if found.folder.is_relative_to(tmp_path):
            forget(Plugin(found))
    for name in [name for name, module in sys.modules.items() if str(tmp_path) in str(getattr(module, "__file__", ""))]:
        del sys.modules[name]
    app.extensions["lianzhan"].database.dispose()


def test_parts_of_a_plugin_are_weighed_like_others_and_one_that_fails_costs_itself_only(speaking: Flask) -> None:
    platform = speaking.extensions["lianzhan"]
    with platform.database.writing() as session:
        here = world(session)
        here.deputy("Li"), here.deputy("Wu")
        here.enterprises(2)
        found = here.propose(1, 1)
        parts = {pair.enterprise.name: dict(pair.parts) for pair in found.pairs}
        assert ("Li", "Mill 2") in proposed(session, found)
        assert parts["Mill 2"]["dialect.spoken"] == 90, "no more than the plugin promised"
        assert {one.get("dialect.even", 0) for one in parts.values()} == {0, 1}
        assert not any("dialect.broken" in one for one in parts.values())
        assert str(service.parts_of_fit(session)["dialect.spoken"]) == "Same dialect"
        said = {part.key: part.points for part in service.why(session, found.pairs[0])}
        assert {"chain", "distance"} <= set(said)
        again = here.propose(1, 1, weights={"dialect.spoken": 10, "dialect.even": 0}, instead_of=found)
        assert sum(pair.parts.get("dialect.spoken", 0) for pair in again.pairs) in (0, 9)
    assert "dialect" in {failure.plugin for _at, failure in platform.host.failures.recent}


def test_conflicts_of_a_plugin_are_kept_and_read(speaking: Flask) -> None:
    with speaking.extensions["lianzhan"].database.writing() as session:
        here = world(session)
        li, quarrel = here.deputy("Li"), here.enterprise("Quarrel")
        here.enterprise("Mill")
        found = here.propose(1, 2)
        assert proposed(session, found) == {("Li", "Mill")}
        assert [str(one) for one in service.why_not(session, found, li.id, quarrel.id, TODAY).refusals] == [
            "They quarrelled."
        ]
        with pytest.raises(MayNotBePaired, match="They quarrelled"):
            service.pair(session, li.id, quarrel.id, TODAY, "", today=TODAY, at=AT)


def test_a_plugin_that_cannot_answer_keeps_nobody_from_being_paired(speaking: Flask) -> None:
    with speaking.extensions["lianzhan"].database.writing() as session:
        here = world(session)
        here.deputy("Li"), here.enterprise("Rough")
        assert proposed(session, here.propose(1, 1)) == {("Li", "Rough")}
