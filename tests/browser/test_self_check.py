"""A station's manager fills in the yearly self-check on a phone, with a photo; a photo that is none costs no word."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from core.testing.factories import photo_bytes
from core.testing.serving import Served

SignIn = Callable[[Page, str, str, str], None]


def test_a_manager_answers_with_a_photo_and_loses_no_word_to_a_bad_one(
    browser_page: Page, demonstration_server: Served, sign_in_by_hand: SignIn, tmp_path: Path
) -> None:
    page, url = browser_page, demonstration_server.url
    good, bad = tmp_path / "room.jpg", tmp_path / "program.jpg"
    good.write_bytes(photo_bytes(900, 600))
    bad.write_bytes(b"MZ this is a program")
    sign_in_by_hand(page, url, "manager", "lianzhan-demo")
    page.goto(url)
    page.locator("a.knot-station", has_text="冶金材料产业链实践站").click()
    page.locator("ul.tabs a", has_text="标准").click()
    page.get_by_role("button", name="年自查").first.click()
    page.wait_for_url("**/self-checks/*")
    check = page.url
    page.locator("ol.checks a.btn").first.click()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.locator("input[name=claimed]").fill("18")
    page.locator("textarea[name=words]").fill("接待室二十平方米。")
    page.locator("input[name=photos]").set_input_files(bad)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("#errors")).to_be_visible()
    expect(page.locator("textarea[name=words]")).to_have_value("接待室二十平方米。")
    page.locator("input[name=photos]").set_input_files(good)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("h1")).to_have_text("组织建设")
    page.goto(check)
    first = page.locator("ol.checks > li").first
    expect(first.locator("img")).to_be_visible()
    assert first.locator("img").evaluate("picture => picture.naturalWidth") > 0
    expect(first).to_contain_text("接待室二十平方米。")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("main .note-error")).to_contain_text("组织建设")
