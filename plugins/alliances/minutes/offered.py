"""What other plugins add to minutes: sections of their own."""

from __future__ import annotations

from dataclasses import dataclass

from core.api.declare import LazyText


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesSection:
    """A section of minutes, drawn once into their text, where it is written on like any other."""

    key: str
    """``<plugin>.<what>``: a section of this key is drawn once."""
    title: LazyText | str
    """Its heading."""
    words: LazyText | str
    """Its text in Markdown: headings, lists, tables, bold."""
