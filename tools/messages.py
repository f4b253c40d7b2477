"""Message catalogs: one for the core and the shared templates, one for every plugin; no hand edits a .po file.

``update`` brings the catalogs in line with the code, ``translate words.json`` merges ``{"English": "..."}`` into every
catalog that has the message, ``check`` says what is not yet fit to be read, ``compile`` makes the .mo files.
Several people may run this at once: it works under a lock and writes whole files.
"""

import argparse
import fcntl
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "zh_Hans_CN"
KEYWORDS = {"_": None, "_l": None, "lazy": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
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


@dataclass(frozen=True)
class Domain:
    """One catalog and the folders whose messages it holds."""

    name: str
    home: Path
    sources: tuple[Path, ...]

    @property
    def path(self) -> Path:
        """Where the catalog is kept."""
        return self.home / "translations" / LOCALE / "LC_MESSAGES" / "messages.po"


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("update", help="bring the catalogs in line with the code; forget what is no longer said")
    translate_ = commands.add_parser("translate", help="merge translations, then list what is still missing")
    translate_.add_argument("files", nargs="+", type=Path, metavar="FILE.json")
    commands.add_parser("check", help="fail unless every message is translated, once and faithfully")
    commands.add_parser("compile", help="make a .mo beside each .po")
    asked = parser.parse_args()
    with one_at_a_time():
        if asked.command == "update":
            update()
        elif asked.command == "translate":
            translate(asked.files)
        elif asked.command == "check":
            check()
        else:
            compile_all()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait for whoever else is at work on the catalogs."""
    with Path(__file__).open("rb") as ourselves:
        fcntl.flock(ourselves, fcntl.LOCK_EX)
        yield


def domains() -> list[Domain]:
    """The core's catalog, then one for each plugin folder."""
    core = Domain("core", ROOT / "core", (ROOT / "core", ROOT / "templates"))
    homes = sorted(manifest.parent for manifest in ROOT.glob("plugins/*/plugin.toml"))
    return [core, *(Domain(home.name, home, (home,)) for home in homes)]


def update() -> None:
    """Rewrite every catalog from the code and what has been translated so far."""
    known = remembered()
    for domain in domains():
        write(domain, rebuilt(domain, known, forget=True))
    report(missing())


def translate(files: Iterable[Path]) -> None:
    """Merge translations into the catalogs that have the message, and tell what found no place."""
    given: dict[str, str] = {}
    for file in files:
        words = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(words, dict) or not all(isinstance(text, str) for text in words.values()):
            sys.exit(f'{file} must hold one object of texts, {{"English": "translation"}}.')
        given |= words
    known = remembered()
    placed: set[str] = set()
    for domain in domains():
        catalog = rebuilt(domain, known, forget=False)
        for message in messages(catalog):
            for text in set(texts(message)) & given.keys():
                message.string = (given[text],) if message.pluralizable else given[text]
                placed.add(text)
        write(domain, catalog)
    for text in sorted(given.keys() - placed):
        print(f"not in the code: {text!r}")
    report(missing())


def check() -> None:
    """Exit with the list of what is wrong, if anything is."""
    known = remembered()
    wrong = [f"{domain}: not translated: {text!r}" for domain, text in missing()]
    meanings: dict[str, dict[str, str]] = {}
    for domain in domains():
        catalog = read(domain)
        if as_text(rebuilt(domain, known, forget=True)) != as_text(catalog):
            wrong.append(f"{domain.name}: the catalog is behind the code; run `make messages`")
        for message in messages(catalog):
            text, translation = texts(message)[0], string(message)
            if message.fuzzy:
                wrong.append(f"{domain.name}: fuzzy: {text!r}")
            if translation and facts(texts(message)[-1]) != facts(translation):
                wrong.append(f"{domain.name}: the facts differ: {text!r} and {translation!r}")
            if translation:
                meanings.setdefault(text, {})[translation] = domain.name
    wrong += [
        f"{' and '.join(said.values())} disagree about {text!r}: {' / '.join(said)}"
        for text, said in sorted(meanings.items())
        if len(said) > 1
    ]
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"{len(meanings)} messages, all translated")


def compile_all() -> None:
    """Make a .mo beside each .po that is newer."""
    for domain in domains():
        compiled = domain.path.with_suffix(".mo")
        if domain.path.exists() and (not compiled.exists() or compiled.stat().st_mtime <= domain.path.stat().st_mtime):
            data = BytesIO()
            write_mo(data, read(domain))
            replace(compiled, data.getvalue())


def remembered() -> dict[str, str]:
    """Every translation any catalog holds, also of messages no longer said; by English text."""
    known: dict[str, str] = {}
    for domain in domains():
        catalog = read(domain)
        for message in [*catalog.obsolete.values(), *messages(catalog)]:
            if translation := string(message):
                known[texts(message)[0]] = translation
    return known


def rebuilt(domain: Domain, known: Mapping[str, str], *, forget: bool) -> Catalog:
    """The catalog as the code wants it, with the translations there are.

    Its own translation of a message comes first, then one another catalog has. What is no longer said is kept aside
    unless it is to be forgotten: a colleague's half-saved file must not cost a translation.
    """
    kept = read(domain)
    own = {texts(message)[0]: string(message) for message in [*kept.obsolete.values(), *messages(kept)]}
    catalog = Catalog(locale=LOCALE, fuzzy=False)
    for source in domain.sources:
        for msgid, where, context in found_in(source, patient=not forget):
            if isinstance(msgid, tuple) or msgid:
                message = catalog.add(msgid, locations=[(where, 0)], context=context)
                text = texts(message)[0]
                translation = own.get(text) or known.get(text, "")
                message.string = (translation,) if message.pluralizable else translation
    said = {texts(message)[0] for message in messages(catalog)}
    if not forget:
        for message in [*kept.obsolete.values(), *messages(kept)]:
            if texts(message)[0] not in said and string(message):
                catalog.obsolete[texts(message)[0]] = message
    return catalog


def found_in(folder: Path, *, patient: bool) -> Iterator[Found]:
    """Messages of a folder's code, templates and manifest; patient with a template that is just being written."""
    jinja = {"silent": str(patient).lower(), "trimmed": "true"}
    for file in sorted(folder.rglob("*")):
        where = file.relative_to(ROOT).as_posix()
        if file.suffix == ".py":
            method = "python"
        elif file.suffix in {".html", ".txt"} and "templates" in file.relative_to(ROOT).parts:
            method = "jinja2.ext:babel_extract"
        else:
            if file.name == "plugin.toml":
                words = tomllib.loads(file.read_text(encoding="utf-8"))
                yield from ((words[key], where, None) for key in MANIFEST_WORDS if isinstance(words.get(key), str))
            continue
        with file.open("rb") as source:
            for _line, msgid, _comments, context in extract(method, source, KEYWORDS, (), jinja):
                yield msgid, where, context


def missing() -> Iterator[tuple[str, str]]:
    """Messages without a translation: the catalog's name and the English text."""
    for domain in domains():
        for message in messages(read(domain)):
            if not string(message):
                yield domain.name, texts(message)[0]


def report(untranslated: Iterable[tuple[str, str]]) -> None:
    """Say what still waits for a translation."""
    for domain, text in untranslated:
        print(f"not translated: {domain}: {text!r}")


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


def as_text(catalog: Catalog) -> str:
    """The catalog as it is written: sorted, without dates and line numbers, so that changes stay small."""
    body = BytesIO()
    write_po(body, catalog, width=120, omit_header=True, sort_output=True, include_lineno=False)
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


if __name__ == "__main__":
    main()
