"""Commands of the accounts."""

from __future__ import annotations

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access import Held, Role
from core.accounts import passwords, restoring, service, slips
from core.clock import STATION_ZONE, now
from core.database.migrations import require_core
from core.errors import DomainError
from core.platform import Platform
from core.regions.division import ensure_region
from core.stations.models import Station
from core.words import lazy as _


class UnknownStation(DomainError):
    """The station is not there, or its name is in several regions."""

    code = "unknown_station"
    message = _(
        "There is no single station called %(name)s. Import the stations first, or check the name in `lianzhan figures`."
    )


class UnknownAccount(DomainError):
    """Nobody has this user name."""

    code = "unknown_account"
    message = _("There is no account %(username)s. Look for it under Accounts, or make it with `lianzhan user add`.")


@click.group(help=str(_("Accounts: who may sign in.")))
def user() -> None:
    """Group of the accounts' commands."""


@user.command("add", help=str(_("Make an account with one role; the password is asked for, or given with --password.")))
@click.argument("username")
@click.option("--name", default="")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--region", default="")
@click.option("--station", default="")
@click.option("--organ", default="")
@click.option(
    "--phone", default="", help=str(_("Telephone number of the person on the roll; a deputy's account needs it."))
)
@click.password_option()
def add(username: str, name: str, role: str, region: str, station: str, organ: str, phone: str, password: str) -> None:
    """Make an account with one role; the password is asked for, or given with --password."""
    wanted = Role(role)
    service.check_names(username, name or username)
    if wanted is Role.DEPUTY and not phone:
        raise service.DeputyNotSaid
    database = Platform.from_environ().database
    require_core(database)
    passwords.check_strength(password, [username, name, phone])
    password_hash = service.hashed(password)
    with database.writing(actor="command: user add") as session:
        person = service.person_with(session, phone, name, is_deputy=wanted is Role.DEPUTY) if phone else None
        shown = name or (person.name if person else username)
        station_id = _station_id(session, station) if station else None
        code = ensure_region(session, region).code if region else ""
        account = service.create_account(session, username, shown, password_hash, now(), person=person)
        service.grant(session, account, Held(wanted, code, station_id, organ))
    click.echo(_("The account %(username)s is there.", username=username))


@user.command("restore", help=str(_("Let an account in again: prints a link by which a new password is chosen, once.")))
@click.argument("username")
def restore(username: str) -> None:
    """Let an account in again: prints a link by which a new password is chosen, once.

    The present password, the second factor and all phones stop working. For the last administrator, whom nobody
    stands above; others are let in again under Accounts.
    """
    platform = Platform.from_environ()
    require_core(platform.database)
    token = slips.token_of(platform.settings.secret_key, "", 0)
    with platform.database.writing(actor="command: user restore") as session:
        account = service.find_account(session, username)
        if account is None:
            raise UnknownAccount(username=username)
        slip = restoring.restore(session, account, token, now())
        until = slip.expires_at.astimezone(STATION_ZONE)
    click.echo(
        _("The present password, the second factor and all phones of %(username)s no longer work.", username=username)
    )
    click.echo(_("Choose a new password here, until %(moment)s:", moment=until.strftime("%Y-%m-%d %H:%M")))
    click.echo(f"{platform.settings.public_url}/restore/{token}")


def _station_id(session: Session, name: str) -> int:
    found = session.scalars(select(Station.id).where(Station.name == name)).all()
    if len(found) != 1:
        raise UnknownStation(name=name)
    return found[0]


COMMANDS = [user]
