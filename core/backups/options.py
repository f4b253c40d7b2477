"""What an administrator decides about backups."""

from __future__ import annotations

from datetime import time

from core.options.kinds import Number, Switch, Time
from core.plugin_host.declarations import SettingsForm
from core.words import lazy as _

NIGHTLY = Switch(
    key="backups.nightly",
    title=_("A backup every night"),
    hint=_("Made while people go on working, read back and compared."),
    default=True,
)
AT = Time(key="backups.at", title=_("Time of the backup"), default=time(2, 30))
DAILY = Number(
    key="backups.daily",
    title=_("Nights kept"),
    hint=_("Of each of the last days that have one, the newest is kept."),
    default=7,
    lowest=1,
    highest=60,
)
WEEKLY = Number(key="backups.weekly", title=_("Weeks kept"), default=4, lowest=0, highest=60)
MONTHLY = Number(key="backups.monthly", title=_("Months kept"), default=6, lowest=0, highest=120)

FORM = SettingsForm(
    key="backups",
    title=_("Backups"),
    lead=_("When backups are made, and how many are kept. The newest one always is."),
    options=(NIGHTLY, AT, DAILY, WEEKLY, MONTHLY),
    order=80,
)
