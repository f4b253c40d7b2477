"""URL converters of the core; plugins bring none."""

from __future__ import annotations

from typing import Final

from werkzeug.routing import BaseConverter, ValidationError

LARGEST_ID: Final = 2**31 - 1


class IdConverter(BaseConverter):
    """The number of a record: ``<id:station>``. A larger number than the database can hold is no page."""

    regex = r"[1-9]\d{0,9}"

    def to_python(self, value: str) -> int:
        """The number."""
        number = int(value)
        if number > LARGEST_ID:
            raise ValidationError
        return number

    def to_url(self, value: object) -> str:
        """The number of a record, or the number itself."""
        return str(getattr(value, "id", value))


class TokenConverter(BaseConverter):
    """What nobody guesses, in the place of a number: ``<token:stored_file>``."""

    regex = r"[A-Za-z0-9_-]{24}"

    def to_url(self, value: object) -> str:
        """The token of a record, or the token itself."""
        return str(getattr(value, "token", value))
