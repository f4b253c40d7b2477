"""Who opens pages in a test: a client of the application that is somebody, reads pages and presses buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypedDict, Unpack

from flask import Flask
from flask.testing import FlaskClient

from core.access import Role
from core.accounts.models import Account
from core.errors import Busy
from core.testing.factories import make_account
from core.testing.pages import Page, page_of
from core.testing.signing import csrf_token, sign_in, sign_out

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from core.database import Database
    from core.deputies.models import Deputy
    from core.people.models import Person
    from core.stations.models import Station


INSIDE = (
    "signed_in() writes the account in a transaction of its own, and waited in vain for the end of one that is open: "
    "call it before or after `with database.writing()`, or make_account() inside and signed_in(account) after it."
)


class Visitor(FlaskClient):
    """A client of the application that is signed in as an account, or a stranger's."""

    account: Account | None = None

    @property
    def station_id(self) -> int:
        """The station this manager runs. LookupError for everybody else."""
        for held in self.account.grants if self.account else ():
            if held.station_id is not None:
                return held.station_id
        raise LookupError("only a manager has a station of their own")

    def page(self, url: str) -> Page:
        """The page at an address, taken apart. AssertionError where it is anything but a page that is shown."""
        answer = self.get(url)
        if answer.status_code != 200:
            where = f" and leads to {answer.location}" if answer.location else ""
            raise AssertionError(f"{url} answers {answer.status}{where}")
        return page_of(answer)

    def press(self, url: str, **typed: Any) -> TestResponse:
        """Send a form to an address, with the token its page would have given. A redirect is answered, not followed."""
        return self.post(url, data={"csrf_token": csrf_token(self.application), **typed})


class Whose(TypedDict, total=False):
    """What may be said about the account that is made: what :func:`make_account` takes beside the role."""

    username: str
    region: str
    station: Station
    organ: str
    deputy: Deputy
    person: Person


class SignedIn(Protocol):
    """What the fixture ``signed_in`` gives: a function that makes somebody and signs them in."""

    def __call__(self, who: Role | str | Account, **whose: Unpack[Whose]) -> Visitor:
        """Somebody who holds this role, or the holder of this account."""


def visitor(app: Flask, account: Account | None = None) -> Visitor:
    """A client of its own for the holder of an account, or for a stranger."""
    client = Visitor(app, app.response_class)
    client.account = account
    if account is None:
        sign_out(client)
    else:
        sign_in(client, account)
    return client


def signing_in(app: Flask, database: Database) -> SignedIn:
    """The function behind the fixture ``signed_in``, for an application a test has started itself."""

    def signed_in(who: Role | str | Account, **whose: Unpack[Whose]) -> Visitor:
        if isinstance(who, Account):
            return visitor(app, who)
        try:
            with database.writing() as session:
                account = make_account(session, role=who, **whose)
        except Busy as problem:
            raise RuntimeError(INSIDE) from problem
        return visitor(app, account)

    return signed_in
