"""Samples for tests: a template of a station on trial."""

from __future__ import annotations

from sqlalchemy import select

from core.api.data import Session, Station, prepare_document
from core.api.declare import UrlSample
from core.api.work import now
from plugins.alliances.models.papers import PaperTemplate
from plugins.alliances.papers import service
from plugins.alliances.papers.word.default import default


def make_paper_template(session: Session, station: Station) -> PaperTemplate:
    """The template of the house, brought as the station's own for minutes and on trial; found again."""
    from core.testing.samples import files_of  # late: it is for tests only

    query = select(PaperTemplate).where(PaperTemplate.station_id == station.id, PaperTemplate.held_since.is_(None))
    found = session.scalars(query).first()
    if found is not None:
        return found
    prepared = prepare_document(default("minutes"), "ours.docx")
    return service.bring(session, files_of(session), station, "minutes", prepared, account_id=None, at=now())


SAMPLES = (UrlSample(parameter="paper_template", make=make_paper_template),)
