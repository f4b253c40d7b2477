"""Rules, and the duty days they make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from core.api.data import SERVING, Mandate, Placement, Station, ask, blame, calendar, day_in_words
from core.api.declare import LazyText, _
from plugins.duty_days import hookspecs
from plugins.duty_days.models import DutyDay, Rule, Sitting, Slot
from plugins.duty_days.rules.errors import RuleEndsBeforeItBegins, RuleHasNoDay, RuleNeverOccurs, RuleTooFar, RuleTwice
from plugins.duty_days.rules.kinds import Facts, RhythmKind
from plugins.duty_days.rules.parts import WHOLE_DAY, Part, Parts, check_parts
from plugins.duty_days.rules.planning import FARTHEST, Plan, Planned, planned
from plugins.duty_days.rules.restrictions import Restriction, most_places
from plugins.duty_days.rules.rhythms import FAR_YEARS, Rhythm, kept, read, upcoming
from plugins.duty_days.rules.words import understood
from plugins.duty_days.service import counted_on, lock_days, months_after, new_day, new_sittings

AHEAD_MONTHS: Final = 3
"""How far ahead duty days are made from the rules by themselves."""
MOST_MONTHS: Final = 15
"""How far ahead they are made where a rota for a quarter or a year asks for them."""
BEGINS_WITHIN_YEARS: Final = 3
_EXTRA: Final = _("an extra day")


def horizon(today: date, months: int = AHEAD_MONTHS) -> date:
    """The last day up to which duty days are made: three months ahead, or as many as a rota needs."""
    return months_after(today, min(months, MOST_MONTHS))


# Rules


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of a rule's coming days when it was changed or deleted."""

    made: int = 0
    gone: int = 0
    kept: Sequence[DutyDay] = field(default=())
    """Days the rule no longer has; they stay, as extra days, because somebody is signed up."""
    as_they_were: Sequence[DutyDay] = field(default=())
    """Days the rule still has; their hours and places stay as they were, because somebody is signed up."""


def add_rule(session: Session, station: Station, plan: Plan | Rhythm, today: date, *, parts: Parts = WHOLE_DAY) -> Rule:
    """Receive people by this rule from now on, and make its coming days.

    Raises RuleTwice, RuleNeverOccurs, RuleTooFar, RuleEndsBeforeItBegins, SittingsOverlap, MinimumAbovePlaces,
    MinimumAboveDeputies.
    """
    lock_days(session, [station.id])
    plan = plan if isinstance(plan, Plan) else Plan(plan)
    check_rule(session, station, plan, parts, today)
    rule = Rule(station_id=station.id)
    _say(rule, plan, parts)
    session.add(rule)
    session.flush()
    make_days(session, [rule], today, horizon(today))
    return rule


def change_rule(session: Session, rule: Rule, plan: Plan, today: date, *, parts: Parts) -> Changed:
    """Receive people by this rule otherwise from now on. Its coming days follow, but for those somebody counts on.

    Raises what :func:`add_rule` raises.
    """
    lock_days(session, [rule.station_id])
    check_rule(session, rule.station, plan, parts, today, instead_of=rule)
    _say(rule, plan, parts)
    session.flush()
    return _follow(session, rule, plan, parts, today)


def delete_rule(session: Session, rule: Rule, today: date) -> int:
    """Receive people by this rule no longer. Its coming days go with it, but for those somebody counts on.

    Returns how many of these there are: they stay, as extra days.
    """
    lock_days(session, [rule.station_id])
    staying = 0
    days = _days_of(session, rule)
    counted = counted_on(session, [duty_day.id for duty_day in days if duty_day.day >= today])
    for duty_day in days:
        if duty_day.day >= today and duty_day.id not in counted and not _is_prepared(duty_day):
            session.delete(duty_day)
        else:
            duty_day.rule_id = None
            staying += duty_day.day >= today
    session.flush()
    session.delete(rule)
    session.flush()
    return staying


