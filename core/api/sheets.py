"""What a plugin reads spreadsheets with: the sheets of a stranger's file, whatever program wrote it, and what cells say."""

from core.imports.reading.problems import FileProblem
from core.imports.tables import read_sheets
from core.imports.values import Value, ValueProblem, shown, telephone, text

__all__ = ["FileProblem", "Value", "ValueProblem", "read_sheets", "shown", "telephone", "text"]
