"""The Word templates of a station: bringing one, looking at what it prints, letting it hold, giving it up."""

from __future__ import annotations

from typing import Any, Final

from core.api.data import Station
from core.api.declare import NavItem
from core.api.web import (
    _,
    _l,
    begin_write,
    done,
    file_answer,
    files,
    now,
    reads_first,
    render,
    requires,
    session,
    url_for,
    viewer,
)
from plugins.alliances.blueprint import bp
from plugins.alliances.models.papers import PAPER_KINDS, PaperTemplate
from plugins.alliances.papers import service
from plugins.alliances.papers.errors import TemplateNotWord
from plugins.alliances.papers.forms import KINDS, TemplateForm
from plugins.alliances.papers.layout import in_chinese
from plugins.alliances.papers.sample import full
from plugins.alliances.papers.sheet import Kind
from plugins.alliances.papers.views import WORD, send, template_bytes
from plugins.alliances.papers.word.default import default
from plugins.alliances.papers.word.fields import FIELDS
from plugins.alliances.papers.word.template import check, fill
from plugins.alliances.permissions import TEMPLATES

NAV: Final = (
    NavItem(
        title=_l("Word templates"),
        endpoint="alliances.paper_templates",
        permission=TEMPLATES,
        place="station",
        order=78,
        icon="file-earmark-text",
    ),
)


@bp.at_station.route("/templates", methods=["GET", "POST"])
@reads_first
@requires(TEMPLATES, on=Station)
def paper_templates(station: Station) -> Any:
    """The templates of a station, and a form to bring one: it is checked, and then on trial."""
    form = TemplateForm()
    form.offer_kinds()
    if form.validate_on_submit() and (sections := _checked(form)) is not None:
        number = station.id
        writing = begin_write()
        service.bring(
            writing,
            files(),
            writing.get_one(Station, number),
            form.kind.data,
            form.document.prepared,
            account_id=viewer().account_id,
            at=now(),
        )
        return done(_list_of(number), _fine(sections))
    return render(
        "alliances/papers/templates.html",
        station=station,
        form=form,
        kinds=KINDS,
        own=service.of_station(session(), station.id),
        fields=FIELDS,
        in_chinese=in_chinese,
    )


@bp.at_station.get("/templates/minutes.docx")
@requires(TEMPLATES, on=Station)
def house_template_of_minutes(station: Station) -> Any:  # noqa: ARG001 - it is the same for all
    """The template of the house for minutes."""
    return _of_the_house("minutes")


@bp.at_station.get("/templates/record.docx")
@requires(TEMPLATES, on=Station)
def house_template_of_records(station: Station) -> Any:  # noqa: ARG001 - it is the same for all
    """The template of the house for records."""
    return _of_the_house("record")


@bp.get("/templates/<id:paper_template>/template.docx")
@requires(TEMPLATES, on=PaperTemplate)
def paper_template(paper_template: PaperTemplate) -> Any:
    """A template as it was brought."""
    return file_answer(paper_template.file)


@bp.get("/templates/<id:paper_template>/sample.docx")
@requires(TEMPLATES, on=PaperTemplate)
def paper_sample(paper_template: PaperTemplate) -> Any:
    """What a template prints of a meeting that never was."""
    kind = _kind(paper_template.kind)
    made = fill(template_bytes(paper_template.file.digest), full(kind))
    return send(made, WORD, f"{_('Sample')}-{KINDS[kind]}.docx")


@bp.post("/templates/<id:paper_template>/hold")
@requires(TEMPLATES, on=PaperTemplate)
def hold_paper_template(paper_template: PaperTemplate) -> Any:
    """A template that was tried out holds from now on."""
    service.hold(session(), paper_template, now())
    return done(_list_of(paper_template.station_id), _("From now on papers are made from this template."))


@bp.post("/templates/<id:paper_template>/give-up")
@requires(TEMPLATES, on=PaperTemplate)
def give_up_paper_template(paper_template: PaperTemplate) -> Any:
    """A template is not tried out any more, or does not hold any longer."""
    station_id, held = paper_template.station_id, paper_template.held_since is not None
    service.give_up(session(), paper_template)
    words = _("The template of the house holds again.") if held else _("The template that was tried out is gone.")
    return done(_list_of(station_id), words)


def _checked(form: TemplateForm) -> frozenset[str] | None:
    """The sections of plugins that what was brought prints; None where no paper can be made from it, as the form says."""
    prepared = form.document.prepared
    with form.attempt():
        if prepared.media_type != WORD:
            raise TemplateNotWord(name=prepared.name)
        return check(prepared.data, prepared.name)
    return None


def _fine(sections: frozenset[str]) -> Any:
    """What holds of a template that was checked; a key that no plugin gives would print nothing, so all are named."""
    if not sections:
        return _("The template is fine. Look at what it prints, then let it hold.")
    return _(
        "The template is fine. Where plugins give them, it prints the sections %(keys)s; see that their names are right. Look at what it prints, then let it hold.",
        keys=_(", ").join(sorted(sections)),
    )


def _of_the_house(kind: Kind) -> Any:
    return send(default(kind), WORD, f"{_('Template')}-{KINDS[kind]}.docx")


def _kind(said: str) -> Kind:
    return "minutes" if said == PAPER_KINDS[0] else "record"


def _list_of(station_id: int) -> str:
    return url_for(".paper_templates", station=station_id)
