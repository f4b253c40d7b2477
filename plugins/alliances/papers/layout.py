"""The layout of official documents, read from ``official.toml``: page, grid, fonts, styles, numbering, names in Chinese."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files as resources
from math import floor
from typing import Any, Final

TWIPS_A_POINT: Final = 20
MM_AN_INCH: Final = 25.4
TEXT_SIZE: Final = 16
"""In points: size three, which the grid is made for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A style of paragraphs: what Word calls it, and how it looks. Lengths are points, indents are signs."""

    key: str
    name: str
    font: str
    size: int
    align: str = "left"
    colour: str = ""
    bold: bool = False
    indent: int = 0
    hanging: int = 0
    left_indent: int = 0
    right_indent: int = 0
    line: int = 0
    """The exact height of a line; 0: as high as the lines of the grid for text, as high as its signs need for others."""
    before: int = 0
    after: int = 0
    numbered: int | None = None
    """The level of the numbering of headings."""
    keep: bool = False
    """Whether it stays with what follows."""
    ruled: str = ""
    """The colour of a line below it."""
    boxed: str = ""
    """The colour of lines above and below it."""
    right_tab: bool = False

    @property
    def id(self) -> str:
        """What a document that has no style of this name calls it within itself."""
        return f"Official{self.key.title().replace('_', '')}"


@cache
def official() -> dict[str, Any]:
    """The whole of it."""
    read: dict[str, Any] = tomllib.loads(
        (resources("plugins.alliances.papers") / "official.toml").read_text(encoding="utf-8")
    )
    return read


@cache
def styles() -> dict[str, Style]:
    """The styles, by key."""
    fonts = official()["fonts"]
    return {key: Style(key=key, **{**said, "font": fonts[said["font"]]}) for key, said in official()["styles"].items()}


def in_chinese(key: str) -> str:
    """What a template in Chinese calls a field."""
    return str(official()["names"][key])


def twips(millimetres: float) -> int:
    """A length as Word counts it: twentieths of a point."""
    return round(millimetres / MM_AN_INCH * 72 * TWIPS_A_POINT)


def line_pitch() -> int:
    """The height of a line, so that as many as the grid wants fit on a page."""
    page = official()["page"]
    height = twips(page["height"]) - twips(page["top"]) - twips(page["bottom"])
    return int(height // official()["grid"]["lines"])


def sign_space() -> int:
    """What the grid adds to the width of a sign of size three, in 4096ths of a point, so that as many fit on a line."""
    return floor((_cell() / TWIPS_A_POINT - TEXT_SIZE) * 4096)


def closer_by() -> int:
    """The same for signs that do not stand on the grid themselves, in twentieths of a point.

    A tenth of a point more than that, as programs round the width of a sign up: a line still holds no sign more.
    """
    return floor(_cell() - TEXT_SIZE * TWIPS_A_POINT) - 2


def _cell() -> float:
    page = official()["page"]
    width = twips(page["width"]) - twips(page["left"]) - twips(page["right"])
    return float(width / official()["grid"]["signs"])
