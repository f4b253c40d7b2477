"""Finding what tests need from the machine: PostgreSQL's programs and a Chromium."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
POSTGRESQL = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/pgsql/bin",
)


class MissingPart(RuntimeError):
    """The machine has not got what a test needs; a test fails with this sentence, it does not skip."""


def postgresql_programs() -> Path:
    """The folder with initdb and postgres, the newest where there are several."""
    on_path = shutil.which("initdb")
    folders = [Path(found) for pattern in POSTGRESQL for found in sorted(Path("/").glob(pattern[1:]))]
    folders += [Path(on_path).resolve().parent] if on_path else []
    usable = [folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()]
    if not usable:
        raise MissingPart(
            "PostgreSQL is not on this machine, and its tests need a real server. Install the package postgresql (in the checkout of LianZhan: `make system-parts`)."
        )
    return max(usable, key=_version)


def chromium() -> str | None:
    """The machine's own Chromium; None where Playwright has to bring one."""
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


def is_root() -> bool:
    """Whether the tests are run by root: PostgreSQL refuses to, and Chromium wants to be told."""
    return os.geteuid() == 0


def _version(folder: Path) -> list[int]:
    return [int(part) for part in folder.parent.name.split(".") if part.isdigit()]
