"""Minutes go their whole way through the browser: circulated, commented and signed by a link on a phone, issued, amended."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from core.clock import today
from core.database import Database
from core.testing import SignedIn, make_deputy, make_enterprise, make_station
from core.testing.opening import Opening
from plugins.alliances.minutes.testing import make_draft, make_held_meeting
from plugins.alliances.models import Alliance, Member


@pytest.fixture
def people(database: Database, signed_in: SignedIn, open_page: Opening) -> dict[str, Page]:
    """The station's manager at the minutes of a meeting, a leading enterprise without an account, a leader who issues."""
    with database.writing() as session:
        station = make_station(session, "农机站")
        alliance = Alliance(station=station, name="农机联盟", founded_on=today())
        session.add(alliance)
        session.flush()
        mill = make_enterprise(session, "泗丰农机")
        session.add(Member(alliance_id=alliance.id, role="leading", enterprise=mill, joined=today()))
        chair = make_deputy(session, "谭明", station=station)
        meeting = make_held_meeting(session, station, chair=chair.id, alliance_id=alliance.id, title="秋种推进会")
        make_draft(session, station, meeting)
        path = f"/p/alliances/meetings/{meeting.id}/minutes"
    found = {
        "manager": open_page(signed_in("manager", station=station), size="desk"),
        "leader": open_page(signed_in("leader", region=station.region_code), size="desk"),
        "mill": open_page(scripts=False),
    }
    found["manager"].goto(path)
    return found


def link_of(manager: Page, name: str) -> str:
    """The path of somebody's link, as the manager sends it on."""
    manager.get_by_role("button", name=f"出示链接：{name}").click()
    address = manager.locator("a[href*='/minutes/with/']").get_attribute("href")
    assert address
    return address[address.index("/p/") :]


def test_minutes_are_circulated_commented_signed_by_link_issued_and_amended(people: dict[str, Page]) -> None:
    manager, mill, leader = people["manager"], people["mill"], people["leader"]
    here = manager.url[manager.url.index("/p/") :]
    manager.get_by_role("link", name="征求意见").click()
    manager.get_by_role("button", name="征求意见").click()
    mill.goto(link_of(manager, "泗丰农机"))
    assert mill.evaluate("document.documentElement.scrollWidth") <= 360
    mill.get_by_label("您的意见").fill("应为三十块试验田")
    mill.get_by_role("button", name="提交意见").click()
    expect(mill.locator("main")).to_contain_text("等待答复")

    manager.goto(here)
    manager.get_by_role("link", name="待处理意见：1条").click()
    manager.get_by_role("link", name="处理这条意见").click()
    manager.get_by_label("答复").fill("已改为三十块")
    manager.get_by_role("button", name="处理").click()
    mill.reload()
    expect(mill.locator("main")).to_contain_text("已改为三十块")
    mill.get_by_label("会签人姓名").fill("周敏")
    mill.get_by_role("button", name="同意，会签").click()
    expect(mill.locator("main")).to_contain_text("您已于")

    leader.goto("/p/alliances/minutes/to-issue")
    leader.get_by_role("link", name="秋种推进会").click()
    leader.get_by_role("link", name="签发会议纪要").click()
    leader.get_by_label("签发人").fill("王敏")
    leader.get_by_role("button", name="签发会议纪要").click()
    expect(leader.locator("main")).to_contain_text("正文与签发时一致")
    expect(leader.locator("main")).to_contain_text(f"{today().year}年第1号")
    expect(leader.locator("main")).to_contain_text("泗丰农机 · 周敏")

    leader.get_by_role("link", name="更正", exact=True).click()
    leader.get_by_label("更正内容").fill("“二十块”更正为“三十块”")
    leader.get_by_role("button", name="更正").click()
    expect(leader.locator("#errors")).to_be_visible()
    expect(leader.get_by_label("更正内容")).to_have_value("“二十块”更正为“三十块”")
    leader.get_by_label("更正原因").fill("记录有误")
    leader.get_by_role("button", name="更正").click()
    mill.reload()
    expect(mill.locator("main")).to_contain_text("“二十块”更正为“三十块”")
    expect(mill.locator("main")).to_contain_text("记录有误")
