"""The plugin of docs/plugins.md is written from the page, loaded, and used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import text

from core.plugin_host.states import State
from tests.core.plugin_host.conftest import Workshop, assert_core_answers, plugin_in, reason_in, state_in
from tests.core.plugin_host.test_pages import csrf
from tools import hook_reference

GUIDE = Path(__file__).parents[3] / "docs" / "plugins.md"
FILE = re.compile(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```\n", re.DOTALL)


@pytest.fixture
def looms(workshop: Workshop) -> Workshop:
    for path, content in FILE.findall(GUIDE.read_text(encoding="utf-8")):
        place = workshop.folder / "looms" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8")
    return workshop


def test_the_plugin_of_the_guide_works(looms: Workshop) -> None:
    app = looms.app()
    assert state_in(app, "looms") is State.PENDING
    looms.migrate(app)
    app = looms.app(PLUGINS_STRICT="1")
    assert state_in(app, "looms") is State.ACTIVE, reason_in(app, "looms")
    assert plugin_in(app, "looms").failures == []
    place = assert_core_answers(app)
    url = f"/stations/{place.station}/p/looms/new"
    assert place.stranger.get(url).status_code == 302
    assert place.admin.get(url).status_code == 200
    assert place.admin.post(url, data={**csrf(app), "name": "Jacquard", "once": "a"}).status_code == 303
    again = place.admin.post(url, data={**csrf(app), "name": "Jacquard", "once": "b"})
    assert again.status_code == 422
    assert "Jacquard" in again.text
    assert "Jacquard" in place.stranger.get(f"/stations/{place.station}").text
    assert "Jacquard" in place.admin.get("/p/looms/").text
    assert "/p/looms/" in place.admin.get("/").text
    host = app.extensions["lianzhan"].host
    assert [(owner, sample.parameter) for owner, sample in host.url_samples()] == [("looms", "loom")]
    with host.database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM audit_entry WHERE subject_kind = 'looms__loom'")) == 1


def test_the_hook_reference_says_what_the_code_says() -> None:
    assert hook_reference.PAGE.read_text(encoding="utf-8") == hook_reference.reference()
