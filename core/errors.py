"""Domain errors: what can go wrong, with a code, its facts, and a sentence that says what now.

Each feature declares its own beside its service. They are translated once, at the edge: into a page,
a command's message, or a line of an import report.
"""

from __future__ import annotations

from typing import Any, ClassVar

from core.words import LazyText
from core.words import lazy as _


class DomainError(Exception):
    """Something the caller asked for cannot be done; ``str()`` is the sentence for them."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422
    message: ClassVar[LazyText] = _("This cannot be done.")
    field: ClassVar[str | None] = None
    """The form field the error belongs to, if it belongs to one."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.code)
        self.facts = facts

    def __str__(self) -> str:
        return str(self.message.with_facts(**self.facts))


class NotFound(DomainError):
    """What was asked for does not exist, or the asker may not know that it does."""

    code = "not_found"
    status = 404
    message = _("This does not exist or is no longer here. Go back and look for it in the list.")


class Forbidden(DomainError):
    """The acting user may not do this."""

    code = "forbidden"
    status = 403
    message = _("Your account may not do this. Ask your office for the role that may.")


class Busy(DomainError):
    """The database could not be had in time; nothing was written."""

    code = "busy"
    status = 503
    message = _(
        "So many people are writing at this moment that yours did not get its turn. Nothing was lost: send it again."
    )
