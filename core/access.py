"""Access: permissions, the scopes that roles have, and the same scope inside every query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Protocol, TypeVar

from sqlalchemy import ColumnElement, Select, false, or_, true

from core.errors import DomainError
from core.words import LazyText
from core.words import lazy as _


class Role(StrEnum):
    """What an account is to the platform; each is held within a scope."""

    ADMINISTRATOR = "administrator"
    OFFICE = "office"
    LEADER = "leader"
    MANAGER = "manager"
    DEPUTY = "deputy"
    ORGAN = "organ"

    @property
    def words(self) -> LazyText:
        """The role as people say it."""
        return _ROLE_WORDS[self]


_ROLE_WORDS = {
    Role.ADMINISTRATOR: _("Administrator"),
    Role.OFFICE: _("Congress office"),
    Role.LEADER: _("Leader"),
    Role.MANAGER: _("Station manager"),
    Role.DEPUTY: _("Deputy"),
    Role.ORGAN: _("State organ"),
}


REGIONAL = frozenset({Role.OFFICE, Role.LEADER})
"""The roles that reach as far as a region and all below it."""


@dataclass(frozen=True, slots=True)
class Permission:
    """Something one may be allowed to do, ``<feature or plugin>.<verb>``, and the roles that may by default."""

    name: str
    """``<feature or plugin>.<verb>``."""
    title: LazyText
    """What it lets one do, as administrators read it."""
    roles: frozenset[Role] = frozenset()
    """Who may by default, each within the scope of the role."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom and what a record concerns; a role must cover it."""

    region_code: str = ""
    station_id: int | None = None
    """The station the record belongs to; its switches apply."""
    also_station_ids: frozenset[int] = frozenset()
    """Further stations it concerns: a deputy's record concerns every station the deputy is placed in."""
    person_id: int | None = None
    organ: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A role held by an account, within its scope."""

    role: Role
    region_code: str = ""
    station_id: int | None = None
    organ: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a viewer's permission reaches: the union of the scopes of all roles that have it."""

    everything: bool = False
    region_codes: frozenset[str] = frozenset()
    station_ids: frozenset[int] = frozenset()
    person_id: int | None = None
    organs: frozenset[str] = frozenset()

    def covers(self, scope: Scope) -> bool:
        """Whether a record of this scope lies within reach."""
        return (
            self.everything
            or any(scope.region_code.startswith(code) for code in self.region_codes if scope.region_code)
            or scope.station_id in self.station_ids
            or not self.station_ids.isdisjoint(scope.also_station_ids)
            or (self.person_id is not None and scope.person_id == self.person_id)
            or (bool(scope.organ) and scope.organ in self.organs)
        )

    def clause(
        self,
        *,
        region: ColumnElement[Any] | None = None,
        station: ColumnElement[Any] | None = None,
        person: ColumnElement[Any] | None = None,
    ) -> ColumnElement[bool]:
        """The same as a condition on these columns, for a model's ``in_reach``."""
        if self.everything:
            return true()
        parts: list[ColumnElement[bool]] = []
        if region is not None:
            parts += [region.startswith(code, autoescape=True) for code in sorted(self.region_codes)]
        if station is not None and self.station_ids:
            parts.append(station.in_(sorted(self.station_ids)))
        if person is not None and self.person_id is not None:
            parts.append(person == self.person_id)
        return or_(*parts) if parts else false()


NOWHERE = Reach()


class Subject(Protocol):
    """A model that a permission can be asked about."""

    def scope(self) -> Scope:
        """Whom and what this record concerns."""

    @classmethod
    def in_reach(cls, reach: Reach) -> ColumnElement[bool]:
        """The condition under which a record of this model lies within reach."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is asking. Made once a request; a stranger is a viewer without an account."""

    account_id: int | None = None
    name: str = ""
    username: str = ""
    held: tuple[Held, ...] = ()
    person_id: int | None = None
    deputy_id: int | None = None
    placed_at: frozenset[int] = frozenset()
    """The stations the deputy is placed at, and their parents."""
    stamp: str = ""
    device_id: int | None = None
    """The phone that came in by a slip, where it is one: it carries the role of a deputy only."""
    roles_by_permission: Mapping[str, frozenset[Role]] | None = None
    unread: int = 0
    """How many notices wait to be read."""

    is_active: ClassVar[bool] = True

    @property
    def is_stranger(self) -> bool:
        """Whether nobody has signed in."""
        return self.account_id is None

    @property
    def is_authenticated(self) -> bool:
        """What Flask-Login calls it."""
        return not self.is_stranger

    @property
    def is_anonymous(self) -> bool:
        """What Flask-Login calls it."""
        return self.is_stranger

    def has_role(self, role: Role | str) -> bool:
        """Whether this role is held anywhere."""
        return any(held.role == role for held in self.held)

    def may(self, permission: str, scope: Scope | None = None) -> bool:
        """Whether this permission is held, within this scope if one is given. Unknown permissions are refused."""
        if scope is None:
            return any(held.role in self._roles(permission) for held in self.held)
        return self.reach(permission).covers(scope)

    def reach(self, permission: str) -> Reach:
        """How far this permission reaches for this viewer."""
        roles = self._roles(permission)
        held = [one for one in self.held if one.role in roles]
        if not held:
            return NOWHERE
        is_deputy = any(one.role == Role.DEPUTY for one in held)
        return Reach(
            everything=any(one.role == Role.ADMINISTRATOR for one in held),
            # Only the scope of the role's own kind reaches: the region beside an organ says whose organ it is.
            region_codes=frozenset(one.region_code for one in held if one.region_code and one.role in REGIONAL),
            station_ids=frozenset(one.station_id for one in held if one.station_id and one.role is Role.MANAGER)
            | (self.placed_at if is_deputy else frozenset()),
            person_id=self.person_id if is_deputy else None,
            organs=frozenset(one.organ for one in held if one.organ),
        )

    def _roles(self, permission: str) -> frozenset[Role]:
        return (self.roles_by_permission or {}).get(permission, frozenset())

    def get_id(self) -> str:
        """What Flask-Login keeps in the cookie."""
        return f"{self.account_id}.{self.stamp}"


STRANGER = Viewer()

T = TypeVar("T", bound=tuple[Any, ...])


def visible_to(viewer: Viewer, permission: str, query: Select[Any], model: type[Subject]) -> Select[Any]:
    """Narrow a query to the records of `model` within the viewer's reach."""
    return query.where(model.in_reach(viewer.reach(permission)))


class UnknownPermission(DomainError):
    """A route asks for a permission nobody declared; a mistake of the developer, found at start."""

    code = "unknown_permission"
    status = 500
    message = _(
        "The route %(endpoint)s asks for the permission %(permission)s, which nobody declares. Declare it beside the views of its feature or in the plugin's `permissions` hook."
    )
