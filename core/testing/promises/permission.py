"""Promise 1: every route, asked by every role at its own and at another station, answers as was reviewed."""

import difflib
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core.access import STRANGER as STRANGER_VIEWER
from core.accounts.viewers import load_viewer
from core.deputies.models import Deputy, Placement
from core.stations.models import Station
from core.testing.factories import make_deputy
from core.testing.promises import promises
from core.testing.promises.models import models_of
from core.testing.promises.permissions import Review
from core.testing.promises.reading import words_of
from core.testing.promises.world import PLACES, ROLES, STRANGER, Route, World


@pytest.fixture(scope="module")
def asked(world: World, review: Review) -> dict[Path, str]:
    """What the reviewed files would hold now."""
    return review.answers(world)


@promises("permission", "Every parameter of an address has a sample, so that every address can be asked")
def test_every_parameter_of_an_address_has_a_sample(world: World) -> None:
    assert not world.without_sample, "\n".join(world.without_sample)


@promises("permission", "Every address answers every role as people have reviewed it")
def test_every_route_answers_every_role_as_reviewed(asked: dict[Path, str], review: Review) -> None:
    differences: list[str] = []
    for file, now in asked.items():
        reviewed = file.read_text(encoding="utf-8") if file.exists() else ""
        differences += difflib.unified_diff(
            reviewed.splitlines(), now.splitlines(), str(file), "as it answers now", lineterm="", n=0
        )
    mend = f"Read the difference; if it is meant, run `{review.command}` and commit what it writes."
    assert not differences, "\n".join([*differences, mend])


@promises("permission", "No address answers anybody with an error")
def test_no_question_is_answered_with_an_error(asked: dict[Path, str]) -> None:
    failing = [
        line
        for content in asked.values()
        for line in content.splitlines()
        if ":5" in line or "/5" in line or ":400" in line
    ]
    assert not failing, "\n".join(["These addresses break; ask for them to see why:", *failing])


def needles(world: World, place: str) -> list[str]:
    """What only those may read in whose reach the place is: names of its deputies, contacts and enterprises."""
    return [f"{kind} {place} {number}" for kind in ("Deputy", "Contact", "Enterprise") for number in range(3)]


def read_as(world: World, role: str, route: Route) -> str:
    """All words of an answer: of a page, of a table, of a file."""
    answer = world.read(role, route.urls["own"])
    return words_of(answer) if answer.status_code == 200 else ""


@promises("permission", "Pages behind a door name nobody of a station out of one's reach")
@pytest.mark.parametrize("role", [role for role in ROLES if role not in (STRANGER, "administrator")])
def test_pages_behind_a_door_name_nobody_out_of_reach(world: World, role: str) -> None:
    out_of_reach = ["elsewhere"] if role in ("office", "leader") else ["neighbour", "elsewhere"]
    hidden = [needle for place in out_of_reach for needle in needles(world, place)]
    told = []
    for route in world.pages():
        if not world.is_open(route):
            text = read_as(world, role, route)
            told += [f"{route.name} tells {role} of {needle}" for needle in hidden if needle in text]
    assert not told, "\n".join([*told, "Let what is read pass through visible_to(), or the model's in_reach()."])


@promises("permission", "A search finds nothing out of one's reach")
@pytest.mark.parametrize("role", ["office", "leader", "manager"])
@pytest.mark.parametrize("words", ["Deputy", "Contact", "Enterprise", "Station", "Chain", "d", "0"])
def test_a_search_finds_nothing_out_of_reach(world: World, role: str, words: str) -> None:
    out_of_reach = ["elsewhere"] if role in ("office", "leader") else ["neighbour", "elsewhere"]
    hidden = [
        needle for place in out_of_reach for needle in [*needles(world, place), f"Station {place}", f"Chain {place}"]
    ]
    found = []
    for route in world.pages():
        if not route.has_subject and not world.is_open(route):
            answer = world.client(role).get(route.urls["own"], query_string={"q": words})
            if answer.status_code == 200:
                found += [f"{route.name}?q={words} finds {needle}" for needle in hidden if needle in words_of(answer)]
    assert not found, "\n".join([*found, "Let the search pass through visible_to(), or the model's in_reach()."])


def subjects(world: World) -> list[Any]:
    """Every model that a permission can be asked about."""
    return [model for model in models_of(world) if hasattr(model, "scope") and hasattr(model, "in_reach")]


@promises("permission", "A list holds exactly the records one may be asked about one by one")
@pytest.mark.parametrize("role", ROLES)
def test_a_list_holds_exactly_the_records_one_may_be_asked_about_one_by_one(world: World, role: str) -> None:
    """The scope of a record and the condition in a query are two ways to say the same, for every model."""
    roles = world.app.extensions["lianzhan"].roles_by_permission
    assert world.about or len(subjects(world)) > 8
    with world.database.reading() as session:
        who = STRANGER_VIEWER
        if role != STRANGER:
            account = world.accounts[role]
            who = load_viewer(session, account.id, account.stamp, roles) or who
        permissions = {who.reach(permission): permission for permission in sorted(roles, reverse=True)}
        for model in subjects(world):
            every = session.scalars(select(model)).all()
            for reach, permission in permissions.items():
                listed = set(session.scalars(select(model).where(model.in_reach(reach))))
                assert listed == {one for one in every if reach.covers(one.scope())}, (
                    f"{model.__name__} for {permission}: scope() and in_reach() of the model must say the same"
                )


def phones_at(world: World, place: str) -> list[str]:
    """The telephone numbers of the deputies of a place."""
    with world.database.reading() as session:
        placed = session.query(Deputy).join(Placement).where(Placement.station_id == world.stations[place])
        return [deputy.person.phone for deputy in placed if deputy.person.phone]


@promises("permission", "No page shows a telephone number unasked")
@pytest.mark.parametrize("role", ROLES)
def test_no_page_shows_a_telephone_number_unasked(world: World, role: str) -> None:
    """Not even to those who may see it: revealing is an act of its own, and is audited. One's own is one's own."""
    shown = []
    phones = {place: phones_at(world, place) for place in PLACES}
    own = world.accounts["deputy"].person.phone if role == "deputy" and world.accounts["deputy"].person else ""
    for route in world.pages():
        if role in ("administrator", "office", "manager") and route.rule.rule.endswith("/edit"):
            continue  # what may be corrected is shown to be corrected
        for place in PLACES:
            answer = world.read(role, route.urls[place])
            digits = answer.get_data().decode(errors="replace").replace(" ", "")
            shown += [
                f"{route.name} shows {role} a number" for phone in phones[place] if phone in digits and phone != own
            ]
    assert not shown, "\n".join([*sorted(set(shown)), "Show it masked, and let a button that is audited reveal it."])


@promises("permission", "Who asked not to be shown is on no page of a stranger")
def test_who_asked_not_to_be_shown_is_on_no_page_of_a_stranger(world: World) -> None:
    with world.database.writing() as session:
        station = session.get_one(Station, world.stations["own"])
        hidden = make_deputy(session, "Deputy in hiding", station=station, is_shown=False)
        link = f"/deputies/{hidden.id}"
    try:
        client = world.client(STRANGER)
        assert client.get(link).status_code == 404
        for route in world.pages():
            assert "Deputy in hiding" not in client.get(route.urls["own"]).get_data(as_text=True), (
                f"{route.name} shows strangers a deputy who asked not to be shown: ask for those who are shown alone"
            )
        assert world.client("manager").get(link).status_code == 200
    finally:
        world.restore()