def check_rule(
    session: Session, station: Station, plan: Plan, parts: Parts, today: date, *, instead_of: Rule | None = None
) -> None:
    """Whether a station can have this rule, beside those it has, or instead of one of them. Raises what is wrong."""
    check_new([rule for rule in rules_of(session, station) if rule is not instead_of], plan.rhythm)
    if plan.valid_from and plan.valid_from > months_after(today, BEGINS_WITHIN_YEARS * 12):
        raise RuleTooFar(years=BEGINS_WITHIN_YEARS)
    begins = max(today, plan.valid_from or today)
    if plan.valid_until and plan.valid_until < begins:
        raise RuleEndsBeforeItBegins
    if not upcoming(plan.rhythm, begins, 1):
        raise RuleNeverOccurs(rule=plan.rhythm.sentence, years=FAR_YEARS)
    if plan.valid_until and not any(one.day for one in planned(plan, calendar(session), (), begins, plan.valid_until)):
        raise RuleHasNoDay(begins=day_in_words(begins), ends=day_in_words(plan.valid_until))
    check_parts(parts, _deputies_at(session, station))


def check_new(rules: Iterable[Rule], rhythm: Rhythm) -> None:
    """Raise RuleTwice where one of the rules has this rhythm."""
    if any((rule.kind, rule.facts) == (rhythm.key, kept(rhythm.facts)) for rule in rules):
        raise RuleTwice(rule=rhythm.sentence)


def rules_of(session: Session, station: Station) -> Sequence[Rule]:
    """The rules of a station, oldest first."""
    return session.scalars(select(Rule).where(Rule.station_id == station.id).order_by(Rule.id)).all()


def other_kinds(session: Session) -> list[RhythmKind]:
    """The kinds of rhythm that other plugins add; one that fails later has no days, and its plugin is blamed."""
    return [_guarded(session, kind) for kind in ask(hookspecs.duty_days_rules, session)]


def _guarded(session: Session, kind: RhythmKind) -> RhythmKind:
    plugin = kind.key.partition(".")[0]

    def dates(facts: Facts, begins: date, ends: date) -> Iterable[date]:
        try:
            return list(kind.dates(facts, begins, ends))
        except Exception as error:  # noqa: BLE001 - whatever it raises costs its own days only
            blame(session, plugin, hookspecs.duty_days_rules.__name__, error)
            return ()

    def sentence(facts: Facts) -> LazyText:
        try:
            return kind.sentence(facts)
        except Exception as error:  # noqa: BLE001 - the same
            blame(session, plugin, hookspecs.duty_days_rules.__name__, error)
            return kind.title

    return replace(kind, dates=dates, sentence=sentence)


def rhythm_of(session: Session, rule: Rule) -> Rhythm:
    """The rhythm of a rule, also where another plugin gave its kind."""
    return read(rule.kind, rule.facts, other_kinds(session))


def understand_words(session: Session, station: Station, today: date) -> Rule | None:
    """Make the rule that the station's roster names in words, unless the station has rules or the words say more."""
    rhythm = understood(station.duty_words)
    if rhythm is None or station.state == "closed" or rules_of(session, station):
        return None
    return add_rule(session, station, rhythm, today)


def _say(rule: Rule, plan: Plan, parts: Parts) -> None:
    """Write down what a rule says."""
    rule.rhythm = plan.rhythm
    rule.parts = [part.kept for part in parts]
    rule.policy, rule.policy_for = plan.policy, plan.policy_for
    rule.added = [day.isoformat() for day in sorted(set(plan.added))]
    rule.left_out = [day.isoformat() for day in sorted(set(plan.left_out))]
    rule.valid_from, rule.valid_until = plan.valid_from, plan.valid_until


def _deputies_at(session: Session, station: Station) -> int:
    """How many could serve at the station: those placed there, or at a room under it, whose mandate is in force."""
    here = select(Station.id).where((Station.id == station.id) | (Station.parent_id == station.id))
    serving = select(Mandate.deputy_id).where(Mandate.state.in_(SERVING))
    placed = select(func.count(Placement.deputy_id.distinct())).where(
        Placement.station_id.in_(here), Placement.ends.is_(None), Placement.deputy_id.in_(serving)
    )
    return session.scalar(placed) or 0


# Restrictions


def restrictions_of(session: Session, station: Station, begins: date, ends: date) -> tuple[Restriction, ...]:
    """When the trade of a station can spare nobody, or few: from one day to another, soonest first."""
    found = ask(hookspecs.duty_days_restrictions, session, station, begins, ends)
    between_them = [one for one in found if one.begins <= ends and one.ends >= begins]
    return tuple(sorted(between_them, key=lambda one: (one.begins, one.ends)))


def _seasons_round(session: Session, station: Station, begins: date, ends: date) -> tuple[Restriction, ...]:
    """Also those just before and after: days move out of them, to between these two."""
    return restrictions_of(session, station, begins - FARTHEST, ends + FARTHEST)


