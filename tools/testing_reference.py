"""The reference of core.testing: the second half of docs/testing.md, written from the code, and its examples from a test.

``write`` writes it; ``check`` fails, with how to mend it, when it differs from the code. What else stands above the mark is
written by hand.
"""

from __future__ import annotations

import argparse
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core import testing
from tools.api import fixtures, gives
from tools.hook_reference import REGION
from tools.surface import constants, members, signature, summary

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "testing.md"
EXAMPLES = ROOT / "tests" / "core" / "testing" / "test_examples.py"
EXAMPLE = re.compile(r"<!-- example: (\w+) -->\n```python\n.*?```\n", re.DOTALL)
MARK = "<!-- From here on written by tools/testing_reference.py: run `python -m tools.testing_reference write`. -->\n"


def main() -> int:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("command", choices=("write", "check"))
    command = parser.parse_args().command
    page = reference()
    if command == "write":
        PAGE.write_text(page, encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != page:
        print(
            "docs/testing.md differs from core/testing. Run: python -m tools.testing_reference write", file=sys.stderr
        )
        return 1
    return 0


def reference() -> str:
    """The whole page: what is written by hand, and what follows from the code."""
    by_hand = _with_examples(PAGE.read_text(encoding="utf-8").partition(MARK)[0])
    names = {name: getattr(testing, name) for name in testing.__all__}
    functions = {name: value for name, value in names.items() if inspect.isfunction(value)}
    kinds = {name: value for name, value in names.items() if isinstance(value, type)}
    rest = [name for name in names if name not in functions and name not in kinds]
    parts = [
        *_fixtures(),
        "\n## Functions\n\n`from core.testing import ...`\n",
        *(_function(name, value) for name, value in functions.items()),
        *_constants(rest),
        "\n## What fixtures and functions give\n",
        *(_kind(name, value) for name, value in kinds.items()),
    ]
    return by_hand + MARK + "\n".join(parts).rstrip() + "\n"


def _with_examples(text: str) -> str:
    """The page with its examples as the tests have them."""
    examples = dict(REGION.findall(EXAMPLES.read_text(encoding="utf-8")))
    return EXAMPLE.sub(lambda at: f"<!-- example: {at[1]} -->\n```python\n{examples[at[1]].strip()}\n```\n", text)


def _fixtures() -> Iterator[str]:
    yield "\n## Fixtures\n\n| fixture | gives | |\n|---|---|---|"
    for name, function in fixtures().items():
        yield f"| `{name}` | `{_cell(gives(function))}` | {_cell(_told(name, function))} |"


def _function(name: str, value: Any) -> str:
    return f"### {name}\n\n```python\ndef {name}{signature(value)}\n```\n\n{_told(name, value)}\n"


def _constants(names: list[str]) -> Iterator[str]:
    told: dict[str, str] = {}
    for file in sorted((ROOT / "core" / "testing").glob("*.py")):
        told |= constants(file)
    yield from (f"### {name}\n\n{_or_raise(name, told.get(name, ''))}\n" for name in names)


def _kind(name: str, kind: type) -> str:
    rows = [f"| `{_cell(one.written)}` | {_cell(one.told)} |" for one in members(kind)]
    table = "\n".join(["| | |", "|---|---|", *rows]) if rows else ""
    return f"### {name}\n\n{_told(name, kind)}\n\n{table}\n"


def _told(name: str, thing: object) -> str:
    return _or_raise(name, summary(thing))


def _or_raise(name: str, told: str) -> str:
    if not told:
        raise ValueError(f"core.testing.{name} promises nothing: give it a docstring, it is public")
    return told


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


if __name__ == "__main__":
    sys.exit(main())
