"""The reference: docs/reference.md, written from the code, so that it cannot say anything else.

Settings, commands, permissions and error codes. ``write`` writes it; ``check`` fails, with how to mend it, when it
differs from the code.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from pkgutil import walk_packages

import click

from core.errors import DomainError
from core.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference.md"
NOT_IMPORTED = ("core.testing", "core.serve.web", "core.serve.__main__")
"""Modules that do something when they are imported, or are for tests."""
HEAD = """\
<!-- Written by tools/docs.py from the code. Do not edit: run `python -m tools.docs write`. -->

# Reference

What an administrator sets, runs, grants and may be told. Hooks are listed in [hooks.md](hooks.md).
"""


def main() -> int:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("command", choices=("write", "check"))
    command = parser.parse_args().command
    page = reference()
    if command == "write":
        PAGE.write_text(page, encoding="utf-8")
        print(PAGE.relative_to(ROOT))
        return 0
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
        print("docs/reference.md is behind the code; run `python -m tools.docs write`", file=sys.stderr)
        return 1
    return 0


def reference() -> str:
    """The whole page."""
    parts = [HEAD, *_settings(), *_commands(), *_permissions(), *_errors()]
    return "\n".join(parts).rstrip() + "\n"


def _settings() -> Iterator[str]:
    yield "\n## Settings\n\nEnvironment variables, checked at the start; `lianzhan config` shows those in force.\n"
    yield "| variable | default | what it decides |\n|---|---|---|"
    told = described_fields(Settings)
    for name, field in Settings.__dataclass_fields__.items():
        default = (
            "" if field.default is field.default_factory or not isinstance(field.default, str | int) else field.default
        )
        shown = f"`{int(default) if isinstance(default, bool) else default}`" if default != "" else ""
        yield f"| `{PREFIX}{name.upper()}` | {shown} | {_cell(told[name])} |"


def described_fields(cls: type) -> dict[str, str]:
    """The sentence under each field of a class."""
    body = next(node for node in ast.parse(inspect.getsource(cls)).body if isinstance(node, ast.ClassDef)).body
    told: dict[str, str] = {}
    for field, text in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            sentence = text.value.value if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant) else ""
            told[field.target.id] = str(sentence)
    return told


def _commands() -> Iterator[str]:
    from core.cli import lianzhan

    yield "\n## Commands\n\n`lianzhan COMMAND --help` says the same in the language of the reader. Exit status 0 only when all that was asked is done.\n"
    yield from _command(lianzhan, "lianzhan", click.Context(lianzhan, info_name="lianzhan"))


def _command(command: click.Command, name: str, context: click.Context) -> Iterator[str]:
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None:
                yield from _command(found, f"{name} {child}", click.Context(found, info_name=child, parent=context))
        return
    pieces = " ".join(command.collect_usage_pieces(context))
    yield f"### `{name}`\n\n`{name} {pieces}`\n"
    yield f"{inspect.cleandoc(command.help or '')}\n"
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    for option in options:
        words = option.get_help_record(context)
        yield f"- `{words[0]}`{': ' + words[1] if words and words[1] else ''}" if words else ""
    if options:
        yield ""


def _permissions() -> Iterator[str]:
    yield "\n## Permissions\n\nWho has them by default, each within the scope of the role; administrators change it.\n"
    yield "| permission | lets one | roles |\n|---|---|---|"
    for permission in sorted(_platform_permissions(), key=lambda one: one[0]):
        yield "| `{}` | {} | {} |".format(*permission)


def _platform_permissions() -> list[tuple[str, str, str]]:
    from core.app import create_app

    app = create_app(Settings.from_environ())
    running = app.extensions["lianzhan"]
    found = [(one.name, _cell(str(one.title)), ", ".join(sorted(one.roles))) for one in running.permissions.values()]
    running.database.dispose()
    return found


def _errors() -> Iterator[str]:
    yield "\n## Error codes\n\nWhat pages, commands and import reports answer when something cannot be done.\n"
    yield "| code | status | sentence | module |\n|---|---|---|---|"
    for error in sorted(error_classes(), key=lambda one: (one.code, one.__module__)):
        yield f"| `{error.code}` | {error.status} | {_cell(error.message.msgid)} | `{error.__module__}` |"


def error_classes() -> list[type[DomainError]]:
    """Every domain error of the core and of the plugins in this checkout."""
    for package in ("core", "plugins"):
        for module in walk_packages([str(ROOT / package)], f"{package}."):
            if not module.name.startswith(NOT_IMPORTED) and not re.search(r"\.(versions|migrations\.)", module.name):
                import_module(module.name)
    found: list[type[DomainError]] = []
    waiting = [DomainError]
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if one not in found and _is_here(one):
            found.append(one)
    return found


def _is_here(one: type[DomainError]) -> bool:
    """Whether the class stands in this checkout: tests bring plugins of their own."""
    file = Path(getattr(sys.modules.get(one.__module__), "__file__", None) or "/")
    return any(file.is_relative_to(ROOT / package) for package in ("core", "plugins"))


def _cell(text: str) -> str:
    return " ".join(text.replace("``", "`").replace("|", "\\|").split())


def _somewhere(folder: str) -> None:
    """A platform of its own for this command: nothing of the machine's settings shows in the page."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        del os.environ[name]
    os.environ["LIANZHAN_DATA_DIR"] = folder
    from core.database import Database
    from core.testing.databases import migrate

    database = Database(Settings.from_environ().database_url)
    migrate(database)
    database.dispose()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        _somewhere(scratch)
        sys.exit(main())
