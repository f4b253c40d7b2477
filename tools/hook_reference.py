"""The hook reference: docs/hooks.md, written from the hookspecs, so that it cannot say anything else.

``write`` writes it; ``check`` fails, with how to mend it, when it differs from the code.
"""

from __future__ import annotations

import argparse
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

from core import hookspecs
from core.access import Permission
from core.plugin_host import declarations
from core.plugin_host.marks import ExtensionPoint, point_of

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "hooks.md"
CALLED = {
    "start": "once, when the platform starts",
    "page": "while a page is built, in the page's own transaction",
    "question": "when the answer is needed; it must not write",
    "event": "when it has happened, in a SAVEPOINT of its own; it may write",
    "rule": "when something is about to be done; an answer is a reason against it",
}
HEAD = f"""\
<!-- Written by tools/hook_reference.py from core/hookspecs.py. Do not edit: run `python -m tools.hook_reference write`. -->

# Hooks

Plugin API version {hookspecs.API_VERSION}. A plugin implements a hook in its `__init__.py`:

```python
from core.api.declare import hooks, implements


@implements(hooks.nav_items)
def nav_items() -> list[NavItem]:
    return [NavItem(title=_("Looms"), endpoint="looms.index")]
```

An implementation may leave parameters out; it cannot ask for others. `mypy --strict` compares the signatures, and so does
the platform when it loads the plugin. How plugins are made is told in [plugins.md](plugins.md).
"""


def main() -> int:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("command", choices=("write", "check"))
    command = parser.parse_args().command
    page = reference()
    if command == "write":
        PAGE.write_text(page, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
        print(f"{PAGE.relative_to(ROOT)} differs from core/hookspecs.py. Run: python -m tools.hook_reference write")
        return 1
    return 0


def reference() -> str:
    """The page."""
    points = [point_of(value) for value in vars(hookspecs).values() if hasattr(value, "extension_point")]
    parts = [HEAD, _overview(points), *map(_hook, points), "## What hooks hand back\n", *map(_type, _types())]
    return re.sub(r"(?<!`)``(?!`)", "`", "\n".join(part.rstrip() + "\n" for part in parts))


def _overview(points: list[ExtensionPoint]) -> str:
    rows = [
        f"| [{point.name}](#{point.name}) | {_summary(point.function)} | {CALLED[point.when]} |" for point in points
    ]
    return "\n".join(["| hook | what for | called |", "|---|---|---|", *rows])


def _hook(point: ExtensionPoint) -> str:
    return "\n".join(
        [
            f"## {point.name}",
            "",
            "```python",
            point.call.replace("'", ""),
            "```",
            "",
            inspect.getdoc(point.function) or "",
            "",
            f"- Called: {CALLED[point.when]}.",
            f"- A failure costs: {point.costs[0].lower()}{point.costs[1:]}"
            if point.costs
            else "- A failure costs: only this answer.",
        ]
    )


def _types() -> Iterator[type]:
    yield from (value for value in vars(declarations).values() if is_dataclass(value) and isinstance(value, type))
    yield Permission


def _type(kind: type) -> str:
    rows = [f"| `{field.name}` | `{_in_cell(field.type)}` |{_default(field)} |" for field in fields(kind)]
    told = dedent(inspect.getdoc(kind) or "")
    return "\n".join([f"### {kind.__name__}", "", told, "", "| field | type | default |", "|---|---|---|", *rows])


def _in_cell(text: object) -> str:
    return str(text).replace("|", r"\|")


def _default(field: Any) -> str:
    missing = type(field.default).__name__ == "_MISSING_TYPE"
    if not missing:
        return f" `{field.default!r}`"
    return " `{}`" if field.default_factory is dict else ""


def _summary(function: Callable[..., Any]) -> str:
    return (inspect.getdoc(function) or "").partition("\n")[0]


if __name__ == "__main__":
    sys.exit(main())
