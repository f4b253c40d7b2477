"""An office at a desk: puts two rows of a broken roster right where it sees them, imports it, takes the rest along."""

import io
from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from core.database import Database
from core.testing import make_account
from core.testing.browser import DESK
from core.testing.factories import PASSWORD
from core.testing.serving import Served
from tests.core.imports.importing import ALL_TERMS, bring, bring_xinyi
from tests.core.imports.workbooks import SAMPLES, workbook

SignIn = Callable[[Page, str, str, str], None]


def test_a_broken_roster_is_put_right_imported_and_taken_along(
    browser: Browser, live_server: Served, database_url: str, sign_in_by_hand: SignIn
) -> None:
    database = Database(database_url)
    with database.writing() as session:
        bring_xinyi(session, "stations")
        first = workbook(("姓名", "代表层级", "联系电话"), ("甲", "省、徐州市、新沂市", "19911111111"))
        bring(session, "deputies", first, terms=ALL_TERMS)
        make_account(session, "office", role="office", region="320381")
    database.dispose()
    with browser.new_context(viewport=DESK, locale="zh-CN", accept_downloads=True) as context:
        page = context.new_page()
        sign_in_by_hand(page, live_server.url, "office", PASSWORD)
        upload(page, live_server.url, SAMPLES / "broken-deputies.xlsx")
        correct(page, 4, "c_phone", "19900999004")
        correct(page, 6, "c_level", "新沂市")
        expect(page.locator("ul.numbers")).to_contain_text("6 退回")
        expect(page.locator("ul.numbers")).to_contain_text("4 将新增")
        with page.expect_download() as download:
            page.locator("form[action$='/file'] button").click()
        wrong = [
            row[-1].value for row in load_workbook(io.BytesIO(download.value.path().read_bytes())).active.iter_rows()
        ]  # type: ignore[union-attr]
        assert sum(1 for one in wrong[1:] if one) == 6
        page.locator("form[action$='/write'] button").click()
        expect(page.locator("ul.numbers")).to_contain_text("4 已新增")


def upload(page: Page, url: str, file: Path) -> None:
    page.goto(f"{url}/imports/")
    page.locator("input[name=kind][value=deputies]").check()
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/imports/*")


def correct(page: Page, row: int, name: str, value: str) -> None:
    """Open the row in the list of those refused, type, save."""
    page.locator("ul.numbers a", has_text="退回").click()
    page.locator(f"#row-{row} a").click()
    page.locator(f"input[name={name}]").fill(value)
    page.locator("form[action*='/correct'] button[type=submit]").click()
    page.wait_for_load_state()
