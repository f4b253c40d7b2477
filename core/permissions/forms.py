"""The form of a feature's permissions: the roles of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.access import Permission, Role
from core.permissions.service import is_guarded
from core.web import Form
from core.web.fields import CheckboxesField, choices_of
from core.words import LazyText
from core.words import lazy as _l


class RolesForm(Form):
    """Boxes for every permission; made by :func:`form_of`."""

    names: Mapping[str, Permission]

    @property
    def decided(self) -> Iterable[tuple[Permission, frozenset[Role]]]:
        """Every permission with the roles that shall hold it."""
        for name, permission in self.names.items():
            always = {Role.ADMINISTRATOR} & permission.roles if is_guarded(permission) else set()
            yield permission, frozenset(map(Role, self._fields[name].data)) | always


def form_of(permissions: Iterable[Permission]) -> type[RolesForm]:
    """A form that asks who shall hold these permissions."""
    names = {permission.name.replace(".", "-"): permission for permission in permissions}
    fields: dict[str, Any] = {name: _boxes(permission) for name, permission in names.items()}
    return type("DecidedRolesForm", (RolesForm,), {**fields, "names": names})


def roles_words(roles: Iterable[Role]) -> str:
    """Several roles in one text."""
    held = frozenset(roles)
    return str(_l(", ")).join(str(role.words) for role in Role if role in held) or str(_l("nobody"))


def _boxes(permission: Permission) -> CheckboxesField:
    told = _l("By default: %(roles)s.", roles=roles_words(permission.roles))
    among: Iterable[Role] = Role
    hint: LazyText | str = told
    if is_guarded(permission):
        among = [role for role in Role if role in permission.roles and role is not Role.ADMINISTRATOR]
        hint = f"{_l('Administrators always.')} {told}"
    offered = choices_of((role.value, role.words) for role in among)
    return CheckboxesField(permission.title, choices=offered, description=hint, is_required=True)
