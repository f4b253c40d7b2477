"""Which way the imports of a plugin point: what it may take from the platform, from the web and from other plugins."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

WEB = ("flask", "flask_babel", "flask_login", "flask_talisman", "flask_wtf", "wtforms", "werkzeug")
# Each layer may use those below it; what stands together on one line does not use each other.
LAYERS = (("views", "jobs", "cli"), ("forms",), ("service",), ("models",))
PLAIN = ("service", "models")
"""The layers that know nothing of the web."""
API = "core.api"
PLAIN_API = (f"{API}.declare", f"{API}.data")
NOT_READ = {"migrations", "tests", "templates", "static", "translations", "__pycache__"}


@dataclass(frozen=True, slots=True)
class Import:
    """One name that a module imports."""

    importer: str
    line: int
    name: str
    """In full: ``core.api.data.Session``, or the module alone where a module is imported."""

    def is_from(self, *packages: str) -> bool:
        """Whether it comes from one of these packages or modules."""
        return any(self.name == one or self.name.startswith(f"{one}.") for one in packages)

    def __str__(self) -> str:
        return f"{self.importer}, line {self.line}, imports {self.name}"


@dataclass(frozen=True, slots=True)
class Package:
    """A plugin's package, and what of other plugins it may use."""

    name: str
    """The name it is imported by."""
    folder: Path
    others: frozenset[str]
    """The packages of all other plugins."""
    stands_on: frozenset[str]
    """Those of them that plugin.toml requires or uses."""


def broken_contracts(package: Package) -> list[str]:
    """The imports a plugin must not have, each in a sentence that says what to import instead."""
    return [f"{found}: {mend}" for found in imports_of(package) if (mend := _forbidden(package, found))]


def modules_of(package: Package) -> Iterator[tuple[str, Path]]:
    """Every module of a package by its name, with its file; neither its migrations nor its tests."""
    for file in sorted(package.folder.rglob("*.py")):
        parts = file.relative_to(package.folder).with_suffix("").parts
        if not NOT_READ & set(parts):
            inside = parts[:-1] if parts[-1] == "__init__" else parts
            yield ".".join([package.name, *inside]), file


def imports_of(package: Package) -> Iterator[Import]:
    """Every import of every module of a package."""
    for module, file in modules_of(package):
        inside = module if file.name == "__init__.py" else module.rpartition(".")[0]
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (Import(module, node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                source = _absolute(node, inside)
                yield from (Import(module, node.lineno, f"{source}.{alias.name}") for alias in node.names)


def is_plain(module: str) -> bool:
    """Whether a module belongs to the layers that know nothing of the web: models and services."""
    return any(part in PLAIN for part in module.split("."))


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    around = package.split(".")
    around = around[: len(around) - node.level + 1]
    return ".".join([*around, *([node.module] if node.module else [])])


def _forbidden(package: Package, found: Import) -> str:
    """Why an import must not be, and what to do instead; nothing where it may."""
    inside = found.importer.removeprefix(package.name).strip(".")
    if found.is_from("core"):
        return _of_the_core(inside, found)
    if is_plain(inside) and found.is_from(*WEB):
        return "models and services know nothing of the web. Let a view do this and hand over what it found."
    for other in package.others:
        if found.is_from(other):
            if other not in package.stands_on:
                return f"name that plugin in `requires` or `uses` of plugin.toml, and import from {other}.api alone."
            if not found.is_from(f"{other}.api"):
                return f"of another plugin, import from {other}.api alone."
    if found.is_from(package.name):
        return _of_a_layer_above(inside, found.name.removeprefix(package.name).strip("."))
    return ""


def _of_the_core(inside: str, found: Import) -> str:
    if "testing" in inside.split(".") and found.is_from("core.testing"):
        return ""
    if not found.is_from(API):
        return _offered(found.name.rpartition(".")[2], ("declare", "data", "web", "work"))
    if is_plain(inside) and not found.is_from(*PLAIN_API):
        return f"models and services use {' and '.join(PLAIN_API)} alone. " + _offered(
            found.name.rpartition(".")[2], ("declare", "data")
        )
    return ""


def _offered(name: str, parts: tuple[str, ...]) -> str:
    """Where the API has a name, or that it has not."""
    for part in parts:
        if name in getattr(import_module(f"{API}.{part}"), "__all__", ()):
            return f"import {name} from {API}.{part}."
    return (
        f"plugins import of the platform only {', '.join(f'{API}.{part}' for part in parts)}; there is no {name} there."
    )


def _of_a_layer_above(importer: str, imported: str) -> str:
    """Why a layer of a plugin must not use one above it or beside it."""
    mine, theirs = _layer_of(importer), _layer_of(imported)
    if mine is None or theirs is None:
        return ""
    (depth, name), (other_depth, other) = mine, theirs
    if other_depth < depth or (other_depth == depth and other != name):
        return f"{name} does not use {other}. Move what both need into the service."
    return ""


def _layer_of(module: str) -> tuple[int, str] | None:
    for part in reversed(module.split(".")):
        for depth, layer in enumerate(LAYERS):
            if part in layer:
                return depth, part
    return None
