"""What tests stand on, also those of plugin authors: factories, a database per test, servers, a browser.

Name the fixtures in the conftest.py of your tests, and use the factories where you need data::

    pytest_plugins = ["core.testing.fixtures"]


    def test_a_station_shows_its_looms(client, database):
        with database.writing() as session:
            station = make_station(session, deputies=4)
        assert "looms" in client.get(f"/stations/{station.id}").text

Nothing here is imported by the platform itself.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.testing.factories import (
        make_account,
        make_chain,
        make_congress,
        make_deputy,
        make_enterprise,
        make_mandate,
        make_person,
        make_region,
        make_station,
    )
    from core.testing.pages import Page, page_of
    from core.testing.signing import sign_in

__all__ = [
    "Page",
    "make_account",
    "make_chain",
    "make_congress",
    "make_deputy",
    "make_enterprise",
    "make_mandate",
    "make_person",
    "make_region",
    "make_station",
    "page_of",
    "sign_in",
]

_ELSEWHERE = {"Page": "pages", "page_of": "pages", "sign_in": "signing"}


def __getattr__(name: str) -> object:
    """Bring a name when it is asked for: pytest imports this package wherever LianZhan is installed."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ELSEWHERE.get(name, 'factories')}"), name)
