"""A rating and a checklist in force, and a station held to them."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from core.standards import service
from core.standards.models import Standard
from core.testing import make_region
from core.testing.factories import COUNTY

MakeStandard = Callable[..., Standard]
AT = datetime(2026, 11, 20, 2, tzinfo=UTC)


@pytest.fixture
def make_standard() -> MakeStandard:
    """A standard with these criteria: names and points."""

    def make(session: Session, name: str = "Stars", kind: str = "rating", **more: object) -> Standard:
        make_region(session, COUNTY)
        criteria = more.pop("criteria", {"Premises": 60, "Results": 40})
        facts = {"region_code": COUNTY, "valid_from": date(2020, 1, 1)} | more
        if kind == "rating":
            facts.setdefault("stars", [40, 60, 80])
        standard = service.save(session, Standard(kind=kind), name=name, **facts)  # type: ignore[arg-type]
        for words, points in criteria.items():  # type: ignore[attr-defined]
            service.add_criterion(session, standard, name=words, points=points)
        return standard

    return make
