"""What other plugins are asked, and answer, about action items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.api.declare import LazyText


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionField:
    """Something an action item of a kind asks for besides what all ask: a line of text."""

    key: str
    """A name among the fields of its kind; what was typed is kept under it, so never changed."""
    title: LazyText
    """What people read above the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionKind:
    """A further kind of action items, such as a trial to be sown."""

    key: str
    """``<plugin>.<kind>``: kept with every action item, so never changed."""
    title: LazyText
    """What people choose."""
    fields: Sequence[ActionField] = ()
    """What it asks for besides; at most eight lines of text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganMustAct:
    """An action item that an organ must take: it is to become a matter."""

    action_id: int
    """The number of the action item."""
    words: str
    """What is to be done."""
    due: date | None
    """Until when; None where no day was agreed on."""
    organ_id: int
    """The organ that must act."""
    alliance_id: int | None
    """The alliance that agreed on it, if one did."""
    meeting_id: int | None
    """The meeting at which it was agreed on, if it was at one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BecameMatter:
    """What became of it in the plugin that took it over."""

    key: str
    """``<plugin>:<kind>:<number>``: by it the plugin knows its record again."""
    title: LazyText | str
    """What people read: the matter's number, or who looks after it."""
