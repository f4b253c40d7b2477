"""Promise 9: every hook, setting, error code and command is in the documents, and what they show works."""

import ast
import re
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from core import hookspecs
from core.cli import lianzhan
from core.errors import DomainError
from core.settings import PREFIX, Settings
from core.testing.promises.documents import *
from core.testing.promises.world import World
from tests.house.checkout import ROOT
from tools.docs import described_fields, error_classes

DOCS = "\n".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "docs").rglob("*.md")))


@pytest.mark.parametrize("page", ["tools.docs", "tools.hook_reference"])
def test_the_written_pages_are_as_the_code_is(page: str) -> None:
    checked = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", page, "check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_hook_is_documented(world: World) -> None:
    specs = {name for name, spec in vars(hookspecs).items() if hasattr(spec, "extension_point")}
    specs |= {spec.__name__ for spec in world.app.extensions["lianzhan"].host.dispatcher._calls}
    assert [name for name in sorted(specs) if f"`{name}`" not in DOCS and f"{name}(" not in DOCS] == []


def test_every_setting_is_documented_and_says_what_it_decides() -> None:
    assert [name for name in Settings.__dataclass_fields__ if f"`{PREFIX}{name.upper()}`" not in DOCS] == []
    assert [name for name, words in described_fields(Settings).items() if not words] == []


def typed(group: click.Group, name: str) -> list[str]:
    context, found = click.Context(group), []
    for child in group.list_commands(context):
        command = group.get_command(context, child)
        found += typed(command, f"{name} {child}") if isinstance(command, click.Group) else [f"{name} {child}"]
    return found


def test_every_command_is_documented_and_says_what_it_does() -> None:
    every = typed(lianzhan, "lianzhan")
    assert len(every) > 10
    assert [name for name in every if f"`{name}`" not in DOCS] == []
    for name in every:
        told = CliRunner().invoke(lianzhan, [*name.split()[1:], "--help"])
        assert told.exit_code == 0, told.output
        assert len(told.output.splitlines()) > 4, name


def test_every_error_has_a_code_and_a_sentence_of_its_own_and_is_documented() -> None:
    errors = error_classes()
    assert len(errors) > 50
    wrong = [
        f"{one.__module__}.{one.__name__} needs a code like station_not_found"
        for one in errors
        if not re.fullmatch(r"[a-z]+(_[a-z]+)*", one.code)
    ]
    wrong += [
        f"{one.__module__}.{one.__name__} is not in docs: {one.code}" for one in errors if f"`{one.code}`" not in DOCS
    ]
    wrong += [
        f"{one.__module__}.{one.__name__} needs a sentence"
        for one in errors
        if one is not DomainError and not one.message.msgid
    ]
    by_code: dict[str, list[type[DomainError]]] = {}
    for one in errors:
        if "code" in vars(one):
            by_code.setdefault(one.code, []).append(one)
    wrong += [
        f"{code} is the code of {[one.__name__ for one in twice]}" for code, twice in by_code.items() if len(twice) > 1
    ]
    assert not wrong, "\n".join(wrong)


def codes_of_reports() -> set[str]:
    """The codes with which the imports refuse a row: the arguments of what refuses."""
    found: set[str] = set()
    for file in sorted((ROOT / "core" / "imports").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
                "ValueProblem",
                "Problem",
                "refuse",
            ):
                literals = [
                    one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
                ]
                found |= {text for text in literals if re.fullmatch(r"[a-z]+(_[a-z]+)+", text)}
    return found


def test_every_code_of_an_import_report_is_documented() -> None:
    codes = codes_of_reports()
    assert len(codes) > 10
    assert [code for code in sorted(codes) if f"`{code}`" not in DOCS] == []


def test_every_page_that_is_linked_to_is_there() -> None:
    pages = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
    missing = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
        if "://" not in link and not link.startswith("mailto:") and not (page.parent / link).exists()
    ]
    assert not missing, "\n".join(missing)


def examples() -> list[tuple[str, str]]:
    pages = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
    return [
        (f"{page.relative_to(ROOT)}:{number}", text)
        for page in pages
        for number, text in enumerate(
            re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL), 1
        )
    ]


def test_examples_in_python_are_python() -> None:
    for name, text in examples():
        is_signature = text.startswith("def ") and not text.rstrip().endswith(":") and "\n" not in text.strip()
        compile(f"{text.rstrip()}: ..." if is_signature else text, name, "exec")


def test_commands_in_the_documents_exist() -> None:
    every = typed(lianzhan, "lianzhan")
    groups = {" ".join(name.split()[:-1]) for name in every} | {"lianzhan"}
    unknown = []
    for page in [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]:
        for line in re.findall(r"^\s*(?:\$ )?(lianzhan [a-z][^\n`]*)$", page.read_text(encoding="utf-8"), re.MULTILINE):
            words = line.split()
            if not (" ".join(words[:2]) in every or " ".join(words[:3]) in every or " ".join(words[:2]) in groups):
                unknown.append(f"{page.relative_to(ROOT)}: {line}")
    assert not unknown, "\n".join(unknown)
