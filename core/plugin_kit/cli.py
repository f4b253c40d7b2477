"""The commands of the kit, which join those of the plugin host in ``lianzhan plugin``."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS: dict[str, str] = {
    "check": "core.plugin_kit.check_command",
    "new": "core.plugin_kit.new",
    "migration": "core.plugin_kit.migration_command",
    "messages": "core.plugin_kit.messages_command",
    "permissions": "core.plugin_kit.permissions",
}
"""Each command and the module that has it, as ``COMMAND``: only the one that is asked for is imported."""


def command(name: str) -> click.Command | None:
    """The command of the kit with this name, if there is one."""
    if name not in COMMANDS:
        return None
    found: click.Command = import_module(COMMANDS[name]).COMMAND
    return found
