"""Who gets which answer from which route: asked over HTTP, written down for review.

``python -m tests.house.permissions`` writes the answers into tests/core/permissions.txt and
tests/plugins/<name>/permissions.txt. Read the difference before you commit it: it is what people may do.

A line is ``GET /stations/<id:station>/edit  stranger:login office:200/403 ...``: the answer at the role's own station,
and after the stroke the one at another station where it differs. ``login`` sends to the sign-in page; ``ok`` is any
answer of an action that was let in, also "that form is empty".
"""

import tempfile
from pathlib import Path

from core.testing.databases import Store, migrate
from core.testing.signing import csrf_token
from tests.house.world import ROLES, ROOT, Route, World, make_world

HEAD = """\
# Who gets which answer: <at the own station>/<at another one>. Written by `python -m tests.house.permissions`,
# reviewed by people: a changed line is a changed right.
"""


def file_of(owner: str, plugins: tuple[str, ...]) -> Path:
    """Where the answers of a feature or plugin stand."""
    return (
        ROOT / "tests" / "plugins" / owner / "permissions.txt"
        if owner in plugins
        else ROOT / "tests" / "core" / "permissions.txt"
    )


def answers(world: World) -> dict[Path, str]:
    """The content of every file, as the routes answer now."""
    plugins = tuple(world.plugins)
    lines: dict[Path, list[str]] = {}
    for route in world.routes:
        told = " ".join(f"{role}:{_asked(world, route, role)}" for role in ROLES)
        lines.setdefault(file_of(route.owner, plugins), []).append(f"{route.name}  {told}")
    return {file: HEAD + "\n".join(sorted(found)) + "\n" for file, found in lines.items()}


def _asked(world: World, route: Route, role: str) -> str:
    own = _answer(world, role, route, "own")
    other = _answer(world, role, route, world.other(role)) if route.has_subject else own
    return own if own == other else f"{own}/{other}"


def _answer(world: World, role: str, route: Route, place: str) -> str:
    client, url = world.client(role), route.urls[place]
    if route.method == "GET":
        with client.get(url) as answer:
            return _told(answer.status_code, answer.location)
    with client.open(url, method=route.method, data={"csrf_token": csrf_token(world.app)}) as answer:
        told = _told(answer.status_code, answer.location)
    world.restore()
    return told if told in ("login", "401", "403", "404", "405", "400") or told.startswith("5") else "ok"


def _told(status: int, location: str | None) -> str:
    if 300 <= status < 400:
        return "login" if (location or "").startswith("/login") else "redirect"
    return str(status)


def main() -> None:
    """Write the files."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        world = make_world(place, Store(place, _no_server).sqlite("migrated", migrate))
        for file, content in answers(world).items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
            print(file.relative_to(ROOT))  # noqa: T201 - a command for people
        world.close()


def _no_server() -> None:  # type: ignore[misc]
    raise NotImplementedError


if __name__ == "__main__":
    main()
