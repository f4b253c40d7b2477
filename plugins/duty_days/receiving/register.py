"""The register of receptions: what is signed, printed from the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.api.data import Deputy, Station, day_in_words
from core.api.declare import _
from core.api.paper import pdf
from core.api.work import STATION_ZONE
from plugins.duty_days.models import Attendance, DutyDay, Reception, Sitting, Slot
from plugins.duty_days.receiving.errors import PeriodTooLong
from plugins.duty_days.receiving.receptions import received_by
from plugins.duty_days.receiving.words import CATEGORIES, KINDS, STATES

TEMPLATE: Final = Path(__file__).parent / "documents" / "register.typ"
LONGEST: Final = timedelta(days=366)
_HIDDEN: Final = "*" * 4


def of_days(session: Session, station: Station, begins: date, ends: date) -> dict[str, Any]:
    """The records of a period, before they are printed: its days, a cancelled one if something is on record there.

    Raises PeriodTooLong.
    """
    if not timedelta(0) <= ends - begins <= LONGEST:
        raise PeriodTooLong
    was_used = or_(
        exists().where(Reception.duty_day_id == DutyDay.id),
        exists().where(Sitting.duty_day_id == DutyDay.id, Attendance.sitting_id == Sitting.id),
    )
    days = (
        select(DutyDay)
        .where(DutyDay.station_id == station.id, DutyDay.day.between(begins, ends))
        .where(or_(DutyDay.state == "open", was_used))
        .options(
            joinedload(DutyDay.sittings).joinedload(Sitting.slots).joinedload(Slot.deputy).joinedload(Deputy.person)
        )
        .order_by(DutyDay.day)
    )
    found = session.scalars(days).unique().all()
    numbers = [one.id for one in found]
    came = (
        select(Attendance)
        .join(Attendance.sitting)
        .where(Sitting.duty_day_id.in_(numbers))
        .options(
            joinedload(Attendance.deputy).joinedload(Deputy.person),
            selectinload(Attendance.replaces).joinedload(Deputy.person),
        )
        .order_by(Attendance.id)
    )
    received = select(Reception).where(Reception.duty_day_id.in_(numbers)).options(received_by())
    return {
        "days": found,
        "came": session.scalars(came).all(),
        "received": session.scalars(received.order_by(Reception.at, Reception.id)).all(),
    }


def printed(
    station: Station, begins: date, ends: date, records: Mapping[str, Any], *, whole: bool, made_on: date, language: str
) -> bytes:
    """The register as PDF, A4 across: a part for each day, totals, lines to sign on. Takes a moment."""
    receptions: Sequence[Reception] = records["received"]
    days = [_day(one, records, whole=whole) for one in records["days"]]
    period = (
        str(day_in_words(begins))
        if begins == ends
        else str(_("%(begins)s to %(ends)s", begins=day_in_words(begins), ends=day_in_words(ends)))
    )
    return pdf(
        TEMPLATE,
        {
            "title": _("Register of receptions"),
            "station": station.name,
            "address": station.address or "",
            "period": period,
            "language": language,
            "pages": _("Page {n} of {m}"),
            "made": _("Printed on %(day)s from the records of the station", day=day_in_words(made_on)),
            "days": days,
            "heads": [str(words) for words in _HEADS],
            "served": _("On duty"),
            "nobody": _("No reception is on record."),
            "no_days": _("No duty day lies in this period."),
            "totals": _totals(len(days), receptions),
            "signatures": [
                str(_("Signed: deputies")),
                str(_("Signed: liaison officer")),
                str(_("Signed: head of the station")),
                str(_("Date")),
            ],
        },
    )


_HEADS: Final = (
    _("No."),
    _("Time"),
    _("How they came"),
    _("Full name"),
    _("Telephone"),
    _("People"),
    _("Subject"),
    _("Answered on the spot"),
    _("Passed on"),
    _("Received by"),
)


def _totals(days: int, receptions: Sequence[Reception]) -> str:
    return str(
        _(
            "Duty days: %(days)s. Receptions: %(receptions)s. Parties: %(parties)s. People: %(persons)s. Passed on: %(passed)s.",
            days=days,
            receptions=len(receptions),
            parties=sum(1 for one in receptions if one.party),
            persons=sum(one.persons for one in receptions),
            passed=sum(1 for one in receptions if one.passed_on),
        )
    )


def _day(duty_day: DutyDay, records: Mapping[str, Any], *, whole: bool) -> dict[str, Any]:
    numbers = {sitting.id for sitting in duty_day.sittings}
    came = [one for one in records["came"] if one.sitting_id in numbers and not one.is_revoked]
    received = [one for one in records["received"] if one.duty_day_id == duty_day.id]
    return {
        "day": str(day_in_words(duty_day.day)),
        "hours": str(_(", ")).join(_hours(sitting) for sitting in duty_day.sittings if sitting.begins),
        "theme": duty_day.theme,
        "served": [_served(deputy, came) for deputy in _people(duty_day, came)],
        "rows": [_row(number, one, whole=whole) for number, one in enumerate(received, 1)],
    }


def _hours(sitting: Sitting) -> str:
    ends = sitting.ends.strftime("%H:%M") if sitting.ends else ""
    return f"{sitting.begins:%H:%M}\N{EN DASH}{ends}"


def _people(duty_day: DutyDay, came: Sequence[Attendance]) -> list[Deputy]:
    return list(dict.fromkeys([*duty_day.on_duty, *(one.deputy for one in came)]))


def _served(deputy: Deputy, came: Sequence[Attendance]) -> str:
    """``name (there 08:52)``: what is known of whether somebody of this day came."""
    known = next((one for one in came if one.deputy_id == deputy.id), None)
    if known is None:
        return deputy.person.name
    at = known.checked_in_at.astimezone(STATION_ZONE).strftime("%H:%M") if known.checked_in_at else ""
    words = " ".join(one for one in (str(STATES[known.state]), at) if one)
    if known.replaces is not None:
        words = str(_("%(state)s, in place of %(name)s", state=words, name=known.replaces.person.name))
    return str(_("%(name)s (%(state)s)", name=deputy.person.name, state=words))


def _row(number: int, one: Reception, *, whole: bool) -> list[str]:
    phone = one.visitor.phone if one.visitor else ""
    passed = one.passed_on
    if passed and one.passed_to:
        passed = str(_("%(words)s (taken over: %(by)s)", words=passed, by=one.passed_to))
    elif passed and one.settled_on:
        passed = str(_("%(words)s (settled: %(outcome)s)", words=passed, outcome=one.outcome))
    kind = str(KINDS[one.kind])
    return [
        str(number),
        one.at.astimezone(STATION_ZONE).strftime("%H:%M") if one.at else "",
        str(_("%(kind)s, entered later", kind=kind)) if one.entered_later else kind,
        one.visitor.name if one.visitor else "",
        phone if whole or not phone else f"{phone[:3]}{_HIDDEN}{phone[-2:]}",
        str(one.persons) if one.party else "\N{EN DASH}",
        str(_("%(subject)s (%(category)s)", subject=one.subject, category=CATEGORIES[one.category])),
        one.answer,
        passed,
        str(_(", ")).join(each.deputy.person.name for each in one.received_by),
    ]
