"""``lianzhan alliances verify``: whether all issued minutes are as they were issued."""

from __future__ import annotations

import json

import click

from core.api.declare import CliGroup, _
from core.api.work import reading
from plugins.alliances.minutes.issuing import verify


@click.group("alliances", help=str(_("Alliances: what is proved on the command line.")))
def alliances() -> None:
    """Group of the commands of alliances."""


@alliances.command(
    "verify",
    help=str(
        _("Compute the SHA-256 of all issued minutes and their amendments again; exits 1 and names those that differ.")
    ),
)
@click.option("--json", "as_json", is_flag=True)
def verify_minutes(*, as_json: bool) -> None:
    """Prove that nobody touched issued minutes."""
    with reading() as session:
        count, found = verify(session)
    if as_json:
        said = [{"minutes": one.minutes_id, "fault": str(one.sentence)} for one in found]
        click.echo(json.dumps({"issued": count, "intact": not found, "faults": said}, ensure_ascii=False))
    for one in () if as_json else found:
        click.echo(_("Minutes %(number)s: %(fault)s", number=one.minutes_id, fault=one.sentence), err=True)
    if not as_json and not found:
        click.echo(_("Issued minutes, all as they were issued: %(n)s", n=count))
    if found:
        raise SystemExit(1)


COMMANDS = CliGroup(command=alliances)
