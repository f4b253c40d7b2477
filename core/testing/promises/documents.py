"""Promise 9: what goes wrong has a name and a sentence, commands have a help, and the README's examples are code."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from core.errors import DomainError
from core.testing.promises import promises
from core.testing.promises.world import World

EXAMPLE = re.compile(r"```python\n(.*?)```", re.DOTALL)


def every_error() -> list[type[DomainError]]:
    """The domain errors of everything that is installed."""
    found, waiting = [], [DomainError]
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        found.append(one)
    return found


def errors_of(world: World) -> list[type[DomainError]]:
    """Those that are held to it."""
    if world.about is None:
        return every_error()
    packages = tuple(f"{world.host.plugins[name].found.package}." for name in world.about)
    return [one for one in every_error() if f"{one.__module__}.".startswith(packages)]


@promises("documents", "Every error has a code and a sentence of its own")
def test_every_error_of_a_plugin_has_a_code_and_a_sentence_of_its_own(world: World) -> None:
    wrong = []
    for one in errors_of(world):
        name = f"{one.__module__}.{one.__name__}"
        same = {other.__name__ for other in every_error() if other.code == one.code and "code" in vars(other)}
        if not re.fullmatch(r"[a-z]+(_[a-z]+)*", one.code):
            wrong.append(f"{name} needs a code like station_not_found.")
        if one is not DomainError and not one.message.msgid:
            wrong.append(f"{name} needs a sentence in `message`: what, why, and what next.")
        if "code" in vars(one) and len(same) > 1:
            wrong.append(f"{name}: {one.code} is the code of {', '.join(sorted(same))}. Choose one of its own.")
    assert not wrong, "\n".join(wrong)


def commands(command: click.Command, typed: str) -> Iterator[tuple[str, click.Command]]:
    """Every command at or below this one, with what people type."""
    if not isinstance(command, click.Group):
        yield typed, command
        return
    context = click.Context(command)
    for child in command.list_commands(context):
        found = command.get_command(context, child)
        if found:
            yield from commands(found, f"{typed} {child}")


@promises("documents", "Every command says what it does")
def test_every_command_of_a_plugin_says_what_it_does(world: World) -> None:
    silent = [
        f"lianzhan {typed}"
        for group in world.host.cli_groups()
        for typed, command in commands(group.command, str(group.command.name))
        if not (command.help or "").strip()
    ]
    assert not silent, f"Say with help=_(...) what these do: {', '.join(silent)}"


@promises("documents", "The examples in the README are code")
def test_examples_in_the_readme_are_code(readmes: Sequence[Path]) -> None:
    for file in readmes:
        for number, example in enumerate(EXAMPLE.findall(file.read_text(encoding="utf-8")), 1):
            compile(example, f"{file.name}, example {number}", "exec")
