"""Putting the segments of a chain in order."""

import pytest
from flask.testing import FlaskClient

from core.chains.models import Chain
from core.database import Database
from core.testing.factories import make_account, make_chain, make_enterprise
from core.testing.pages import page_of
from core.testing.signing import sign_in


@pytest.fixture
def chain(client: FlaskClient, database: Database) -> int:
    with database.writing() as session:
        sign_in(client, make_account(session, role="office"))
        return make_chain(session, segments=("Fibre", "Yarn", "Cloth")).id


def order(database: Database, chain: int) -> list[str]:
    with database.reading() as session:
        return [segment.name for segment in session.get_one(Chain, chain).segments]


def test_a_segment_moves_up_and_down_and_stays_within_the_chain(
    client: FlaskClient, chain: int, database: Database
) -> None:
    def press(segment: int, direction: str) -> None:
        forms = page_of(client.get(f"/chains/{chain}")).forms
        token = forms[0].values["csrf_token"]
        client.post(f"/segments/{segment}/move", data={"csrf_token": token, "direction": direction})

    with database.reading() as session:
        cloth = session.get_one(Chain, chain).segments[2].id
    press(cloth, "up")
    assert order(database, chain) == ["Fibre", "Cloth", "Yarn"]
    press(cloth, "up")
    press(cloth, "up")
    assert order(database, chain) == ["Cloth", "Fibre", "Yarn"]
    press(cloth, "down")
    assert order(database, chain) == ["Fibre", "Cloth", "Yarn"]


def test_a_segment_is_added_at_the_end_once(client: FlaskClient, chain: int, database: Database) -> None:
    form = page_of(client.get(f"/chains/{chain}")).form(f"/chains/{chain}/segments")
    assert form.submit(client, {"name": "Garment"}).status_code == 303
    again = (
        page_of(client.get(f"/chains/{chain}")).form(f"/chains/{chain}/segments").submit(client, {"name": "Garment"})
    )
    assert again.status_code == 422
    assert order(database, chain) == ["Fibre", "Yarn", "Cloth", "Garment"]


def test_a_segment_with_enterprises_stays(client: FlaskClient, chain: int, database: Database) -> None:
    with database.writing() as session:
        record = session.get_one(Chain, chain)
        make_enterprise(session, chain=record)
        fibre, yarn = (segment.id for segment in record.segments[:2])
    token = page_of(client.get(f"/chains/{chain}")).forms[0].values["csrf_token"]
    assert client.post(f"/segments/{fibre}/remove", data={"csrf_token": token}).status_code == 422
    assert client.post(f"/segments/{yarn}/remove", data={"csrf_token": token}).status_code == 303
    assert order(database, chain) == ["Fibre", "Cloth"]
