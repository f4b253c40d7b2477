"""Forms of the plugin administration."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import InputRequired

from core.web import Form
from core.words import lazy as _l


class PurgeForm(Form):
    """The name of what goes, typed by hand."""

    name = StringField(
        _l("Name of the plugin"),
        [InputRequired(_l("Type the name of the plugin."))],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
