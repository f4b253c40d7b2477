"""The official division of the country (GB/T 2260): names of provinces, prefectures and counties by code."""

from __future__ import annotations

import re
from functools import cache

from sqlalchemy.orm import Session

from core.errors import DomainError
from core.regions.models import LEVEL_BY_LENGTH, Region
from core.words import lazy as _


class UnknownRegion(DomainError):
    """A code that the official division does not have and the office has not added."""

    code = "unknown_region"
    field = "region_code"
    message = _(
        "There is no region %(code)s. Use the official code (2, 4 or 6 digits, such as 320381), or let the office add the region under its parent first."
    )


def ensure_region(session: Session, code: str) -> Region:
    """The region of this code; it and its parents are made from the official division if needed.

    Trailing zeros are dropped: ``320381000000`` is ``320381``. Raises :class:`UnknownRegion`.
    """
    code = normalised(code)
    known = session.get(Region, code)
    if known is not None:
        return known
    name = official_name(code)
    if not name:
        raise UnknownRegion(code=code or "?")
    parent = ensure_region(session, code[:-2]) if len(code) > 2 else None
    region = Region(code=code, name=name, level=LEVEL_BY_LENGTH[len(code)], parent_code=parent.code if parent else None)
    session.add(region)
    session.flush()
    return region


def normalised(code: str) -> str:
    """A code without the zeros that pad it: two digits a level down to the county, three a level below."""
    code = code.strip()
    if not re.fullmatch(r"[0-9]{2,12}", code):
        return code
    return next((code[:size] for size in (2, 4, 6, 9) if size < len(code) and not code[size:].strip("0")), code)


@cache
def official_name(code: str) -> str:
    """The name the official division gives to a province, prefecture or county; empty if it has none."""
    from stdnum import numdb

    if not re.fullmatch(r"[0-9]{2}|[0-9]{4}|[0-9]{6}", code):
        return ""
    found = {
        name: value for _part, facts in numdb.get("cn/loc").info(code.ljust(6, "0")) for name, value in facts.items()
    }
    name = found.get("province" if len(code) == 2 else "county", "")  # prefectures stand among the counties
    # A name carries its years, former ones too: "[1990-]New,[1980-1990]Old".
    current = re.search(r"\[\d{4}-\]([^\[,]+)", name)
    return current[1] if current else "" if name.startswith("[") else name
