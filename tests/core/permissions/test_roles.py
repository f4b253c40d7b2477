"""Administrators change which roles hold a permission; what they decide holds at once, everywhere, and can be undone."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from core.access import Permission, Role
from core.app import create_app
from core.audit.models import AuditEntry
from core.database import Database
from core.permissions import service
from core.permissions.models import PermissionRole
from core.permissions.words import FEATURES
from core.platform import Platform
from core.plugin_host.purge import purge
from core.testing import SignedIn, make_account, make_station, page_of, sign_in
from core.testing.fixtures import settings_for
from core.words import lazy as _

BROWSE = Permission("stations.browse", _("See"), frozenset({Role.ADMINISTRATOR, Role.OFFICE}))
MANAGE = Permission("permissions.manage", _("Manage"), frozenset({Role.ADMINISTRATOR}))
DECLARED = {BROWSE.name: BROWSE.roles}


def test_without_a_decision_the_declaration_holds(session: Session) -> None:
    assert service.in_force(session, DECLARED) is DECLARED


def test_a_role_is_given_and_one_is_taken_and_the_rest_stays_as_declared(session: Session, on_both: str) -> None:
    service.decide(session, BROWSE, {Role.ADMINISTRATOR, Role.ORGAN})
    assert service.in_force(session, DECLARED)[BROWSE.name] == {Role.ADMINISTRATOR, Role.ORGAN}
    later = {BROWSE.name: BROWSE.roles | {Role.LEADER}}
    assert service.in_force(session, later)[BROWSE.name] == {Role.ADMINISTRATOR, Role.ORGAN, Role.LEADER}


def test_deciding_what_is_declared_leaves_nothing_behind(session: Session) -> None:
    service.decide(session, BROWSE, {Role.ORGAN})
    service.decide(session, BROWSE, BROWSE.roles)
    assert session.scalars(select(PermissionRole)).all() == []


def test_administrators_cannot_lose_what_gives_it_back(session: Session) -> None:
    with pytest.raises(service.NeededByAdministrators):
        service.decide(session, MANAGE, set())


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_is_given_what_would_give_everything(session: Session, role: Role) -> None:
    with pytest.raises(service.NotToBeGiven):
        service.decide(session, MANAGE, {Role.ADMINISTRATOR, role})


def test_a_permission_nobody_declares_at_the_moment_is_kept_and_gives_nothing(session: Session) -> None:
    looms = Permission("looms.see", _("See looms"), frozenset({Role.OFFICE}))
    service.decide(session, looms, {Role.OFFICE, Role.MANAGER})
    assert "looms.see" not in service.in_force(session, DECLARED)
    assert service.differences(session) == {"looms.see": {Role.MANAGER: True}}


def test_purging_a_plugin_takes_its_decisions_along(database: Database, on_both: str) -> None:
    looms = Permission("looms.see", _("See looms"), frozenset({Role.OFFICE}))
    with database.writing() as session:
        service.decide(session, looms, {Role.MANAGER})
        service.decide(session, BROWSE, {Role.ORGAN})
    purge(database, "looms", at=datetime.now(UTC), actor="a test", settings=None)
    with database.reading() as session:
        assert set(service.differences(session)) == {BROWSE.name}


def test_a_decision_holds_from_the_next_page_on_in_every_process(
    app: Flask, database: Database, database_url: str, tmp_path_factory: pytest.TempPathFactory, on_both: str
) -> None:
    with database.writing() as session:
        manager = make_account(session, role="manager", station=make_station(session))
        administrator = make_account(session, role="administrator")
    elsewhere = create_app(settings_for(database_url, tmp_path_factory.mktemp("elsewhere")))
    here, there = sign_in(app.test_client(), manager), sign_in(elsewhere.test_client(), manager)
    assert [client.get("/stations/new").status_code for client in (here, there)] == [403, 403]
    decider = sign_in(app.test_client(), administrator)
    assert let(decider, "create", "administrator", "office", "manager").status_code == 303
    assert [client.get("/stations/new").status_code for client in (here, there)] == [200, 200]
    page_of(decider.get("/administration/permissions/stations")).form("/reset").submit(decider)
    assert [client.get("/stations/new").status_code for client in (here, there)] == [403, 403]
    elsewhere.extensions["lianzhan"].database.dispose()


def let(client: FlaskClient, verb: str, *roles: str) -> TestResponse:
    """Let exactly these roles do this with stations, by the page."""
    page = page_of(client.get("/administration/permissions/stations"))
    return page.form("/permissions/stations").submit(client, {f"stations-{verb}": list(roles)})


@pytest.fixture
def administrator(signed_in: SignedIn) -> FlaskClient:
    return signed_in("administrator")


def test_the_page_says_what_is_changed_and_warns_of_managers(administrator: FlaskClient, database: Database) -> None:
    administrator.set_cookie("language", "en")
    let(administrator, "create", "administrator", "office", "manager")
    after = administrator.get("/administration/permissions/").get_data(as_text=True)
    assert "Managers work for the host enterprise" in after
    assert "changed here" in after
    with database.reading() as session:
        kinds = session.scalars(select(AuditEntry.subject_kind)).all()
    assert "permission_role" in kinds


def test_boxes_for_what_is_guarded_are_not_offered(administrator: FlaskClient) -> None:
    page = page_of(administrator.get("/administration/permissions/permissions"))
    form = page.form("/permissions/permissions")
    assert "permissions-manage" not in form.names()
    assert form.submit(administrator, {"permissions-manage": ["office"]}).status_code == 422
    assert administrator.get("/administration/permissions/").status_code == 200


def test_what_makes_an_administrator_of_its_holder_is_given_to_nobody(administrator: FlaskClient) -> None:
    for feature in ("accounts", "backups", "plugins"):
        form = page_of(administrator.get(f"/administration/permissions/{feature}")).form(f"/permissions/{feature}")
        assert not {"accounts-manage", "backups-manage", "plugins-manage"} & set(form.names())


def test_the_declaration_is_what_the_reviewed_files_compare_with(app: Flask) -> None:
    platform: Platform = app.extensions["lianzhan"]
    assert platform.roles_by_permission["permissions.manage"] == {Role.ADMINISTRATOR}


def test_every_feature_of_the_core_has_a_name(app: Flask) -> None:
    platform: Platform = app.extensions["lianzhan"]
    of_core = {name.partition(".")[0] for name in platform.permissions} - set(platform.host.plugins)
    assert of_core - set(FEATURES) == set()


def test_an_unknown_feature_is_not_found(administrator: FlaskClient) -> None:
    assert administrator.get("/administration/permissions/nothing").status_code == 404
