"""What tests stand on, also those of plugin authors: factories, people who are signed in, a clock, servers, a browser.

Name the fixtures in the conftest.py of your tests, and use the factories where you need data::

    pytest_plugins = ["core.testing.fixtures"]


    def test_a_station_shows_its_looms(signed_in: SignedIn, database: Database) -> None:
        with database.writing() as session:
            station = make_station(session, deputies=4)
        assert "looms" in signed_in("manager", station=station).page(f"/stations/{station.id}").text

Every name is told in docs/testing.md. Nothing here is imported by the platform itself.
"""

from core.options.service import decide
from core.testing.clock import Clock
from core.testing.counting import Count, counted
from core.testing.factories import (
    COUNTY,
    PASSWORD,
    make_account,
    make_announcement,
    make_chain,
    make_congress,
    make_deputy,
    make_enterprise,
    make_mandate,
    make_person,
    make_photo,
    make_region,
    make_station,
    photo_bytes,
)
from core.testing.opening import Opening
from core.testing.outside import Groups, Mails, wait_for
from core.testing.pages import Page, PageForm, page_of
from core.testing.serving import Served, lianzhan, serving
from core.testing.signing import csrf_token, sign_in, sign_out
from core.testing.switching import switch
from core.testing.telling import Message, Told
from core.testing.visitors import SignedIn, Visitor, visitor
from core.testing.working import Jobs

__all__ = [
    "COUNTY",
    "PASSWORD",
    "Clock",
    "Count",
    "Groups",
    "Jobs",
    "Mails",
    "Message",
    "Opening",
    "Page",
    "PageForm",
    "Served",
    "SignedIn",
    "Told",
    "Visitor",
    "counted",
    "csrf_token",
    "decide",
    "lianzhan",
    "make_account",
    "make_announcement",
    "make_chain",
    "make_congress",
    "make_deputy",
    "make_enterprise",
    "make_mandate",
    "make_person",
    "make_photo",
    "make_region",
    "make_station",
    "page_of",
    "photo_bytes",
    "serving",
    "sign_in",
    "sign_out",
    "switch",
    "visitor",
    "wait_for",
]
