"""The kinds of options: each knows which values it takes, and how they are kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from typing import Any, Generic, TypeVar

from core.access import Role
from core.words import LazyText
from core.words import lazy as _

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Option(Generic[T]):
    """Something to be decided on a page. ``option(session, THIS)`` gives what was decided, else the default."""

    key: str
    """``<feature or plugin>.<name>``: kept with what was decided, so never changed."""
    title: LazyText
    default: T
    hint: LazyText | str = ""
    regional: bool = False
    """Whether an office may decide it for its region; otherwise one decision holds everywhere."""

    def __post_init__(self) -> None:
        """What could not be kept and read again is refused where it is written."""
        if not self.key.partition(".")[2] or len(self.key) > 80:
            raise ValueError(f"an option's key is <feature or plugin>.<name>, and this is {self.key!r}")
        try:
            self.read(self.kept(self.default))
        except ValueError as problem:
            raise ValueError(
                f"the default of the option {self.key} is no value it takes: {self.default!r}"
            ) from problem

    def kept(self, value: T) -> Any:
        """The value as JSON keeps it."""
        return value

    def read(self, kept: Any) -> T:
        """The value that was kept. Raises ValueError for one that does not fit, or no longer."""
        raise NotImplementedError

    def words(self, value: T) -> str:
        """The value as people read it."""
        return str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Option[str]):
    """One line of text; empty is a value."""

    default: str = ""
    length: int = 80

    def read(self, kept: Any) -> str:
        """A text that is not too long."""
        if not isinstance(kept, str) or len(kept) > self.length:
            raise ValueError(kept)
        return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Option[int]):
    """A whole number within its bounds."""

    lowest: int = 0
    highest: int = 1_000_000
    unit: LazyText | str = ""

    def read(self, kept: Any) -> int:
        """A whole number within the bounds."""
        if not isinstance(kept, int) or isinstance(kept, bool) or not self.lowest <= kept <= self.highest:
            raise ValueError(kept)
        return kept

    def words(self, value: int) -> str:
        """The number with its unit."""
        return f"{value} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Option[str]):
    """One of several values."""

    choices: tuple[tuple[str, LazyText], ...]

    def read(self, kept: Any) -> str:
        """One of the choices."""
        if kept not in dict(self.choices):
            raise ValueError(kept)
        return str(kept)

    def words(self, value: str) -> str:
        """What the choice is called."""
        return str(dict(self.choices)[value])


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch(Option[bool]):
    """On or off."""

    default: bool = False

    def read(self, kept: Any) -> bool:
        """True or false."""
        if not isinstance(kept, bool):
            raise ValueError(kept)  # noqa: TRY004 - every kind says ValueError
        return kept

    def words(self, value: bool) -> str:
        """On or off, in words."""
        return str(_("on") if value else _("off"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles(Option[frozenset[Role]]):
    """Some of the roles, or none."""

    default: frozenset[Role] = frozenset()
    among: tuple[Role, ...] = tuple(Role)

    def kept(self, value: Iterable[Role]) -> list[str]:
        """The names of the roles, in order."""
        return sorted(role.value for role in value)

    def read(self, kept: Any) -> frozenset[Role]:
        """Roles this option is about."""
        if not isinstance(kept, list) or not set(kept) <= {role.value for role in self.among}:
            raise ValueError(kept)
        return frozenset(Role(name) for name in kept)

    def words(self, value: Iterable[Role]) -> str:
        """What the roles are called."""
        held = frozenset(value)
        return str(_(", ")).join(str(role.words) for role in Role if role in held) or str(_("nobody"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Time(Option[time]):
    """A time of the day, in the zone of the stations."""

    def kept(self, value: time) -> str:
        """Hours and minutes."""
        return value.strftime("%H:%M")

    def read(self, kept: Any) -> time:
        """A time of the day, to the minute."""
        if not isinstance(kept, str):
            raise ValueError(kept)  # noqa: TRY004 - every kind says ValueError
        return time.fromisoformat(kept)

    def words(self, value: time) -> str:
        """Hours and minutes."""
        return value.strftime("%H:%M")
