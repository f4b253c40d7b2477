"""Files that come in: uploaded, read, and kept as batches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from sqlalchemy import select

from core.access import Scope
from core.clock import now, today
from core.errors import DomainError, Forbidden
from core.imports import long_files, service, staging
from core.imports.forms import (
    FileForm,
)
from core.imports.hooks import understanding
from core.imports.models import ImportBatch
from core.imports.plans import Options
from core.imports.tables import KIND_WORDS, FileProblem, SeveralSheets, Table, read_table, sheets_for
from core.imports.views.blueprint import PATH, STATE_WORDS, bp
from core.imports.vocabulary import Kind
from core.regions.models import Region
from core.web import _, begin_write, done, reads_first, render, requires, session, viewer
from core.web.fields import choices_of
from core.web.request import platform
from core.words import lazy as _l

MOST_SHEETS = 12
"""So many sheets of one file are read at a time."""


class UploadTooLarge(FileProblem):
    """More than one upload takes."""

    code = "upload_too_large"
    message = _l(
        "The file has %(size)s MB; at most %(limit)s MB can be uploaded. Remove pictures and empty sheets, or split the list, and send it again."
    )


@bp.get("/")
@requires("imports.run")
def index() -> Any:
    """Choose a file; below, the imports before this one."""
    return _file_page(_file_form())


@bp.post("/")
@reads_first
@requires("imports.run")
def upload() -> Any:
    """Read and check the file, which may take long, then keep it for preview."""
    form = _file_form()
    if not form.validate():
        return _file_page(form)
    try:
        data = _uploaded(form)
        code = service.region_of(session(), form.region)
        _check_reach(code)
        options = Options(region_code=code, today=today(), create_stations=bool(form.create_stations.data))
        if long_files.is_long(data):
            return _read_behind(form, data, options)
        tables = _tables(data, form.kind.data)
        understand = understanding(platform().host)
        plans = [service.plan(session(), table, options, understand, to_write=False) for table in tables]
    except Forbidden:
        form.add_problem(_("This region is not in the charge of your account. Choose one that is."), "region_code")
        return _file_page(form)
    except DomainError as problem:
        form.add_problem(str(problem), "other_region" if problem.field == "region_code" else problem.field)
        return _file_page(form)
    account_id = viewer().account_id
    begin_write()
    name = form.file.data.filename or ""
    staged = [
        staging.stage(session(), table, made, _named(name, table, tables), now(), account_id)
        for table, made in zip(tables, plans, strict=True)
    ]
    return _on_to(staged)


def _read_behind(form: FileForm, data: bytes, options: Options) -> Any:
    """A long file is read behind the page, each of its sheets by itself."""
    kind: Kind = form.kind.data
    titles = sheets_for(data, kind)[:MOST_SHEETS]
    name, one = form.file.data.filename or "", len(titles) == 1
    begin_write()
    started = [
        long_files.start_reading(
            session(),
            platform().settings.data_dir,
            data,
            kind=kind,
            file_name=name if one else f"{title} \u00b7 {name}",
            options=options,
            account_id=viewer().account_id,
            at=now(),
            path=PATH,
            sheet=title,
        )
        for title in titles
    ]
    return _on_to(started)


def _on_to(batches: Sequence[ImportBatch]) -> Any:
    """On to the preview of a file, or to the choice between its sheets."""
    if len(batches) == 1:
        return done(url_for(".show", import_batch=batches[0].id))
    message = _("%(n)s sheets of this file hold such a list. Each is checked by itself: choose below.", n=len(batches))
    return done(url_for(".index", _anchor="earlier"), message)


def _tables(data: bytes, kind: Kind) -> list[Table]:
    """The list in the file; where several sheets hold one, each of them: people choose when they see what is in them."""
    try:
        return [read_table(data, kind)]
    except SeveralSheets as several:
        return [read_table(data, kind, title) for title in several.facts["sheets"][:MOST_SHEETS]]


def _named(name: str, table: Table, tables: Sequence[Table]) -> str:
    """What the import of a file is called, or of one of its sheets."""
    return name if len(tables) == 1 else f"{table.sheet} \u00b7 {name}"


def _file_page(form: FileForm) -> Any:
    earlier = (
        select(ImportBatch).where(ImportBatch.in_reach(viewer().reach("imports.run"))).order_by(ImportBatch.id.desc())
    )
    batches = session().scalars(earlier.limit(10)).all()
    return render("imports/index.html", form=form, batches=batches, kind_words=KIND_WORDS, state_words=STATE_WORDS)


def _file_form() -> FileForm:
    form = FileForm()
    reach = viewer().reach("imports.run")
    regions = (
        session()
        .execute(
            select(Region.code, Region.name)
            .where(Region.in_reach(reach), Region.level != "community")
            .order_by(Region.code)
            .limit(500)
        )
        .all()
    )
    form.region_code.choices = choices_of((code, f"{name} ({code})") for code, name in regions)
    if request.method == "GET" and not form.region_code.data:
        counties = [code for code, _name in regions if len(code) == 6]
        form.region_code.data = next(iter(counties), regions[0][0] if regions else None)
    if not regions and len(reach.region_codes) == 1:
        form.other_region.data = form.other_region.data or next(iter(reach.region_codes))
    return form


def _uploaded(form: FileForm) -> bytes:
    limit = platform().max_upload_mb
    with form.file.data.stream as stream:
        data: bytes = stream.read(limit * 2**20 + 1)
    if len(data) > limit * 2**20:
        raise UploadTooLarge(size=f"> {limit}", limit=limit)
    return data


def _check_reach(code: str) -> None:
    if not viewer().may("imports.run", Scope(region_code=code)):
        raise Forbidden
