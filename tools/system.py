"""What LianZhan's tests need from the machine: Chromium, a Chinese font, PostgreSQL, LibreOffice.

Needs nothing but Python. Where there is root on Debian, apt brings what is missing; elsewhere Playwright brings
Chromium, and a sentence says what is left to do.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OWN_BROWSERS = (
    "~/.cache/ms-playwright/chromium*/*/chrome",
    "~/.cache/ms-playwright/chromium*/*/*shell",
    "~/Library/Caches/ms-playwright/chromium*",
)
OWN_OFFICE = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
SERVERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/pgsql/bin")
FONTS = ("/usr/share/fonts/**/*CJK*", "/usr/share/fonts/**/wqy*", "/System/Library/Fonts/*PingFang*")


def main() -> None:
    """Install the parts that are missing, or say what to install."""
    parts: dict[str, tuple[Callable[[], bool], Sequence[str]]] = {
        "Chromium": (lambda: bool(chromium()), ["chromium"]),
        "a Chinese font": (chinese_font, ["fonts-noto-cjk"]),
        "PostgreSQL": (lambda: bool(postgresql()), ["postgresql"]),
        "LibreOffice": (lambda: bool(libreoffice()), ["libreoffice-writer-nogui"]),
    }
    missing = {name: packages for name, (is_there, packages) in parts.items() if not is_there()}
    if not missing:
        return
    say(f"installing what the tests need from the machine: {', '.join(missing)}")
    if can_install():
        apt(package for packages in missing.values() for package in packages)
    elif "Chromium" in missing:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if missing := {name: packages for name, packages in missing.items() if not parts[name][0]()}:
        sys.exit(
            f"The tests need {' and '.join(missing)}, and this machine has not got it. Install it with the system's own "
            f"tools (on Debian: {' '.join(p for packages in missing.values() for p in packages)}), then try again."
        )


def chromium() -> str | None:
    """The Chromium to drive: the machine's, or the one Playwright brought."""
    return next(filter(None, map(shutil.which, BROWSERS)), None) or next(map(str, found(OWN_BROWSERS)), None)


def libreoffice() -> str | None:
    """The LibreOffice that opens what is written for Word."""
    return next(filter(None, map(shutil.which, ("soffice", "libreoffice", OWN_OFFICE))), None)


def postgresql() -> Path | None:
    """The folder with PostgreSQL's programs (initdb, postgres), the newest where there are several."""
    folders = list(found(SERVERS))
    if program := shutil.which("initdb"):
        folders.append(Path(program).resolve().parent)
    usable = [folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()]
    return max(
        usable, key=lambda folder: [int(part) for part in folder.parent.name.split(".") if part.isdigit()], default=None
    )


def chinese_font() -> bool:
    """Whether a page in Chinese can be looked at."""
    if lister := shutil.which("fc-list"):
        return bool(subprocess.run([lister, ":lang=zh"], capture_output=True, check=False).stdout.strip())
    return any(found(FONTS))


def found(patterns: Iterable[str]) -> Iterator[Path]:
    """The files that fit one of the absolute patterns."""
    for pattern in map(Path, patterns):
        home = pattern.expanduser()
        yield from sorted(Path(home.anchor).glob(str(home.relative_to(home.anchor))))


def can_install() -> bool:
    """Whether this is root on a Debian."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt(packages: Iterable[str]) -> None:
    """Install Debian packages; where that fails, stop with what apt said."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages]
    for command in (["apt-get", "update", "--quiet"], install):
        finished = subprocess.run(
            command, env=quiet, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        if finished.returncode:
            sys.exit(
                f"{finished.stdout[-2000:]}\n`{' '.join(command)}` did not work. Mend what it says above, then try again."
            )


def say(step: str) -> None:
    """One line of progress."""
    print(f"· {step}", flush=True)


if __name__ == "__main__":
    main()
