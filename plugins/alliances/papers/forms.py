"""What somebody fills in who brings a template."""

from __future__ import annotations

from typing import Final

from wtforms import SelectField
from wtforms.validators import InputRequired

from core.api.declare import LazyText
from core.api.web import DocumentField, Form, _l
from plugins.alliances.models.papers import PAPER_KINDS

KINDS: Final[dict[str, LazyText]] = {"minutes": _l("Minutes of meetings"), "record": _l("Records of meetings")}


class TemplateForm(Form):
    """A template for one kind of paper."""

    kind = SelectField(_l("For which papers"), [InputRequired(_l("Choose what the template is for."))])
    document = DocumentField(_l("Template as a Word document"), needed=_l("Choose the template."))

    def offer_kinds(self) -> None:
        """Offer what papers there are."""
        self.kind.choices = [(kind, str(KINDS[kind])) for kind in PAPER_KINDS]
