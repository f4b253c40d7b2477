"""The words of mutual help: kinds, sides, outcomes; and which words an offer and a need have in common."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from core.api.declare import LazyText, _

KINDS: Final[dict[str, LazyText]] = {
    "information": _("Information technology"),
    "materials": _("Materials and products"),
    "brand": _("Services and brand"),
    "people": _("Skilled people"),
    "equipment": _("Equipment time"),
}
SIDES: Final[dict[str, LazyText]] = {"offer": _("Offers"), "seek": _("Seeks")}
OUTCOMES: Final[dict[str, LazyText]] = {
    "open": _("Not heard of yet"),
    "talking": _("Talking"),
    "agreed": _("Agreed"),
    "nothing": _("Nothing came of it"),
}
MARKS: Final = {"open": "soon", "talking": "info", "agreed": "done", "nothing": "quiet"}
"""How an outcome looks: kinds of ``state`` in components/marks.html."""
SHORTEST: Final = 2
"""One sign in common says nothing."""
_PARTED: Final = re.compile(r"[^\w]+|_+")
_LATIN: Final = re.compile(r"[a-z0-9]+")


def in_common(one: str, other: str) -> Sequence[str]:
    """The words both texts use, longest first: parts of Chinese sentences, whole Latin words."""
    ours, theirs = _pieces(one), _pieces(other)
    latin = {word for word in _latin(theirs) if len(word) > SHORTEST}
    found = {word for word in _latin(ours) if word in latin}
    haystack = "\n".join(_LATIN.sub("\n", piece) for piece in theirs)
    for piece in ours:
        for part in _LATIN.split(piece):
            found |= _shared(part, haystack)
    longest = sorted(found, key=lambda word: (-len(word), word))
    return [word for place, word in enumerate(longest) if not any(word in longer for longer in longest[:place])]


def _shared(text: str, haystack: str) -> set[str]:
    """The longest parts of a text that the haystack has too."""
    found: set[str] = set()
    begin = 0
    while begin + SHORTEST <= len(text):
        length = 0
        while begin + length < len(text) and text[begin : begin + length + 1] in haystack:
            length += 1
        if length >= SHORTEST:
            found.add(text[begin : begin + length])
        begin += max(length, 1)
    return found


def _pieces(text: str) -> list[str]:
    """A text without what stands between its words, and without words that say nothing."""
    plain = unicodedata.normalize("NFKC", text).lower()
    for word in _everywhere():
        plain = plain.replace(word, " ")
    return [piece for piece in _PARTED.split(plain) if piece]


def _latin(pieces: Sequence[str]) -> list[str]:
    return [word for piece in pieces for word in _LATIN.findall(piece)]


@cache
def _everywhere() -> tuple[str, ...]:
    told = tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))
    return tuple(sorted(told["everywhere"], key=len, reverse=True))
