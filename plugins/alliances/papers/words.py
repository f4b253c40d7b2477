"""How a paper says what is no text of its own: whose minutes, which number, when, who; and what stands before each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Final

from core.api.data import day_in_words
from core.api.declare import LazyText, _
from plugins.alliances.papers.sheet import Amended, Issued, Sheet

LABELS: Final[dict[str, LazyText]] = {
    "day": _("Day of the meeting"),
    "title": _("Title of the meeting"),
    "place": _("Place of the meeting"),
    "theme": _("Theme of the meeting"),
    "chairs": _("Chaired by"),
    "attends": _("Attended by"),
    "sits_in": _("Sat in"),
    "excused": _("Excused"),
    "absent": _("Stayed away"),
    "records": _("Record taken by"),
    "issuer": _("Signed and issued by"),
    "signed": _("Signed off by"),
    "decisions": _("What was decided"),
    "amendments": _("Amended since"),
    "words": _("Decision"),
    "owner": _("Seen to by"),
    "due": _("Done until"),
    "position": _("No."),
    "sign_chairs": _("Signature of who chaired"),
    "sign_issues": _("Signature of who issues"),
    "sign_records": _("Signature of who took the record"),
}
"""What stands before a field, on every paper."""
DRAFT: Final = _("Draft, not issued")
WATERMARK: Final = _("Draft")


def mark(sheet: Sheet) -> str:
    """Whose minutes or record it is."""
    words = _("Minutes of %(body)s") if sheet.kind == "minutes" else _("Record of %(body)s")
    return str(words.with_facts(body=sheet.body))


def session_words(sheet: Sheet) -> str:
    """Which session of its forum; empty where nobody counts."""
    return str(_("Session %(number)s", number=sheet.number)) if sheet.number is not None else ""


def issue_words(issued: Issued | None) -> str:
    """The number under which it was issued."""
    return str(_("[%(year)s] No. %(number)s", year=issued.year, number=issued.number)) if issued else ""


def said(word: LazyText | str, words: str) -> str:
    """Words behind what they are about."""
    return f"{word}{_(': ')}{words}"


def names(several: Iterable[str]) -> str:
    """Names in a row."""
    return str(_(", ")).join(several)


def day_words(day: date | None) -> str:
    """A day with its year; empty where there is none."""
    return str(day_in_words(day)) if day else ""


def time_words(begins: time | None, ends: time | None) -> str:
    """From when to when."""
    return "\u2013".join(f"{at:%H:%M}" for at in (begins, ends) if at)


def when(sheet: Sheet) -> str:
    """The day and the time."""
    return f"{day_words(sheet.day)} {time_words(sheet.begins, sheet.ends)}".strip()


def amended_words(one: Amended) -> str:
    """The head of an amendment."""
    return str(_("Amendment %(number)s of %(day)s", number=one.number, day=day_words(one.day)))


def attendance(sheet: Sheet) -> list[tuple[LazyText, str]]:
    """Who was there and who was excused: the word for their part, and their names; parts of nobody are left out."""
    return [
        (LABELS[part], names(several))
        for part in ("chairs", "attends", "sits_in", "excused", "absent", "records")
        if (several := getattr(sheet, part))
    ]
