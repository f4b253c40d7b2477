"""Pages of the imports: a file, what would become of its rows, and writing the good ones."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, request, send_file, url_for
from sqlalchemy import select

from core.access import Permission, Role, Scope
from core.clock import now, today
from core.errors import DomainError, Forbidden
from core.exports import service as exports
from core.imports import corrections, long_files, service, staging
from core.imports.corrections import Cell, Group
from core.imports.forms import (
    MOST_QUESTIONS,
    FileForm,
    PlainForm,
    ReplaceForm,
    WriteForm,
    answers_form,
    answers_in,
    correction_form,
    typed_in,
)
from core.imports.hooks import telling, understanding
from core.imports.models import ImportBatch, ImportRow
from core.imports.plans import ACTIONS, Options, Plan
from core.imports.suggesting import known_words
from core.imports.tables import KIND_WORDS, FileProblem, SeveralSheets, Table, read_table, sheets_for
from core.imports.vocabulary import Kind
from core.plugin_host.declarations import NavItem
from core.regions.models import Region
from core.web import _, begin_write, done, reads_first, render, requires, session, viewer
from core.web.fields import choices_of
from core.web.listing import asked_number, asked_one_of, listed
from core.web.request import platform
from core.words import LazyText
from core.words import lazy as _l

bp = Blueprint("imports", __name__, template_folder="templates", url_prefix="/imports")

PERMISSIONS = (
    Permission(
        "imports.run",
        _l("Import lists of stations, enterprises and deputies"),
        frozenset({Role.ADMINISTRATOR, Role.OFFICE}),
    ),
)
NAV = (
    NavItem(
        title=_l("Import"), endpoint="imports.index", permission="imports.run", order=80, icon="file-earmark-arrow-up"
    ),
)

ACTION_WORDS = {
    "staged": {
        "create": _l("To be created"),
        "change": _l("To be changed"),
        "skip": _l("Skipped"),
        "refuse": _l("Refused"),
        "wait": _l("Waiting for an answer"),
    },
    "written": {
        "create": _l("Created"),
        "change": _l("Changed"),
        "skip": _l("Skipped"),
        "refuse": _l("Refused"),
        "wait": _l("Not written, unanswered"),
    },
}
STATE_WORDS = {
    "reading": _l("Being read"),
    "writing": _l("Being written"),
    "staged": _l("Not written yet"),
    "written": _l("Written"),
    "dropped": _l("Dropped"),
}


PutRight = Callable[[Table], Mapping[int, Mapping[str, str]]]
OptionsOf = Callable[[ImportBatch], Options]

_PATH = f"{bp.url_prefix}/{{batch}}"
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
            path=_PATH,
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


@bp.get("/<id:import_batch>")
@requires("imports.run", on=ImportBatch)
def show(import_batch: ImportBatch) -> Any:
    """What would become, or became, of every row; questions on top. While it is read or written: how far that is."""
    if import_batch.state in ("reading", "writing") and import_batch.task_id is not None:
        return redirect(url_for("jobs.task", task=import_batch.task_id), 303)
    return _batch_page(import_batch, _answers_form(import_batch), WriteForm())


@bp.post("/<id:import_batch>/answers")
@reads_first
@requires("imports.run", on=ImportBatch)
def answer(import_batch: ImportBatch) -> Any:
    """Take the answers, and plan again."""
    form = _answers_form(import_batch)
    if not form.validate():
        return _batch_page(import_batch, form, WriteForm())
    staging.check_staged(import_batch)
    answers = answers_in(form, import_batch.report["questions"])
    chosen = form.values.get("with_liaisons")
    make = form.values.get("create_stations")

    def answered(batch: ImportBatch) -> Options:
        return staging.options_of(batch, now(), answers, with_liaisons=chosen, create_stations=make)

    if long_files.is_long_batch(import_batch):
        return _planned_behind(import_batch.id, answered)
    batch_id = import_batch.id
    _planned_again(batch_id, lambda _table: {}, answered)
    return done(url_for(".show", import_batch=batch_id))


@bp.post("/<id:import_batch>/again")
@reads_first
@requires("imports.run", on=ImportBatch)
def again(import_batch: ImportBatch) -> Any:
    """Check a long file again, with all that was corrected meanwhile."""
    form = PlainForm()
    if not form.validate():
        return _batch_page(import_batch, _answers_form(import_batch), WriteForm())
    staging.check_staged(import_batch)
    return _planned_behind(import_batch.id, _as_said)


def _as_said(batch: ImportBatch) -> Options:
    """With the answers given so far."""
    return staging.options_of(batch, now())


def _planned_behind(batch_id: int, options: OptionsOf) -> Any:
    batch = begin_write().get_one(ImportBatch, batch_id, populate_existing=True)
    long_files.start_planning(session(), batch, options(batch), now(), url_for(".show", import_batch=batch_id))
    return done(url_for(".show", import_batch=batch_id))


@bp.post("/<id:import_batch>/correct")
@reads_first
@requires("imports.run", on=ImportBatch)
def correct(import_batch: ImportBatch) -> Any:
    """Put the cells of a row right, and plan again; what is still wrong is shown at its cell."""
    staging.check_staged(import_batch)
    number = int(sent) if (sent := request.form.get("row", "")).isdecimal() and len(sent) < 9 else 0
    row = corrections.row_of(session(), import_batch, number)
    groups = corrections.groups_of(session(), import_batch)
    cells = corrections.cells_of(row, import_batch, groups)
    form = correction_form(cells)
    if not form.validate():
        return _batch_page(import_batch, _answers_form(import_batch), WriteForm(), _Opened(number, cells, form))
    typed = typed_in(form, cells)
    ticked = {cell.key for cell in cells if cell.alike and form[f"a_{cell.key}"].data}
    shared = [group for group in groups if group.key in ticked and number in group.rows]
    if long_files.is_long_batch(import_batch):
        others = [(other, {group.key: typed[group.key]}) for group in shared for other in group.rows if other != number]
        return _noted(import_batch.id, [*others, (number, typed)])

    def put_right(table: Table) -> dict[int, dict[str, str]]:
        fixes: dict[int, dict[str, str]] = {}
        for group in shared:
            for other, cell in corrections.alike(table, group, typed[group.key]).items():
                fixes.setdefault(other, {}).update(cell)
        return fixes | {number: typed}

    made = _planned_again(import_batch.id, put_right)
    after = next((one for one in made.outcomes if one.row == number), None)
    words = ACTION_WORDS["staged"][after.action] if after else _("Skipped")
    if after is not None and after.action == "refuse":
        return done(_shown(import_batch.id, "refuse", number))
    return done(
        _shown(import_batch.id, asked_one_of("show", ACTIONS)),
        _("Row %(row)s: %(outcome)s.", row=number, outcome=words),
    )


def _noted(batch_id: int, fixes: Sequence[tuple[int, Mapping[str, str]]]) -> Any:
    """Keep what was put right in a long file; it is checked when its corrector says so."""
    batch = begin_write().get_one(ImportBatch, batch_id, populate_existing=True)
    staging.check_staged(batch)
    number = corrections.note(session(), batch, fixes)
    message = _("%(n)s rows were corrected. When all are done, let the file be checked again.", n=number)
    return done(_shown(batch_id, "refuse"), message)


@bp.post("/<id:import_batch>/replace")
@reads_first
@requires("imports.run", on=ImportBatch)
def replace(import_batch: ImportBatch) -> Any:
    """Put the same value right in every row that is refused for it."""
    staging.check_staged(import_batch)
    form = ReplaceForm()
    if not form.validate():
        return _batch_page(import_batch, _answers_form(import_batch), WriteForm())
    meant = (form.key.data, form.value.data, form.code.data)
    groups = corrections.groups_of(session(), import_batch)
    group = next((one for one in groups if (one.key, one.value, one.code) == meant), None)
    typed = (form.new.data or "").strip()
    if group is None or not typed:
        return done(_shown(import_batch.id, "refuse"))
    if long_files.is_long_batch(import_batch):
        return _noted(import_batch.id, [(row, {group.key: typed}) for row in group.rows])
    _planned_again(import_batch.id, lambda table: corrections.alike(table, group, typed))
    message = _("“%(old)s” was replaced by “%(new)s” in %(n)s rows.", old=group.value, new=typed, n=len(group.rows))
    return done(_shown(import_batch.id, "refuse"), message)


@bp.post("/<id:import_batch>/file")
@reads_first
@requires("imports.run", on=ImportBatch)
def file(import_batch: ImportBatch) -> Any:
    """The file with its corrections, and what is still wrong, as a workbook."""
    staging.check_staged(import_batch)
    stream, rows = exports.file_of([corrections.corrected_file(session(), import_batch)], "xlsx")
    facts = {"list": import_batch.kind, "rows": rows, "file": import_batch.file_name}
    name = exports.file_name(import_batch.file_name.rpartition(".")[0], "", today(), "xlsx")
    exports.written_down(begin_write(), viewer().account_id, facts)
    return send_file(stream, exports.MEDIA_TYPES["xlsx"], as_attachment=True, download_name=name)


@bp.post("/<id:import_batch>/write")
@requires("imports.run", on=ImportBatch)
def write(import_batch: ImportBatch) -> Any:
    """Write the good rows in one step."""
    form = WriteForm()
    if not form.validate():
        return _batch_page(import_batch, _answers_form(import_batch), form)
    host = platform().host
    staging.check_staged(import_batch)
    with form.attempt():
        all_or_nothing = bool(form.all_or_nothing.data)
        if long_files.is_long_batch(import_batch):
            path = url_for(".show", import_batch=import_batch.id)
            long_files.start_writing(session(), import_batch, now(), path, all_or_nothing=all_or_nothing)
            return done(path)
        if staging.write(
            session(), import_batch, now(), understanding(host), telling(host, session()), all_or_nothing=all_or_nothing
        ):
            counts = import_batch.report["counts"]
            return done(
                url_for(".show", import_batch=import_batch.id),
                _("%(create)s rows created, %(change)s changed.", create=counts["create"], change=counts["change"]),
            )
        form.add_problem(
            _(
                "Nothing was written, because not every row is good. Take out the tick, or correct the refused rows below first."
            )
        )
    return _batch_page(import_batch, _answers_form(import_batch), form)


@bp.post("/<id:import_batch>/drop")
@requires("imports.run", on=ImportBatch)
def drop(import_batch: ImportBatch) -> Any:
    """Forget the file."""
    form = PlainForm()
    if not form.validate():
        return _batch_page(import_batch, _answers_form(import_batch), WriteForm())
    staging.drop(session(), import_batch)
    return done(url_for(".index"), _("%(file)s was dropped; nothing of it was written.", file=import_batch.file_name))


# --- pages --------------------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class _Opened:
    """The row whose cells are being corrected."""

    row: int
    cells: Sequence[Cell]
    form: Any


def _batch_page(batch: ImportBatch, answers: Any, write_form: WriteForm, opened: _Opened | None = None) -> Any:
    tabs = _tabs(batch)
    usual = next((tab["action"] for tab in tabs if tab["count"]), "create")
    action = asked_one_of("show", ACTIONS) or usual
    query = select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.action == action)
    listing = listed(query, {"row": [ImportRow.row]})
    may_correct = batch.state == "staged" and action in corrections.CORRECTED_AT
    groups = corrections.groups_of(session(), batch) if may_correct and action == "refuse" else []
    opened = opened or (_opened(batch, listing.page.rows, groups) if may_correct else None)
    columns = {group.key for group in groups} | {cell.key for cell in (opened.cells if opened else ())}
    return render(
        "imports/show.html",
        batch=batch,
        kind=KIND_WORDS[batch.kind],
        state=STATE_WORDS[batch.state],
        tabs=tabs,
        action=action,
        listing=listing,
        answers=answers,
        more_questions=max(0, len(batch.report.get("questions", ())) - MOST_QUESTIONS),
        write_form=write_form,
        drop_form=PlainForm(),
        said=staging.said,
        unused=batch.head.get("unused", ()),
        corrected=corrections.number_waiting(batch),
        may_correct=may_correct,
        opened=opened,
        groups=groups[: corrections.MOST_GROUPS],
        known=known_words(session(), batch, columns) if columns else {},
    )


def _opened(batch: ImportBatch, rows: Sequence[ImportRow], groups: Sequence[Group]) -> _Opened | None:
    """The row the address asks for, with the reasons at its cells."""
    row = next((one for one in rows if one.row == asked_number("row") and one.cells is not None), None)
    if row is None:
        return None
    cells = corrections.cells_of(row, batch, groups)
    form = correction_form(cells)
    for cell in cells:
        if cell.problem:
            form[f"c_{cell.key}"].errors = [cell.problem]
    return _Opened(row.row, cells, form)


def _shown(batch_id: int, action: str, row: int | None = None) -> str:
    """The preview at these rows; with a row, opened to be corrected."""
    page = asked_number("page")
    anchor = f"row-{row}" if row else None
    return url_for(".show", import_batch=batch_id, show=action or None, page=page, row=row, _anchor=anchor)


@dataclass(frozen=True, slots=True)
class _Planned:
    """A file planned again: what it was planned from, and what came of it."""

    seen: Any
    before: Table
    after: Table
    made: Plan


def _planned_again(batch_id: int, put_right: PutRight, options: OptionsOf = _as_said) -> Plan:
    """Plan the file again with these cells put right, and keep it; what others corrected or answered meanwhile stays."""
    planned = _plan(batch_id, put_right, options)
    begin_write()
    if _seen(batch_id) != planned.seen:
        planned = _plan(batch_id, put_right, options)  # somebody else was quicker; from here on nobody is
    batch = session().get_one(ImportBatch, batch_id)
    staging.check_staged(batch)
    said_before = corrections.kept_before(session(), batch)
    staging.restage(session(), batch, planned.after, planned.made)
    corrections.keep(session(), batch, said_before, planned.before, planned.after)
    return planned.made


def _plan(batch_id: int, put_right: PutRight, options: OptionsOf) -> _Planned:
    seen = _seen(batch_id)
    batch = session().get_one(ImportBatch, batch_id)
    table = staging.table_of(session(), batch)
    fixed = corrections.with_corrections(table, put_right(table))
    made = service.plan(session(), fixed, options(batch), understanding(platform().host), to_write=False)
    return _Planned(seen, table, fixed, made)


def _seen(batch_id: int) -> tuple[Any, ...]:
    """What a plan depends on of what people say: answers, and cells put right."""
    batch = session().get_one(ImportBatch, batch_id, populate_existing=True)
    return (batch.state, copy.deepcopy(batch.options), corrections.corrected_cells(session(), batch))


def _tabs(batch: ImportBatch) -> Sequence[dict[str, Any]]:
    """The outcomes in the order in which they want attention."""
    counts = batch.report.get("counts", {})
    words: dict[str, LazyText] = ACTION_WORDS["written" if batch.state == "written" else "staged"]
    order = ("wait", "refuse", "create", "change", "skip")
    return [{"action": action, "words": words[action], "count": counts.get(action, 0)} for action in order]


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


def _answers_form(batch: ImportBatch) -> Any:
    report = batch.report
    return answers_form(
        report.get("questions", ()),
        offers=bool(report.get("offers")),
        with_liaisons=bool(batch.options.get("with_liaisons")),
        stations=batch.state == "staged" and corrections.names_unknown_stations(session(), batch),
        create_stations=bool(batch.options.get("create_stations")),
    )


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
