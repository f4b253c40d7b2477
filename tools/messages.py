"""Message catalogs: one for the core and the shared templates, one for every plugin; no hand edits a .po file.

``update`` brings the catalogs in line with the code, ``translate words.json`` merges ``{"English": "..."}`` into every
catalog that has the message, ``check`` says what is not yet fit to be read, ``compile`` makes the .mo files.
Several people may run this at once: it works under a lock and writes whole files. How catalogs are kept stands in
``core/plugin_kit/messages.py``, for plugins in repositories of their own, too.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # so that it is found where this file is run by its path

from core.errors import DomainError  # noqa: E402
from core.plugin_kit import messages  # noqa: E402
from core.plugin_kit.catalogs import Domain  # noqa: E402
from core.plugin_kit.messages import Catalogs  # noqa: E402
from core.plugin_kit.messages_command import translations_in  # noqa: E402


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("update", help="bring the catalogs in line with the code; forget what is no longer said")
    translate_ = commands.add_parser("translate", help="merge translations, then list what is still missing")
    translate_.add_argument("files", nargs="+", type=Path, metavar="FILE.json")
    commands.add_parser("check", help="fail unless every message is translated, once and faithfully")
    commands.add_parser("compile", help="make a .mo beside each .po")
    asked = parser.parse_args()
    with messages.one_at_a_time():
        if asked.command == "update":
            messages.update(catalogs())
            report()
        elif asked.command == "translate":
            translate(asked.files)
        elif asked.command == "check":
            check()
        else:
            messages.compile_all(catalogs())


def catalogs() -> Catalogs:
    """The core's catalog, then one for each plugin folder."""
    core = Domain("core", ROOT / "core", (ROOT / "core", ROOT / "templates"))
    homes = sorted(manifest.parent for manifest in ROOT.glob("plugins/*/plugin.toml"))
    return Catalogs(ROOT, (core, *(Domain(home.name, home, (home,)) for home in homes)))


def translate(files: Iterable[Path]) -> None:
    """Merge translations into the catalogs that have the message, and tell what found no place."""
    given: dict[str, str] = {}
    for file in files:
        try:
            given |= translations_in(file)
        except DomainError as problem:
            sys.exit(str(problem))
    for text in messages.translate(catalogs(), given):
        print(f"not in the code: {text!r}")
    report()


def check() -> None:
    """Exit with the list of what is wrong, if anything is."""
    if wrong := messages.problems(catalogs()):
        sys.exit("\n".join([*map(str, wrong), "Run `make messages`, then translate what is missing."]))
    print(f"{messages.count(catalogs())} messages, all translated")


def report() -> None:
    """Say what still waits for a translation."""
    for one in messages.missing(catalogs()):
        print(one)


if __name__ == "__main__":
    main()
