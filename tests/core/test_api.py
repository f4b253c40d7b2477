"""The plugin API is what a reviewed file says: nothing is added, renamed or taken away without being seen."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from core.hookspecs import API_VERSION
from tools import api, testing_reference

DOCS = Path(__file__).parents[2] / "docs"


def test_the_api_is_the_reviewed_one() -> None:
    reviewed, there = api.FILE.read_text(encoding="utf-8").splitlines(), api.surface().splitlines()
    gone, new = [line for line in reviewed if line not in there], [line for line in there if line not in reviewed]
    told = f"Gone: {gone}. New: {new}. docs/api-versions.md says what to do; then run `python -m tools.api write`."
    assert reviewed == there, told


def test_every_name_of_core_testing_is_told_on_its_page() -> None:
    page = testing_reference.PAGE.read_text(encoding="utf-8")
    assert page == testing_reference.reference(), "run `python -m tools.testing_reference write`"
    for name in (*testing_reference.testing.__all__, *api.fixtures()):
        assert f"### {name}\n" in page or f"| `{name}` |" in page


def test_what_the_page_of_api_versions_promises_to_templates_is_there(app: Flask, client: FlaskClient) -> None:
    page = (DOCS / "api-versions.md").read_text(encoding="utf-8")
    assert f"The plugin API has a number, {API_VERSION} today." in page
    endpoints = re.search(r"\| the endpoints (.*?) for `url_for`", page)
    given = re.search(r"what every template is given: (.*?) \|", page)
    assert endpoints
    assert given
    assert set(re.findall(r"`([\w.]+)`", endpoints[1])) <= {rule.endpoint for rule in app.url_map.iter_rules()}
    with client.application.test_request_context("/"):
        context: dict[str, object] = dict(app.jinja_env.globals)
        app.update_template_context(context)
    assert set(re.findall(r"`(\w+)`", given[1])) <= set(context)
