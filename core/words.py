"""Words: messages that are written in English once and spoken in the reader's language later.

Models and services know nothing of Flask; they name a message with :func:`lazy`, and whoever shows
it (a page, a command, an import report) has said before, with :func:`speak`, in which language.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from gettext import NullTranslations
from typing import Any

_speaking: ContextVar[NullTranslations | None] = ContextVar("speaking", default=None)
_source = NullTranslations()


@dataclass(frozen=True, slots=True)
class LazyText:
    """A message and its facts; ``str()`` gives it in the language spoken at that moment."""

    msgid: str
    facts: dict[str, Any] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        text = (_speaking.get() or _source).gettext(self.msgid) if self.msgid else ""
        return text % {name: _plain(value) for name, value in self.facts.items()} if self.facts else text

    def __html__(self) -> str:
        """Markup-safe text, so that templates escape a lazy message like any other string."""
        from markupsafe import escape

        return str(escape(str(self)))

    def __mod__(self, facts: dict[str, Any]) -> LazyText:
        return LazyText(self.msgid, {**self.facts, **facts})

    def with_facts(self, **facts: Any) -> LazyText:
        """The same message with these facts filled in."""
        return LazyText(self.msgid, {**self.facts, **facts})


def lazy(msgid: str, **facts: Any) -> LazyText:
    """Name a message: ``lazy("%(n)s places left", n=3)``. Extracted by ``make messages``."""
    return LazyText(msgid, facts)


def gettext(msgid: str) -> str:
    """A message in the language spoken at this moment; what templates call ``_``."""
    return (_speaking.get() or _source).gettext(msgid)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The same for a message that counts something."""
    return (_speaking.get() or _source).ngettext(singular, plural, n)


def packed(words: Any) -> Any:
    """A message as plain JSON, to be kept and spoken later; anything that is no message stays as it is."""
    if isinstance(words, LazyText):
        return {"msgid": words.msgid, "facts": {name: packed(value) for name, value in words.facts.items()}}
    return words


def unpacked(kept: Any) -> Any:
    """What :func:`packed` made, as a message again."""
    if isinstance(kept, dict):
        return LazyText(kept["msgid"], {name: unpacked(value) for name, value in kept["facts"].items()})
    return kept


def say(translations: NullTranslations) -> None:
    """Speak this language from here on, in this thread or task."""
    _speaking.set(translations)


@contextmanager
def speak(translations: NullTranslations) -> Iterator[None]:
    """Speak this language inside the block."""
    token = _speaking.set(translations)
    try:
        yield
    finally:
        _speaking.reset(token)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, LazyText) else value
