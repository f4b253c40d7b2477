"""A deputy is reminded on the phone: the menu counts it, a tap reads it and leads to the day."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from core.accounts.models import Account
from core.clock import STATION_ZONE, now, today
from core.database import Database
from core.deputies.models import Placement
from core.platform import Platform
from core.testing.databases import Store
from core.testing.fixtures import settings_for
from core.testing.promises.worlds import load_demonstration
from core.testing.serving import Served, serving
from plugins.duty_days.models import DutyDay, Sitting, Slot
from plugins.duty_days.telling.service import look

SignIn = Callable[[Page, str, str, str], None]


def hold_a_place_tomorrow(database: Database) -> None:
    """The deputy of the demonstration holds one, and was reminded."""
    with database.writing() as session:
        deputy = session.scalars(select(Account).where(Account.username == "deputy")).one().deputy
        assert deputy is not None
        station = session.scalars(select(Placement.station_id).where(Placement.deputy_id == deputy.id)).first()
        assert station is not None
        day = today() + timedelta(days=1)
        there = session.scalars(select(DutyDay).where(DutyDay.station_id == station, DutyDay.day == day)).first()
        if there is not None:
            there.day = day + timedelta(days=400)
            session.flush()
        long_ago = now() - timedelta(days=30)
        begins = now().astimezone(STATION_ZONE).replace(hour=0, minute=30).time()
        sitting = Sitting(part="day", begins=begins, slots=[Slot(place=1, deputy_id=deputy.id, taken_at=long_ago)])
        session.add(DutyDay(station_id=station, day=day, sittings=[sitting]))
        session.flush()
        look(session, now())


@pytest.fixture
def reminded(store: Store, tmp_path: Path) -> Iterator[Served]:
    """A real server on Xinyi, where the deputy was reminded of a place."""
    at = store.sqlite("demonstration", load_demonstration)
    platform = Platform(settings_for(at, tmp_path / "here"))
    assert platform.host.plugins["duty_days"].is_active
    hold_a_place_tomorrow(platform.database)
    platform.database.dispose()
    with serving(tmp_path, "--web-only", more={"LIANZHAN_DATABASE_URL": at}) as served:
        yield served


def test_a_deputy_is_reminded_on_the_phone(browser_page: Page, reminded: Served, sign_in_by_hand: SignIn) -> None:
    url = reminded.url
    sign_in_by_hand(browser_page, url, "deputy", "lianzhan-demo")
    count = browser_page.locator("summary .tool-count")
    expect(count).to_be_visible()
    before = int(count.inner_text())
    browser_page.locator("details.only-narrow > summary").click()
    browser_page.locator("details.only-narrow a[href='/notices/']").click()
    new = browser_page.locator(".notice-new")
    expect(new).to_have_count(before)
    reminder = new.filter(has_text=re.compile("驻站提醒")).first
    reminder.get_by_role("button").click()
    expect(browser_page).to_have_url(f"{url}/p/duty_days/")
    browser_page.goto(f"{url}/notices/")
    expect(browser_page.locator(".notice-new")).to_have_count(before - 1)
