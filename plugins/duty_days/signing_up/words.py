"""What a station wants of those who serve, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.api.data import LEVEL_TITLES, DeputyGroup
from core.api.declare import LazyText, _
from plugins.duty_days.models import Preference
from plugins.duty_days.rules.said import MONTH_WORDS, WEEKDAY_WORDS
from plugins.duty_days.signing_up.composition import LEVELS, Want, groups_of

COMMA: Final = _(", ")
HOW: Final[Mapping[str, LazyText]] = {
    "signed_up": _("signed up"),
    "put_in": _("put in"),
    "moved_up": _("moved up from the waiting list"),
    "rota": _("by the rota"),
    "swapped": _("swapped"),
}
"""How a deputy came by a place."""


def names_of(session: Session, wants: Iterable[Want]) -> Mapping[int, str]:
    """The names of the groups that are wanted; no statement where none is."""
    numbers = sorted(groups_of(wants))
    if not numbers:
        return {}
    query = select(DeputyGroup.id, DeputyGroup.name).where(DeputyGroup.id.in_(numbers))
    return {row.id: row.name for row in session.execute(query)}


def whom(want: Want, names: Mapping[int, str]) -> LazyText:
    """Who is wanted: "deputies of county level or above"."""
    if want.of == "level":
        lowest = max(want.anyof, key=lambda level: LEVELS.index(str(level)) if level in LEVELS else 0)
        title = LEVEL_TITLES.get(str(lowest), lowest)
        if len(want.anyof) > 1:
            return _("deputies of %(level)s level or above", level=title)
        return _("deputies of %(level)s level", level=title)
    if want.of == "speciality":
        return _("deputies with the speciality %(words)s", words=_joined(map(str, want.anyof)))
    if want.of == "enterprise":
        return _("one deputy of an enterprise at most")
    known = _joined(names.get(int(one), "") for one in want.anyof)
    if want.of == "turn":
        return _("deputies of the groups in turn: %(names)s", names=known)
    return _("deputies of the group %(names)s", names=known)


def lacking(want: Want, short: int, names: Mapping[int, str]) -> LazyText:
    """What is missing of those who serve, as a sentence."""
    if want.of == "enterprise":
        return _("Deputies of one enterprise serve together: %(n)s too many.", n=short)
    return _("Still wanted, %(whom)s: %(n)s", whom=whom(want, names), n=short)


def wishes_in_words(wishes: Preference) -> list[LazyText | str]:
    """When a deputy would rather serve."""
    found: list[LazyText | str] = []
    if wishes.part:
        found.append(_("Mornings only") if wishes.part == "morning" else _("Afternoons only"))
    if wishes.not_weekdays:
        days = _joined(str(WEEKDAY_WORDS[day]) for day in wishes.not_weekdays)
        found.append(_("Rather not on %(days)s", days=days))
    if wishes.not_months:
        months = _joined(str(MONTH_WORDS[month - 1]) for month in wishes.not_months)
        found.append(_("Rather not in %(months)s", months=months))
    return [*found, wishes.note] if wishes.note else found


def _joined(words: Iterable[str]) -> str:
    return str(COMMA).join(word for word in words if word)
