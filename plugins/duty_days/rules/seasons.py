"""Seasons of a trade: options an office decides for its region, and the restrictions that follow from them every year.

WHEAT = Season(key="agri_machinery.wheat", title=_("Wheat harvest"), begins="6-1", ends="6-2", effect="fewer")
WHEAT.asks                                          # for the plugin's page of settings
WHEAT.restrictions(session, station, begins, ends)  # for the hook duty_days_restrictions
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from core.api.data import Session, Station, option
from core.api.declare import LazyText, _, options
from plugins.duty_days.rules.restrictions import Restriction, RestrictionKind
from plugins.duty_days.rules.said import MONTH_WORDS

_THIRDS: Final = (_("early %(month)s"), _("middle of %(month)s"), _("late %(month)s"))
PERIODS: Final = tuple(
    (f"{month}-{third}", _THIRDS[third - 1].with_facts(month=MONTH_WORDS[month - 1]))
    for month in range(1, 13)
    for third in (1, 2, 3)
)
"""A year in ten-day periods, as work in the fields is planned: ``6-2`` is the 11th to the 20th of June."""
_EFFECTS: Final = (
    ("none", _("nothing changes")),
    ("avoid", _("duty days are better avoided: proposals weigh it like a wish")),
    ("fewer", _("duty days have fewer places")),
    ("move", _("duty days move to the nearest working day before or after")),
    ("closed", _("there are no duty days")),
)

_KINDS: Final[Mapping[str, RestrictionKind]] = {"closed": "closed", "move": "move", "fewer": "fewer"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """Some ten-day periods of every year, also over its end, and what they mean for duty days."""

    key: str
    """``<plugin>.<season>``; its options begin with it."""
    title: LazyText
    """What the season is called."""
    begins: str
    """The first ten-day period: ``6-2`` is the 11th to the 20th of June."""
    ends: str
    """The last ten-day period."""
    effect: str = "avoid"
    """What it means where no office has decided: none, avoid, fewer, move or closed."""
    places: int = 1
    """How many places a sitting has then at most, where it means fewer."""

    @property
    def asks(self) -> tuple[options.Option[Any], ...]:
        """What an office decides for its region: from when to when, and what that means."""
        return (self._begins, self._ends, self._effect, self._places)

    def restrictions(self, session: Session, station: Station, begins: date, ends: date) -> Iterator[Restriction]:
        """The season of every year that lies between two days, as it was decided for the station's region."""
        region = station.region_code
        effect = option(session, self._effect, region)
        if effect == "none":
            return
        kind = _KINDS.get(effect, "avoid")
        most = option(session, self._places, region) if kind == "fewer" else None
        first, last = option(session, self._begins, region), option(session, self._ends, region)
        for year in range(begins.year - 1, ends.year + 1):
            span = _first(year, first), _last(year + _is_over_new_year(first, last), last)
            if span[0] <= ends and span[1] >= begins:
                yield Restriction(begins=span[0], ends=span[1], reason=self.title, kind=kind, most=most)

    @property
    def _begins(self) -> options.Choice:
        return self._period("begins", _("%(season)s: from", season=self.title), self.begins)

    @property
    def _ends(self) -> options.Choice:
        return self._period("ends", _("%(season)s: until the end of", season=self.title), self.ends)

    @property
    def _effect(self) -> options.Choice:
        title = _("%(season)s: what it means for duty days", season=self.title)
        return options.Choice(
            key=f"{self.key}_effect", title=title, default=self.effect, choices=_EFFECTS, regional=True
        )

    @property
    def _places(self) -> options.Number:
        title = _("%(season)s: places of a sitting at most", season=self.title)
        hint = _("Counts where duty days have fewer places then.")
        return options.Number(
            key=f"{self.key}_places", title=title, hint=hint, default=self.places, lowest=1, highest=50, regional=True
        )

    def _period(self, name: str, title: LazyText, default: str) -> options.Choice:
        return options.Choice(key=f"{self.key}_{name}", title=title, default=default, choices=PERIODS, regional=True)


def _place(period: str) -> tuple[int, int]:
    month, third = period.split("-")
    return int(month), int(third)


def _is_over_new_year(first: str, last: str) -> bool:
    return _place(last) < _place(first)


def _first(year: int, period: str) -> date:
    month, third = _place(period)
    return date(year, month, 10 * (third - 1) + 1)


def _last(year: int, period: str) -> date:
    month, third = _place(period)
    return date(year, month, 10 * third if third < 3 else monthrange(year, month)[1])
