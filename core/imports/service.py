"""Imports: reading a list, planning what it would do, and writing its good rows in one step."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.database import Database
from core.errors import DomainError
from core.imports import hidden
from core.imports.changes import ChangedMeanwhile
from core.imports.places import only_region, place_at
from core.imports.plans import Options, Plan, Told
from core.imports.stations import StationPlanner, Tell, Understand
from core.imports.tables import Table
from core.regions.division import ensure_region, normalised
from core.stations.models import Station
from core.words import lazy as _

_ATTEMPTS: Final = 2


class RegionNotSaid(DomainError):
    """Nobody said to which region the list belongs, and the database does not tell."""

    code = "region_not_said"
    field = "region_code"
    message = _(
        "To which region does this list belong? Give its official code, for example --region 320381 for a county-level city."
    )


def region_of(session: Session, code: str | None) -> str:
    """The region a list belongs to: the one said, or the only one there is. Raises :class:`RegionNotSaid`."""
    found = normalised(code) if code else only_region(session)
    if not found:
        raise RegionNotSaid
    return place_at(session, found).here.code


def plan(
    session: Session,
    table: Table,
    options: Options,
    understand: Understand = lambda _words: None,
    *,
    to_write: bool = True,
    told: Told = lambda _done, _total: None,
) -> Plan:
    """What the list would do, row by row; nothing is written.

    `understand` says how a duty rule in words is understood, where some plugin does. A plan only to be looked at
    (`to_write` false) costs less, and cannot be applied.
    """
    # Imported late: every web process loads this module, and few plan an import.
    from core.imports.deputies import DeputyPlanner
    from core.imports.enterprises import EnterprisePlanner

    place = place_at(session, options.region_code)
    whole, table = table, hidden.without(table, options)
    if table.kind == "stations":
        made = StationPlanner(session, table, place, options, understand).plan()
    elif table.kind == "enterprises":
        made = EnterprisePlanner(session, table, place, options).plan()
    else:
        made = DeputyPlanner(session, table, place, options, to_write=to_write, told=told).plan()
    if table is not whole:
        hidden.account_for(whole, made)
    if table.hidden_columns:
        made.notes.append(_("Hidden columns are read too: %(names)s.", names=", ".join(table.hidden_columns)))
    if table.unused:
        made.notes.append(_("Columns that are not used: %(names)s.", names=", ".join(table.unused)))
    made.notes[:0] = table.notes
    return made


def apply(
    session: Session,
    made: Plan,
    *,
    all_or_nothing: bool = False,
    tell: Tell = lambda _station: None,
) -> bool:
    """Write the good rows of a plan made in this session; with `all_or_nothing`, only if every row is good.

    Whether it was written is handed back; the caller's transaction decides whether it stays. `tell`
    is told of every station that was created or changed, after all of them are there.
    """
    if all_or_nothing and (made.count("refuse") or made.count("wait")):
        return False
    if not made.count("create") and not made.count("change"):
        return True
    try:
        _write(session, made)
    except IntegrityError as problem:
        raise ChangedMeanwhile from problem
    for station in made.stations:
        tell(station)
    return True


def plan_and_apply(  # noqa: PLR0913 - as plan() and apply() together
    database: Database,
    table: Table,
    options: Options,
    writing: Callable[[], AbstractContextManager[Session]],
    *,
    all_or_nothing: bool = False,
    understand: Understand = lambda _words: None,
    telling: Callable[[Session], Tell] = lambda _session: lambda _station: None,
    told: Told = lambda _done, _total: None,
    settle: Callable[[Session, Plan, bool], None] = lambda _session, _made, _written: None,
) -> tuple[Plan, bool]:
    """Plan while others may write, then write in one short transaction; whether it was written is handed back too.

    Where somebody changed the same records in between, it is planned anew; the last time under the write lock.
    Lists of stations and enterprises are short, and are planned where they are written. `settle` is called in the
    transaction, after writing.
    """
    for _attempt in range(_ATTEMPTS if table.kind == "deputies" else 0):
        with database.reading() as session:
            made = plan(session, table, options, understand, told=told)
        try:
            with writing() as session:
                written = apply(session, made, all_or_nothing=all_or_nothing, tell=telling(session))
                settle(session, made, written)
        except ChangedMeanwhile:
            continue
        return made, written
    with writing() as session:
        made = plan(session, table, options, understand, told=_quietly)
        written = apply(session, made, all_or_nothing=all_or_nothing, tell=telling(session))
        settle(session, made, written)
    return made, written


def _quietly(_done: int, _total: int) -> None:
    """Nobody is told on the way: that would be a transaction within a transaction."""


def _write(session: Session, made: Plan) -> None:
    ensure_region(session, made.options.region_code)
    with session.no_autoflush:
        for write in made.writes:
            write()
    session.flush()
    if made.changes is not None:
        made.changes.write(session)
        made.stations += session.scalars(select(Station).where(Station.id.in_(made.new_stations)))
    for finish in made.afterwards:
        finish()
    session.flush()


def report(made: Plan, *, written: bool = True) -> dict[str, Any]:
    """The plan as ``lianzhan import --json`` prints it; nothing is created or changed where nothing was written."""
    return {
        "created": made.count("create") if written else 0,
        "changed": made.count("change") if written else 0,
        "skipped": made.count("skip"),
        "refused": [
            {
                "row": problem.row,
                "column": problem.column,
                "value": problem.value,
                "code": problem.code,
                "message": str(problem.message),
            }
            for problem in made.problems
        ],
        "questions": [
            {
                "key": question.key,
                "question": str(question.text),
                "rows": list(question.rows),
                "choices": [{"answer": choice.value, "meaning": str(choice.words)} for choice in question.choices],
            }
            for question in made.questions
        ],
        "unresolved": [
            {"row": one.row, "column": one.column, "value": one.value, "message": str(one.message)}
            for one in made.unresolved
        ],
    }
