"""What click itself says in commands: its words go the way of ours, so that a command speaks one language.

Click asks Python's gettext; that is told where our catalog lies.
"""

from __future__ import annotations

import gettext
import os
from typing import Final

from core.platform import ROOT
from core.words import lazy as _

SAID_BY_CLICK: Final = (
    _("Usage:"),
    _("Options"),
    _("Commands"),
    _("Show this message and exit."),
    _("Error: {message}"),
    _("Aborted!"),
    _("Try '{command} {option}' for help."),
    _("Invalid value: {message}"),
    _("Invalid value for {param_hint}: {message}"),
    _("Missing argument"),
    _("Missing option"),
    _("Missing parameter"),
    _("Missing command."),
    _("No such command {name!r}."),
    _("No such option {name!r}."),
    _("Option {name!r} does not take a value."),
    _("Choose from:\n\t{choices}"),
    _("Could not open file {filename!r}: {message}"),
    _("{name} {filename!r} does not exist."),
    _("{name} {filename!r} is a file."),
    _("{name} {filename!r} is a directory."),
    _("{name} {filename!r} is not writable."),
    _("{name} {filename!r} is not readable."),
    _("{value!r} is not a valid {number_type}."),
    _("{value} is not in the range {range}."),
    _("default: {default}"),
    _("env var: {var}"),
    _("file"),
    _("directory"),
    _("path"),
    _("deprecated"),
)
"""Listed for the catalog only; as click writes them."""


def teach_click(language: str) -> None:
    """Have click speak this language from here on, in this process and those it starts."""
    gettext.bindtextdomain(gettext.textdomain(), str(ROOT / "translations"))
    os.environ["LANGUAGE"] = language
