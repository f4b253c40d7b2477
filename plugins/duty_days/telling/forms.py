"""The form of what a station is told by itself."""

from __future__ import annotations

from wtforms import BooleanField

from core.api.web import Form, _l


class TellsForm(Form):
    """What a station is told by itself."""

    reminders = BooleanField(_l("Remind deputies a week, a day and two hours before"))
    lists = BooleanField(_l("Tell the group of the station the evening before who serves"))
    gaps = BooleanField(_l("Tell who runs the station a week before where too few serve"))
