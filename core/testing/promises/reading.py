"""Reading any answer: pages, tables, workbooks."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook
from werkzeug.test import TestResponse

from core.testing import page_of

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def words_of(answer: TestResponse) -> str:
    """What can be read in an answer, whatever its kind."""
    if answer.mimetype == "text/html":
        return page_of(answer).text
    if answer.mimetype == WORKBOOK:
        return " ".join(str(cell.value) for cell in cells_of(answer) if cell.value is not None)
    return answer.get_data(as_text=True) if (answer.mimetype or "").startswith(("text/", "application/json")) else ""


def cells_of(answer: TestResponse) -> Iterator[Any]:
    """Every cell of a workbook, with its type."""
    for sheet in load_workbook(io.BytesIO(answer.get_data())).worksheets:
        for row in sheet.iter_rows():
            yield from row


def is_table(answer: TestResponse) -> bool:
    """Whether the answer is a file for spreadsheet programs."""
    return answer.mimetype in (WORKBOOK, "text/csv")


def formulas_of(answer: TestResponse) -> list[str]:
    """What a spreadsheet program would run instead of showing it."""
    if answer.mimetype == WORKBOOK:
        return [str(cell.value) for cell in cells_of(answer) if cell.data_type == "f"]
    if answer.mimetype == "text/csv":
        rows = csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")))
        return [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    return []
