"""A batch: what would become of its rows, answering and correcting, and writing the good ones."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, request, send_file, url_for
from sqlalchemy import select

from core.clock import now, today
from core.exports import service as exports
from core.imports import corrections, long_files, service, staging
from core.imports.corrections import Cell, Group
from core.imports.forms import (
    MOST_QUESTIONS,
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
from core.imports.tables import KIND_WORDS, Table
from core.imports.views.blueprint import STATE_WORDS, bp
from core.web import _, begin_write, done, reads_first, render, requires, session, viewer
from core.web.listing import asked_number, asked_one_of, listed
from core.web.request import platform
from core.words import LazyText
from core.words import lazy as _l

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
PutRight = Callable[[Table], Mapping[int, Mapping[str, str]]]
OptionsOf = Callable[[ImportBatch], Options]


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


def _answers_form(batch: ImportBatch) -> Any:
    report = batch.report
    return answers_form(
        report.get("questions", ()),
        offers=bool(report.get("offers")),
        with_liaisons=bool(batch.options.get("with_liaisons")),
        stations=batch.state == "staged" and corrections.names_unknown_stations(session(), batch),
        create_stations=bool(batch.options.get("create_stations")),
    )
