"""Giving a role through the page."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.accounts.models import Grant
from core.database import Database
from core.testing import make_account, page_of, sign_in


@pytest.mark.parametrize(("role", "field"), [("manager", "station_id"), ("office", "region_code")])
@pytest.mark.parametrize("blank", ["  ", "", "\u3000"])
def test_a_scope_of_blanks_is_no_scope(
    client: FlaskClient, database: Database, role: str, field: str, blank: str
) -> None:
    with database.writing() as session:
        account = make_account(session, role="administrator")
    before = _grants(database)
    page = page_of(sign_in(client, account).get(f"/accounts/{account.id}"))
    answer = page.form("/roles").submit(client, {"role": role, field: blank})
    assert answer.status_code == 422
    assert _grants(database) == before


def _grants(database: Database) -> list[int]:
    with database.reading() as session:
        return list(session.scalars(select(Grant.id)))
