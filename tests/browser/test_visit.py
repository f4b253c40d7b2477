"""A visit, on a real phone: written down with photos while the connection is lost, and there once when it is back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from core.accounts.models import Account
from core.app import create_app
from core.clock import today
from core.database import Database
from core.deputies.models import Deputy
from core.testing.databases import Store
from core.testing.fixtures import SECRET_KEY, settings_for
from core.testing.promises.worlds import load_demonstration
from core.testing.serving import Served, serving
from plugins.enterprise_visits.models import Visit, VisitDeputy
from tests.browser.conftest import PATIENCE_S, until, until_kept

PASSWORD = "lianzhan-demo"
LOG = "/p/enterprise_visits/visits/log"
MINE = "/p/enterprise_visits/visits/mine"
SAVE = "main form[data-sends-later] .form-foot button[type=submit]"


@dataclass(frozen=True, slots=True)
class House:
    """A real server on Xinyi."""

    served: Served
    database: Database

    @property
    def url(self) -> str:
        return self.served.url

    def visits(self) -> list[Visit]:
        """What the demonstration's deputy wrote down today."""
        with self.database.reading() as session:
            person = session.scalars(select(Account.person_id).where(Account.username == "deputy")).one()
            theirs = select(VisitDeputy.visit_id).join(Deputy).where(Deputy.person_id == person, VisitDeputy.was_there)
            query = select(Visit).where(Visit.id.in_(theirs), Visit.day == today(), Visit.logged_by.is_not(None))
            return list(session.scalars(query.options(selectinload(Visit.photos)).order_by(Visit.id)))


@pytest.fixture
def house(store: Store, tmp_path: Path) -> Iterator[House]:
    url = store.sqlite("demonstration", load_demonstration)
    app = create_app(settings_for(url, tmp_path / "here"))
    database: Database = app.extensions["lianzhan"].database
    more = {"LIANZHAN_DATABASE_URL": url, "LIANZHAN_SECRET_KEY": SECRET_KEY}
    with serving(tmp_path, "--web-only", more=more) as served:
        yield House(served, database)
    database.dispose()


def picture(name: str) -> dict[str, Any]:
    """A photo as phones take them: larger than the server keeps it."""
    out = io.BytesIO()
    Image.effect_noise((3200, 2400), 30).convert("RGB").save(out, "JPEG", quality=80)
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def kept_photos(page: Page, beginning: str) -> bool:
    """Whether photos lie on the phone under a name that begins so."""
    return bool(
        page.evaluate(
            """(beginning) => new Promise((resolve) => {
                const asked = indexedDB.open("kept", 1);
                asked.onupgradeneeded = () => asked.result.createObjectStore("photos");
                asked.onsuccess = () => {
                    const keys = asked.result.transaction("photos").objectStore("photos").getAllKeys();
                    keys.onsuccess = () => {
                        asked.result.close();
                        resolve(keys.result.some((key) => key.replace(/^kept:\\d+:/, "").startsWith(beginning)));
                    };
                };
            })""",
            beginning,
        )
    )


def wait_for_photos(page: Page, beginning: str) -> None:
    """Until the chosen photos were made small and lie on the phone."""
    patience = monotonic() + PATIENCE_S
    while not kept_photos(page, beginning):
        assert monotonic() < patience, "the photos never lay on the phone"
        page.wait_for_timeout(100)


