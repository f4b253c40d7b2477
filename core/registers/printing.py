"""A register as a file: an Excel workbook of text cells, or A4 across with lines to sign on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from core.clock import day_in_words
from core.documents.service import pdf
from core.errors import DomainError
from core.exports.workbooks import Sheet, workbook
from core.registers.periods import Period
from core.registers.service import Lines, all_of
from core.words import LazyText
from core.words import lazy as _

TEMPLATE: Final = Path(__file__).parent / "documents" / "register.typ"
MOST_PRINTED: Final = 3000
_NARROW: Final = ("number", "day", "time", "moment", "entered_later")


class TooLongToPrint(DomainError):
    """A register of so many lines is no paper anybody reads."""

    code = "register_too_long"
    message = _("%(n)s lines are more than the %(most)s that fit a document. Choose a shorter period, or Excel.")


def as_workbook(session: Session, found: Lines, place: str, *, of_many: bool) -> bytes:
    """The register as an Excel workbook; with the station in front where there are many."""
    rows = list(_rows(session, found, of_many=of_many))
    if found.totals:
        rows.append(_total_row(found, of_many=of_many))
    return workbook([Sheet(place or str(found.register.title), heads(found, of_many=of_many), rows)])


def as_pdf(
    session: Session, found: Lines, place: str, period: Period, made_on: date, language: str, *, of_many: bool
) -> bytes:
    """The register on A4 across. Takes a moment. Raises TooLongToPrint."""
    if found.total > MOST_PRINTED:
        raise TooLongToPrint(n=found.total, most=MOST_PRINTED)
    kinds = [*(["text"] if of_many else []), *(column.kind for column in found.register.columns)]
    return pdf(
        TEMPLATE,
        {
            "title": str(found.register.title),
            "place": place,
            "period": str(period.words),
            "heads": heads(found, of_many=of_many),
            "widths": ["narrow" if kind in _NARROW else "wide" for kind in kinds],
            "right": [kind == "number" for kind in kinds],
            "rows": list(_rows(session, found, of_many=of_many)),
            "totals": _total_row(found, of_many=of_many) if found.totals else [],
            "nothing": str(_("Nothing is on record in this period.")),
            "count": str(_("Lines: %(n)s", n=found.total)),
            "signatures": [str(words) for words in SIGNED_BY],
            "made": str(_("Printed from the records on %(day)s", day=day_in_words(made_on))),
            "pages": str(_("Page {n} of {m}")),
            "language": language,
        },
    )


SIGNED_BY: Final[tuple[LazyText, ...]] = (_("Filled in by:"), _("Checked by:"), _("Date:"))


def heads(found: Lines, *, of_many: bool) -> list[str]:
    """The words above the columns."""
    return [*([str(_("Station"))] if of_many else []), *(str(column.title) for column in found.register.columns)]


def _rows(session: Session, found: Lines, *, of_many: bool) -> Iterator[list[str]]:
    for line in all_of(session, found):
        yield [*([line.station] if of_many else []), *line.cells]


def _total_row(found: Lines, *, of_many: bool) -> list[str]:
    """The last line: what the numbers add up to, and the word for it in the first cell that is free."""
    row = ["", *found.totals] if of_many else list(found.totals)
    if not row[0]:
        row[0] = str(_("Total"))
    return row
