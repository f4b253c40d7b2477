"""Forms of signing up: who is put in."""

from __future__ import annotations

from core.api.web import Form, _l, record_field


class PutInForm(Form):
    """Who shall serve."""

    deputy = record_field(_l("Deputy"), needed=_l("Choose a deputy."))
