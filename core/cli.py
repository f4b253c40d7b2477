"""The command ``lianzhan``. Exit status 0 only when all that was asked is done."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from core.errors import DomainError
from core.words import lazy as _
from core.words import say

COMMANDS = {
    "serve": "core.serve.cli",
    "scheduler": "core.serve.cli",
    "worker": "core.serve.cli",
    "config": "core.serve.cli",
    "db": "core.database.cli",
    "import": "core.imports.cli",
    "demo": "core.demo.cli",
    "figures": "core.figures.cli",
    "plugin": "core.plugin_host.cli",
    "user": "core.accounts.cli",
    "audit": "core.audit.cli",
    "retention": "core.personal_data.cli",
}
"""The core's commands and where each is: only the one that is asked for is imported."""


class Commands(click.Group):
    """The core's commands and, after them, those of the active plugins; loaded when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """All names, the core's first."""
        return [*sorted(COMMANDS), *sorted(_plugin_commands().keys() - COMMANDS.keys())]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command of this name; a plugin cannot take the name of the core's."""
        if cmd_name not in COMMANDS:
            return _plugin_commands().get(cmd_name)
        offered: list[click.Command] = import_module(COMMANDS[cmd_name]).COMMANDS
        return next(command for command in offered if command.name == cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run; what can go wrong is said in a sentence."""
        try:
            return super().invoke(ctx)
        except DomainError as problem:
            raise click.ClickException(str(problem)) from problem
        except Exception as problem:
            if told := _of_the_database(problem):
                raise click.ClickException(told) from problem
            raise


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lianzhan")
def lianzhan() -> None:
    """All commands."""


def main() -> None:
    """Entry point of the command ``lianzhan``."""
    _speak()
    lianzhan.help = str(_("LianZhan: the stations of deputies inside industrial chains."))
    lianzhan(prog_name="lianzhan")


def _of_the_database(problem: Exception) -> str:
    """The sentence for a database that cannot be used; empty for anything else."""
    if not type(problem).__module__.startswith("sqlalchemy."):
        return ""
    from sqlalchemy.exc import DBAPIError

    from core.database.engine import unreachable
    from core.settings import Settings

    explained = (
        unreachable(problem, Settings.from_environ().shown()["LIANZHAN_DATABASE_URL"])
        if isinstance(problem, DBAPIError)
        else None
    )
    return str(explained or "")


def _plugin_commands() -> dict[str, click.Command]:
    """The commands of the active plugins; none where the database or a setting is not in order: the core's still work."""
    from core.platform import Platform

    try:
        groups = Platform.from_environ().host.cli_groups()
    except Exception as problem:  # noqa: BLE001 - whatever is broken out there, the core's commands stay
        click.echo(f"lianzhan: {problem}", err=True)
        return {}
    return {group.command.name: group.command for group in groups if group.command.name}


def _speak() -> None:
    """Speak Chinese, or the language that LANGUAGE names first; say it in UTF-8 wherever the output goes."""
    from core.click_words import teach_click
    from core.platform import catalog, spoken

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    teach_click(spoken())
    say(catalog())
