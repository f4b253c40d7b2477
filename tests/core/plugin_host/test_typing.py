"""A type checker finds a wrong hook before anybody starts the platform."""

from __future__ import annotations

from pathlib import Path

from mypy import api

SNIPPET = """
from datetime import date
from sqlalchemy.orm import Session
from core.access import Viewer
from core.api.declare import NavItem, Panel, hooks, implements
from core.stations.models import Station

@implements(hooks.station_panels)
def right(session: Session, viewer: Viewer, station: Station, day: date) -> list[Panel]:
    return []

@implements(hooks.station_panels)
def misnamed(session: Session, viewer: Viewer, statoin: Station, day: date) -> list[Panel]:
    return []

@implements(hooks.station_panels)
def wrong_answer(session: Session, viewer: Viewer, station: Station, day: date) -> list[NavItem]:
    return []

@implements(hooks.station_panels)
def wrong_type(session: Session, viewer: Viewer, station: str, day: date) -> list[Panel]:
    return []

@implements(hooks.station_pannels)
def unknown() -> None: ...
"""


def test_mypy_finds_a_wrong_signature_and_an_unknown_hook(tmp_path: Path) -> None:
    (tmp_path / "looms.py").write_text(SNIPPET, encoding="utf-8")
    said, _errors, _status = api.run(
        ["--strict", "--follow-imports=silent", "--config-file=setup.cfg", str(tmp_path / "looms.py")]
    )
    wrong = [int(line.split(":")[1]) for line in said.splitlines() if ": error:" in line]
    assert [_function_at(number) for number in wrong] == ["misnamed", "wrong_answer", "wrong_type", "unknown"], said


def _function_at(number: int) -> str:
    """The function that a line, or the decorator on a line, belongs to."""
    following = SNIPPET.splitlines()[number - 1 :]
    return next(line for line in following if line.startswith("def ")).removeprefix("def ").partition("(")[0]
