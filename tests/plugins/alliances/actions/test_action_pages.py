"""The pages of action items: entered and corrected by hand, what was typed is kept, odd input is refused, and they ask little."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.api.data import Station
from core.clock import today
from core.database import Database
from core.testing import Count, SignedIn, make_deputy, make_enterprise, make_station, page_of
from plugins.alliances.actions.testing import make_action
from plugins.alliances.joining.testing import make_alliance, make_member
from plugins.alliances.models import Action


@pytest.fixture
def station(database: Database) -> Station:
    with database.writing() as session:
        return make_station(session, deputies=1)


def test_an_action_item_is_entered_given_on_and_closed_by_hand(
    database: Database, signed_in: SignedIn, station: Station
) -> None:
    with database.writing() as session:
        here = session.merge(station)
        alliance = make_alliance(session, here)
        mill = make_member(session, here, alliance=alliance, enterprise=make_enterprise(session, name="Mill"))
        deputy = make_deputy(session, "Tan Ming", station=here)
        new = f"/p/alliances/alliances/{alliance.id}/actions/new"
    manager = signed_in("manager", station=station)
    typed = {"words": "Bring the seed", "owner": "", "due": "9999-01-01"}
    refused = page_of(manager.page(new).form(new).submit(manager, typed))
    assert refused.form(new).values["words"] == ["Bring the seed"]
    made = manager.page(new).form(new).submit(manager, typed | {"owner": f"member:{mill.id}", "due": "2030-01-01"})
    assert "Mill" in manager.page(made.location).text
    edit = f"{made.location}/edit"
    manager.page(edit).form(edit).submit(manager, {"owner": f"deputy:{deputy.id}"})
    assert "Tan Ming" in manager.page(made.location).text
    say = f"{made.location}/say"
    unexplained = page_of(manager.page(made.location).form(say).submit(manager, {"state": "dropped"}))
    assert unexplained.form(say).values["state"] == ["dropped"]
    manager.page(made.location).form(say).submit(manager, {"state": "dropped", "words": "No rain"})
    with database.reading() as session:
        action = session.scalars(select(Action)).one()
        assert (action.state, action.outcome, action.alliance_id) == ("dropped", "No rain", alliance.id)


def test_odd_input_is_refused_with_the_form(signed_in: SignedIn, station: Station) -> None:
    manager = signed_in("manager", station=station)
    new = f"/stations/{station.id}/p/alliances/actions/new?meeting=99999&kind=none"
    page = manager.page(new)
    owners = ("organ:99999999999999999999", "deputy:-1", "\0", "member:1", "organ:")
    for owner, due in zip(owners, ("9999-12-31", "0001-01-01", "\0", "9" * 400, ""), strict=True):
        answer = page.form(new).submit(manager, {"words": "Seed", "owner": owner, "due": due})
        assert answer.status_code == 422, (owner, due)
        assert page_of(answer).form(new).values["words"] == ["Seed"]


def test_only_the_owner_and_who_keeps_alliances_write_and_others_read(
    database: Database, signed_in: SignedIn, station: Station
) -> None:
    with database.writing() as session:
        here = session.merge(station)
        mine, other = (make_deputy(session, station=here) for _ in range(2))
        number = make_action(session, here, owner=f"deputy:{mine.id}").id
    say = f"/p/alliances/actions/{number}/say"
    assert signed_in("deputy", deputy=other).press(say, state="done").status_code == 403
    assert signed_in("leader", region="32").press(say, state="done").status_code == 403
    owner = signed_in("deputy", deputy=mine)
    assert owner.press(f"{say}?from=mine", state="done").location.endswith("/my-actions")
    assert signed_in("deputy", deputy=other).get(f"/p/alliances/actions/{number}/edit").status_code == 403


def test_pages_ask_little_however_many_there_are(
    database: Database, signed_in: SignedIn, station: Station, count: Count
) -> None:
    with database.writing() as session:
        here = session.merge(station)
        alliance = make_alliance(session, here)
        deputy = make_deputy(session, station=here)
        for number in range(12):
            firm = make_member(session, here, alliance=alliance, enterprise=make_enterprise(session))
            due = today() + timedelta(days=number - 6)
            make_action(session, here, alliance=alliance, member=firm, due=due)
            action = make_action(session, here, alliance=alliance, owner=f"deputy:{deputy.id}", due=due)
        page, one = f"/p/alliances/alliances/{alliance.id}", f"/p/alliances/actions/{action.id}"
    manager, holder = signed_in("manager", station=station), signed_in("deputy", deputy=deputy)
    for client, url, most in (
        (manager, "/p/alliances/", 8),
        (manager, page, 8 + 2 * 2),
        (manager, f"{page}/history", 8),
        (manager, f"{page}/members/new", 8),
        (manager, f"{page}/actions/new", 8),
        (manager, "/p/alliances/actions", 8),
        (manager, f"/stations/{station.id}/p/alliances/actions", 8),
        (manager, one, 8),
        (holder, "/p/alliances/my-actions", 8),
        (holder, one, 8),
    ):
        with count() as asked:
            assert client.get(url).status_code == 200
        assert len(asked) <= most, (url, len(asked), list(asked))
