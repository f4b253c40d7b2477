"""An action item on real screens: a deputy says on a phone how it goes and that it is done; who keeps the alliance reads it."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import expect

from core.clock import today
from core.database import Database
from core.testing import Opening, SignedIn, make_deputy, make_station
from plugins.alliances.actions.testing import make_action
from plugins.alliances.joining.testing import make_alliance, make_member


def test_a_deputy_does_what_was_agreed_on_with_two_taps(
    database: Database, signed_in: SignedIn, open_page: Opening
) -> None:
    with database.writing() as session:
        station = make_station(session, "农机站")
        deputy = make_deputy(session, "谭明", station=station)
        alliance = make_alliance(session, station, name="农机联盟", founded_on=today() - timedelta(days=90))
        member = make_member(session, station, alliance=alliance, deputy=deputy, role="deputy")
        due = today() - timedelta(days=2)
        action = make_action(session, station, alliance=alliance, member=member, words="送来两种新种子", due=due)
        number, where = action.id, alliance.id
    phone = open_page(signed_in("deputy", deputy=deputy))
    desk = open_page(signed_in("manager", station=station), size="desk")

    desk.goto("/start")
    expect(desk.locator("main")).to_contain_text("逾期的行动事项")
    phone.goto("/start")
    phone.get_by_role("link", name="我的全部行动事项").click()
    expect(phone.locator("main")).to_contain_text("已逾期")
    phone.get_by_role("button", name="已着手：送来两种新种子").click()
    expect(phone.locator("main")).to_contain_text("进行中")
    phone.get_by_role("link", name="送来两种新种子").click()
    phone.get_by_label("进展说明").fill("种子已发货")
    phone.get_by_role("button", name="记下来").click()
    expect(phone.locator("main")).to_contain_text("种子已发货")
    phone.goto("/p/alliances/my-actions")
    phone.get_by_role("button", name="已完成：送来两种新种子").click()
    expect(phone.locator("main")).to_contain_text("没有等您办理的事项")

    desk.goto(f"/p/alliances/actions/{number}")
    expect(desk.locator("main")).to_contain_text("种子已发货")
    expect(desk.locator("main")).to_contain_text("已办结")
    desk.goto(f"/p/alliances/alliances/{where}")
    expect(desk.locator("main")).to_contain_text("没有待办事项")