# The days rules make


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A date of a rule in the preview: what becomes of it, and what the station has on that day beside it."""

    planned: Planned
    together: LazyText | None = None
    """The rule that has this day too, or that it is an extra day: no second one is made."""

    @property
    def month(self) -> str:
        """The month it is shown in."""
        return (self.planned.day or self.planned.of).isoformat()[:7]


def preview(
    session: Session, station: Station, plan: Plan, today: date, *, months: int = 12, rule: Rule | None = None
) -> list[Foreseen]:
    """What a rule would make in the coming months, against the calendar, seasons, and what the station has already."""
    begins = max(today, plan.valid_from or today)
    ends = months_after(begins, months)
    seasons = _seasons_round(session, station, begins, ends)
    dates = planned(plan, calendar(session), seasons, begins, ends)
    there = _days_beside(session, station, rule, seasons, (begins, ends))
    return [Foreseen(one, there.get(one.day) if one.day else None) for one in dates]


def next_day(session: Session, rule: Rule, rhythm: Rhythm, today: date) -> date | None:
    """The next day on which a rule has people received, within a year of today or of its first day."""
    begins = max(today, rule.valid_from or today)
    found = planned(rule.plan(rhythm), calendar(session), (), begins, months_after(begins, 12))
    return next((one.day for one in found if one.day), None)


def _days_beside(
    session: Session, station: Station, rule: Rule | None, seasons: Sequence[Restriction], span: tuple[date, date]
) -> Mapping[date, LazyText]:
    """The days between two that the station has, or will have, apart from a rule, and what makes each."""
    extra = select(DutyDay.day).where(DutyDay.station_id == station.id, DutyDay.day.between(*span))
    found = dict.fromkeys(session.scalars(extra.where(DutyDay.rule_id.is_(None))), _EXTRA)
    others, days = other_kinds(session), calendar(session)
    for other in rules_of(session, station):
        if other is not rule:
            plan = other.plan(read(other.kind, other.facts, others))
            said = plan.rhythm.sentence
            found |= {one.day: said for one in planned(plan, days, seasons, *span) if one.day}
    return found


def make_days_until(session: Session, station: Station, today: date, ends: date) -> int:
    """Make the days of all rules of a station up to a day, for a rota that reaches farther than :func:`horizon`."""
    return make_days(session, rules_of(session, station), today, min(ends, horizon(today, MOST_MONTHS)))


def make_days(session: Session, rules: Iterable[Rule], begins: date, ends: date) -> int:
    """Make the days of these rules that are not there yet, from one day to another; how many they were.

    Doing it twice makes none. A day that was cancelled stays cancelled; where two rules meet, one day is made. A day that
    the calendar moves elsewhere than when it was made, because a year was published meanwhile, moves too, as long as nobody
    is signed up for it.
    """
    rules = list(rules)
    stations = {rule.station_id: rule.station for rule in rules}
    lock_days(session, sorted(stations))
    there = _there(session, sorted(stations), begins, ends)
    others, days, made = other_kinds(session), calendar(session), 0
    seasons = {key: _seasons_round(session, station, begins, ends) for key, station in stations.items()}
    for rule in rules:
        known, restrictions = there[rule.station_id], seasons[rule.station_id]
        plan = rule.plan(read(rule.kind, rule.facts, others))
        for one in planned(plan, days, restrictions, begins, ends):
            if one.day is None or one.day in known.days:
                continue
            if earlier := known.of_rule.get((rule.id, one.of)):
                known.days.add(one.day)
                _move(session, earlier, one, begins)
                continue
            known.days.add(one.day)
            session.add(_made(rule, one, restrictions))
            made += 1
    session.flush()
    return made


@dataclass(slots=True)
class _There:
    """What a station has: days, and which date of which rule each is."""

    days: set[date] = field(default_factory=set)
    of_rule: dict[tuple[int, date], int] = field(default_factory=dict)


def _there(session: Session, stations: Sequence[int], begins: date, ends: date) -> Mapping[int, _There]:
    found: defaultdict[int, _There] = defaultdict(_There)
    first, last = begins - FARTHEST, ends + FARTHEST
    query = select(DutyDay.id, DutyDay.station_id, DutyDay.day, DutyDay.rule_id, DutyDay.moved_from).where(
        DutyDay.station_id.in_(stations), DutyDay.day.between(first, last) | DutyDay.moved_from.between(first, last)
    )
    for number, station_id, day, rule_id, moved_from in session.execute(query):
        found[station_id].days.add(day)
        if rule_id is not None:
            found[station_id].of_rule[rule_id, moved_from or day] = number
    return found


def _move(session: Session, duty_day_id: int, one: Planned, begins: date) -> None:
    """Let a coming day follow the calendar, if nobody counts on it and it was not cancelled."""
    duty_day = session.get_one(DutyDay, duty_day_id)
    if one.day is None or duty_day.is_cancelled or duty_day.day < begins:
        return
    if not counted_on(session, [duty_day_id]):
        duty_day.day, duty_day.moved_from = one.day, one.of if one.is_moved else None
        session.flush()


def _made(rule: Rule, one: Planned, restrictions: Sequence[Restriction]) -> DutyDay:
    day = one.day or one.of
    duty_day = new_day(rule.station_id, day, _limited(rule.sittings, restrictions, day), rule_id=rule.id)
    duty_day.moved_from = one.of if one.is_moved else None
    return duty_day


def _limited(parts: Parts, restrictions: Sequence[Restriction], day: date) -> Parts:
    """The parts with as many places as the season leaves."""
    limited = []
    for part in parts:
        places = most_places(restrictions, day, part.places)
        limited.append(replace(part, places=places, minimum=min(part.minimum, places)))
    return tuple(limited)


def _follow(session: Session, rule: Rule, plan: Plan, parts: Parts, today: date) -> Changed:
    """Bring the coming days of a rule that was changed into line, where nobody is signed up."""
    coming = [duty_day for duty_day in _days_of(session, rule) if duty_day.day >= today]
    counted = counted_on(session, [duty_day.id for duty_day in coming])
    ends = max([horizon(today), *(duty_day.day for duty_day in coming)])
    seasons = _seasons_round(session, rule.station, today, ends)
    fits = {one.day: one for one in planned(plan, calendar(session), seasons, today, ends) if one.day}
    gone, staying, as_they_were = 0, [], []
    for duty_day in coming:
        one = fits.get(duty_day.day)
        if one is not None:
            duty_day.moved_from = one.of if one.is_moved else None
            if not _is_as(duty_day, parts):
                if duty_day.id in counted:
                    as_they_were.append(duty_day)
                else:
                    _divide(session, duty_day, _limited(parts, seasons, duty_day.day))
        elif duty_day.id in counted or _is_prepared(duty_day):
            duty_day.rule_id = duty_day.moved_from = None
            staying.append(duty_day)
        else:
            session.delete(duty_day)
            gone += 1
    session.flush()
    made = make_days(session, [rule], today, ends)
    return Changed(made, gone, staying, as_they_were)


def _is_prepared(duty_day: DutyDay) -> bool:
    """Whether somebody has set something on this day alone: a theme, who leads it, organs that come."""
    return bool(duty_day.theme or duty_day.leader or duty_day.leader_post or duty_day.stationed)


def _is_as(duty_day: DutyDay, parts: Parts) -> bool:
    """Whether a day is divided as the parts say."""
    said = {(part.part, part.begins, part.ends, part.places) for part in parts}
    return said == {(each.part, each.begins, each.ends, each.places) for each in duty_day.sittings}


def _divide(session: Session, duty_day: DutyDay, parts: Parts) -> None:
    """Divide a day anew that nobody is signed up for."""
    duty_day.sittings.clear()
    session.flush()
    duty_day.sittings.extend(new_sittings(parts))
    session.flush()


def _days_of(session: Session, rule: Rule) -> Sequence[DutyDay]:
    everybody: Any = selectinload(DutyDay.sittings).selectinload(Sitting.slots).joinedload(Slot.deputy)
    query = select(DutyDay).where(DutyDay.rule_id == rule.id).order_by(DutyDay.day)
    return session.scalars(query.options(everybody, selectinload(DutyDay.stationed))).all()


__all__ = [
    "Changed",
    "Foreseen",
    "Part",
    "add_rule",
    "change_rule",
    "check_new",
    "check_rule",
    "delete_rule",
    "horizon",
    "make_days",
    "make_days_until",
    "next_day",
    "other_kinds",
    "preview",
    "restrictions_of",
    "rhythm_of",
    "rules_of",
    "understand_words",
]
