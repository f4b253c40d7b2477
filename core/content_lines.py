"""Content lines: how vCards (RFC 2426) are written down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

FOLD_AT: Final = 75
"""Octets of a line; what is longer goes on in the next."""


def written(lines: Iterable[str]) -> str:
    """These lines as a file, the long ones folded."""
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """A text as the value of a line."""
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r", "").replace("\n", "\\n")


def folded(line: str) -> str:
    """A line of at most 75 octets and the rest in the lines after it; no character is cut in two."""
    parts, part, size = [], "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > FOLD_AT:
            parts.append(part)
            part, size = " ", 1
        part, size = part + sign, size + octets
    return "\r\n".join([*parts, part])
