"""Weaving: a plugin that implements every hook, so that each has an example that runs.

What stands between ``# region`` and ``# endregion`` is copied into docs/hooks.md. A plugin of its own repository would keep here
only the implementations, and hand over to its services.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

import click
from flask import Blueprint
from plugins.weaving.models import Turn
from sqlalchemy import Select, delete, func, select, update

from core.api.data import Chain, Deputy, Enterprise, Session, Station, option, stations_within
from core.api.declare import (
    CliGroup,
    Deed,
    DemoScenario,
    DutyRuleUnderstood,
    Figure,
    FigureScope,
    HandOver,
    Holding,
    Job,
    NavItem,
    Panel,
    Permission,
    PersonalData,
    Register,
    RegisterColumn,
    Released,
    Role,
    SettingsForm,
    Viewer,
    _,
    hooks,
    implements,
    options,
)


# region blueprints
@implements(hooks.blueprints)
def blueprints() -> list[Blueprint]:
    from plugins.weaving.views import bp

    return [bp]


# endregion


# region permissions
@implements(hooks.permissions)
def permissions() -> list[Permission]:
    roles = frozenset({Role.ADMINISTRATOR, Role.MANAGER})
    return [Permission("weaving.keep", _("Keep the turns at the loom of a station"), roles)]


# endregion


# region nav_items
@implements(hooks.nav_items)
def nav_items() -> list[NavItem]:
    return [
        NavItem(title=_("Weaving"), endpoint="weaving.index", permission="weaving.keep"),
        NavItem(title=_("A further turn"), endpoint="weaving.new", permission="weaving.keep", place="station"),
    ]


# endregion


# region cli_groups
@click.group("weaving")
def commands() -> None:
    """What is done with turns at the loom on the command line."""


@commands.command("season")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
def season(day: datetime) -> None:
    """Say whether wool is woven on a DAY."""
    click.echo("wool" if day.month in (11, 12, 1, 2) else "cotton")


@implements(hooks.cli_groups)
def cli_groups() -> list[CliGroup]:
    return [CliGroup(command=commands)]  # lianzhan weaving season 2026-11-20


# endregion


# region jobs
def forget_old_turns(session: Session, at: datetime) -> None:
    """Run twice for the same time, it finds nothing to do the second time."""
    kept = timedelta(days=option(session, KEPT_DAYS))
    session.execute(delete(Turn).where(Turn.day < at.date() - kept))


@implements(hooks.jobs)
def jobs() -> list[Job]:
    return [Job(name="forget", title=_("Forget turns of long ago"), run=forget_old_turns, at=time(3, 40))]


# endregion


# region figures
def turns_taken(session: Session, scope: FigureScope) -> int:
    query = select(func.count(Turn.id)).join(Turn.station).where(stations_within(scope))
    if scope.begins is not None:
        query = query.where(Turn.day >= scope.begins)
    if scope.ends is not None:
        query = query.where(Turn.day <= scope.ends)
    return session.scalar(query) or 0


@implements(hooks.figures)
def figures() -> list[Figure]:
    return [Figure(key="weaving.turns", title=_("Turns at the loom"), unit=_("turns"), compute=turns_taken)]


# endregion


# region registers
def all_turns(_scope: FigureScope) -> Select[int, int, date, str]:
    return select(
        Turn.id.label("id"), Turn.station_id.label("station_id"), Turn.day.label("day"), Turn.words.label("words")
    )


@implements(hooks.registers)
def registers() -> list[Register]:
    columns = (
        RegisterColumn(key="day", title=_("Day"), kind="day"),
        RegisterColumn(key="words", title=_("What is woven")),
    )
    return [Register(key="weaving.turns", title=_("Register of turns"), columns=columns, query=all_turns)]


# endregion


# region settings_forms
KEPT_DAYS = options.Number(
    key="weaving.kept_days", title=_("Keep turns for"), default=700, unit=_("days"), highest=3000
)


@implements(hooks.settings_forms)
def settings_forms() -> list[SettingsForm]:
    return [SettingsForm(key="weaving", title=_("Weaving"), options=(KEPT_DAYS,))]


# endregion


# region personal_data
@implements(hooks.personal_data)
def personal_data() -> list[PersonalData]:
    return [
        PersonalData(
            model=Turn,
            title=_("Turns at the loom"),
            shown={"day": _("Day"), "station.name": _("Station"), "words": _("What is woven")},
            erased={"words": ""},
        )
    ]


# endregion


# region demo_scenarios
def load_turns(session: Session, today: date) -> None:
    """A turn tomorrow at every station that has none then: loaded twice, it adds nothing."""
    tomorrow = today + timedelta(days=1)
    there = select(Turn.station_id).where(Turn.day == tomorrow)
    for station in session.scalars(select(Station).where(Station.id.not_in(there))):
        session.add(Turn(station_id=station.id, day=tomorrow, words="A carpet"))
    session.flush()


@implements(hooks.demo_scenarios)
def demo_scenarios() -> list[DemoScenario]:
    return [DemoScenario(place="xinyi", load=load_turns)]


# endregion


# region home_panels
@implements(hooks.home_panels)
def home_panels(session: Session, viewer: Viewer, day: date) -> list[Panel]:
    turns = session.scalars(select(Turn).where(Turn.day == day)).all()
    return [Panel(title=_("Woven today"), template="weaving/turns.html", context={"turns": turns})] if turns else []


# endregion


# region station_panels
@implements(hooks.station_panels)
def station_panels(session: Session, viewer: Viewer, station: Station, day: date) -> list[Panel]:
    turns = session.scalars(select(Turn).where(Turn.station_id == station.id, Turn.day >= day)).all()
    first = 10 if viewer.may("weaving.keep", station.scope()) else 100
    return [Panel(title=_("Weaving"), template="weaving/turns.html", context={"turns": turns}, order=first)]


# endregion


# region deputy_panels
@implements(hooks.deputy_panels)
def deputy_panels(session: Session, viewer: Viewer, deputy: Deputy, day: date) -> list[Panel]:
    turns = session.scalars(select(Turn).where(Turn.deputy_id == deputy.id, Turn.day >= day)).all()
    return [Panel(title=_("Weaves next"), template="weaving/turns.html", context={"turns": turns})] if turns else []


# endregion


# region chain_panels
@implements(hooks.chain_panels)
def chain_panels(session: Session, viewer: Viewer, chain: Chain, day: date) -> list[Panel]:
    turns = session.scalars(select(Turn).where(Turn.station.has(chain_id=chain.id), Turn.day >= day)).all()
    return [Panel(title=_("Woven for this chain"), template="weaving/turns.html", context={"turns": turns})]


# endregion


# region enterprise_panels
@implements(hooks.enterprise_panels)
def enterprise_panels(session: Session, viewer: Viewer, enterprise: Enterprise, day: date) -> list[Panel]:
    turns = session.scalars(select(Turn).where(Turn.station.has(host_id=enterprise.id), Turn.day >= day)).all()
    return [Panel(title=_("Woven here"), template="weaving/turns.html", context={"turns": turns})] if turns else []


# endregion


# region deputy_deeds
@implements(hooks.deputy_deeds)
def deputy_deeds(session: Session, deputy: Deputy, day: date) -> list[Deed]:
    done = session.scalars(select(Turn).where(Turn.deputy_id == deputy.id, Turn.day < day).order_by(Turn.day.desc()))
    return [Deed(day=turn.day, kind=_("Turns at the loom"), text=_("Wove at the station")) for turn in done]


# endregion


# region start_panels
@implements(hooks.start_panels)
def start_panels(session: Session, viewer: Viewer, day: date) -> list[Panel]:
    if viewer.deputy_id is None:
        return []
    turns = session.scalars(select(Turn).where(Turn.deputy_id == viewer.deputy_id, Turn.day >= day)).all()
    return [Panel(title=_("Your turns at the loom"), template="weaving/turns.html", context={"turns": turns})]


# endregion


# region duty_words
@implements(hooks.duty_words)
def duty_words(words: str) -> DutyRuleUnderstood | None:
    if words != "when the loom stands still":
        return None
    return DutyRuleUnderstood(sentence=_("Whenever nobody weaves"))


# endregion


# region station_imported
@implements(hooks.station_imported)
def station_imported(session: Session, station: Station) -> None:
    if "loom" in station.note:
        session.add(Turn(station_id=station.id, day=station.opened_on or date(2026, 1, 1), words=station.note))


# endregion


# region deputies_hold
@implements(hooks.deputies_hold)
def deputies_hold(session: Session, deputies: Sequence[int], day: date) -> list[Holding]:
    held = select(Turn.deputy_id, func.count()).where(Turn.deputy_id.in_(deputies), Turn.day >= day)
    return [
        Holding(deputy_id=deputy_id, title=_("Turns at the loom"), count=number)
        for deputy_id, number in session.execute(held.group_by(Turn.deputy_id))
        if deputy_id is not None
    ]


# endregion


# region deputies_left
@implements(hooks.deputies_left)
def deputies_left(session: Session, deputies: Sequence[int], day: date) -> list[Released]:
    released = []
    for turn in session.scalars(select(Turn).where(Turn.deputy_id.in_(deputies), Turn.day >= day)):
        facts = {"turn": turn.id}  # enough to give it back
        title = _("Turn at the loom on %(day)s", day=turn.day.isoformat())
        released.append(Released(deputy_id=turn.deputy_id or 0, kind="weaving.turn", title=title, facts=facts))
        turn.deputy_id = None
    session.flush()
    return released


# endregion


# region deputies_back
@implements(hooks.deputies_back)
def deputies_back(session: Session, released: Sequence[Released]) -> None:
    for one in released:
        if one.kind == "weaving.turn":
            free = update(Turn).where(Turn.id == one.facts["turn"], Turn.deputy_id.is_(None))
            session.execute(free.values(deputy_id=one.deputy_id))


# endregion


# region station_hands_over
@implements(hooks.station_hands_over)
def station_hands_over(session: Session, station: Station, into: Station | None, day: date) -> Iterable[HandOver]:
    coming = session.scalar(select(func.count(Turn.id)).where(Turn.station_id == station.id, Turn.day >= day))
    if coming and into is not None:
        yield HandOver(sentence=_("%(n)s turns at the loom move to %(station)s.", n=coming, station=into.name))
    elif coming:
        yield HandOver(sentence=_("%(n)s turns at the loom are given up.", n=coming))


# endregion


# region station_closed
@implements(hooks.station_closed)
def station_closed(session: Session, station: Station, into: Station | None, day: date) -> None:
    coming = Turn.station_id == station.id, Turn.day >= day
    if into is not None:
        session.execute(update(Turn).where(*coming).values(station_id=into.id))
    else:
        session.execute(delete(Turn).where(*coming))


# endregion
