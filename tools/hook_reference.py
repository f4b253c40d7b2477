"""The hook reference: docs/hooks.md, written from the hookspecs and from examples that tests run.

``write`` writes it; ``check`` fails, with how to mend it, when it differs from the code. A hook without an example, or a
field of what it hands back without a meaning, is refused.
"""

from __future__ import annotations

import argparse
import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

from core import hookspecs
from core.access import Permission
from core.plugin_host import declarations
from core.plugin_host.marks import ExtensionPoint, point_of
from plugins.alliances import api as alliances
from plugins.duty_days import api as duty_days
from plugins.duty_days.rules import restrictions
from plugins.enterprise_visits import api as enterprise_visits
from tools.surface import described, plain, signature, summary

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "hooks.md"
EXAMPLES = ROOT / "tests" / "core" / "plugin_host" / "hook_examples"
REGION = re.compile(r"^# region (\w+)\n(.*?)^# endregion$", re.DOTALL | re.MULTILINE)
CALLED = {
    "start": "once, when the platform starts",
    "page": "while a page is built, in the page's own transaction",
    "question": "when the answer is needed; it must not write",
    "event": "when it has happened, in a SAVEPOINT of its own; it may write",
    "rule": "when something is about to be done; an answer is a reason against it",
}
HEAD = f"""\
<!-- Written by tools/hook_reference.py. Do not edit: run `python -m tools.hook_reference write`. -->

# Hooks

Plugin API version {hookspecs.API_VERSION}. A plugin implements a hook in its `__init__.py`:

```python
from core.api.declare import hooks, implements


@implements(hooks.nav_items)
def nav_items() -> list[NavItem]:
    return [NavItem(title=_("Looms"), endpoint="looms.index")]
```

An editor completes the hooks, `mypy --strict` compares the signatures, and so does the platform when it loads the plugin. The
platform lets an implementation leave parameters out, where a type checker asks for all of them; nobody can ask for others. How
plugins are made is told in [plugins.md](plugins.md), what may change from version to version in [api-versions.md](api-versions.md).

The examples are those of one plugin, which keeps turns at the loom of a station; tests load it and call every one of them. Its
models are a `Turn` with a station, a deputy, a day and words.
"""
OF_PLUGINS = {
    duty_days: """\
## Hooks of duty days

A plugin may have hooks of its own. Those of duty days are imported from `plugins.duty_days.api`, and implemented in
`with_duty_days.py` of a plugin that `uses` it.
""",
    enterprise_visits: """\
## Hooks of enterprise visits

They are imported from `plugins.enterprise_visits.api`, and implemented in `with_enterprise_visits.py` of a plugin that `uses` it.
""",
    alliances: """\
## Hooks of alliances

They are imported from `plugins.alliances.api`, and implemented in `with_alliances.py` of a plugin that `uses` it.
""",
}
"""The plugins that have hooks of their own, and what their part of the page begins with."""


