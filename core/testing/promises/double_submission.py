"""Promise 8: a form sent twice, one after the other or at once, makes one record."""

from collections.abc import Iterator

from flask.testing import FlaskClient
from sqlalchemy import func, select

from core.audit.models import AuditEntry
from core.database import Database
from core.testing.pages import PageForm, page_of
from core.testing.promises import promises
from core.testing.promises.filling import filled
from core.testing.promises.world import World

WITHOUT_RECORDS = ("/login", "/logout", "/preferences")
"""Sent twice, these do the same thing twice, and make no record."""


def forms_of(world: World) -> Iterator[tuple[str, str, PageForm]]:
    """Every form that changes something: the page's address, the role that fills it in, the form."""
    seen: set[str] = set()
    for route, role in world.html_pages():
        page = page_of(world.read(role, route.urls["own"]))
        for form in page.forms:
            is_new = form.action not in seen and not form.action.startswith(WITHOUT_RECORDS)
            if form.method == "post" and is_new and world.holds(form.action):
                seen.add(form.action)
                yield route.urls["own"], role, form


@promises("double_submission", "Every form carries the name of its filling-in")
def test_every_form_carries_the_name_of_its_filling_in(world: World) -> None:
    missing = [
        f"{url}: the form to {form.action}"
        for url, _role, form in forms_of(world)
        if not form.values.get("once", [""])[0]
    ]
    assert not missing, "\n".join([*missing, "Open forms with form_open() of components/forms.html, which brings it."])


@promises("double_submission", "Two fillings-in of a form have two names")
def test_two_fillings_in_have_two_names(world: World) -> None:
    for url, role, form in forms_of(world):
        again = _again(world.client(role), url, form)
        assert again.values["once"] != form.values["once"], url


@promises("double_submission", "A form sent twice is answered the same, and done once")
def test_every_form_that_was_accepted_is_answered_the_same_the_second_time(world: World) -> None:
    accepted = 0
    for url, role, found in list(forms_of(world)):
        client = world.client(role)
        form = _again(client, url, found)
        values = filled(form)
        first = form.submit(client, values)
        first.close()
        assert first.status_code < 500, f"{form.action}: {first.status_code}"
        if first.status_code == 303:
            accepted += 1
            before = records(world.database)
            second = form.submit(client, filled(form))
            assert (second.status_code, second.location) == (303, first.location), form.action
            assert records(world.database) == before, f"{form.action} changed something the second time"
        world.restore()
    assert accepted > 10 or world.about


def _again(client: FlaskClient, url: str, form: PageForm) -> PageForm:
    """The same form of the page, asked for anew."""
    forms = page_of(client.get(url)).forms
    return next(one for one in forms if one.action == form.action and one.method == "post")


def records(database: Database) -> int:
    """What the audit knows: it grows with every change."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(AuditEntry)) or 0
