"""Manifests: what a plugin says of itself in plugin.toml, read without importing it, and where plugins are found."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.machinery import PathFinder
from importlib.metadata import EntryPoint, distributions, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from core.plugin_host.errors import ManifestInvalid
from core.words import LazyText
from core.words import lazy as _

FILE = "plugin.toml"
ENTRY_POINTS = "lianzhan.plugins"
BUNDLED = "plugins"
CORE = Path(__file__).parent.parent

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
LONGEST_NAME = 40  # "alembic_version_" and a table's own name must fit into PostgreSQL's 63 characters.
_BOUND = re.compile(r"(>=|<=|==|<|>)\s*(\d{1,9})")
_KEYS: dict[str, type] = {
    "name": str,
    "title": str,
    "version": str,
    "api": object,  # looked at by parse_api
    "requires": list,
    "uses": list,
    "stations": str,
}
_NEEDED = ("name", "title", "version", "api")


@dataclass(frozen=True, slots=True)
class ApiRange:
    """The versions of the plugin API a plugin was written for: ``>=1,<2``, or ``[1, 2]``."""

    text: str
    bounds: tuple[tuple[str, int], ...] = ()
    versions: tuple[int, ...] = ()

    def __contains__(self, version: int) -> bool:
        if self.versions:
            return version in self.versions
        return all(_holds(version, sign, bound) for sign, bound in self.bounds)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a plugin says of itself."""

    name: str
    title: LazyText
    version: str
    api: ApiRange
    requires: tuple[str, ...]
    uses: tuple[str, ...]
    on_everywhere: bool
    """Whether a station has it without anybody switching it on (``stations = "off"`` says no)."""


@dataclass(frozen=True, slots=True)
class Found:
    """A place where a plugin was found: its package, its folder, and its manifest or what is wrong with it."""

    name: str
    package: str
    folder: Path
    bundled: bool
    manifest: Manifest | None
    problem: ManifestInvalid | None = None
    distribution: str = ""
    """What pip installed it as; empty for a folder among plugins."""


def discover(folders: Sequence[Path] = ()) -> list[Found]:
    """Every installed plugin, by name: the folders of ``plugins``, of ``folders``, and installed distributions.

    Imports none of them. Two plugins of one name are both refused.
    """
    found = sorted([*_in_folders(bundled_folders(folders)), *_installed()], key=lambda each: each.name)
    places: dict[str, list[Found]] = {}
    for each in found:
        places.setdefault(each.name, []).append(each)
    return [_only(name, at) for name, at in places.items()]


def bundled_folders(further: Sequence[Path] = ()) -> list[Path]:
    """Where plugins lie as folders: the package ``plugins`` of this distribution, then further folders."""
    spec = find_spec(BUNDLED)
    own = [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []
    return [*own, *(folder for folder in further if folder not in own)]


def read_manifest(file: Path) -> Manifest:
    """Read one plugin.toml. Raises ManifestInvalid with a sentence."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise _invalid(
            file, _("the file is missing; every plugin has one, with at least name, title, version and api.")
        ) from None
    except (OSError, ValueError, RecursionError) as error:  # ValueError: not TOML, not UTF-8, or a number without end
        raise _invalid(file, _("the file cannot be read: %(error)s.", error=str(error))) from error
    _check_keys(file, content)
    return Manifest(
        name=_name(file, content["name"]),
        title=LazyText(content["title"]),
        version=content["version"],
        api=parse_api(file, content["api"]),
        requires=_names(file, content, "requires"),
        uses=_names(file, content, "uses"),
        on_everywhere=_stations(file, content.get("stations", "on")),
    )


def parse_api(file: Path, value: object) -> ApiRange:
    """The range behind ``">=1,<2"``, ``1`` or ``[1, 2]``. Raises ManifestInvalid for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return ApiRange(str(value), versions=(value,))
    if isinstance(value, list) and value and all(type(each) is int for each in value):
        return ApiRange(", ".join(map(str, value)), versions=tuple(value))
    if isinstance(value, str):
        bounds = [_BOUND.fullmatch(part.strip()) for part in value.split(",")]
        if all(bounds):
            return ApiRange(value, bounds=tuple((bound[1], int(bound[2])) for bound in bounds if bound))
    raise _invalid(
        file,
        _(
            '`api` must be a range of whole numbers such as ">=1,<2", or a list such as [1], and is %(value)s.',
            value=repr(value),
        ),
    )


def _in_folders(folders: Iterable[Path]) -> Iterator[Found]:
    for folder in folders:
        for place in sorted(folder.iterdir()) if folder.is_dir() else ():
            if (
                place.is_dir()
                and place.name[0] not in "._"
                and ((place / FILE).exists() or (place / "__init__.py").exists())
            ):
                yield _read(place.name, f"{BUNDLED}.{place.name}", place, bundled=True)


def _installed() -> Iterator[Found]:
    for point in _points():
        distribution = point.dist.name if point.dist else ""
        try:
            folder = folder_of(point)
            problem = _(
                "the distribution that announces this plugin has no package %(package)s. Install it again.",
                package=point.value,
            )
        except Exception:  # noqa: BLE001 - a distribution may announce anything, and its packages may be broken
            folder = None
            problem = _(
                "the distribution %(distribution)s announces this plugin as %(value)s, which names no package that can be found. Install it again.",
                distribution=distribution,
                value=repr(point.value),
            )
        if folder is None:
            invalid = ManifestInvalid(file=FILE, problem=problem)
            yield Found(point.name, point.value, Path(), False, None, invalid, distribution)
        else:
            yield _read(point.name, point.module, folder, bundled=False, distribution=distribution)


def _points() -> list[EntryPoint]:
    """What distributions announce; one whose announcements cannot be read hides no other."""
    try:
        return list(entry_points(group=ENTRY_POINTS))
    except Exception:  # noqa: BLE001 - it may hold anything
        points: dict[str, list[EntryPoint]] = {}
        for distribution in distributions():
            with suppress(Exception):
                points.setdefault(distribution.name, list(distribution.entry_points.select(group=ENTRY_POINTS)))
        return [point for found in points.values() for point in found]


def folder_of(point: EntryPoint) -> Path | None:
    """The folder of an announced package, found without importing it or the packages around it."""
    top, *rest = point.module.split(".")
    spec = find_spec(top)
    for depth, part in enumerate(rest):
        if spec is None:
            return None
        spec = PathFinder.find_spec(".".join([top, *rest[: depth + 1]]), spec.submodule_search_locations)
        if spec is None or spec.name.rpartition(".")[2] != part:
            return None
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) if places else None


