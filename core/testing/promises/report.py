"""What became of each promise, as a file: the checklist of ``lianzhan plugin check`` is made from it.

::

    {"promises": [{"key": "permission", "sentence": "...", "outcome": "to do", "detail": "...", "tests": ["..."]}]}

The outcome is ``done``, ``exempt`` (the detail is the reason) or ``to do`` (the detail says how to mend it).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest

DONE, EXEMPT, TO_DO = "done", "exempt", "to do"
PROPERTY = "promise"


@dataclass
class Outcome:
    """What became of a sentence of a promise."""

    key: str
    sentence: str
    outcome: str = DONE
    detail: str = ""
    tests: list[str] = field(default_factory=list)
    """Those that failed, or were left out."""

    def note(self, report: pytest.TestReport) -> None:
        """One more test of it has said something."""
        if report.passed:
            return
        self.tests.append(report.nodeid)
        if report.failed and self.outcome != TO_DO:
            self.outcome, self.detail = TO_DO, said(report)
        elif report.skipped and self.outcome == DONE:
            self.outcome, self.detail = EXEMPT, reason(report)


class Report:
    """Listens to a run of pytest, and writes the file at its end; the same with pytest-xdist."""

    def __init__(self, config: pytest.Config, file: Path) -> None:
        self._file = file
        self._is_worker = hasattr(config, "workerinput")
        self.outcomes: dict[tuple[str, str], Outcome] = {}

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Let the reports of a promise's test carry which one it is."""
        mark = item.get_closest_marker("promises")
        if mark:
            item.user_properties.append((PROPERTY, list(mark.args)))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what a test says; what its fixtures say, too."""
        for name, value in report.user_properties:
            if name == PROPERTY:
                key, sentence = str(value[0]), str(value[1])  # type: ignore[index]
                self.outcomes.setdefault((key, sentence), Outcome(key, sentence)).note(report)

    def pytest_sessionfinish(self) -> None:
        """Write the file."""
        if not self._is_worker:
            content = {"promises": [asdict(outcome) for outcome in self.outcomes.values()]}
            self._file.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def said(report: pytest.TestReport) -> str:
    """The sentence of a failure, without the values pytest shows beneath it."""
    crash = getattr(report.longrepr, "reprcrash", None)
    words = crash.message if crash else str(report.longrepr)
    sentence, _sign, _values = words.partition("\nassert ")
    return str(sentence.removeprefix("AssertionError: ").removeprefix("Failed: "))


def reason(report: pytest.TestReport) -> str:
    """Why a test was left out."""
    words = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return words.removeprefix("Skipped: ").removeprefix("exempt: ")
