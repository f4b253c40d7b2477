"""A page that tells what to type, followed to the letter: files are written, changes made, commands run, in its order.

A block that is followed has a comment above it:

``<!-- file: mustard/notes.py -->``   the block becomes this file, new or instead of what was there
``<!-- append: mustard/notes.py -->`` the block is added at the end of this file, two lines below what stands there
``<!-- change: mustard/views.py -->`` a diff: what it takes away and keeps must stand there, exactly once
``<!-- run -->``                      commands for a shell, each must succeed; a ``cd`` lasts
``<!-- run: fails -->``               the same, and the last one must not succeed
``<!-- serve: /p/mustard/ -->``       a server: it is started, asked for this address, and ended
``<!-- once -->``                     commands the reader needs and the test's environment stands for
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import urllib.request
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.testing.serving import Served, free_port, wait_until_ready

FENCE = re.compile(r"^```", re.MULTILINE)
BLOCK = re.compile(r"<!-- (\w+)(?:: (.+?))? -->\n```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PATIENCE_S = 600


@dataclass(frozen=True, slots=True)
class Step:
    """One block: what is done with it, to which file or address, and its text."""

    kind: str
    subject: str
    text: str


def steps_of(page: Path) -> list[Step]:
    """Every block of a page in its order. A block that nothing is done with is a mistake of the page."""
    text = page.read_text(encoding="utf-8")
    steps = [Step(kind, subject, block) for kind, subject, block in BLOCK.findall(text)]
    assert len(FENCE.findall(text)) == 2 * len(steps), f"{page.name} has a block without a comment that says what it is"
    return steps


def changed(text: str, diff: str) -> str:
    """The text after a diff. Each of its parts, divided by lines of ``@@``, must fit in exactly one place."""
    for part in re.split(r"^@@.*\n", diff, flags=re.MULTILINE):
        lines = part.splitlines()
        before = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
        after = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
        if part.strip():
            found = f"\n{text}".count(f"\n{before}")
            assert found == 1, f"this fits in {found} places, not in one:\n{before}\nof\n{text}"
            text = f"\n{text}".replace(f"\n{before}", f"\n{after}")[1:]
    return text


class Desk:
    """The desk of somebody who follows a page: a folder, an environment of Python, the commands of the platform.

    The environment is one of its own over that of the tests: what is installed into it is gone with it, and nothing is
    fetched from anywhere.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work"
        self.folder.mkdir(parents=True)
        self.bin = folder / "environment" / "bin"
        venv.create(self.bin.parent, with_pip=False)
        [packages] = self.bin.parent.glob("lib/python*/site-packages")
        ours = next(place for place in sys.path if place.endswith("site-packages"))
        (packages / "ours.pth").write_text(f"import site; site.addsitedir({ours!r})\n", encoding="utf-8")
        for name, code in COMMANDS.items():
            script = self.bin / name
            script.write_text(f"#!{self.bin / 'python'}\n{code}\n", encoding="utf-8")
            script.chmod(0o755)

    def follow(self, steps: Sequence[Step]) -> None:
        """Do what the blocks say, one after the other."""
        for step in steps:
            getattr(self, step.kind)(step)

    def file(self, step: Step) -> None:
        """Write a file."""
        place = self.folder / step.subject
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(step.text, encoding="utf-8")

    def append(self, step: Step) -> None:
        """Add to the end of a file that is there, as far below as a formatter wants it."""
        place = self.folder / step.subject
        place.write_text(f"{place.read_text(encoding='utf-8')}\n\n{step.text}", encoding="utf-8")

    def change(self, step: Step) -> None:
        """Change a file that is there."""
        place = self.folder / step.subject
        place.write_text(changed(place.read_text(encoding="utf-8"), step.text), encoding="utf-8")

    def run(self, step: Step) -> None:
        """Run commands where the last ones left off."""
        done = self.ran(step.text)
        assert (done.returncode != 0) == (step.subject == "fails"), f"{step.text}\n{done.stdout}\n{done.stderr}"

    def serve(self, step: Step) -> None:
        """Start the server, ask it for an address, end it."""
        log, port = self.folder.parent / "serve.log", free_port()
        with log.open("wb") as told:
            process = subprocess.Popen(  # noqa: S603 - the page's own command
                ["/bin/sh", "-c", f"exec {step.text}"],
                cwd=self.folder,
                env={**self.environment, "LIANZHAN_PORT": str(port)},
                stdout=told,
                stderr=told,
                start_new_session=True,
            )
        served = Served(f"http://127.0.0.1:{port}", process, log)
        try:
            wait_until_ready(served)
            with urllib.request.urlopen(served.url + step.subject, timeout=60) as answer:  # noqa: S310 - our own server
                assert answer.status == 200
        finally:
            process.terminate()
            process.wait(30)

    def once(self, step: Step) -> None:
        """Nothing: the environment is there already."""

    def ran(self, commands: str) -> subprocess.CompletedProcess[str]:
        """How these commands ended; where they went is where the next ones begin."""
        where = self.folder.parent / "where"
        done = subprocess.run(  # noqa: S603 - the page's own commands
            ["/bin/bash", "-e", "-c", f"{commands}\npwd > {where}"],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE_S,
            check=False,
        )
        if done.returncode == 0:
            self.folder = Path(where.read_text(encoding="utf-8").strip())
        return done

    @property
    def environment(self) -> dict[str, str]:
        """What commands find around them: nothing of the tester's own settings, and no registry to ask."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LIANZHAN_", "PYTHON"))}
        offline = {"PIP_NO_BUILD_ISOLATION": "0", "PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1", "PIP_QUIET": "1"}
        return {**kept, **offline, "PATH": f"{self.bin}{os.pathsep}{kept['PATH']}", "LANGUAGE": "en"}


COMMANDS = {
    "lianzhan": "from core.cli import main; main()",
    "pytest": "import sys, pytest; sys.exit(pytest.main())",
    "pip": "import runpy; runpy.run_module('pip', run_name='__main__')",
}
"""What an installation puts beside Python."""