def main() -> int:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("command", choices=("write", "check"))
    command = parser.parse_args().command
    page = reference()
    if command == "write":
        PAGE.write_text(page, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
        print(f"{PAGE.relative_to(ROOT)} differs from the code. Run: python -m tools.hook_reference write")
        return 1
    return 0


def reference() -> str:
    """The page. LookupError for a hook without an example."""
    shown = examples()
    of_plugins = ([head, *(_hook(point, shown) for point in _points_in(of))] for of, head in OF_PLUGINS.items())
    parts = [
        HEAD,
        _overview(points()),
        *(_hook(point, shown) for point in _points_in(hookspecs)),
        *chain.from_iterable(of_plugins),
        "## What hooks hand back\n",
        *map(_type, _types()),
    ]
    return "\n".join(part.rstrip() + "\n" for part in parts)


def points() -> list[ExtensionPoint]:
    """Every hook there is to implement: the core's, then those of plugins."""
    return [*_points_in(hookspecs), *chain.from_iterable(map(_points_in, OF_PLUGINS))]


def examples() -> dict[str, str]:
    """The code of each example, by the hook it is of; what stands in several places follows one another."""
    found: dict[str, list[str]] = {}
    for file in sorted(EXAMPLES.rglob("*.py")):
        for name, code in REGION.findall(file.read_text(encoding="utf-8")):
            found.setdefault(name, []).append(code.strip())
    return {name: "\n\n\n".join(pieces) for name, pieces in found.items()}


def _points_in(module: ModuleType) -> list[ExtensionPoint]:
    return [point_of(value) for value in vars(module).values() if hasattr(value, "extension_point")]


def _overview(points: list[ExtensionPoint]) -> str:
    rows = [f"| [{point.name}](#{point.name}) | {summary(point.function)} | {_called(point)} |" for point in points]
    return "\n".join(["| hook | what for | called |", "|---|---|---|", *rows])


def _hook(point: ExtensionPoint, shown: dict[str, str]) -> str:
    if point.name not in shown:
        where = "tests/core/plugin_host/hook_examples/weaving, between `# region` and `# endregion`"
        raise LookupError(f"The hook {point.name} has no example. Add one to {where}, and a test that calls it.")
    lost = f"{point.costs[0].lower()}{point.costs[1:]}" if point.costs else "only this answer."
    return "\n".join(
        [
            f"## {point.name}",
            "",
            "```python",
            f"def {point.name}{signature(point.function)}",
            "```",
            "",
            plain(inspect.getdoc(point.function) or ""),
            "",
            f"- Called: {_called(point)}.",
            *_given(point),
            f"- A failure costs: {lost}",
            *(
                [f"- Goes with version {point.goes.version} of the plugin API. {point.goes.instead}"]
                if point.goes
                else []
            ),
            "",
            "```python",
            shown[point.name],
            "```",
        ]
    )


def _called(point: ExtensionPoint) -> str:
    """When it is called; an answer that asks for writing says so in its promise."""
    if point.when == "question" and "May write" in (inspect.getdoc(point.function) or ""):
        return "when the answer is needed, in a SAVEPOINT of its own; it may write"
    return CALLED[point.when]


def _given(point: ExtensionPoint) -> Iterator[str]:
    """What is handed back, where it is a type of this page."""
    if point.gives in tuple(_types()):
        how = "the first one that answers has it" if point.one else "none, one or several"
        yield f"- Hands back: [{point.gives.__name__}](#{point.gives.__name__.lower()}), {how}."


def _types() -> Iterator[type]:
    yield from _kinds_in(declarations)
    yield Permission
    yield from chain.from_iterable(map(_kinds_in, OF_PLUGINS))


def _kinds_in(module: ModuleType) -> Iterator[type]:
    yield from (value for value in vars(module).values() if is_dataclass(value) and isinstance(value, type))


def _type(kind: type) -> str:
    means = described(kind)
    if missing := [field.name for field in fields(kind) if field.name not in means]:
        raise LookupError(
            f"{', '.join(missing)} of {kind.__name__} have no meaning. Write a sentence under each in {kind.__module__}."
        )
    rows = [
        f"| `{field.name}` | `{_in_cell(_written(field.type))}` |{_default(field)} | {_in_cell(means[field.name])} |"
        for field in fields(kind)
    ]
    told = plain(inspect.getdoc(kind) or "")
    return "\n".join(
        [f"### {kind.__name__}", "", told, "", "| field | type | default | means |", "|---|---|---|---|", *rows]
    )


def _written(annotation: object) -> str:
    """A type as it is written; one that is a list of words, as these words."""
    named = getattr(declarations, str(annotation), None) or getattr(restrictions, str(annotation), None)
    return " or ".join(repr(word) for word in get_args(named)) if get_args(named) else str(annotation)


def _in_cell(text: str) -> str:
    return text.replace("|", r"\|")


def _default(field: Any) -> str:
    missing = type(field.default).__name__ == "_MISSING_TYPE"
    if not missing:
        return f" `{field.default!r}`"
    return " `{}`" if field.default_factory is dict else ""


if __name__ == "__main__":
    sys.exit(main())
