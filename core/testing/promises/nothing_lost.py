"""Promise 10: a mistake shows the form again with what was typed, HEAD answers as GET does, and no input gives a 500."""

import io
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.testing.pages import PageForm, page_of
from core.testing.promises import promises
from core.testing.promises.filling import MISTAKES, filled
from core.testing.promises.fixtures import MakeWorld
from core.testing.promises.world import ROLES, STRANGER, World
from core.testing.signing import csrf_token

FILES = {
    "nothing": b"",
    "zeros": b"\x00" * 100,
    "half a workbook": b"PK\x03\x04" + b"half a workbook" * 9,
    "an old workbook": bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600,
    "a picture": bytes.fromhex("89504e470d0a1a0a") + b"\x00" * 60,
    "a table of nothing": b",,,\n,,,\n",
    "another encoding": "\u59d3\u540d,\u7535\u8bdd\n".encode("utf-16"),
}
STRANGE_IDS = (
    "0",
    "-1",
    "999999999999999999",
    "9" * 40,
    "abc",
    "1.5",
    "\uff11",
    "%00",
    "1%00",
    "..%2f..%2fetc",
    "1'--",
    "%E4%BD",
    " 1",
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, world: World, new_world: MakeWorld) -> World:
    """A world on each database."""
    return new_world(request.param, like=world)


@pytest.fixture(scope="module")
def forms(house: World) -> list[tuple[str, str, PageForm]]:
    """Every form with something to type."""
    return list(forms_to_fill_in(house))


def forms_to_fill_in(world: World) -> Iterator[tuple[str, str, PageForm]]:
    """Every form with something to type: the page, the role, the form."""
    seen: set[tuple[str, str]] = set()
    for route, role in world.html_pages():
        for form in page_of(world.read(role, route.urls["own"])).forms:
            if form.typed and (form.action, form.method) not in seen and world.holds(form.action):
                seen.add((form.action, form.method))
                yield route.urls["own"], role, form
    if world.about is None:
        yield "/login", STRANGER, page_of(world.client(STRANGER).get("/login")).form("/login")


def essence(text: str) -> str:
    """A text without what a field may tidy away: blanks, punctuation, characters nobody can see."""
    return "".join(sign for sign in text if sign.isalnum() or sign == "\U0001f9f5")


def sent(world: World, url: str, role: str, form: PageForm, mistake: str) -> tuple[int, list[str]]:
    """The status after this mistake in every field of the form, and what of it is lost."""
    client = world.client(role)
    found = [form]
    if not world.database.is_sqlite:  # what was sent before still stands there: see the page as it is now
        forms = page_of(client.get(url)).forms
        found = [one for one in forms if one.action == form.action and one.method == "post"]
    if not found:
        return 0, []
    typed = {
        field.name: mistake for field in found[0].typed if field.kind not in ("select", "radio", "checkbox", "file")
    }
    raw = {name: value.encode("utf-8", "surrogateescape") for name, value in typed.items()}
    if found[0].takes_files:  # such a form is sent as text only
        answer = found[0].submit(
            client, {**filled(found[0]), **{name: one.decode(errors="replace") for name, one in raw.items()}}
        )
    else:
        answer = found[0].submit(client, {**filled(found[0]), **raw})
    if answer.status_code == 303 or answer.status_code >= 500:
        return answer.status_code, []
    if answer.status_code == 200 and answer.mimetype != "text/html":
        answer.close()
        return 303, []  # done, and answered with a file: nothing was mistaken
    again = [form for form in page_of(answer).forms if set(typed) <= form.names()]
    if not again:
        return answer.status_code, ["the form is gone"]
    shown = {field.name: field.value for field in again[0].fields if field.kind != "password"}
    return answer.status_code, [
        name for name, value in typed.items() if name in shown and essence(value) not in essence(shown[name])
    ]


@promises("nothing_lost", "A mistake shows the form again, with what was typed")
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_shows_the_form_again_with_what_was_typed(
    house: World, forms: list[tuple[str, str, PageForm]], mistake: str
) -> None:
    wrong = []
    for url, role, form in forms:
        if form.method == "post":
            status, lost = sent(house, url, role, form, MISTAKES[mistake])
            if status == 303 and house.database.is_sqlite:
                house.restore()  # PostgreSQL takes longer over it: once at the end, where every form was tried
            if status >= 500 or lost:
                wrong.append(f"{url}, the form to {form.action} ({role}): {status}, lost: {lost}")
    house.restore()
    mend = (
        "Refuse what does not fit in the form, by a validator or a DomainError inside form.attempt(); render it again."
    )
    assert not wrong, "\n".join([*wrong, mend])


@promises("nothing_lost", "A file that is none is refused with a sentence")
@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_none_is_refused_with_a_sentence(
    house: World, forms: list[tuple[str, str, PageForm]], file: str
) -> None:
    for url, role, form in forms:
        for field in [one for one in form.typed if one.kind == "file"]:
            client = house.client(role)
            fresh = next(one for one in page_of(client.get(url)).forms if one.action == form.action)
            answer = fresh.submit(client, {**filled(fresh), field.name: (io.BytesIO(FILES[file]), "list.xlsx")})
            assert answer.status_code == 422, f"{form.action} with {file}: {answer.status_code}"
            assert "errors" in answer.get_data(as_text=True)


