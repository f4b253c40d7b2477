"""Who may do what: the roles a permission has here, and changing them."""

from __future__ import annotations

from collections import ChainMap, defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import decided
from core.access import Permission, Role
from core.errors import DomainError
from core.permissions.models import PermissionRole
from core.words import lazy as _

Differences = Mapping[str, Mapping[Role, bool]]
"""Permission -> role -> whether it is held, where that is not as declared."""

GUARDED = ("permissions.", "accounts.manage", "plugins.", "administration.see", "backups.")
"""Who holds these can give themselves all others (a backup holds the key of the platform): administrators keep them, and nobody is given one who has it not by default."""


class NeededByAdministrators(DomainError):
    """Without it, nobody could put right what was decided."""

    code = "needed_by_administrators"
    message = _(
        "Administrators must keep \N{LEFT DOUBLE QUOTATION MARK}%(title)s\N{RIGHT DOUBLE QUOTATION MARK}: nobody else could give it back to them."
    )


class NotToBeGiven(DomainError):
    """Who got it could take everything else."""

    code = "not_to_be_given"
    message = _(
        "\N{LEFT DOUBLE QUOTATION MARK}%(title)s\N{RIGHT DOUBLE QUOTATION MARK} cannot be given to %(role)s: whoever has it can make themselves administrator. Make the person an administrator instead."
    )


def in_force(session: Session, declared: Mapping[str, frozenset[Role]]) -> Mapping[str, frozenset[Role]]:
    """Who holds which permission here: as declared, but for what administrators changed. Costs no statement where the viewer was loaded."""
    changed = {
        name: applied(declared[name], of_roles) for name, of_roles in differences(session).items() if name in declared
    }
    return ChainMap(changed, dict(declared)) if changed else declared


def differences(session: Session) -> Differences:
    """Where permissions are not as declared, those of plugins that are away included."""
    return _DIFFERENCES.of(session)


def applied(roles: frozenset[Role], of_roles: Mapping[Role, bool]) -> frozenset[Role]:
    """These roles, with what administrators gave and took."""
    given = frozenset(role for role, is_held in of_roles.items() if is_held)
    return (roles | given) - frozenset(role for role, is_held in of_roles.items() if not is_held)


def is_guarded(permission: Permission) -> bool:
    """Whether only those may hold the permission who have it by default, and administrators always do."""
    return permission.name.startswith(GUARDED)


def is_delicate(permission: Permission, role: Role) -> bool:
    """Whether a role was given something that shows what may be meant for the office only: the manager works for an enterprise."""
    return role is Role.MANAGER and role not in permission.roles


def decide(session: Session, permission: Permission, roles: Iterable[Role]) -> None:
    """Let exactly these roles hold the permission, from the next request on, in every process.

    Only what differs from the declaration is kept, so that a later version's declaration reaches all others.
    Raises NeededByAdministrators, NotToBeGiven.
    """
    wanted = frozenset(roles)
    if is_guarded(permission):
        if Role.ADMINISTRATOR in permission.roles - wanted:
            raise NeededByAdministrators(title=permission.title)
        if beyond := wanted - permission.roles:
            raise NotToBeGiven(title=permission.title, role=min(beyond).words)
    rows = {
        Role(row.role): row
        for row in session.scalars(select(PermissionRole).where(PermissionRole.permission == permission.name))
    }
    for role in Role:
        is_held, row = role in wanted, rows.get(role)
        if is_held == (role in permission.roles):
            if row is not None:
                session.delete(row)
        elif row is None:
            owner = permission.name.partition(".")[0]
            session.add(PermissionRole(permission=permission.name, role=role.value, owner=owner, is_held=is_held))
        else:
            row.is_held = is_held
    if session.new or session.dirty or session.deleted:
        session.flush()
        decided.changed(session)


def _read(session: Session) -> Differences:
    found: defaultdict[str, dict[Role, bool]] = defaultdict(dict)
    columns = select(PermissionRole.permission, PermissionRole.role, PermissionRole.is_held)
    for permission, role, is_held in session.execute(columns):
        if role in set(Role):  # one that a later version had
            found[permission][Role(role)] = bool(is_held)
    return dict(found)


_DIFFERENCES = decided.Decided(_read)
