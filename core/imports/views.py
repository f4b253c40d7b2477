"""Pages of the imports: a file, what would become of its rows, and writing the good ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, request, url_for
from sqlalchemy import select

from core.access import Permission, Role, Scope
from core.clock import now, today
from core.errors import DomainError, Forbidden
from core.imports import service, staging
from core.imports.forms import MOST_QUESTIONS, FileForm, PlainForm, WriteForm, answers_form, answers_in
from core.imports.hooks import telling, understanding
from core.imports.models import ImportBatch, ImportRow
from core.imports.plans import ACTIONS, Options
from core.imports.tables import KIND_WORDS, FileProblem, read_table
from core.plugin_host.declarations import NavItem
from core.regions.models import Region
from core.web import _, begin_write, done, reads_first, render, requires, session, viewer
from core.web.fields import choices_of
from core.web.listing import asked_one_of, listed
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
STATE_WORDS = {"staged": _l("Not written yet"), "written": _l("Written"), "dropped": _l("Dropped")}


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
        table = read_table(_uploaded(form), form.kind.data)
        code = service.region_of(session(), form.region)
        _check_reach(code)
        made = service.plan(session(), table, Options(region_code=code, today=today()), understanding(platform().host))
    except Forbidden:
        form.add_problem(_("This region is not in the charge of your account. Choose one that is."), "region_code")
        return _file_page(form)
    except DomainError as problem:
        form.add_problem(str(problem), "other_region" if problem.field == "region_code" else problem.field)
        return _file_page(form)
    account_id = viewer().account_id
    batch = staging.stage(begin_write(), table, made, form.file.data.filename or "", now(), account_id)
    return done(url_for(".show", import_batch=batch.id))


@bp.get("/<id:import_batch>")
@requires("imports.run", on=ImportBatch)
def show(import_batch: ImportBatch) -> Any:
    """What would become, or became, of every row; questions on top."""
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
    options = staging.options_of(import_batch, now(), answers, with_liaisons=chosen)
    table = staging.table_of(session(), import_batch)
    made = service.plan(session(), table, options, understanding(platform().host))
    batch_id = import_batch.id
    batch = begin_write().get_one(ImportBatch, batch_id)
    staging.check_staged(batch)
    staging.restage(session(), batch, table, made)
    return done(url_for(".show", import_batch=batch_id))


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
                "Nothing was written, because not every row is good. Take out the tick, or correct the file and send it again."
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


def _file_page(form: FileForm) -> Any:
    earlier = (
        select(ImportBatch).where(ImportBatch.in_reach(viewer().reach("imports.run"))).order_by(ImportBatch.id.desc())
    )
    batches = session().scalars(earlier.limit(10)).all()
    return render("imports/index.html", form=form, batches=batches, kind_words=KIND_WORDS, state_words=STATE_WORDS)


def _batch_page(batch: ImportBatch, answers: Any, write_form: WriteForm) -> Any:
    tabs = _tabs(batch)
    usual = next((tab["action"] for tab in tabs if tab["count"]), "create")
    action = asked_one_of("show", ACTIONS) or usual
    query = select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.action == action)
    listing = listed(query, {"row": [ImportRow.row]})
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
        unused=batch.head["unused"],
    )


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
    with_liaisons = bool(batch.options.get("with_liaisons"))
    return answers_form(report.get("questions", ()), offers=bool(report.get("offers")), with_liaisons=with_liaisons)


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
