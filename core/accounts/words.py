"""How accounts are spoken of: a phone's name, and where a role holds."""

from __future__ import annotations

from collections.abc import Mapping

from core.access import Role
from core.accounts.models import Grant
from core.words import lazy as _


def role_place(grant: Grant, regions: Mapping[str, str]) -> str:
    """Where a role holds: a station, an organ, a region and all below it, or everywhere."""
    if grant.station is not None:
        return grant.station.name
    region = regions.get(grant.region_code, grant.region_code)
    if grant.organ:
        return f"{grant.organ} · {region}" if region else grant.organ
    if region:
        return str(_("%(region)s and all below it", region=region))
    return str(_("the whole platform")) if grant.role == Role.ADMINISTRATOR else ""
