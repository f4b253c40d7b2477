"""Why a file as a whole cannot be read."""

from __future__ import annotations

from core.errors import DomainError
from core.words import lazy as _


class FileProblem(DomainError):
    """The file as a whole cannot be read."""

    code = "file"
    field = "file"


class EmptyFile(FileProblem):
    """There is nothing in it."""

    code = "file_empty"
    message = _("The file is empty. Choose the file again; perhaps it was not saved or not copied completely.")


class NotAWorkbook(FileProblem):
    """Neither a workbook nor a text table."""

    code = "not_a_workbook"
    message = _(
        "This is neither an Excel workbook (.xlsx) nor a text table (.csv). Open it in Excel or WPS, save it as .xlsx and import that file."
    )


class OldWorkbook(FileProblem):
    """A workbook of Excel 97-2003, or WPS's own."""

    code = "old_workbook"
    message = _(
        "This is a workbook of the old kind (.xls or .et). Open it in Excel or WPS, choose Save as, Excel workbook (.xlsx), and import that file."
    )


class EncryptedWorkbook(FileProblem):
    """It opens with a password only."""

    code = "encrypted"
    message = _(
        "The workbook is locked with a password. Open it in Excel or WPS, remove the password, save it and import it again."
    )


class WorkbookTooLarge(FileProblem):
    """It would unpack into far more than a roster can hold."""

    code = "unpacks_too_large"
    message = _(
        "The workbook unpacks into %(megabytes)s MB, more than any roster holds, and was not opened. Copy the table into a new workbook and import that one."
    )


class UnsafeWorkbook(FileProblem):
    """It carries what no spreadsheet program writes."""

    code = "unsafe_workbook"
    message = _(
        "The workbook contains definitions no spreadsheet program writes and was not opened. Copy the table into a new workbook and import that one."
    )


class TooManyRows(FileProblem):
    """More rows than one import takes."""

    code = "too_many_rows"
    message = _(
        "The table has more than %(limit)s rows; one import takes at most that many. Split the file, for example by township, and import the parts one after the other."
    )


class NoHeader(FileProblem):
    """No row names the columns we need."""

    code = "no_header"
    message = _(
        "No row of this file looks like the header of such a list: among the first %(rows)s rows none has the columns %(needed)s. Name the columns so and import again."
    )


class OtherKind(FileProblem):
    """It is a list, but of something else."""

    code = "other_kind"
    message = _("This looks like a list of %(found)s, not of %(wanted)s. Choose the kind that fits, or another file.")


class MissingColumn(FileProblem):
    """A column without which the list says nothing is not there."""

    code = "missing_column"
    message = _("The header in row %(row)s has no column %(column)s. Add it, or name it so, and import again.")


class SeveralSheets(FileProblem):
    """More than one sheet holds such a list: somebody has to say which is meant."""

    code = "several_sheets"
    field = "sheet"
    message = _("%(n)s sheets of this file hold such a list: %(names)s. Say which one is meant.")


class NoSuchSheet(FileProblem):
    """The sheet that was asked for is not in the file."""

    code = "no_such_sheet"
    field = "sheet"
    message = _("The file has no sheet \u201c%(name)s\u201d. Its sheets are: %(names)s.")
