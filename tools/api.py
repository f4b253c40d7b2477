"""The plugin API as it stands: hooks, core.api, core.testing, components of templates, written to tests/core/api.txt.

A test compares the two, so that a change of what plugins stand on is seen where changes are read, and decided:
an addition, or a new API version (docs/api-versions.md). ``write`` writes the file.
"""

from __future__ import annotations

import argparse
import enum
import inspect
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType, UnionType
from typing import Any, get_origin

from jinja2 import Environment, nodes

from core import hookspecs
from core.plugin_host.marks import point_of
from core.web.filters import FILTERS
from tools.surface import is_ours, members, signature

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "tests" / "core" / "api.txt"
MODULES = ("core.api.declare", "core.api.data", "core.api.web", "core.api.work", "core.api.sheets", "core.api.paper")
OF_TESTS = ("core.testing",)
FIXTURES = "core.testing.fixtures"
OF_PLUGINS = ("plugins.duty_days.api", "plugins.enterprise_visits.api", "plugins.alliances.api")
HEAD = """\
# The plugin API, version {version}: every name plugins may use, with its signature. docs/api-versions.md says what a change
# of a line here asks for. Written by `python -m tools.api write`; read the difference before you commit it.
"""


def main() -> int:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("command", choices=("write", "check"))
    command = parser.parse_args().command
    text = surface()
    if command == "write":
        FILE.write_text(text, encoding="utf-8")
        return 0
    if FILE.read_text(encoding="utf-8") != text:
        print(f"{FILE.relative_to(ROOT)} differs from the code. Run: python -m tools.api write", file=sys.stderr)
        return 1
    return 0


def surface() -> str:
    """The whole file."""
    parts = [HEAD.format(version=hookspecs.API_VERSION), *_section("hooks", _hooks())]
    for name in (*MODULES, *OF_TESTS):
        parts += _section(name, _names(import_module(name)))
    parts += _section(f"{FIXTURES}: what a test may ask for", _fixtures())
    parts += _section("templates", _templates())
    for name in OF_PLUGINS:
        parts += _section(name, _names(import_module(name)))
    return "\n".join(parts) + "\n"


def fixtures() -> dict[str, Any]:
    """The fixtures tests of plugins may ask for, by name: the functions behind them."""
    found = vars(import_module(FIXTURES)).items()
    return {
        name: value._get_wrapped_function()  # noqa: SLF001 - pytest has no public way
        for name, value in found
        if type(value).__name__ == "FixtureFunctionDefinition" and not name.startswith("_")
    }


def _section(title: str, lines: Iterator[str]) -> list[str]:
    return [f"\n## {title}\n", *lines]


def _hooks() -> Iterator[str]:
    for value in vars(hookspecs).values():
        if hasattr(value, "extension_point"):
            point = point_of(value)
            goes = f", goes with {point.goes.version}" if point.goes else ""
            yield f"{point.name}{signature(point.function)}  # {point.when}{goes}"


def _templates() -> Iterator[str]:
    """What templates of plugins may import, extend and write: macros, blocks of the layout, filters."""
    environment = Environment(autoescape=True)
    for file in sorted((ROOT / "templates" / "components").glob("*.html")):
        parsed = environment.parse(file.read_text(encoding="utf-8"))
        for macro in sorted(parsed.find_all(nodes.Macro), key=lambda one: one.name):
            if not macro.name.startswith("_"):
                yield f"components/{file.name}: {macro.name}({', '.join(_arguments(macro))})"
    layout = environment.parse((ROOT / "templates" / "layout.html").read_text(encoding="utf-8"))
    yield f"layout.html: {', '.join(block.name for block in layout.find_all(nodes.Block))}"
    yield f"filters: {', '.join(FILTERS)}"


def _arguments(macro: nodes.Macro) -> Iterator[str]:
    needed = len(macro.args) - len(macro.defaults)
    for place, argument in enumerate(macro.args):
        default = macro.defaults[place - needed] if place >= needed else None
        shown = f"={getattr(default, 'value', ...)!r}" if default is not None else ""
        yield f"{argument.name}{shown.replace('Ellipsis', '...')}"


def _fixtures() -> Iterator[str]:
    for name, function in sorted(fixtures().items()):
        yield f"{name}: {gives(function)}"


def gives(fixture: Any) -> str:
    """What a test gets that asks for a fixture."""
    return re.sub(r"^Iterator\[(.*)\]$", r"\1", signature(fixture).partition(" -> ")[2])


def _names(module: ModuleType) -> Iterator[str]:
    for name in sorted(module.__all__):
        value = getattr(module, name)
        if isinstance(value, ModuleType):
            yield f"{name}: the module {value.__name__}"
            yield from (f"    {line}" for line in _inside(value) if value is not hookspecs)
        elif get_origin(value):
            yield f"{name} = {re.sub(r'[a-z_.]+[.]', '', str(value))}"
        elif not (isinstance(value, type) or callable(value)):
            yield f"{name}: {'type' if isinstance(value, UnionType) else type(value).__name__}"
        elif not is_ours(value):
            yield f"{name}: from {value.__module__.partition('.')[0]}"
        elif isinstance(value, type):
            yield from _class(name, value)
        else:
            yield f"{name}{signature(value)}"


def _inside(module: ModuleType) -> Iterator[str]:
    """The classes a module that is handed on as a whole defines."""
    for name, value in vars(module).items():
        if isinstance(value, type) and value.__module__ == module.__name__ and not name.startswith("_"):
            yield from _class(name, value)


def _class(name: str, kind: type) -> Iterator[str]:
    is_error = issubclass(kind, Exception)
    is_plain = (
        is_error or issubclass(kind, enum.Enum) or hasattr(kind, "__mapper__") or getattr(kind, "_is_protocol", False)
    )
    above = ", ".join(base.__name__ for base in kind.__bases__ if base is not object)
    code = f"  # {kind.code}" if is_error and hasattr(kind, "code") else ""
    yield f"class {name}({above}){code}" if is_plain else f"class {name}{signature(kind).partition(' -> ')[0]}"
    given = () if is_plain else tuple(inspect.signature(kind).parameters)
    yield from (f"    {one.written}" for one in members(kind, above=not is_error) if one.name not in given)


if __name__ == "__main__":
    sys.exit(main())
