"""In the repository of a plugin, pytest proves every promise for it; a fault fails the promise that it breaks."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.core.testing.conformance.barley import Barley, write_barley

pytestmark = pytest.mark.timeout(900)

COMMAND = ("-c", "from core.cli import main; main()")


@pytest.fixture
def barley(tmp_path: Path) -> Barley:
    """The plugin, its permissions written down."""
    barley = write_barley(tmp_path)
    written = barley.python(*COMMAND, "plugin", "permissions")
    assert written.returncode == 0, written.stdout + written.stderr
    assert "Read what changed before you keep it" in written.stdout  # in the language it was asked in
    return barley


def promised(barley: Barley, *arguments: str) -> tuple[dict[tuple[str, str], dict[str, Any]], str]:
    """What became of each promise, and what pytest said."""
    file = barley.installed / "report.json"
    file.unlink(missing_ok=True)
    done = barley.python("-m", "pytest", "-q", f"--promises-report={file}", "-p", "no:cacheprovider", *arguments)
    assert file.exists(), done.stdout + done.stderr
    found = json.loads(file.read_text(encoding="utf-8"))["promises"]
    return {(one["key"], one["sentence"]): one for one in found}, done.stdout


def to_do(outcomes: dict[tuple[str, str], dict[str, Any]]) -> dict[str, str]:
    """The promises that are not kept, and how to mend each."""
    found: dict[str, str] = {}
    for (key, _sentence), one in outcomes.items():
        if one["outcome"] == "to do":
            found[key] = found.get(key, "") + one["detail"] + "\n"
    return found


FAULTS = {
    "an address nobody has reviewed": (
        "lianzhan_barley/views.py",
        '@bp.get("/")\n',
        '@bp.get("/heap")\n@requires("barley.weigh")\ndef heap() -> Any:\n'
        '    """The heap."""\n    return render("barley/index.html", loads=[])\n\n\n@bp.get("/")\n',
        "permission",
        "run `lianzhan plugin permissions` and commit",
    ),
    "a page for which nobody asks": (
        "lianzhan_barley/views.py",
        '(visible_to(viewer(), "barley.weigh", query, Load))',
        "(query)",
        "permission",
        "visible_to()",
    ),
    "an input that breaks": (
        "lianzhan_barley/views.py",
        "    form = LoadForm()\n",
        '    form = LoadForm()\n    if "%" in (form.name.data or ""):\n        raise ValueError("a sign")\n',
        "nothing_lost",
        "DomainError",
    ),
    "a word that is not translated": (
        "lianzhan_barley/templates/barley/index.html",
        '{{ page_head_plain(_("Barley")) }}',
        '{{ page_head_plain(_("Barley")) }}<p>{{ _("Nobody has translated this.") }}</p>',
        "catalogs",
        "lianzhan plugin messages translate",
    ),
    "a field without a label": (
        "lianzhan_barley/templates/barley/new.html",
        "{{ field(form.weight) }}",
        '<input name="weight" type="number" class="form-control">',
        "accessibility",
        "label",
    ),
    "a query for every row": (
        "lianzhan_barley/views.py",
        ".options(selectinload(Load.station))",
        "",
        "queries",
        "selectinload()",
    ),
    "a script in the page": (
        "lianzhan_barley/templates/barley/index.html",
        "  <ul>",
        "  <script>alert(1)</script><ul>",
        "security",
        "static/",
    ),
}


BROKEN = (
    "as_reviewed or finds_nothing or shows_the_form_again and sqlite or faithfully or passes_axe"
    " or more_for_more_rows or style_or_script or readme or becomes_of_it"
)
"""The tests that find the faults, and some that find none. All of them are run in tests/packaging/test_kit.py."""


def test_a_plugin_without_a_fault_keeps_the_promises_that_faults_break(barley: Barley) -> None:
    outcomes, said = promised(barley, "-k", BROKEN)
    assert to_do(outcomes) == {}, said[-8000:]
    assert {one["outcome"] for one in outcomes.values()} == {"done"}
    assert {key for key, _sentence in outcomes} >= {key for _file, _old, _new, key, _mend in FAULTS.values()}
    assert "failed" not in said


def test_every_fault_breaks_the_promise_it_should_and_is_told_how_to_be_mended(barley: Barley) -> None:
    for file, old, new, _key, _mend in FAULTS.values():
        barley.change(file, old, new)
    outcomes, said = promised(barley, "-k", BROKEN)
    broken = to_do(outcomes)
    for name, (_file, _old, _new, key, mend) in FAULTS.items():
        assert mend in broken.get(key, ""), f"{name}: {broken}\n{said[-4000:]}"
    assert ": 500, lost" in said
    assert not {"documents", "personal_data"} & set(broken), broken


def test_answers_of_a_page_that_fails_are_not_written_down(barley: Barley) -> None:
    reviewed = barley.repository / "tests" / "permissions.txt"
    before = reviewed.read_text(encoding="utf-8")
    barley.write("lianzhan_barley/templates/barley/index.html", "{{ nothing.at_all }}")
    asked = barley.python(*COMMAND, "plugin", "permissions")
    assert asked.returncode == 1, asked.stdout + asked.stderr
    assert "administrator:500" in asked.stderr
    assert "These fail. Open them and mend them, then ask again." in asked.stderr
    assert reviewed.read_text(encoding="utf-8") == before


def test_a_file_that_is_named_is_tested_alone(barley: Barley) -> None:
    done = barley.python("-m", "pytest", "-q", "tests/test_barley.py")
    assert "2 passed" in done.stdout, done.stdout + done.stderr
    collected = barley.python("-m", "pytest", "-q", "--collect-only", "tests")
    assert "promises/permission::test_every_route_answers_every_role_as_reviewed" in collected.stdout


def test_exemptions_are_shown_with_their_reason(barley: Barley) -> None:
    barley.change("lianzhan_barley/testing.py", "SAMPLES = []", 'SAMPLES = []\nEXEMPT = {"words": "It is a draft."}')
    outcomes, said = promised(barley, "-k", "chinese or readme")
    exempt = {(key, one["detail"]) for (key, _sentence), one in outcomes.items() if one["outcome"] == "exempt"}
    assert exempt == {("words", "It is a draft.")}
    assert "barley is exempt from words: It is a draft." in said


def test_an_exemption_from_what_nobody_promises_stops_the_tests(barley: Barley) -> None:
    barley.change("lianzhan_barley/testing.py", "SAMPLES = []", 'SAMPLES = []\nEXEMPT = {"beauty": "Tastes differ."}')
    done = barley.python("-m", "pytest", "-q", "--collect-only")
    assert done.returncode != 0
    assert "the promises are accessibility" in done.stdout + done.stderr


def test_a_plugin_that_is_not_installed_is_told_so(barley: Barley) -> None:
    (barley.installed / "lianzhan_barley-1.0.dist-info" / "entry_points.txt").unlink()
    done = barley.python("-m", "pytest", "-q")
    assert done.returncode != 0
    assert "no plugin with that package is installed here" in done.stdout + done.stderr