@promises("nothing_lost", "HEAD answers as GET does")
def test_head_answers_as_get_does(house: World) -> None:
    for route in house.pages():
        for role in ROLES:
            got, headed = house.read(role, route.urls["own"]), house.client(role).head(route.urls["own"])
            assert (headed.status_code, headed.mimetype, headed.location) == (
                got.status_code,
                got.mimetype,
                got.location,
            ), f"{route.name} ({role})"
            assert headed.get_data() == b"", route.name


@promises("nothing_lost", "Wrong methods are told so")
def test_wrong_methods_are_told_so(house: World) -> None:
    for route in house.pages():
        methods = {other.method for other in house.every_route if other.rule.rule == route.rule.rule}
        for method in {"POST", "PUT", "DELETE", "PATCH"} - methods:
            answer = house.client("administrator").open(
                route.urls["own"], method=method, data={"csrf_token": csrf_token(house.app)}
            )
            assert answer.status_code == 405, f"{method} {route.rule.rule}: {answer.status_code}"
            assert answer.headers["Allow"], route.name


@promises("nothing_lost", "What is not there is not found")
@pytest.mark.parametrize("strange", STRANGE_IDS)
def test_what_is_not_there_is_not_found(house: World, strange: str) -> None:
    wrong = []
    for route in house.routes:
        for parameter in route.rule.arguments:
            url = strange_url(house, route.rule.rule, parameter, strange)
            for role in ("administrator", "manager", STRANGER):
                answer = house.client(role).open(
                    url,
                    method=route.method,
                    data={"csrf_token": csrf_token(house.app)} if route.method != "GET" else None,
                )
                to_sign_in = answer.status_code in (302, 401) and role == STRANGER
                if answer.status_code not in (404, 403, 405, 308, 400) and not to_sign_in:
                    wrong.append(f"{route.method} {url} ({role}): {answer.status_code}")
    assert not wrong, "\n".join([*wrong, "Let the address convert it (<id:...>), or raise what answers 404."])


def strange_url(world: World, rule: str, parameter: str, strange: str) -> str:
    """The address of a rule with something strange in one place and a record in the others."""

    def value(found: re.Match[str]) -> str:
        return strange if found[1].rpartition(":")[2] == parameter else "1"

    return re.sub(r"<([^>]+)>", value, rule)


def names_in_addresses(world: World) -> list[str]:
    """What stands before the = in the addresses that pages link to and forms ask for."""
    names = {"q", "page", "sort", "next", "place"}
    for route, role in world.html_pages():
        page = page_of(world.read(role, route.urls["own"]))
        names |= {field.name for form in page.forms if form.method == "get" for field in form.fields}
        names |= {name for link in page.links for name in parse_qs(urlsplit(link).query)}
    return sorted(names - {""})


@pytest.fixture(scope="module")
def names(house: World) -> list[str]:
    """The same, asked for once."""
    return names_in_addresses(house)


VALUES = st.one_of(
    st.text(max_size=40),
    st.integers().map(str),
    st.sampled_from(
        [*MISTAKES.values(), "-name", "2026-13", "2026-11", "0001-01-01", "9999-12-31", "1e9", "NaN", "inf"]
    ),
)


@promises("nothing_lost", "No query of an address gives an error")
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    database=None,
)
@given(data=st.data())
def test_no_query_gives_a_500(house: World, names: list[str], data: st.DataObject) -> None:
    query = data.draw(st.dictionaries(st.sampled_from(names), VALUES, min_size=1, max_size=4))
    text = "&".join(f"{quote(name)}={quoted(value)}" for name, value in query.items())
    pages = [*house.pages(), *(route for route, _seen in house.hosts())]
    many = min(6, len(pages))
    for route in data.draw(st.lists(st.sampled_from(pages), min_size=many, max_size=many)) if pages else ():
        for role in ("administrator", "manager", "deputy", STRANGER):
            answer = house.client(role).get(f"{route.urls['own']}?{text}")
            assert answer.status_code < 500, f"{route.urls['own']}?{text} ({role})"


def quoted(value: str) -> str:
    """A value as it stands in an address, also one that is no text."""
    return quote(value.encode("utf-8", "surrogatepass"))


@promises("nothing_lost", "Every parameter of every list takes every mistake")
@pytest.mark.parametrize("role", ["administrator", "deputy", STRANGER])
def test_every_parameter_of_every_list_takes_every_mistake(house: World, names: list[str], role: str) -> None:
    client = house.client(role)
    wrong = []
    for route in house.pages():
        for mistake in MISTAKES.values():
            text = "&".join(f"{name}={quoted(mistake)}" for name in names)
            answer = client.get(f"{route.urls['own']}?{text[:30000]}")
            wrong += (
                [f"{route.name} ({role}) with {mistake[:20]!r}: {answer.status_code}"]
                if answer.status_code >= 500
                else []
            )
    assert not wrong, "\n".join(
        [*wrong, "Take what stands in an address as anything: read it by a form, or say what it is not."]
    )


@promises("nothing_lost", "A body that is no form gives no error")
@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "application/json",
        "text/plain; charset=no-such",
        "nonsense",
    ],
)
def test_a_body_that_is_no_form_gives_no_500(house: World, content_type: str) -> None:
    for body in (b"", b"{", b"\xff" * 50, b"--x\r\nContent-Disposition: form-data\r\n\r\n"):
        for route in house.actions():
            answer = house.client("administrator").open(
                route.urls["own"], method=route.method, data=body, content_type=content_type
            )
            assert answer.status_code < 500, f"{route.name} with {content_type}"
