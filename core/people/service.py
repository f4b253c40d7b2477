"""People: how to find them by what one remembers."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_

from core.people.models import Person


def matching(words: str) -> ColumnElement[bool]:
    """People whose name contains the words, whose initials begin with them, or whose telephone number ends in them."""
    words = words.strip()
    if not words:
        return false()
    found = [Person.name.contains(words, autoescape=True)]
    if are_letters(words):
        found.append(Person.initials.startswith(words.lower(), autoescape=True))
    if are_last_digits(words):
        found.append(Person.phone.endswith(words, autoescape=True))
    return or_(*found)


def are_letters(words: str) -> bool:
    """Whether these can be the initials of a name."""
    return words.isascii() and words.isalpha()


def are_last_digits(words: str) -> bool:
    """Whether these can be the end of a telephone number."""
    return words.isascii() and words.isdigit() and len(words) >= 3


def masked(phone: str) -> str:
    """A telephone number as strangers see it: its first three digits."""
    return phone[:3] + "*" * (len(phone) - 3)
