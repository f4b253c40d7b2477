"""Which way imports point, written as contracts for import-linter and proven by it.

Nothing is listed by hand: the contracts follow the folders of the core and the manifests of the plugins, so a new
plugin is held to them by being there. A plugin in a repository of its own is held to the same by its promises
(``core/testing/promises/contracts.py``). Only direct imports count; what a module reaches through another is that
module's business.
"""

import configparser
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from core.plugin_kit.imports import LAYERS, PLAIN, WEB

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Plugin:
    """What the contracts need to know of a plugin: its name, and whose api it says it stands on."""

    name: str
    stands_on: frozenset[str]

    @property
    def package(self) -> str:
        """The name it is imported by."""
        return f"plugins.{self.name}"


@dataclass(frozen=True)
class Contract:
    """Modules that must not import others, but for the exceptions."""

    name: str
    importers: Iterable[str]
    forbidden: Iterable[str]
    but_for: Iterable[str] = ()


def main() -> None:
    """Prove the contracts, or exit with the imports that break them."""
    with tempfile.NamedTemporaryFile("w", suffix=".ini", encoding="utf-8") as file:
        configuration(contracts()).write(file)
        file.flush()
        sys.path.insert(0, str(ROOT))
        kept = lint_imports(config_filename=file.name, no_logo=True) == EXIT_STATUS_SUCCESS
    sys.exit(not kept)


def contracts() -> Iterator[Contract]:
    """Every contract of the house."""
    present = plugins()
    yield Contract("The core imports no plugin", ["core"], ["plugins"])
    rooms = [name for name in children("core") if name != "core.api"]
    yield Contract("The core never imports the api it hands to plugins", rooms, ["core.api"])
    yield Contract(
        "Plugins see the core only through core.api",
        ["plugins"],
        ["core"],
        [
            *through("plugins", "core.api"),
            "plugins.**.testing -> core.testing",
            "plugins.**.testing -> core.testing.**",
        ],
    )
    plain = named(*PLAIN)
    yield Contract(
        "Models and services of plugins see only core.api.declare and core.api.data",
        [module for module in plain if module.startswith("plugins.")],
        ["core"],
        [*through("plugins", "core.api.declare"), *through("plugins", "core.api.data")],
    )
    yield Contract("Models and services know nothing of the web", plain, [*WEB, "core.web"])
    yield from layers()
    for plugin in present:
        others = [other for other in present if other != plugin]
        allowed = [way for name in sorted(plugin.stands_on) for way in through(plugin.package, f"plugins.{name}.api")]
        yield Contract(
            f"{plugin.name} uses other plugins only as its manifest says, and only their api",
            [plugin.package],
            [other.package for other in others],
            allowed,
        )


def layers() -> Iterator[Contract]:
    """No layer uses one above it, and views, jobs and commands not each other."""
    for depth, layer in enumerate(LAYERS):
        above = [name for higher in LAYERS[:depth] for name in higher]
        for name in layer:
            beside = [other for other in layer if other != name]
            if forbidden := above + beside:
                yield Contract(f"{name} does not use {', '.join(forbidden)}", named(name), named(*forbidden))


def plugins() -> list[Plugin]:
    """The plugins of this house, by their manifests."""
    found = []
    for manifest in sorted(ROOT.glob("plugins/*/plugin.toml")):
        says = tomllib.loads(manifest.read_text(encoding="utf-8"))
        said = [*says.get("requires", ()), *says.get("uses", ())]
        found.append(Plugin(manifest.parent.name, frozenset(said)))
    return found


def children(package: str) -> list[str]:
    """The modules and packages directly inside a package."""
    folder = ROOT.joinpath(*package.split("."))
    inside = [*folder.glob("[!_]*.py"), *(init.parent for init in folder.glob("*/__init__.py"))]
    return sorted(f"{package}.{path.stem}" for path in inside)


def named(*names: str) -> list[str]:
    """The modules and packages of the core and of plugins that carry one of the names, at any depth."""
    found = []
    for top in ("core", "plugins"):
        for path in [*(ROOT / top).rglob("*.py")]:
            parts = path.relative_to(ROOT).with_suffix("").parts
            module = parts[:-1] if parts[-1] == "__init__" else parts
            if len(module) > 2 and module[-1] in names and "templates" not in module:
                found.append(".".join(module))
    return sorted(found)


def through(importer: str, module: str) -> list[str]:
    """Everything inside a package may import a module and what is inside it."""
    sources = [importer, f"{importer}.**"]
    return [f"{source} -> {target}" for source in sources for target in (module, f"{module}.**")]


def configuration(wanted: Iterable[Contract]) -> configparser.ConfigParser:
    """The contracts as import-linter reads them; one without subjects yet is left out."""
    written = configparser.ConfigParser()
    written["importlinter"] = {"root_packages": "\ncore\nplugins", "include_external_packages": "True"}
    for number, contract in enumerate(wanted):
        importers, forbidden = list(contract.importers), list(contract.forbidden)
        if importers and forbidden:
            written[f"importlinter:contract:{number}"] = {
                "name": contract.name,
                "type": "forbidden",
                "source_modules": "\n" + "\n".join(importers),
                "forbidden_modules": "\n" + "\n".join(forbidden),
                "allow_indirect_imports": "True",
                "ignore_imports": "\n" + "\n".join(contract.but_for),
                "unmatched_ignore_imports_alerting": "none",
            }
    return written


if __name__ == "__main__":
    main()
