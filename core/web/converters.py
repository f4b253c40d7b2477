"""URL converters of the core; plugins bring none."""

from __future__ import annotations

from werkzeug.routing import BaseConverter


class IdConverter(BaseConverter):
    """The number of a record: ``<id:station>``. Longer numbers than the database can hold are no page."""

    regex = r"[1-9]\d{0,17}"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_url(self, value: object) -> str:
        """The number of a record, or the number itself."""
        return str(getattr(value, "id", value))
