"""Who may do what: the roles of every permission, as declared or as changed here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, url_for

from core.access import Permission, Role
from core.errors import NotFound
from core.permissions import service
from core.permissions.forms import RolesForm, form_of, roles_words
from core.permissions.words import feature_words
from core.web import _, done, render, requires, session
from core.web.request import platform
from core.words import lazy as _l

bp = Blueprint("permissions", __name__, template_folder="templates", url_prefix="/administration/permissions")

PERMISSIONS = (Permission("permissions.manage", _l("Change which role may do what"), frozenset({Role.ADMINISTRATOR})),)


@bp.get("/")
@requires("permissions.manage")
def index() -> Any:
    """Every permission by feature, and who holds it here."""
    groups, declared = _groups(), platform().roles_by_permission
    changed = service.differences(session())
    return render(
        "permissions/index.html",
        groups=groups,
        titles={feature: _title(feature) for feature in groups},
        holders=service.in_force(session(), declared),
        changed=changed,
        away=sorted(changed.keys() - declared.keys()),
        roles_words=roles_words,
    )


@bp.route("/<feature>", methods=["GET", "POST"])
@requires("permissions.manage")
def edit(feature: str) -> Any:
    """Change who may do what of one feature."""
    permissions = _of(feature)
    form = _filled(permissions)
    if form.validate_on_submit():
        with form.attempt():
            for permission, roles in form.decided:
                service.decide(session(), permission, roles)
            _warn(form)
            return done(url_for(".index", _anchor=feature), _("Saved. It holds from the next page on, for everybody."))
    changed = service.differences(session())
    return render("permissions/edit.html", feature=feature, title=_title(feature), form=form, changed=changed)


@bp.post("/<feature>/reset")
@requires("permissions.manage")
def reset(feature: str) -> Any:
    """Let the roles be as declared."""
    for permission in _of(feature):
        service.decide(session(), permission, permission.roles)
    return done(
        url_for(".index", _anchor=feature),
        _("%(feature)s: all roles are as at the beginning.", feature=_title(feature)),
    )


def _groups() -> Mapping[str, list[Permission]]:
    groups: defaultdict[str, list[Permission]] = defaultdict(list)
    for name, permission in platform().permissions.items():
        groups[name.partition(".")[0]].append(permission)
    return dict(groups)


def _of(feature: str) -> list[Permission]:
    found = _groups().get(feature)
    if found is None:
        raise NotFound
    return found


def _title(feature: str) -> str:
    plugin = platform().host.plugins.get(feature)
    return plugin.title if plugin is not None else feature_words(feature)


def _filled(permissions: list[Permission]) -> RolesForm:
    holders = service.in_force(session(), platform().roles_by_permission)
    present = {
        permission.name.replace(".", "-"): sorted(role.value for role in holders[permission.name])
        for permission in permissions
    }
    return form_of(permissions)(data=present, also=())


def _warn(form: RolesForm) -> None:
    """Say where managers, who work for an enterprise, may now see more than they do by default."""
    told = [
        str(permission.title)
        for permission, roles in form.decided
        if any(service.is_delicate(permission, role) for role in roles)
    ]
    if told:
        message = _(
            "Managers work for the host enterprise. With this they may come to see what others meant for the office only: %(titles)s.",
            titles=str(_l(", ")).join(told),
        )
        flash(message, "warning")
