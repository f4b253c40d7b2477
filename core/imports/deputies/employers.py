"""Employers: the enterprise that a text of employer and post begins with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.imports.vocabulary import compared


class EmployerIndex:
    """Finds the enterprise that a text of employer and post begins with, or that somebody has said it means."""

    def __init__(self, enterprises: Iterable[tuple[int, str]], settled: Mapping[str, int | None] | None = None) -> None:
        self._settled = settled or {}
        self._ids: Mapping[str, int] = {compared(name): id_ for id_, name in enterprises}
        self._lengths = sorted({len(name) for name in self._ids}, reverse=True)

    def find(self, written: str) -> int | None:
        """The enterprise with the longest fitting name."""
        if (said := self._settled.get(written)) is not None:
            return said
        text = compared(written)
        return next((self._ids[text[:n]] for n in self._lengths if text[:n] in self._ids), None)

    def is_none_of_ours(self, written: str) -> bool:
        """Whether somebody has said that the text names no enterprise in the list."""
        return self._settled.get(written, 0) is None
