"""What another plugin gives when it adds a kind of rhythm. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.api.declare import LazyText, options

Facts = Mapping[str, Any]
"""What was chosen, by the last part of each option's key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RhythmKind:
    """A kind of rhythm: what it is called, what it asks for, how it is said, and which days it has.

    The options in `asks` become the fields of the rules page; their keys are ``<key>.<name>``, and what was chosen arrives
    as ``facts[name]``. `dates` gives its days from one day to another, both included, in order.
    """

    key: str
    """``<plugin>.<name>``: kept with every rule, so never changed."""
    title: LazyText
    """What managers choose."""
    dates: Callable[[Facts, date, date], Iterable[date]]
    """Its days between two days, both included, for what was chosen."""
    sentence: Callable[[Facts], LazyText]
    """What was chosen, in words."""
    asks: tuple[options.Option[Any], ...] = ()
    """What managers are asked, each by a field of the form."""
