"""Who gets which answer from which route: asked over HTTP, written down for review.

A line is ``GET /stations/<id:station>/edit  stranger:login office:200/403 ...``: the answer at the role's own station,
and after the stroke the one at another station where it differs. ``login`` sends to the sign-in page; ``ok`` is any
answer of an action that was let in, also "that form is empty".
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.testing.databases import Store
from core.testing.promises.world import ROLES, Route, World
from core.testing.promises.worlds import make_world
from core.testing.signing import csrf_token

if TYPE_CHECKING:
    from core.testing.about import Subject
    from core.testing.postgresql import Server

HEAD = """\
# Who gets which answer: <at the own station>/<at another one>. Written by `{command}`,
# reviewed by people: a changed line is a changed right.
"""
REFUSED = ("login", "401", "403", "404", "405", "400")
_FAILS = re.compile(r" \w+:(\w+/)?5\d\d\b")


class Unanswered(LookupError):
    """Addresses that cannot be asked, or fail when they are: nothing that anybody could review."""


@dataclass(frozen=True)
class Review:
    """Where the reviewed answers stand, and the command that writes them."""

    file_of: Callable[[str, World], Path]
    """The file for the routes of a feature or plugin."""
    command: str

    def answers(self, world: World) -> dict[Path, str]:
        """The content of every file, as the routes answer now."""
        lines: dict[Path, list[str]] = {}
        for route in world.routes:
            told = " ".join(f"{role}:{_asked(world, route, role)}" for role in ROLES)
            lines.setdefault(self.file_of(route.owner, world), []).append(f"{route.name}  {told}")
        head = HEAD.format(command=self.command)
        return {file: head + "\n".join(sorted(found)) + "\n" for file, found in lines.items()}

    def write(self, about: Subject | None = None) -> list[Path]:
        """Write the files anew, on a database made for it; which they are. Raises Unanswered, and writes nothing."""
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            migrated = Store(place, _no_server, about.decisions if about else None).migrated("sqlite")
            with closing(make_world(place, migrated, subject=about)) as world:
                if world.without_sample:
                    raise Unanswered("\n".join(dict.fromkeys(world.without_sample)))
                found = self.answers(world)
        if failing := [line for content in found.values() for line in content.splitlines() if _FAILS.search(line)]:
            raise Unanswered("\n".join([*failing, "These fail. Open them and mend them, then ask again."]))
        for file, content in found.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
        return list(found)


def review_of(subject: Subject) -> Review:
    """The review of a plugin in a repository of its own: one file beside its tests."""
    return Review(lambda _owner, _world: subject.reviewed, "lianzhan plugin permissions")


def _asked(world: World, route: Route, role: str) -> str:
    own = _answer(world, role, route, "own")
    other = _answer(world, role, route, world.other(role)) if route.has_subject else own
    return own if own == other else f"{own}/{other}"


def _answer(world: World, role: str, route: Route, place: str) -> str:
    url = route.urls[place]
    if route.method == "GET":
        answer = world.read(role, url)
        return _told(answer.status_code, answer.location)
    with world.client(role).open(url, method=route.method, data={"csrf_token": csrf_token(world.app)}) as done:
        told = _told(done.status_code, done.location)
    world.restore()
    return told if told in REFUSED or told.startswith("5") else "ok"


def _told(status: int, location: str | None) -> str:
    if 300 <= status < 400:
        return "login" if (location or "").startswith("/login") else "redirect"
    return str(status)


def _no_server() -> Server:
    raise NotImplementedError
