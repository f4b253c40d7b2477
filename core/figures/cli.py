"""The command ``lianzhan figures``."""

from __future__ import annotations

import json
from datetime import date

import click

from core.database.migrations import require_core
from core.errors import DomainError
from core.figures import service
from core.platform import Platform
from core.plugin_host.declarations import Figure
from core.words import lazy as _


class NotADay(DomainError):
    """A day was written in a way that is not understood."""

    code = "not_a_day"
    message = _("%(option)s must be a day written as 2026-11-20, got \u201c%(given)s\u201d.")


class PeriodReversed(DomainError):
    """The period ends before it begins."""

    code = "period_reversed"
    message = _("The period ends on %(ends)s, before it begins on %(begins)s. Swap the two.")


@click.command("figures", help=str(_("Numbers of a demonstration, a region or a station, computed from the records.")))
@click.argument("subject", metavar="PLACE-OR-STATION")
@click.option("--from", "begins", metavar="DAY", help=str(_("First day of the period.")))
@click.option("--to", "ends", metavar="DAY", help=str(_("Last day of the period.")))
@click.option("--json", "as_json", is_flag=True, help=str(_("Print the numbers as JSON.")))
def figures(subject: str, begins: str | None, ends: str | None, *, as_json: bool) -> None:
    """Compose what the core and the active plugins count; a figure that fails is left out and costs the exit status."""
    first, last = _day("--from", begins), _day("--to", ends)
    if first and last and last < first:
        raise PeriodReversed(begins=first, ends=last)
    platform = Platform.from_environ()
    require_core(platform.database)
    computed: list[service.Computed] = []
    failed = 0
    with platform.database.reading() as session:
        scope = service.scope_of(session, subject, first, last)
        computed += service.compute(session, service.FIGURES, scope)
        for plugin, figure in platform.host.figures():
            try:
                computed += service.beside(computed, service.compute(session, [figure], scope))
            except (Exception, SystemExit) as problem:  # noqa: BLE001 - whatever a plugin raises costs its own figure only
                session.rollback()
                failed += 1
                platform.host.note_failure(plugin, "figures", problem)
                click.echo(
                    _(
                        "The figure %(key)s of %(plugin)s failed: %(problem)s",
                        key=figure.key,
                        plugin=plugin,
                        problem=problem,
                    ),
                    err=True,
                )
    if as_json:
        numbers = {one.figure.key: one.number for one in computed}
        click.echo(json.dumps(service.nested(numbers), ensure_ascii=False, indent=1))
    else:
        for one in computed:
            click.echo(_line(one.figure, one.number))
    if failed:
        raise SystemExit(1)


def _line(figure: Figure, number: float) -> str:
    return str(_("%(title)s: %(number)s %(unit)s", title=figure.title, number=number, unit=figure.unit))


def _day(option: str, given: str | None) -> date | None:
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise NotADay(option=option, given=given) from None


COMMANDS = [figures]
