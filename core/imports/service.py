"""Imports: reading a list, planning what it would do, and writing its good rows in one step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.errors import DomainError
from core.imports.places import only_region, place_at
from core.imports.plans import Options, Plan
from core.imports.stations import StationPlanner, Understand
from core.imports.tables import Table
from core.regions.division import ensure_region, normalised
from core.stations.models import Station
from core.words import lazy as _


class RegionNotSaid(DomainError):
    """Nobody said to which region the list belongs, and the database does not tell."""

    code = "region_not_said"
    field = "region_code"
    message = _(
        "To which region does this list belong? Give its official code, for example --region 320381 for a county-level city."
    )


class ChangedMeanwhile(DomainError):
    """Somebody wrote the same records between planning and writing."""

    code = "changed_meanwhile"
    status = 409
    message = _(
        "Somebody else has just recorded some of the same. Nothing was written: check the file again, what is recorded already will be skipped."
    )


def region_of(session: Session, code: str | None) -> str:
    """The region a list belongs to: the one said, or the only one there is. Raises :class:`RegionNotSaid`."""
    found = normalised(code) if code else only_region(session)
    if not found:
        raise RegionNotSaid
    return place_at(session, found).here.code


def plan(session: Session, table: Table, options: Options, understand: Understand = lambda _words: None) -> Plan:
    """What the list would do, row by row; nothing is written.

    `understand` says how a duty rule in words is understood, where some plugin does.
    """
    # Imported late: every web process loads this module, and few plan an import.
    from core.imports.deputies import DeputyPlanner
    from core.imports.enterprises import EnterprisePlanner

    place = place_at(session, options.region_code)
    if table.kind == "stations":
        made = StationPlanner(session, table, place, options, understand).plan()
    elif table.kind == "enterprises":
        made = EnterprisePlanner(session, table, place, options).plan()
    else:
        made = DeputyPlanner(session, table, place, options).plan()
    if table.unused:
        made.notes.append(_("Columns that are not used: %(names)s.", names=", ".join(table.unused)))
    return made


def apply(
    session: Session,
    made: Plan,
    *,
    all_or_nothing: bool = False,
    tell: Callable[[Station], None] = lambda _station: None,
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


def _write(session: Session, made: Plan) -> None:
    ensure_region(session, made.options.region_code)
    with session.no_autoflush:
        for write in made.writes:
            write()
    session.flush()
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
