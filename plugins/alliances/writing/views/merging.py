"""Both texts: what two people wrote in one item at the same time, side by side, and a proposal of both in one."""

from __future__ import annotations

from typing import Any

from core.api.web import _, done, now, requires, session, url_for, viewer
from plugins.alliances.blueprint import bp
from plugins.alliances.models.writing import OvertakenText
from plugins.alliances.permissions import WRITE
from plugins.alliances.writing import waiting
from plugins.alliances.writing.compare import compared
from plugins.alliances.writing.forms import PassageForm, passage_form
from plugins.alliances.writing.views.places import desk, home, shown


@bp.route("/overtaken/<id:overtaken_text>", methods=["GET", "POST"])
@requires(WRITE, on=OvertakenText)
def both_texts(overtaken_text: OvertakenText) -> Any:
    """Put together what two people wrote; a third one who is faster is shown the same way."""
    both = waiting.both_texts(session(), overtaken_text)
    passage, proposal = overtaken_text.passage, both.proposal
    form = passage_form(proposal.said, passage.version)
    del form.agenda_item
    if form.validate_on_submit():
        with form.attempt():
            return _settle(form, overtaken_text)
    return shown(
        "both.html",
        desk(passage.document.meeting, passage.document.kind, passage.document),
        form=form,
        text=overtaken_text,
        both=both,
        proposal=proposal,
        heading=compared(both.theirs.heading, both.mine.heading),
        speaker=compared(both.theirs.speaker, both.mine.speaker),
        words=compared(both.theirs.words, both.mine.words),
    )


@bp.post("/overtaken/<id:overtaken_text>/drop")
@requires(WRITE, on=OvertakenText)
def drop_overtaken(overtaken_text: OvertakenText) -> Any:
    """The other text stands, and this one is not needed."""
    document, passage = overtaken_text.passage.document, overtaken_text.passage_id
    waiting.drop(session(), overtaken_text)
    return done(home(document, f"passage-{passage}"), _("The text of the other stands."))


def _settle(form: PassageForm, text: OvertakenText) -> Any:
    passage = text.passage
    further = waiting.settle(session(), text, form.on_version, form.said, account_id=viewer().account_id, at=now())
    if further is not None:
        return done(url_for(".both_texts", overtaken_text=further))
    return done(home(passage.document, f"passage-{passage.id}"), _("Both texts are one now."))
