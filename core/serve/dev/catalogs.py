"""Catalogs that were saved are compiled before they are read, so that words change as code does."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def compile_changed(folders: Iterable[Path]) -> list[tuple[Path, Exception]]:
    """Make a .mo of every catalog below these folders that is newer than its own; what could not be read, and why."""
    problems: list[tuple[Path, Exception]] = []
    for folder in folders:
        for catalog in sorted(folder.glob("translations/*/LC_MESSAGES/*.po")):
            try:
                if _is_newer(catalog, catalog.with_suffix(".mo")):
                    _compile(catalog)
            except Exception as problem:  # noqa: BLE001 - a half-written catalog may raise anything; the old words stay
                problems.append((catalog, problem))
    return problems


def _is_newer(catalog: Path, compiled: Path) -> bool:
    return not compiled.exists() or compiled.stat().st_mtime_ns < catalog.stat().st_mtime_ns


def _compile(catalog: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    made = catalog.with_suffix(f".mo.{os.getpid()}")
    with catalog.open("rb") as source, made.open("wb") as target:
        write_mo(target, read_po(source, locale=catalog.parts[-3], abort_invalid=True))
    made.replace(catalog.with_suffix(".mo"))
