"""The environment in .venv: made, brought up to date with its locks, and the project put into it.

Needs nothing but Python. ``python -m tools.environment run`` installs what LianZhan runs on, with ``develop`` also
what checks and tests it.
"""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from tools import system

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ROOT / "requirements"
# uv is much faster, but knows neither pip's mirrors nor its proxies: where it gets no answer, pip takes over.
IMPATIENT = {"UV_HTTP_TIMEOUT": "20", "UV_HTTP_RETRIES": "1"}


def main(purpose: str) -> None:
    """Make the environment fit for the purpose: "run" or "develop"."""
    if not PYTHON.exists():
        system.say("making the environment in .venv")
        if importlib.util.find_spec("ensurepip") is None and system.can_install():
            system.apt(["python3-venv"])  # Debian keeps this part of Python in a package of its own
        command(sys.executable, "-m", "venv", str(VENV))
    system.say(f"installing what is needed to {purpose} (locked in requirements/{purpose}.txt)")
    pip(PYTHON, "--require-hashes", "-r", str(LOCKS / "build.txt"))
    install(PYTHON, "--require-hashes", "-r", str(LOCKS / f"{purpose}.txt"))
    install(PYTHON, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    for done in {"run", purpose}:
        (VENV / done).touch()


def install(python: Path, *wanted: str) -> None:
    """Install into the environment of that Python, with uv if it can, else with pip."""
    arguments = [
        str(PYTHON.with_name("uv")),
        "pip",
        "install",
        "--quiet",
        "--no-config",
        "--python",
        str(python),
        *wanted,
    ]
    if subprocess.run(arguments, env={**os.environ, **IMPATIENT}, capture_output=True, check=False).returncode:
        pip(python, *wanted)


def pip(python: Path, *wanted: str) -> None:
    """Install with pip, or stop with what it said."""
    command(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted)


def command(*arguments: str) -> None:
    """Run a command quietly; where it fails, stop with its words."""
    finished = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if finished.returncode:
        sys.exit(
            f"{finished.stdout}\nThis did not work: {' '.join(arguments)}\nMend what it says above, then try again."
        )


if __name__ == "__main__":
    main(sys.argv[1])
