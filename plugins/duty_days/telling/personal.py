"""What telling keeps about a person."""

from __future__ import annotations

from typing import Final

from core.api.declare import PersonalData, _
from plugins.duty_days.models import Known

KNOWN: Final = PersonalData(
    model=Known,
    title=_("Reminders of duty days"),
    shown={"day": _("Day"), "reminded": _("Last reminder")},
    rows_go=True,
)
