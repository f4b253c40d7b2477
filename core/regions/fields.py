"""The field in which forms choose a region."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from wtforms import SelectField

from core.regions.models import Region
from core.regions.service import choices, usual
from core.web.fields import offer


def offer_regions(field: SelectField, found: Sequence[Region], present: Region | None = None) -> None:
    """Offer these regions, and the present one also where it lies out of reach; a new form starts with the usual one."""
    offered = choices(found)
    if present is not None and present.code not in dict(offered):
        offered.append((present.code, present.name))
    offer(field, offered)
    if present is None and request.method == "GET":
        field.data = usual(found)
