"""The rota of a station as it hangs on the wall: A4 by Typst, or a workbook of text cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files as resources
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import Station, day_in_words
from core.api.paper import Sheet, pdf, workbook
from core.api.web import _, month_words, phone_words
from plugins.duty_days import lists
from plugins.duty_days.models import DutyDay, Rule, Sitting
from plugins.duty_days.rota.periods import Period
from plugins.duty_days.rota.reading import PARTS
from plugins.duty_days.rules.lunar import lunar_day
from plugins.duty_days.rules.said import LUNAR_DAY_WORDS, WEEKDAY_WORDS

TEMPLATE: Final = Path(str(resources("plugins.duty_days.rota") / "documents" / "wall.typ"))
MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LUNAR: Final = "lunar_dates"
"""The kind of rules that go by the lunar calendar."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file to hand out."""

    stream: BytesIO
    media_type: str
    file_name: str
    rows: int


@dataclass(frozen=True, slots=True)
class Line:
    """A sitting on the wall."""

    day: date
    weekday: str
    lunar: str
    """The day of the lunar month, where the station's rule goes by it."""
    hours: str
    names: Sequence[tuple[str, str]]
    """Names and telephone numbers; the numbers are empty unless they were asked for."""
    theme: str
    is_cancelled: bool


def made(session: Session, station: Station, period: Period, format_: str, *, phones: bool, today: date) -> Made:
    """The rota of the period. Takes a moment: call it before the write transaction."""
    lines = list(_lines(session, station, period, phones=phones))
    content = (
        _pdf(station, period, lines, today, phones=phones) if format_ == "pdf" else _workbook(lines, phones=phones)
    )
    name = f"{station.name}-{_('Rota')}-{period.begins.isoformat()[:7]}.{format_}"
    return Made(BytesIO(content), MEDIA_TYPES[format_], name, len(lines))


def _lines(session: Session, station: Station, period: Period, *, phones: bool) -> Iterator[Line]:
    query = select(DutyDay).where(DutyDay.station_id == station.id, DutyDay.day.between(period.begins, period.ends))
    days = session.scalars(lists.with_everybody(query)).unique().all()
    lunar = set(session.scalars(select(Rule.id).where(Rule.station_id == station.id, Rule.kind == LUNAR)))
    for day in days:
        for sitting in day.sittings:
            yield Line(
                day=day.day,
                weekday=str(WEEKDAY_WORDS[day.day.weekday()]),
                lunar=str(LUNAR_DAY_WORDS[lunar_day(day.day).day - 1]) if day.rule_id in lunar else "",
                hours=_hours(sitting),
                names=[(one.person.name, phone_words(one.person.phone) if phones else "") for one in sitting.on_duty],
                theme=day.theme,
                is_cancelled=day.is_cancelled,
            )


def _hours(sitting: Sitting) -> str:
    part = str(PARTS[sitting.part]) if sitting.part in PARTS else ""
    if sitting.begins is None or sitting.ends is None:
        return part or str(_("all day"))
    return f"{part} {sitting.begins:%H:%M}–{sitting.ends:%H:%M}".strip()


def _pdf(station: Station, period: Period, lines: Sequence[Line], today: date, *, phones: bool) -> bytes:
    months: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        months.setdefault(line.day.isoformat()[:7], []).append(_on_paper(line))
    words: dict[str, Any] = {
        "title": _("Duty rota"),
        "station": station.name,
        "address": station.address,
        "period": str(period.words),
        "months": [{"name": month_words(month), "days": days} for month, days in months.items()],
        "heads": [_("Date"), _("Day of the week"), _("Hours"), _("Deputies who serve"), _("Theme")],
        "phones": phones,
        "cancelled": _("Cancelled"),
        "nobody": _("not yet decided"),
        "comma": _(", "),
        "empty": _("No duty day is set in this period."),
        "note": _("Who cannot come tells the station in time, offers the day to others, or swaps it."),
        "signatures": [_("Liaison officer"), _("Date")],
        "page-words": _("Page {n} of {m}"),
        "made": _("Made on %(day)s", day=day_in_words(today)),
        "language": "en" if _("Monday") == "Monday" else "zh",
    }
    return pdf(TEMPLATE, words)


def _on_paper(line: Line) -> dict[str, Any]:
    return {
        "date": str(_("%(month)s/%(day)s", month=line.day.month, day=line.day.day)),
        "weekday": line.weekday,
        "lunar": line.lunar,
        "hours": line.hours,
        "names": [{"name": name, "phone": phone} for name, phone in line.names],
        "theme": line.theme,
        "cancelled": line.is_cancelled,
    }


def _workbook(lines: Sequence[Line], *, phones: bool) -> bytes:
    heads = [
        _("Date"),
        _("Day of the week"),
        _("Lunar day"),
        _("Hours"),
        _("Deputies who serve"),
        _("Theme"),
        _("State"),
    ]
    if phones:
        heads.insert(5, _("Telephone numbers"))
    return workbook([Sheet(_("Duty rota"), heads, [_row(line, phones=phones) for line in lines])])


def _row(line: Line, *, phones: bool) -> list[str]:
    comma = str(_(", "))
    row = [
        line.day.isoformat(),
        line.weekday,
        line.lunar,
        line.hours,
        comma.join(name for name, _phone in line.names),
        line.theme,
        _("Cancelled") if line.is_cancelled else "",
    ]
    if phones:
        row.insert(5, comma.join(phone for _name, phone in line.names))
    return [str(cell) for cell in row]