def _read(name: str, package: str, folder: Path, *, bundled: bool, distribution: str = "") -> Found:
    try:
        manifest = read_manifest(folder / FILE)
        if manifest.name != name:
            problem = _(
                "`name` is %(given)s, but the plugin is found as %(name)s. Give both the same name.",
                given=manifest.name,
                name=name,
            )
            raise _invalid(folder / FILE, problem)
    except ManifestInvalid as problem:
        return Found(name, package, folder, bundled, None, problem, distribution)
    return Found(name, package, folder, bundled, manifest, None, distribution)


def _only(name: str, at: list[Found]) -> Found:
    first = at[0]
    if len(at) == 1:
        return first
    places = ", ".join(f"{each.folder} ({each.distribution})" if each.distribution else str(each.folder) for each in at)
    problem = _(
        "several plugins are named %(name)s: %(places)s. Keep one and remove or rename the others.",
        name=name,
        places=places,
    )
    return Found(name, first.package, first.folder, first.bundled, None, ManifestInvalid(file=FILE, problem=problem))


def _check_keys(file: Path, content: dict[str, Any]) -> None:
    for key in content:
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, 1)
            if near:
                raise _invalid(file, _("`%(key)s` is not known here; did you mean `%(near)s`?", key=key, near=near[0]))
            raise _invalid(file, _("`%(key)s` is not known here; known are %(keys)s.", key=key, keys=", ".join(_KEYS)))
    for key in _NEEDED:
        if key not in content or content[key] in ("", []):
            raise _invalid(file, _("`%(key)s` is missing; a plugin needs name, title, version and api.", key=key))
    for key, value in content.items():
        if not isinstance(value, _KEYS[key]):
            kind = _("a list of names") if _KEYS[key] is list else _("a text in quotation marks")
            raise _invalid(
                file, _("`%(key)s` must be %(kind)s, and is %(value)s.", key=key, kind=kind, value=repr(value))
            )


def _name(file: Path, name: str) -> str:
    if (CORE / name).is_dir():
        raise _invalid(file, _("the name %(name)s belongs to the core. Choose another.", name=name))
    if _NAME.fullmatch(name) and len(name) <= LONGEST_NAME:
        return name
    problem = _(
        "`name` must be lower-case letters, digits and single underscores, beginning with a letter, of at most %(most)s characters, and is %(name)s.",
        most=LONGEST_NAME,
        name=name,
    )
    raise _invalid(file, problem)


def _names(file: Path, content: dict[str, Any], key: str) -> tuple[str, ...]:
    names = content.get(key, [])
    for name in names:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise _invalid(
                file, _("`%(key)s` must list names of plugins, and holds %(value)s.", key=key, value=repr(name))
            )
        if name == content["name"]:
            raise _invalid(file, _("`%(key)s` names the plugin itself. Remove it there.", key=key))
    return tuple(dict.fromkeys(names))


def _stations(file: Path, value: str) -> bool:
    if value not in ("on", "off"):
        raise _invalid(
            file, _('`stations` must be "on" or "off": whether a station has the plugin before anybody decides.')
        )
    return value == "on"


def _invalid(file: Path, problem: LazyText) -> ManifestInvalid:
    return ManifestInvalid(file=f"{file.parent.name}/{file.name}", problem=problem)


def _holds(version: int, sign: str, bound: int) -> bool:
    return {
        ">=": version >= bound,
        "<=": version <= bound,
        "==": version == bound,
        "<": version < bound,
        ">": version > bound,
    }[sign]
