"""The fields of templates: what each is called, in English and in Chinese, and what it prints of a sheet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from types import SimpleNamespace
from typing import Any, Final, Literal

from markupsafe import escape

from core.api.declare import LazyText, _
from plugins.alliances.papers import words
from plugins.alliances.papers.layout import in_chinese
from plugins.alliances.papers.sheet import Agreed, Passage, Sheet
from plugins.alliances.papers.word.body import clean
from plugins.alliances.writing.text import plain

Kind = Literal["words", "text", "rows", "sections"]
Texts = Callable[[Iterable[Passage]], object]
"""Makes what a template prints as paragraphs of its own."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field a template may print."""

    key: str
    title: LazyText
    """What it prints."""
    kind: Kind = "words"
    parts: tuple[str, ...] = ()
    """Of rows, what each row has."""

    @property
    def chinese(self) -> str:
        """What it may be called in Chinese."""
        return in_chinese(self.key)


FIELDS: Final = (
    Field("mark", _("Whose minutes: the forum, the alliance or the station, and “minutes”")),
    Field("draft", _("That it is a draft; empty once the minutes are issued")),
    Field("issue", _("The number under which the minutes are issued")),
    Field("issued_on", _("The day of issue")),
    Field("issuer", _("Who issues the minutes")),
    Field("station", _("The name of the station")),
    Field("alliance", _("The name of the alliance")),
    Field("forum", _("The name of the forum")),
    Field("number", _("Which session of the forum it is")),
    Field("title", _("The title of the meeting")),
    Field("theme", _("The theme of the meeting")),
    Field("day", _("The day of the meeting")),
    Field("time", _("From when to when the meeting lasted")),
    Field("place", _("Where the meeting was")),
    Field("chairs", _("Who chaired")),
    Field("attends", _("Who attended")),
    Field("sits_in", _("Who sat in")),
    Field("excused", _("Who was excused")),
    Field("absent", _("Who stayed away")),
    Field("records", _("Who took the record")),
    Field("text", _("The whole text, with its headings, lists and tables"), "text"),
    Field("section", _("A section another plugin adds, by its name: section.name"), "sections"),
    Field("agenda", _("The agenda of a record, a row an item"), "rows", ("position", "words")),
    Field("decisions", _("What was decided, a row each"), "rows", ("position", "words", "owner", "due")),
    Field("signed", _("Who signs off, a row each"), "rows", ("position", "name", "on")),
    Field(
        "amendments", _("What was amended after the issue, a row each"), "rows", ("position", "on", "words", "reason")
    ),
)


@cache
def known() -> Mapping[str, Field]:
    """The fields by what they are called, in both languages."""
    return {name: field for field in FIELDS for name in (field.key, field.chinese)}


def parts_of(field: Field) -> frozenset[str]:
    """What a row of the field has, in both languages."""
    return frozenset(name for part in field.parts for name in (part, in_chinese(part)))


def nearest(name: str, among: Iterable[str]) -> str:
    """The name that was most probably meant; empty where none comes near."""
    names = list(among)
    found = get_close_matches(name, names, 1, 0.5) or [
        one for one in names if set(one) & set(name) and not name.isascii()
    ]
    return found[0] if found else ""


class Sections:
    """The sections plugins add, each by its key; dots in a key lead further in. What a meeting has not prints nothing."""

    def __init__(self, by_key: Mapping[str, object], at: str = "") -> None:
        self._by_key, self._at = by_key, at

    def __getattr__(self, name: str) -> Sections:
        if name.startswith("_"):
            raise AttributeError(name)
        return Sections(self._by_key, f"{self._at}.{name}" if self._at else name)

    def __html__(self) -> str:
        return str(escape(self._by_key.get(self._at, "")))

    def __str__(self) -> str:
        return self.__html__()

    def __bool__(self) -> bool:
        return self._at in self._by_key


def context(sheet: Sheet, texts: Texts, apart: Collection[str] = ()) -> dict[str, Any]:
    """What a template is filled with: every field, by both names.

    The sections with these keys it prints `apart`: they are left out of the text as a whole.
    """
    values = _values(sheet, texts, apart)
    return {name: values[field.key] for name, field in known().items()}


def _values(sheet: Sheet, texts: Texts, apart: Collection[str]) -> dict[str, Any]:
    issued = sheet.issued
    sections: dict[str, list[Passage]] = {}
    for passage in sheet.passages:
        if passage.key:
            sections.setdefault(passage.key, []).append(passage)
    said: dict[str, str] = {
        "mark": words.mark(sheet),
        "draft": str(words.DRAFT) if sheet.is_draft else "",
        "issue": words.issue_words(issued),
        "issued_on": words.day_words(issued.on if issued else None),
        "issuer": issued.issuer if issued else "",
        "station": sheet.station,
        "alliance": sheet.alliance,
        "forum": sheet.forum,
        "number": words.session_words(sheet),
        "title": sheet.title,
        "theme": sheet.theme,
        "day": words.day_words(sheet.day),
        "time": words.time_words(sheet.begins, sheet.ends),
        "place": sheet.place,
        **{part: words.names(getattr(sheet, part)) for part in _PARTS},
    }
    return {
        **{key: clean(value) for key, value in said.items()},
        "text": texts(one for one in sheet.passages if not one.key or one.key not in apart),
        "section": Sections({key: texts(several) for key, several in sections.items()}),
        "agenda": _rows({"words": item} for item in sheet.agenda),
        "decisions": _agreed(sheet.decisions),
        "signed": _rows({"name": one.name, "on": words.day_words(one.on)} for one in sheet.signed),
        "amendments": _rows(
            {"on": words.day_words(one.day), "words": plain(one.words), "reason": one.reason}
            for one in sheet.amendments
        ),
    }


_PARTS: Final = ("chairs", "attends", "sits_in", "excused", "absent", "records")


def _agreed(several: Iterable[Agreed]) -> list[SimpleNamespace]:
    return _rows({"words": one.words, "owner": one.owner, "due": words.day_words(one.due)} for one in several)


def _rows(several: Iterable[Mapping[str, str]]) -> list[SimpleNamespace]:
    rows = []
    for number, row in enumerate(several, 1):
        cells = {"position": str(number), **row}
        rows.append(
            SimpleNamespace(**{name: clean(text) for key, text in cells.items() for name in (key, in_chinese(key))})
        )
    return rows
