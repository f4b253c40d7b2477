"""The command ``lianzhan demo``."""

from __future__ import annotations

from functools import partial

import click

from core.accounts.service import hashed
from core.clock import now
from core.database.migrations import require_core
from core.demo import service
from core.imports.hooks import telling
from core.platform import Platform
from core.plugin_host import service as plugins
from core.words import lazy as _


@click.group(help=str(_("Demonstrations: a place to try the platform with.")))
def demo() -> None:
    """Group of the demonstrations' commands."""


@demo.command("load", help=str(_("Load the demonstration of a place, such as xinyi, with its well-known accounts.")))
@click.argument("place")
@click.option("--force", is_flag=True, help=str(_("Load it although the database holds other records.")))
@click.option("--if-empty", is_flag=True, help=str(_("Do nothing where the database holds any records.")))
def load(place: str, *, force: bool, if_empty: bool) -> None:
    """The core's part and each plugin's; a plugin that fails costs its own part, and the exit status."""
    wanted = service.scenario(place)
    platform = Platform.from_environ()
    require_core(platform.database)
    if if_empty:
        with platform.database.reading() as session:
            if service.holds_records(session):
                return
    password_hash = hashed(service.PASSWORD)
    host = platform.host
    with platform.database.writing("command: demo load") as session:
        today = service.load(session, wanted, now(), password_hash, force=force, tell=partial(telling, host)).today
    failed = 0
    for plugin, scenario in host.demo_scenarios(place):
        try:
            with platform.database.writing(f"command: demo load, {plugin}") as session:
                if scenario.shown_at is not None:
                    plugins.show(host, session, plugin, scenario.shown_at(session))
                scenario.load(session, today)
        except Exception as problem:  # noqa: BLE001 - whatever a plugin raises costs its own part only
            failed += 1
            host.note_failure(plugin, "demo_scenarios", problem)
            click.echo(_("%(plugin)s could not load its part: %(problem)s", plugin=plugin, problem=problem), err=True)
    click.echo(
        _(
            "The demonstration %(place)s is loaded. Accounts: %(accounts)s, each with the password %(password)s.",
            place=place,
            accounts=", ".join(service.USERNAMES),
            password=service.PASSWORD,
        )
    )
    if failed:
        raise SystemExit(1)


COMMANDS = [demo]
