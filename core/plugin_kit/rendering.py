"""The skeleton of a plugin: which parts it has, and what its files say for one plugin.

The files lie in ``skeleton/`` and end in ``.jinja`` where something is filled in. As most of them are code with
percent signs, braces and templates of their own, what is filled in stands in ``[[ ]]``, and ``[% if job %]`` on a line
of its own begins what only a plugin with that part has.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinja2 import Environment, StrictUndefined

from core.hookspecs import API_VERSION

SKELETON: Final = Path(__file__).parent / "skeleton"
WORDS: Final = "words.toml"
"""The Chinese of what the skeleton says; it goes into the plugin's catalog."""
PARTS: Final = {
    "form": ("package/forms.py", "package/templates/plugin/edit.html", "tests/test_form.py"),
    "panel": ("package/panels.py", "package/templates/plugin/panel.html", "tests/test_panel.py"),
    "job": ("package/jobs.py", "tests/test_job.py"),
    "figure": ("package/figures.py", "tests/test_figure.py"),
    "register": ("package/registers.py", "tests/test_register.py"),
    "demo": ("package/demo.py", "package/demo.toml", "tests/test_demo.py"),
}
"""The parts a plugin may do without, and the files each brings; in other files a line asks for its part."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: the plugin's name and titles, and the parts it has."""

    name: str
    title: str
    chinese_title: str
    parts: frozenset[str]

    @property
    def package(self) -> str:
        """What it is imported as."""
        return f"lianzhan_{self.name}"

    @property
    def distribution(self) -> str:
        """What it is installed as, and the name of its folder."""
        return self.package.replace("_", "-")


def rendered(asked: Asked) -> dict[str, str]:
    """The files of the plugin by their paths, as they are written; the catalog is made from them later."""
    left_out = {file for part, files in PARTS.items() if part not in asked.parts for file in files}
    facts = {part: part in asked.parts for part in PARTS} | {
        "name": asked.name,
        "title": asked.title,
        "package": asked.package,
        "distribution": asked.distribution,
        "api": API_VERSION,
    }
    jinja = _environment()
    return {
        _target(path, asked): jinja.from_string(text).render(facts) if is_template else text
        for path, text, is_template in _files()
        if path not in left_out
    }


def words() -> dict[str, str]:
    """The Chinese of what the skeleton says, by English message."""
    said: dict[str, str] = tomllib.loads((SKELETON / WORDS).read_text(encoding="utf-8"))
    return said


def _files() -> Iterator[tuple[str, str, bool]]:
    """Every file of the skeleton: its path without ``.jinja``, its text, and whether something is filled in."""
    for file in sorted(SKELETON.rglob("*")):
        path = file.relative_to(SKELETON).as_posix()
        if file.is_file() and path != WORDS:
            yield path.removesuffix(".jinja"), file.read_text(encoding="utf-8"), path.endswith(".jinja")


def _target(path: str, asked: Asked) -> str:
    path = path.replace("package/", f"{asked.package}/", 1) if path.startswith("package/") else path
    path = path.replace("templates/plugin/", f"templates/{asked.name}/")
    return ".gitignore" if path == "gitignore" else path


def _environment() -> Environment:
    return Environment(  # noqa: S701 - it writes code, which must not be escaped
        block_start_string="[%",
        block_end_string="%]",
        variable_start_string="[[",
        variable_end_string="]]",
        comment_start_string="[#",
        comment_end_string="#]",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
