"""A form sent after the session ended: what was typed is carried through the sign-in, and sent by the user again.

Nothing is ever sent by itself: after the sign-in a page shows what was typed, with a button that posts it to where
it was meant to go.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from flask import request
from werkzeug.exceptions import HTTPException
from wtforms import PasswordField

from core.web.forms import Form
from core.web.request import platform

MOST_BYTES: Final = 100 * 1024
"""More than this is not carried."""
MOST_FIELDS: Final = 2000
_NO_WORDS: Final = re.compile(r"[a-z_]*|\d{1,6}")
"""What fields hold that nobody typed: chosen keys and the numbers of records."""


class SessionEnded(HTTPException):
    """A stranger sent a form that needs an account: most often the session ended meanwhile."""

    code = 401

    def __init__(self, status: int = 401) -> None:
        super().__init__()
        self.status = status


@dataclass(frozen=True, slots=True)
class Unsent:
    """A form that waits to be sent: where to, and its fields in their order."""

    target: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool = False
    is_too_large: bool = False

    @property
    def packed(self) -> str:
        """All of it as text, for a hidden field of the sign-in form."""
        return json.dumps([self.target, self.fields, self.had_files], ensure_ascii=False)

    @property
    def typed(self) -> list[str]:
        """What was typed, for people to recognise it; keys and numbers of records are left out."""
        return [
            value.strip() for name, value in self.fields if name != "once" and not _NO_WORDS.fullmatch(value.strip())
        ]


def unsent() -> Unsent:
    """The form this request sent, without files, passwords and token."""
    secret = set(_password_names(Form))
    fields = tuple(
        (name, value)
        for name, value in request.form.items(multi=True)
        if name != "csrf_token" and name not in secret and "password" not in name.lower()
    )
    target = request.full_path.rstrip("?")
    kept = Unsent(target, fields, had_files=any(file.filename for file in request.files.values()))
    if len(kept.packed.encode("utf-8", "replace")) > MOST_BYTES or len(fields) > MOST_FIELDS:
        return Unsent(target, (), kept.had_files, is_too_large=True)
    return kept


def unpacked(text: str) -> Unsent | None:
    """What :attr:`Unsent.packed` made, if it is that and goes to an address of ours."""
    if not 0 < len(text) <= MOST_BYTES:
        return None
    try:
        target, pairs, had_files = json.loads(text)
        fields = tuple((name, value) for name, value in pairs)
    except (ValueError, TypeError, RecursionError):
        return None
    well_formed = all(isinstance(one, str) for pair in fields for one in pair) and len(fields) <= MOST_FIELDS
    if not (well_formed and isinstance(target, str) and is_ours(target)):
        return None
    return Unsent(target, fields, had_files=bool(had_files))


def is_ours(path: str) -> bool:
    """Whether this is a path on this site, and not a way to another one."""
    if not path.startswith("/") or path.startswith(("//", "/\\")) or not path.isprintable():
        return False
    try:
        return not urlsplit(path).netloc
    except ValueError:
        return False


def came_from_us() -> bool:
    """Whether the browser says that a page of ours sent this request; silence is no."""
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    try:
        host = urlsplit(origin).netloc
        return bool(host) and host in (request.host, urlsplit(platform().settings.public_url).netloc)
    except ValueError:
        return False


def _password_names(form: type[Any]) -> Iterator[str]:
    for name, field in vars(form).items():
        made_by = getattr(field, "field_class", None)
        if isinstance(made_by, type) and issubclass(made_by, PasswordField):
            yield name
    for narrower in form.__subclasses__():
        yield from _password_names(narrower)


def as_context(kept: Unsent) -> Mapping[str, Any]:
    """What the page ``errors/resume.html`` is given."""
    return {"unsent": kept, "typed": kept.typed}
