"""What stands on the paper of a meeting: plain data, the same for Word, PDF and print.

Who keeps minutes and record hands on a :class:`Sheet`: names, days and Markdown as they were typed, in the language they
were typed in. Nothing here is a row of a table, so that a paper is the same whether it comes from rows (a draft, a record)
or from the text that was kept when the minutes were issued. ``papers.gathered`` fills one in for a meeting.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Literal

Kind = Literal["minutes", "record"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One item of the text."""

    heading: str = ""
    speaker: str = ""
    """Who said it; of a record."""
    words: str = ""
    """Markdown: headings, lists, tables, bold."""
    key: str = ""
    """Of a section that another plugin added, its key: a template may print it by this name. Else empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """A decision: what, seen to by whom, until when."""

    words: str
    owner: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A leading member was asked to sign the minutes off; `on` is the day they did."""

    name: str
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """A dated amendment of issued minutes."""

    number: int
    day: date
    words: str
    """Markdown."""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """That the minutes were issued: under which number, when, by whom."""

    year: int
    number: int
    on: date
    issuer: str
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything a paper says of a meeting."""

    kind: Kind
    station: str
    """The station that keeps the meeting, by name."""
    title: str
    """Of the meeting."""
    day: date
    alliance: str = ""
    forum: str = ""
    number: int | None = None
    """Which session of the forum it is."""
    theme: str = ""
    begins: time | None = None
    ends: time | None = None
    place: str = ""
    chairs: tuple[str, ...] = ()
    """Names, with whom they come from where that is known; as all that follow."""
    attends: tuple[str, ...] = ()
    sits_in: tuple[str, ...] = ()
    excused: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    agenda: tuple[str, ...] = ()
    """Of a record: minutes say what was agreed, and nothing that was not signed."""
    passages: tuple[Passage, ...] = ()
    decisions: tuple[Agreed, ...] = ()
    signed: tuple[Signed, ...] = ()
    issued: Issued | None = None
    """None: a draft, and the paper says so. A record is never issued and is no draft."""
    amendments: tuple[Amended, ...] = ()

    @property
    def body(self) -> str:
        """Whose meeting it is: the forum, the alliance, or else the station."""
        return self.forum or self.alliance or self.station

    @property
    def is_draft(self) -> bool:
        """Whether these are minutes that were not issued."""
        return self.kind == "minutes" and self.issued is None
