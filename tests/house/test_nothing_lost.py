"""Promise 10: a mistake shows the form again with what was typed, HEAD answers as GET does, and no input gives a 500."""

import gc
import io

import pytest

from core.testing.pages import page_of
from core.testing.promises.nothing_lost import *
from core.testing.promises.world import World


@pytest.mark.parametrize("cookie", ["", "garbage", "a.b.c", "\u00ff", "x" * 4000])
def test_strange_cookies_make_a_stranger(house: World, cookie: str) -> None:
    for name in ("session", "language", "elder", "remember_token"):
        client = house.app.test_client()
        client.set_cookie(name, cookie)
        assert client.get("/").status_code == 200
        assert client.get("/start").status_code == 302


def test_a_cookie_of_somebody_who_is_gone_makes_a_stranger(house: World) -> None:
    from core.accounts.models import Account
    from core.testing.signing import cookie_of

    for held in (
        Account(id=999_999, stamp="x"),
        Account(id=world_account(house), stamp="another"),
    ):
        client = house.app.test_client()
        client.set_cookie("session", cookie_of(house.app, held))
        assert client.get("/start").status_code == 302


def world_account(world: World) -> int:
    return world.accounts["office"].id


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_is_too_large_is_refused_with_a_sentence(house: World) -> None:
    client = house.client("office")
    form = page_of(client.get("/imports/")).form("/imports/")
    size = (house.app.extensions["lianzhan"].max_request_mb + 2) * 2**20
    with form.submit(client, {"file": (io.BytesIO(b"x" * size), "list.xlsx")}) as answer:
        assert answer.status_code in (413, 422)
        assert "MB" in page_of(answer).text
    del answer, form
    gc.collect()  # the test client leaves the file it sent to be closed by chance
