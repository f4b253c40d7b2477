"""Two people write one record at once, one without a connection: both texts are there in the end, and nobody lost a word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from core.accounts.models import Account
from core.app import create_app
from core.database import Database
from core.stations.models import Station
from core.testing.databases import Store
from core.testing.fixtures import SECRET_KEY, settings_for
from core.testing.promises.worlds import load_demonstration
from core.testing.serving import Served, serving
from plugins.alliances.models.writing import OvertakenText, Passage, PassageVersion
from plugins.alliances.writing import service
from plugins.alliances.writing.testing import make_record

PASSWORD = "lianzhan-demo"
SAVE = "#write .form-foot button[type=submit]"
BEGINS = "亩产提高20%。\n农机三台。"
AT_THE_DESK = "亩产提高25%。\n农机三台。"
ON_THE_PHONE = "亩产提高20%。\n农机五台。"
BOTH = "亩产提高25%。\n农机五台。"


@dataclass(frozen=True, slots=True)
class House:
    """A real server on Xinyi with a record of one item."""

    served: Served
    database: Database
    meeting: int
    passage: int

    @property
    def item(self) -> str:
        return f"{self.served.url}/p/alliances/passages/{self.passage}"

    @property
    def record(self) -> str:
        return f"{self.served.url}/p/alliances/meetings/{self.meeting}/record"

    def said(self) -> tuple[str, list[str], int]:
        """What the item says, all it ever said, and how many texts wait."""
        with self.database.reading() as session:
            now = session.scalar(select(Passage.words).where(Passage.id == self.passage)) or ""
            query = select(PassageVersion.words).where(PassageVersion.passage_id == self.passage)
            ever = list(session.scalars(query.order_by(PassageVersion.number)))
            return now, ever, len(session.scalars(select(OvertakenText)).all())


@pytest.fixture
def house(store: Store, tmp_path: Path) -> Iterator[House]:
    url = store.sqlite("demonstration", load_demonstration)
    app = create_app(settings_for(url, tmp_path / "here"))
    database: Database = app.extensions["lianzhan"].database
    with database.writing() as session:
        manager = session.scalars(select(Account).where(Account.username == "manager")).one()
        station = session.get_one(Station, next(grant.station_id for grant in manager.grants if grant.station_id))
        document = make_record(session, station, title="Two at once")
        passage = service.add(session, document, words=BEGINS, account_id=None, at=datetime.now(UTC))
        numbers = document.meeting_id, passage.id
    more = {"LIANZHAN_DATABASE_URL": url, "LIANZHAN_SECRET_KEY": SECRET_KEY}
    with serving(tmp_path, "--web-only", more=more) as served:
        yield House(served, database, *numbers)
    database.dispose()


@pytest.fixture
def desk(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai") as context:
        yield context


def writer(context: BrowserContext, house: House, username: str) -> Page:
    """Somebody who has opened the item to write it anew."""
    page = context.new_page()
    page.goto(f"{house.served.url}/login")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url(f"{house.served.url}/start")
    page.goto(house.item)
    return page


def save(page: Page, words: str) -> None:
    page.fill("#write textarea[name=words]", words)
    page.click(SAVE)


def test_two_write_at_once_one_without_a_connection_and_both_texts_are_there(
    house: House, desk: BrowserContext, phone: BrowserContext
) -> None:
    at_desk, on_phone = writer(desk, house, "manager"), writer(phone, house, "office")

    phone.set_offline(True)
    save(on_phone, ON_THE_PHONE)
    expect(on_phone.locator("#unsent li")).to_have_count(1)
    save(at_desk, AT_THE_DESK)
    at_desk.wait_for_url(f"{house.record}#passage-{house.passage}")
    assert house.said() == (AT_THE_DESK, [BEGINS, AT_THE_DESK], 0)

    phone.set_offline(False)
    both = on_phone.locator(".note-warning a")
    expect(both).to_have_count(1)
    assert house.said() == (AT_THE_DESK, [BEGINS, AT_THE_DESK], 1)
    both.click()
    expect(on_phone.locator(".text-side del")).to_have_text(["25%", "三台"])
    expect(on_phone.locator(".text-side ins")).to_have_text(["20%", "五台"])
    proposal = on_phone.locator("textarea[name=words]")
    expect(proposal).to_have_value(BOTH)
    on_phone.click("main form .form-foot button[type=submit]")
    on_phone.wait_for_url(f"{house.record}#passage-{house.passage}")
    assert house.said() == (BOTH, [BEGINS, AT_THE_DESK, BOTH], 0)


def test_who_is_overtaken_online_comes_to_both_texts_at_once_and_chooses_between_two_wordings(
    house: House, desk: BrowserContext, phone: BrowserContext
) -> None:
    at_desk, on_phone = writer(desk, house, "manager"), writer(phone, house, "office")
    save(on_phone, "亩产提高30%。\n农机三台。")
    on_phone.wait_for_url(f"{house.record}#passage-{house.passage}")

    save(at_desk, AT_THE_DESK)
    at_desk.wait_for_url("**/p/alliances/overtaken/*")
    proposal = at_desk.locator("textarea[name=words]")
    expect(proposal).to_have_value("亩产提高⟪30%⟫⟪25%⟫。\n农机三台。")
    at_desk.click("main form .form-foot button[type=submit]")
    expect(at_desk.locator("#errors")).to_be_visible()
    expect(proposal).to_have_value("亩产提高⟪30%⟫⟪25%⟫。\n农机三台。")
    proposal.fill(AT_THE_DESK)
    at_desk.click("main form .form-foot button[type=submit]")
    at_desk.wait_for_url(f"{house.record}#passage-{house.passage}")
    assert house.said()[0] == AT_THE_DESK
