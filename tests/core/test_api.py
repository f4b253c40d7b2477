"""The plugin API is what a reviewed file says: nothing is added, renamed or taken away without being seen."""

from __future__ import annotations

from tools import api, testing_reference


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
