"""What an exception says of itself, without what it may say of people: code speaks ASCII, records do not."""

from __future__ import annotations

import re

from sqlalchemy.exc import SQLAlchemyError

MASK = "…"
LONGEST = 400
_OF_PEOPLE = re.compile(
    r"[^\x20-\x7e]+"  # names, addresses, sentences: records here are Chinese
    r"|\S+@\S+"  # mail addresses, and passwords in the address of a database
    r"|\d{5,}"  # telephone and identity numbers
    r"|(?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Za-z])[A-Za-z0-9+/=-]{20,}"  # keys and tokens
)


def masked(words: str) -> str:
    """The words without anything that may be a person's or a secret, and not longer than one reads."""
    return _OF_PEOPLE.sub(MASK, words.replace("\n", " "))[:LONGEST]


def words_of(error: BaseException) -> str:
    """What an exception says, masked. One of the database quotes whole rows below its first line: those stay out."""
    try:
        said = str(getattr(error, "orig", None) or error) if isinstance(error, SQLAlchemyError) else str(error)
    except Exception:  # noqa: BLE001 - an exception of a plugin may be broken too
        return ""
    if isinstance(error, SQLAlchemyError):
        said = said.partition("\n")[0]
    return masked(said)
