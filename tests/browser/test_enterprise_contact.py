"""An enterprise's contact, without an account: scans the code on a deputy's phone, confirms a visit, speaks to the office alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from core.clock import today
from core.database import Database
from core.testing import SignedIn, make_deputy, make_enterprise, make_station
from core.testing.opening import Opening
from plugins.enterprise_visits.contacts.testing import make_held_visit
from plugins.enterprise_visits.models import Pairing

SECRET = "一个月里来了七次检查"


@pytest.fixture
def people(database: Database, signed_in: SignedIn, open_page: Opening) -> dict[str, Page]:
    """The deputy who visited a mill, who runs the station, and the office; each with a page on the same server."""
    with database.writing() as session:
        station = make_station(session, "纺织站")
        mill = make_enterprise(session, "新沂纱厂", chain=station.chain, contact_name="周敏")
        deputy = make_deputy(session, "谭明", station=station)
        session.add(Pairing(deputy=deputy, enterprise=mill, station=station, begins=today(), parts={}))
        make_held_visit(session, station, mill, deputy=deputy.id)
        number = mill.id
    found = {
        "deputy": open_page(signed_in("deputy", deputy=deputy)),
        "manager": open_page(signed_in("manager", station=station), size="desk"),
        "office": open_page(signed_in("office", region=station.region_code), size="desk"),
        "contact": open_page(scripts=False),
    }
    found["deputy"].goto(f"/p/enterprise_visits/enterprises/{number}/link")
    return found


def test_a_contact_confirms_a_visit_and_tells_the_office_alone(people: dict[str, Page]) -> None:
    deputy, contact = people["deputy"], people["contact"]
    deputy.get_by_role("button", name="出示二维码").click()
    expect(deputy.get_by_role("img", name="链接二维码")).to_be_visible()
    address = deputy.locator("a[href*='/with/']").get_attribute("href")
    assert address

    contact.goto(address[address.index("/p/") :])
    expect(contact.locator("main")).to_contain_text("谭明")
    assert contact.evaluate("document.documentElement.scrollWidth") <= 360
    contact.get_by_label("想对代表说的话").fill("谢谢你们来")
    contact.get_by_role("button", name="属实，确认走访").click()
    expect(contact.locator("main")).to_contain_text("您已确认")

    contact.get_by_role("link", name="反映困难").click()
    contact.get_by_role("button", name="提交").click()
    expect(contact.locator("#errors")).to_be_visible()
    contact.get_by_label("是哪方面的困难？").select_option("inspections")
    contact.get_by_label("是什么困难？").fill(SECRET)
    contact.get_by_label("只给代表工委看").check()
    contact.get_by_role("button", name="提交").click()
    expect(contact.locator("body")).to_contain_text("只有代表工委能看到")
    expect(contact.locator("body")).not_to_contain_text(SECRET)

    manager, office = people["manager"], people["office"]
    manager.goto("/p/enterprise_visits/difficulties")
    expect(manager.locator("main")).to_contain_text("不在此显示的困难：1项")
    expect(manager.locator("main")).not_to_contain_text(SECRET)
    expect(manager.locator("main")).not_to_contain_text("新沂纱厂")
    office.goto("/p/enterprise_visits/difficulties")
    office.get_by_role("link", name=SECRET).click()
    expect(office.locator("main")).to_contain_text("新沂纱厂")
    expect(office.locator("main")).to_contain_text("仅工委可见")
