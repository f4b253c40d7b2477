"""A deputy sets up the public page on the phone; a stranger finds it by searching, and sees no more than was decided."""

import io
import re
from collections.abc import Callable

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from core.testing.browser import PHONE
from core.testing.serving import Served

SignIn = Callable[[Page, str, str, str], None]


def test_a_deputy_decides_what_strangers_see(
    browser: Browser, browser_page: Page, demonstration_server: Served, sign_in_by_hand: SignIn
) -> None:
    url, mine, stranger = demonstration_server.url, browser_page, browser.new_context(viewport=PHONE).new_page()
    sign_in_by_hand(mine, url, "deputy", "lianzhan-demo")
    mine.goto(f"{url}/deputies/mine")
    page = mine.locator("main .trail a").first.get_attribute("href")
    assert page
    stranger.goto(f"{url}{page}")
    assert not re.search(r"1\d{2}\s?\d{4}\s?\d{4}", stranger.content())

    shown = mine.locator("[data-preview] [data-shows=phone_public]")
    expect(shown).to_be_hidden()
    mine.locator("input[name=phone_public]").check()
    expect(shown).to_be_visible()
    mine.locator("textarea[name=words]").fill("Come in and say it.")
    mine.locator("main form.own-form button[type=submit]").click()
    expect(mine.get_by_role("status").first).to_be_visible()

    drawn = io.BytesIO()
    Image.new("RGB", (600, 800), "teal").save(drawn, "JPEG")
    mine.goto(f"{url}/deputies/mine/photo")
    mine.locator("input[type=file]").set_input_files(
        [{"name": "me.jpg", "mimeType": "image/jpeg", "buffer": drawn.getvalue()}]
    )
    mine.locator("main form.form button[type=submit]").last.click()
    expect(mine).to_have_url(f"{url}/deputies/mine")

    name = mine.locator("[data-preview] strong").first.inner_text()
    stranger.goto(url)
    stranger.locator("main input[type=search]").fill(name)
    stranger.keyboard.press("Enter")
    stranger.locator(f".found a[href='{page}']").click()
    expect(stranger.locator("h1")).to_have_text(name)
    expect(stranger.get_by_text("Come in and say it.")).to_be_visible()
    expect(stranger.locator("a.btn-primary[href^='tel:']")).to_be_visible()
    assert stranger.locator(".face-head img").evaluate("image => image.complete && image.naturalWidth > 0")
    stranger.context.close()


def test_the_nearest_station_is_found_without_telling_anybody_where_one_is(
    browser: Browser, demonstration_server: Served
) -> None:
    with browser.new_context(
        viewport=PHONE,
        geolocation={"latitude": 34.3, "longitude": 118.3},
        permissions=["geolocation"],
    ) as context:
        page = context.new_page()
        asked: list[str] = []
        page.goto(f"{demonstration_server.url}/nearby")
        page.on("request", lambda request: asked.append(request.url))
        page.locator("[data-nearest] button").click()
        expect(page.locator("[data-near-said]")).not_to_be_empty()
        assert [url for url in asked if "/static/" not in url] == []
