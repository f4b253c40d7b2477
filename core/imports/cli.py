"""The command ``lianzhan import``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import click

from core.clock import now, today
from core.congresses.models import LEVELS
from core.database.migrations import require_core
from core.errors import DomainError
from core.imports import service
from core.imports.hooks import let_in, telling, understanding
from core.imports.plans import UNCHANGED, Options, Plan, Problem
from core.imports.tables import KIND_WORDS, read_table
from core.imports.vocabulary import KINDS, Kind, compared, vocabulary
from core.platform import Platform
from core.words import LazyText
from core.words import lazy as _

_MOST_LISTED = 40


class FileUnreadable(DomainError):
    """The file is not there, or may not be read."""

    code = "file_unreadable"
    message = _("The file %(path)s cannot be read: it is not there, is a folder, or may not be opened. Check the path.")


class OptionUnclear(DomainError):
    """An option of the form NAME=VALUE has another form."""

    code = "option_unclear"
    message = _("%(option)s must be written as %(form)s, got \u201c%(given)s\u201d.")


@click.command("import", help=str(_("Import a list of stations, enterprises or deputies from an Excel or text file.")))
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--region", "region", help=str(_("Official code of the region the list belongs to.")))
@click.option("--term", "terms", multiple=True, metavar="LEVEL=N", help=str(_("The term of a congress: county=18.")))
@click.option(
    "--level", "levels", multiple=True, metavar="WORD=LEVEL", help=str(_("What an ambiguous level word means."))
)
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="KEY=ANSWER",
    help=str(_("The answer to a question of an earlier run.")),
)
@click.option(
    "--with-liaisons",
    is_flag=True,
    help=str(_("Deputies whose note calls them liaison become staff of their station.")),
)
@click.option("--sheet", metavar="NAME", help=str(_("The sheet that is meant, where several hold such a list.")))
@click.option(
    "--create-stations", is_flag=True, help=str(_("Make the stations that a roster names and nobody has recorded."))
)
@click.option("--all-or-nothing", is_flag=True, help=str(_("Write nothing unless every row is good.")))
@click.option("--dry-run", is_flag=True, help=str(_("Only say what would happen.")))
@click.option("--json", "as_json", is_flag=True, help=str(_("Print the report as JSON.")))
def import_list(  # noqa: PLR0913 - one for each option of the command
    kind: Kind,
    file: Path,
    region: str | None,
    terms: tuple[str, ...],
    levels: tuple[str, ...],
    answers: tuple[str, ...],
    sheet: str | None,
    *,
    with_liaisons: bool,
    create_stations: bool,
    all_or_nothing: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Write the good rows of a list, and say what became of each; exits 0 only when all of it is done."""
    said = dict(_pairs("--answer", "KEY=ANSWER", answers))
    said |= {f"level:{word}": _level("--level", level) for word, level in _pairs("--level", "WORD=LEVEL", levels)}
    numbers = {_level("--term", level): _number(number) for level, number in _pairs("--term", "LEVEL=N", terms)}
    table = read_table(_bytes(file), kind, sheet)
    platform = Platform.from_environ()
    require_core(platform.database)
    with platform.database.reading() as session:
        code = service.region_of(session, region)
        options = Options(
            region_code=code,
            today=today(),
            terms=numbers,
            answers=said,
            with_liaisons=with_liaisons,
            create_stations=create_stations,
        )
        understand = understanding(platform.host)
        made = service.plan(session, table, options, understand, to_write=False) if dry_run else None
    written = False
    if made is None:
        made, written = service.plan_and_apply(
            platform.database,
            table,
            options,
            lambda: platform.database.writing("command: import"),
            all_or_nothing=all_or_nothing,
            understand=understand,
            telling=lambda session: telling(platform.host, session),
            settle=lambda session, made, written: let_in(session, made, now()) if written else None,
        )
    if as_json:
        click.echo(json.dumps(service.report(made, written=written or dry_run), ensure_ascii=False, indent=1))
    else:
        _tell(made, file.name, written=written, dry_run=dry_run)
    if not made.is_clean:
        raise SystemExit(1)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        raise FileUnreadable(path=file) from problem


def _pairs(option: str, form: str, given: Iterable[str]) -> Iterable[tuple[str, str]]:
    for one in given:
        name, equals, value = one.partition("=")
        if not (name.strip() and equals and value.strip()):
            raise OptionUnclear(option=option, form=form, given=one)
        yield name.strip(), value.strip()


def _level(option: str, word: str) -> str:
    """A level by its key, or in a word a roster would use."""
    found = word if word in LEVELS else vocabulary().levels.get(compared(word))
    if found is None:
        raise OptionUnclear(option=option, form=" | ".join(LEVELS), given=word)
    return found


def _number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 99:
        raise OptionUnclear(option="--term", form="LEVEL=1..99", given=text)
    return int(text)


def _tell(made: Plan, name: str, *, written: bool, dry_run: bool) -> None:
    """The report for people to read."""
    counts = {str(action): number for action, number in made.counts.items()}
    click.echo(_("%(file)s, a list of %(kind)s:", file=name, kind=KIND_WORDS[made.kind]))
    click.echo(
        _("  created %(create)s, changed %(change)s, skipped %(skip)s, refused %(refuse)s, waiting %(wait)s", **counts)
    )
    if dry_run:
        click.echo(_("  Nothing was written: this was a trial."))
    elif not written:
        click.echo(_("  Nothing was written, because not every row is good."))
    for note in made.notes:
        click.echo(f"  {note}")
    for outcome in made.outcomes:
        for problem in outcome.problems:
            click.echo(_problem_line(problem))
        if outcome.action == "skip" and UNCHANGED not in outcome.reasons:
            click.echo(_("  Row %(row)s was skipped: %(reason)s", row=outcome.row, reason=outcome.reasons[0]))
    for question in made.questions:
        click.echo(f"  ? {question.text}")
        for choice in question.choices:
            click.echo(f"      --answer {question.key}={choice.value}  {choice.words}")
        if question.asks_for_number:
            click.echo(f"      --term {question.key.removeprefix('term:')}=N")
    _tell_unresolved(made)


def _problem_line(problem: Problem) -> LazyText:
    if not problem.value:
        return _("  Row %(row)s: %(message)s", row=problem.row, message=problem.message)
    return _(
        "  Row %(row)s, %(column)s \u201c%(value)s\u201d: %(message)s",
        row=problem.row,
        column=problem.column,
        value=problem.value,
        message=problem.message,
    )


def _tell_unresolved(made: Plan) -> None:
    for offered in made.offers[:1]:
        click.echo(
            _(
                "  %(n)s notes name a liaison of the station (row %(row)s first); --with-liaisons makes them staff.",
                n=len(made.offers),
                row=offered.row,
            )
        )
    for one in made.unresolved[:_MOST_LISTED]:
        click.echo(
            _(
                "  Row %(row)s, %(column)s \u201c%(value)s\u201d: %(message)s",
                row=one.row,
                column=one.column,
                value=one.value,
                message=one.message,
            )
        )
    if len(made.unresolved) > _MOST_LISTED:
        click.echo(_("  ... and %(n)s more.", n=len(made.unresolved) - _MOST_LISTED))


COMMANDS = [import_list]
