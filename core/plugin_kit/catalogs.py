"""Catalog files: which words code, templates and a manifest say, and how their translations are kept in .po and .mo."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

LOCALE = "zh_Hans_CN"
KEYWORDS = {
    **dict.fromkeys(("_", "_l", "lazy", "gettext", "lazy_gettext")),
    "ngettext": (1, 2),
    "promises": (2,),  # the sentences of the checklist of `lianzhan plugin check`
}
MANIFEST_WORDS = ("title", "summary", "description")
HEADER = (
    'msgid ""\nmsgstr ""\n'
    f'"Language: {LOCALE}\\n"\n'
    '"Content-Type: text/plain; charset=utf-8\\n"\n'
    '"Content-Transfer-Encoding: 8bit\\n"\n'
    '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
)
FACT = re.compile(r"%\(\w+\)[.0-9]*[sdrf]")

Found = tuple[str | tuple[str, ...], str, str | None]


@dataclass(frozen=True, slots=True)
class Domain:
    """One catalog and the folders whose messages it holds."""

    name: str
    home: Path
    sources: tuple[Path, ...]

    @property
    def path(self) -> Path:
        """Where the catalog is kept."""
        return self.home / "translations" / LOCALE / "LC_MESSAGES" / "messages.po"


def found_in(folder: Path, root: Path, *, patient: bool) -> Iterator[Found]:
    """Messages of a folder's code, templates and manifest; patient with a template that is just being written."""
    jinja = {"silent": str(patient).lower(), "trimmed": "true"}
    for file in sorted(folder.rglob("*")):
        where = file.relative_to(root).as_posix()
        if file.suffix == ".py":
            method = "python"
        elif file.suffix in {".html", ".txt"} and "templates" in file.relative_to(root).parts:
            method = "jinja2.ext:babel_extract"
        else:
            if file.name == "plugin.toml":
                words = tomllib.loads(file.read_text(encoding="utf-8"))
                yield from ((words[key], where, None) for key in MANIFEST_WORDS if isinstance(words.get(key), str))
            continue
        with file.open("rb") as source:
            for _line, msgid, _comments, context in extract(method, source, KEYWORDS, (), jinja):
                yield msgid, where, context


def messages(catalog: Catalog) -> list[Message]:
    """The messages of a catalog without its header."""
    return [message for message in catalog if message.id]


def texts(message: Message) -> tuple[str, ...]:
    """The English text, and its plural where it has one."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def string(message: Message) -> str:
    """The translation, or nothing."""
    return (message.string if isinstance(message.string, str) else (message.string or ("",))[0]) or ""


def facts(text: str) -> list[str]:
    """The placeholders of a text."""
    return sorted({found[0] for found in FACT.finditer(text.replace("%%", ""))})


def read(domain: Domain) -> Catalog:
    """The catalog as it is kept; an empty one where there is none yet."""
    if not domain.path.exists():
        return Catalog(locale=LOCALE, fuzzy=False)
    with domain.path.open("rb") as source:
        return read_po(source, locale=LOCALE)


def write(domain: Domain, catalog: Catalog) -> None:
    """Keep the catalog; a plugin without a word gets no file."""
    if messages(catalog) or domain.path.exists():
        replace(domain.path, as_text(catalog).encode())


def compiled(domain: Domain) -> Path:
    """Make a .mo beside the .po unless it is there and newer, and say where."""
    target = domain.path.with_suffix(".mo")
    if domain.path.exists() and (not target.exists() or target.stat().st_mtime <= domain.path.stat().st_mtime):
        data = BytesIO()
        write_mo(data, read(domain))
        replace(target, data.getvalue())
    return target


def as_text(catalog: Catalog, *, with_places: bool = True) -> str:
    """The catalog as it is written: sorted, without dates and line numbers, so that changes stay small.

    Without places it is the same from whatever folder it is looked at.
    """
    body = BytesIO()
    write_po(
        body,
        catalog,
        width=120,
        omit_header=True,
        sort_output=True,
        include_lineno=False,
        no_location=not with_places,
    )
    return HEADER + body.getvalue().decode().strip() + "\n"


def replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, and only if it changes; a compiled one is touched, to be newer."""
    if path.exists() and path.read_bytes() == data:
        path.touch() if path.suffix == ".mo" else None
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.write_bytes(data)
    fresh.replace(path)
