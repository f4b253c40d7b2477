"""What was decided about options, and deciding it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import decided
from core.errors import DomainError
from core.options.kinds import Option
from core.options.models import OptionValue
from core.words import lazy as _

T = TypeVar("T")
Values = Mapping[tuple[str, str], Any]
"""(key, region) -> what was kept; the region is empty for the platform."""


class OptionNotRegional(DomainError):
    """An option that holds for the whole platform was to be decided for a region."""

    code = "option_not_regional"
    message = _("%(title)s holds for the whole platform. Ask an administrator to change it.")


class OptionUnfit(DomainError):
    """A value the option does not take."""

    code = "option_unfit"
    message = _("%(title)s cannot be set to this value. Choose one that the field offers.")


def option(session: Session, declared: Option[T], region_code: str = "") -> T:
    """What was decided for the region or the nearest one above it, else for the platform, else the default.

    Kept in memory: asks the database at most once a session, and not at all where somebody is signed in.

    >>> option(session, SITE_TITLE)
    """
    return _decided(_VALUES.of(session), declared, region_code if declared.regional else "")


def inherited(session: Session, declared: Option[T], region_code: str = "") -> T:
    """What would hold for the region, or the platform, if nothing were decided for it itself."""
    values = {place: kept for place, kept in _VALUES.of(session).items() if place != (declared.key, region_code)}
    return _decided(values, declared, region_code if declared.regional else "")


def is_decided(session: Session, declared: Option[Any], region_code: str = "") -> bool:
    """Whether something was decided for this region, or for the platform, itself."""
    return (declared.key, region_code) in _VALUES.of(session)


def decide(session: Session, declared: Option[T], value: T, *, owner: str = "core", region_code: str = "") -> None:
    """Decide an option for the platform, or for a region and all below it.

    What holds anyway is not written down: a later change from above reaches those who never differed.
    Raises OptionNotRegional, OptionUnfit.
    """
    if region_code and not declared.regional:
        raise OptionNotRegional(title=declared.title)
    try:
        fits = declared.read(declared.kept(value))
    except (ValueError, TypeError, AttributeError) as problem:
        raise OptionUnfit(title=declared.title) from problem
    row = session.get(OptionValue, (declared.key, region_code))
    if fits == inherited(session, declared, region_code):
        if row is None:
            return
        session.delete(row)
    elif row is None:
        kept = declared.kept(fits)
        session.add(OptionValue(key=declared.key, region_code=region_code, owner=owner, value=kept))
    elif row.value == declared.kept(fits):
        return
    else:
        row.value = declared.kept(fits)
    session.flush()
    decided.changed(session)


def _decided(values: Values, declared: Option[T], region_code: str) -> T:
    for length in range(len(region_code), -1, -1):
        place = declared.key, region_code[:length]
        if place in values:
            try:
                return declared.read(values[place])
            except (ValueError, TypeError):
                continue  # decided when the option took other values
    return declared.default


def _read(session: Session) -> Values:
    rows = session.execute(select(OptionValue.key, OptionValue.region_code, OptionValue.value))
    return {(key, region): value for key, region, value in rows}


_VALUES = decided.Decided(_read)
