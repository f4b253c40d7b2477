"""What stands in a passage, apart from where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, Self


class HasText(Protocol):
    """A passage, one of its versions, or a text that waits."""

    heading: str
    speaker: str
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """A heading, who speaks, and the words in Markdown."""

    heading: str = ""
    speaker: str = ""
    words: str = ""

    @classmethod
    def of(cls, one: HasText) -> Self:
        """What stands in it."""
        return cls(one.heading, one.speaker, one.words)

    @classmethod
    def typed(cls, heading: str | None, speaker: str | None, words: str | None) -> Self:
        """What somebody typed, without spaces around it and with plain ends of lines."""
        text = (words or "").replace("\r\n", "\n").replace("\r", "\n").strip()
        return cls(" ".join((heading or "").split()), " ".join((speaker or "").split()), text)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said; a speaker alone says nothing."""
        return not (self.heading or self.words)
