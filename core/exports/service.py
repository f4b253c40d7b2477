"""Taking lists out: into a file first, then into the audit, and only then on its way."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import IO, Any, Final

from sqlalchemy.orm import Session

from core import audit
from core.accounts.models import Account
from core.exports import texts, workbooks
from core.exports.workbooks import Sheet
from core.imports.vocabulary import Kind
from core.words import LazyText
from core.words import lazy as _

MEDIA_TYPES: Final = {"xlsx": workbooks.MEDIA_TYPE, "csv": texts.MEDIA_TYPE}
TITLES: Final[Mapping[Kind, LazyText]] = {
    "stations": _("Stations"),
    "enterprises": _("Enterprises"),
    "deputies": _("Deputies"),
}


def file_of(sheets: Sequence[Sheet], format_: str) -> tuple[IO[bytes], int]:
    """The sheets as a file, ready to be read, and how many rows it has; 100,000 deputies are some ten megabytes."""
    stream = io.BytesIO()
    if format_ == "csv":
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        rows = texts.write_text(text, sheets)
        text.flush()
        text.detach()
    else:
        rows = workbooks.write_workbook(stream, sheets)
    stream.seek(0)
    return stream, rows


def file_name(title: str, place: str, day: date, format_: str) -> str:
    """What the file is called: what it holds, of where, of which day."""
    parts = [part.replace("/", " ") for part in (title, place) if part]
    return f"{'-'.join([*parts, day.isoformat()])}.{format_}"


def written_down(session: Session, account_id: int | None, facts: Mapping[str, Any]) -> None:
    """Keep in the audit who took out what, and how it was narrowed."""
    if account_id is not None:
        audit.record(session, "export", session.get_one(Account, account_id), dict(facts))
