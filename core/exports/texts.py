"""Text tables (CSV): what spreadsheet programs open everywhere, with nothing in them that such a program would run.

A cell that begins like a formula gets an apostrophe in front; the import takes exactly that one away again.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from typing import IO, Final

from core.exports.workbooks import Sheet

MEDIA_TYPE: Final = "text/csv; charset=utf-8"
_LIKE_A_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def write_text(stream: IO[str], sheets: Iterable[Sheet]) -> int:
    """Write the sheets one below the other, with the heads of the first; how many rows they had.

    The stream wants ``newline=""`` and, for Excel, the encoding ``utf-8-sig``.
    """
    writer = csv.writer(stream, lineterminator="\r\n")
    written = 0
    for number, sheet in enumerate(sheets):
        if number == 0:
            writer.writerow(map(harmless, sheet.head))
        for row in sheet.rows:
            writer.writerow(map(harmless, row))
            written += 1
    return written


def harmless(cell: str) -> str:
    """The cell as text no program runs."""
    return f"'{cell}" if _LIKE_A_FORMULA.match(cell) else cell
