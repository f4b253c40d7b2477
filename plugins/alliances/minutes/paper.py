"""Minutes as plain data: what is read, signed and printed; its canonical form, and the digest of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

FORM: Final = 1
"""Of which shape the final text is, so that a later one can tell."""


@dataclass(frozen=True, slots=True)
class Section:
    """One passage of the minutes."""

    heading: str
    words: str
    """In Markdown."""
    key: str = ""
    """Of one that another plugin added: ``<plugin>.<what>``."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision, with who sees to it and until when."""

    words: str
    owner: str
    due: date | None


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed off, and on which day."""

    who: str
    name: str
    day: date


@dataclass(frozen=True, slots=True)
class Amended:
    """An amendment of the issued text."""

    number: int
    day: date
    words: str
    reason: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The minutes of a meeting, as they are printed; of issued ones only the final text speaks."""

    title: str
    """Of the meeting."""
    forum: str
    """The standing forum it belongs to; empty where to none."""
    session: int | None
    """The number of the session of that forum."""
    alliance: str
    station: str
    theme: str
    day: date
    begins: time | None
    ends: time | None
    place: str
    attendance: Mapping[str, Sequence[str]]
    """Names by part: ``chairs``, ``attends``, ``sits_in``, ``records``, then ``excused`` and ``absent``."""
    sections: Sequence[Section]
    decisions: Sequence[Decided]
    signed: Sequence[Signed] = ()
    issue_year: int | None = None
    issue_number: int | None = None
    issued_on: date | None = None
    issuer: str = ""
    amendments: Sequence[Amended] = ()
    digest: str = ""
    """Of the final text; empty as long as it is none."""

    @property
    def is_draft(self) -> bool:
        """Whether it is not issued yet."""
        return self.issued_on is None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read."""
        return not self.decisions and not any(one.words.strip() or one.heading.strip() for one in self.sections)


def content(paper: Paper) -> dict[str, Any]:
    """What is signed: everything that was said and decided, and who was there."""
    return {
        "form": FORM,
        "station": paper.station,
        "alliance": paper.alliance,
        "forum": paper.forum,
        "session": paper.session,
        "title": paper.title,
        "theme": paper.theme,
        "day": paper.day.isoformat(),
        "begins": _iso(paper.begins),
        "ends": _iso(paper.ends),
        "place": paper.place,
        "attendance": {part: list(names) for part, names in paper.attendance.items()},
        "sections": [{"heading": one.heading, "words": one.words, "key": one.key} for one in paper.sections],
        "decisions": [{"words": one.words, "owner": one.owner, "due": _iso(one.due)} for one in paper.decisions],
    }


def final(paper: Paper) -> dict[str, Any]:
    """What is issued: what was signed, by whom, and the issue itself."""
    return {
        **content(paper),
        "signed": [{"who": one.who, "name": one.name, "day": one.day.isoformat()} for one in paper.signed],
        "issue": {
            "year": paper.issue_year,
            "number": paper.issue_number,
            "on": _iso(paper.issued_on),
            "by": paper.issuer,
        },
    }


def digest_of(facts: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical form: JSON in UTF-8, keys in order, no spaces."""
    canonical = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def read_back(facts: Mapping[str, Any], digest: str, amendments: Sequence[Amended]) -> Paper:
    """The paper of a final text, from it alone."""
    issue = facts["issue"]
    return Paper(
        title=facts["title"],
        forum=facts["forum"],
        session=facts["session"],
        alliance=facts["alliance"],
        station=facts["station"],
        theme=facts["theme"],
        day=date.fromisoformat(facts["day"]),
        begins=_time(facts["begins"]),
        ends=_time(facts["ends"]),
        place=facts["place"],
        attendance=facts["attendance"],
        sections=[Section(one["heading"], one["words"], one["key"]) for one in facts["sections"]],
        decisions=[Decided(one["words"], one["owner"], _day(one["due"])) for one in facts["decisions"]],
        signed=[Signed(one["who"], one["name"], date.fromisoformat(one["day"])) for one in facts["signed"]],
        issue_year=issue["year"],
        issue_number=issue["number"],
        issued_on=_day(issue["on"]),
        issuer=issue["by"],
        amendments=amendments,
        digest=digest,
    )


def _iso(value: date | time | None) -> str | None:
    return value.isoformat() if value is not None else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
