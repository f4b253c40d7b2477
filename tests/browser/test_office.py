"""An office at a desk: sets stations up from the list it has, through the pages."""

from collections.abc import Callable
from importlib.resources import as_file, files
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from core.database import Database
from core.testing import make_account, make_region
from core.testing.browser import DESK
from core.testing.factories import PASSWORD
from core.testing.serving import Served

SignIn = Callable[[Page, str, str, str], None]


def test_an_office_imports_the_stations_of_xinyi_through_the_pages(
    browser: Browser, live_server: Served, database_url: str, sign_in_by_hand: SignIn
) -> None:
    database = Database(database_url)
    with database.writing() as session:
        make_region(session, "320381")
        make_account(session, "office", role="office", region="320381")
    database.dispose()
    with browser.new_context(viewport=DESK, locale="zh-CN") as context:
        page = context.new_page()
        sign_in_by_hand(page, live_server.url, "office", PASSWORD)
        with as_file(files("core.demo").joinpath("data", "xinyi-stations.xlsx")) as file:
            upload(page, live_server.url, file)
        expect(page.locator("main form[action$='/write'] button")).to_be_visible()
        assert stations(page, live_server.url) == 0, "nothing is written before it was looked at"
        page.go_back()
        page.locator("main form[action$='/write'] button").click()
        page.wait_for_load_state()
        assert stations(page, live_server.url) == 7
        with as_file(files("core.demo").joinpath("data", "xinyi-stations.xlsx")) as file:
            upload(page, live_server.url, file)
        page.wait_for_load_state()
        assert stations(page, live_server.url) == 7, "the same file again changes nothing"


def upload(page: Page, url: str, file: Path) -> None:
    page.goto(f"{url}/imports/")
    page.locator("input[name=kind][value=stations]").check()
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/imports/*")


def stations(page: Page, url: str) -> int:
    page.goto(f"{url}/stations/")
    return page.locator("main table.grid tbody tr").count()