def test_a_visit_is_logged_on_a_phone_with_the_connection_lost_in_the_middle(
    phone: BrowserContext, house: House, sign_in_by_hand: Any
) -> None:
    page = phone.new_page()
    sign_in_by_hand(page, house.url, "deputy", PASSWORD)
    page.goto(f"{house.url}{MINE}")
    page.locator(f"a[href='{LOG}']").first.tap()
    until_kept(page, "enterprise_visits")
    # begins with a connection, and goes on without
    page.locator("input[name=enterprise]").first.check()
    page.locator("input[name=met]").fill("The director")
    page.locator("input[name=photos]").set_input_files([picture("gate.jpg"), picture("hall.jpg")])  # type: ignore[list-item]
    phone.set_offline(True)
    page.locator("textarea[name=words]").fill("Half a sen")
    wait_for_photos(page, "draft:")
    page.close()
    # the phone was put away: what was typed and chosen is there again
    page = phone.new_page()
    page.goto(f"{house.url}{LOG}")
    expect(page.locator("input[name=met]")).to_have_value("The director")
    expect(page.locator("textarea[name=words]")).to_have_value("Half a sen")
    until(page, "document.querySelector('input[name=photos]').files.length === 2")
    page.locator("textarea[name=words]").fill("Half a sentence and the rest of it.")
    page.locator(SAVE).tap()
    expect(page.locator("#unsent li")).to_have_count(1)
    expect(page.locator("textarea[name=words]")).to_have_value("")
    page.goto(f"{house.url}{MINE}")
    expect(page.locator("#unsent li")).to_have_count(1)
    assert house.visits() == []
    # the connection is back
    phone.set_offline(False)
    expect(page.locator("#unsent li")).to_have_count(0)
    (visit,) = house.visits()
    assert (visit.met, visit.words) == ("The director", "Half a sentence and the rest of it.")
    assert not visit.entered_later
    assert [max(one.file.width or 0, one.file.height or 0) for one in visit.photos] == [2560, 2560]
    assert not kept_photos(page, "")
    page.goto(f"{house.url}/p/enterprise_visits/visits/{visit.id}")
    expect(page.locator(".visit-photos img")).to_have_count(2)


def test_a_visit_whose_answer_was_lost_is_one_visit(phone: BrowserContext, house: House, sign_in_by_hand: Any) -> None:
    page = phone.new_page()
    sign_in_by_hand(page, house.url, "deputy", PASSWORD)
    page.goto(f"{house.url}{LOG}")
    lost: list[int] = []

    def lose_the_first_answer(route: Route) -> None:
        if route.request.method != "POST" or lost:
            route.continue_()
            return
        lost.append(route.fetch(max_redirects=0).status)
        route.abort("connectionreset")

    phone.route(f"**{LOG}", lose_the_first_answer)
    page.locator("input[name=enterprise]").first.check()
    page.locator("textarea[name=words]").fill("Sent twice")
    page.locator("input[name=photos]").set_input_files([picture("gate.jpg")])  # type: ignore[list-item]
    page.locator(SAVE).tap()
    expect(page.locator("#unsent li")).to_have_count(1)
    page.locator("#unsent > button").click()
    expect(page.locator("#unsent li")).to_have_count(0)
    (visit,) = house.visits()
    assert (lost, len(visit.photos)) == ([303], 1)


def test_a_text_named_jpg_is_refused_with_a_sentence_and_the_form_stays(
    phone: BrowserContext, house: House, sign_in_by_hand: Any
) -> None:
    page = phone.new_page()
    sign_in_by_hand(page, house.url, "deputy", PASSWORD)
    page.goto(f"{house.url}{LOG}")
    page.locator("input[name=enterprise]").first.check()
    page.locator("textarea[name=words]").fill("Kept")
    diary: Any = {"name": "diary.jpg", "mimeType": "image/jpeg", "buffer": b"Dear diary"}
    page.locator("input[name=photos]").set_input_files([diary])
    page.locator(SAVE).tap()
    expect(page.locator("#unsent")).to_contain_text("diary.jpg")
    expect(page.locator("textarea[name=words]")).to_have_value("Kept")
    page.locator("input[name=photos]").set_input_files([picture("gate.jpg")])  # type: ignore[list-item]
    page.locator(SAVE).tap()
    expect(page).to_have_url(f"{house.url}{MINE}")
    assert [len(visit.photos) for visit in house.visits()] == [1]
