"""Keeping catalogs: in line with the code, translated, faithful and of one mind with all others that are spoken here.

The English text stands in the code and no hand edits a .po file. At run time all catalogs are one: where two translate
the same English text, they must agree. ``python -m tools.messages`` keeps those of this repository with the same code as
``lianzhan plugin messages`` keeps those of a plugin in its own.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog

from core.plugin_host.manifest import discover
from core.plugin_kit.catalogs import (
    LOCALE,
    Domain,
    as_text,
    compiled,
    facts,
    found_in,
    messages,
    read,
    string,
    texts,
    write,
)
from core.plugin_kit.places import Place
from core.words import LazyText
from core.words import lazy as _

CORE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Catalogs:
    """The catalogs that are kept here, and those beside them, which are only read."""

    root: Path
    """The folder that addresses in the files are told from."""
    own: tuple[Domain, ...]
    beside: tuple[Domain, ...] = ()


def catalogs_of(place: Place) -> Catalogs:
    """The catalog of a plugin, beside those of the platform and of all other plugins that are installed."""
    own = Domain(place.name, place.folder, (place.folder,))
    return Catalogs(place.repository, (own,), beside(place.folder))


def beside(folder: Path) -> tuple[Domain, ...]:
    """The catalogs of the platform and of every plugin that is installed, but for the one in this folder."""
    others = [found for found in discover() if found.folder != folder and found.manifest]
    return (Domain("core", CORE, ()), *(Domain(found.name, found.folder, ()) for found in others))


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait for whoever else is at work on the catalogs."""
    with Path(__file__).open("rb") as ourselves:
        fcntl.flock(ourselves, fcntl.LOCK_EX)
        yield


def update(catalogs: Catalogs) -> None:
    """Rewrite every catalog from the code and what has been translated so far."""
    known = remembered(catalogs)
    for domain in catalogs.own:
        write(domain, rebuilt(catalogs, domain, known, forget=True))


def translate(catalogs: Catalogs, given: Mapping[str, str]) -> list[str]:
    """Merge translations into the catalogs that have the message; hand back those that found no place."""
    known = remembered(catalogs)
    placed: set[str] = set()
    for domain in catalogs.own:
        catalog = rebuilt(catalogs, domain, known, forget=False)
        for message in messages(catalog):
            for text in set(texts(message)) & given.keys():
                message.string = (given[text],) if message.pluralizable else given[text]
                placed.add(text)
        write(domain, catalog)
    return sorted(given.keys() - placed)


def compile_all(catalogs: Catalogs) -> list[Path]:
    """Make a .mo beside each .po that is newer; hand back where they are."""
    return [compiled(domain) for domain in catalogs.own if domain.path.exists()]


def missing(catalogs: Catalogs) -> list[LazyText]:
    """What still waits for a translation."""
    return [
        _("not translated: %(catalog)s: %(text)s", catalog=domain.name, text=repr(texts(message)[0]))
        for domain in catalogs.own
        for message in messages(read(domain))
        if not string(message)
    ]


def count(catalogs: Catalogs) -> int:
    """How many different messages there are."""
    return len({texts(message)[0] for domain in catalogs.own for message in messages(read(domain))})


def problems(catalogs: Catalogs) -> list[LazyText]:
    """What is not yet fit to be read; nothing where every message is translated, once and faithfully."""
    known = remembered(catalogs)
    wrong = missing(catalogs)
    for domain in catalogs.own:
        catalog = read(domain)
        wanted = rebuilt(catalogs, domain, known, forget=True)
        if as_text(wanted, with_places=False) != as_text(catalog, with_places=False):
            wrong.append(_("%(catalog)s: the catalog is behind the code; update it", catalog=domain.name))
        for message in messages(catalog):
            text, translation = texts(message)[0], string(message)
            if message.fuzzy:
                wrong.append(_("%(catalog)s: only guessed (fuzzy): %(text)s", catalog=domain.name, text=repr(text)))
            if translation and facts(texts(message)[-1]) != facts(translation):
                wrong.append(
                    _(
                        "%(catalog)s: the facts differ: %(text)s and %(translation)s",
                        catalog=domain.name,
                        text=repr(text),
                        translation=repr(translation),
                    )
                )
    return [*wrong, *disagreements(catalogs)]


def disagreements(catalogs: Catalogs) -> list[LazyText]:
    """Messages of ours that two catalogs translate differently: which of the two is spoken would be chance."""
    meanings: dict[str, dict[str, str]] = {}
    ours: set[str] = set()
    for domain in (*catalogs.beside, *catalogs.own):
        for message in messages(read(domain)):
            if translation := string(message):
                meanings.setdefault(texts(message)[0], {})[translation] = domain.name
                if domain in catalogs.own:
                    ours.add(texts(message)[0])
    return [
        _(
            "%(catalogs)s disagree about %(text)s: %(translations)s",
            catalogs=", ".join(meanings[text].values()),
            text=repr(text),
            translations=" / ".join(meanings[text]),
        )
        for text in sorted(ours)
        if len(meanings[text]) > 1
    ]


def remembered(catalogs: Catalogs) -> dict[str, str]:
    """Every translation any catalog holds, also of messages no longer said; by English text."""
    known: dict[str, str] = {}
    for domain in (*catalogs.beside, *catalogs.own):
        catalog = read(domain)
        for message in [*catalog.obsolete.values(), *messages(catalog)]:
            if translation := string(message):
                known[texts(message)[0]] = translation
    return known


def rebuilt(catalogs: Catalogs, domain: Domain, known: Mapping[str, str], *, forget: bool) -> Catalog:
    """The catalog as the code wants it, with the translations there are.

    Its own translation of a message comes first, then one another catalog has. What is no longer said is kept aside
    unless it is to be forgotten: a colleague's half-saved file must not cost a translation.
    """
    kept = read(domain)
    own = {texts(message)[0]: string(message) for message in [*kept.obsolete.values(), *messages(kept)]}
    catalog = Catalog(locale=LOCALE, fuzzy=False)
    for msgid, where, context in _said(catalogs.root, domain.sources, patient=not forget):
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


def _said(
    root: Path, sources: Iterable[Path], *, patient: bool
) -> Iterator[tuple[str | tuple[str, ...], str, str | None]]:
    for source in sources:
        for msgid, where, context in found_in(source, root, patient=patient):
            if isinstance(msgid, tuple) or msgid:
                yield msgid, where, context
