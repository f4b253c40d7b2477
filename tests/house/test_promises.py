"""Nothing is asked of other people's plugins that is not asked of ours: every promise is run here, too."""

import re
from pathlib import Path
from pkgutil import iter_modules

from core.testing import promises
from tests.house.checkout import ROOT

TESTS = re.compile(r"^def test_", re.MULTILINE)
RUN = re.compile(r"^from core\.testing\.promises\.(\w+) import \*$", re.MULTILINE)


def test_every_promise_is_run_over_this_repository() -> None:
    folder = Path(promises.__path__[0])
    written = {
        found.name
        for found in iter_modules(promises.__path__)
        if TESTS.search((folder / f"{found.name}.py").read_text(encoding="utf-8"))
    }
    run = {
        name for file in (ROOT / "tests" / "house").glob("test_*.py") for name in RUN.findall(file.read_text("utf-8"))
    }
    assert len(written) > 10
    assert written == run


def test_every_test_of_a_promise_says_which_it_is() -> None:
    folder = Path(promises.__path__[0])
    silent = [
        f"{file.name}: {name}"
        for file in sorted(folder.glob("*.py"))
        for marks, name in re.findall(
            r"^((?:@.*\n(?:[ )].*\n)*)*)def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE
        )
        if "@promises(" not in marks
    ]
    assert not silent, "\n".join(silent)
