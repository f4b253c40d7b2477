"""Amounts and their units: converted within a dimension, and never from one to another. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from core.api.declare import LazyText, _

DAYS_A_MONTH: Final = 30
MONTHS_A_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a dimension: so many of its smallest one."""

    title: LazyText
    dimension: str
    factor: int

    def in_smallest(self, amount: Decimal) -> int | None:
        """The amount in the smallest unit of the dimension; None where it is no whole number of them."""
        exact = amount * self.factor
        return int(exact) if exact == exact.to_integral_value() else None

    def shown(self, smallest: int) -> Decimal:
        """An amount of smallest units in this one, without zeros at its end."""
        return Decimal(smallest) / self.factor


UNITS: Final[Mapping[str, Unit]] = {
    "t": Unit(_("tons"), "mass", 1000),
    "kg": Unit(_("kilograms"), "mass", 1),
    "m": Unit(_("metres"), "length", 1),
    "10000m": Unit(_("ten thousand metres"), "length", 10_000),
    "m2": Unit(_("square metres"), "area", 1),
    "pieces": Unit(_("garments or pieces"), "pieces", 1),
    "10000pieces": Unit(_("ten thousand pieces"), "pieces", 10_000),
    "machines": Unit(_("machines or looms"), "machines", 1),
    "spindles": Unit(_("spindles"), "spindles", 1),
    "10000spindles": Unit(_("ten thousand spindles"), "spindles", 10_000),
}
DIMENSIONS: Final[Mapping[str, LazyText]] = {
    "mass": _("by weight"),
    "length": _("by length"),
    "area": _("by area"),
    "pieces": _("by the piece"),
    "machines": _("in machines"),
    "spindles": _("in spindles"),
}
STANDING: Final = frozenset({"machines", "spindles"})
"""What is counted as it stands, and not made in a time."""
PERIODS: Final[Mapping[str, LazyText]] = {
    "month": _("a month"),
    "day": _("a day"),
    "year": _("a year"),
}


def a_month(smallest: int, period: str) -> int:
    """How much of a capacity there is in a month: one of 30 days, the twelfth part of a year."""
    if period == "day":
        return smallest * DAYS_A_MONTH
    return max(smallest // MONTHS_A_YEAR, 1) if period == "year" else smallest


def in_words(smallest: int, unit: str, period: str = "") -> LazyText:
    """An amount as people say it: 20 tons a month."""
    known = UNITS[unit]
    number = _plain(known.shown(smallest))
    if period in PERIODS:
        return _("%(amount)s %(unit)s %(period)s", amount=number, unit=known.title, period=PERIODS[period])
    return _("%(amount)s %(unit)s", amount=number, unit=known.title)


def _plain(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def typed(smallest: int, unit: str) -> Decimal:
    """An amount as a form shows it."""
    return Decimal(_plain(UNITS[unit].shown(smallest)).replace(",", ""))
