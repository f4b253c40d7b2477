"""What a module offers others: its names with their signatures, as a person would write them."""

from __future__ import annotations

import ast
import enum
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

OURS = ("core", "plugins")


@dataclass(frozen=True)
class _Bare:
    """An annotation that is shown as it is written."""

    text: str

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Member:
    """Something a class offers: how it is written, and what it promises."""

    name: str
    written: str
    told: str


def signature(function: Callable[..., Any]) -> str:
    """The parameters and the answer of a function or a class, its annotations as they are written."""
    found = inspect.signature(function)
    asked = [one for name, one in found.parameters.items() if not (name.startswith("_") and isinstance(function, type))]
    parameters = [one.replace(annotation=_bare(one.annotation), default=_default(one.default)) for one in asked]
    text = str(found.replace(parameters=parameters, return_annotation=_bare(found.return_annotation)))
    is_block = getattr(getattr(function, "__code__", None), "co_filename", "").endswith("contextlib.py")
    return re.sub(r"-> Iterator\[(.*)\]$", r"-> AbstractContextManager[\1]", text) if is_block else text


def is_ours(thing: object) -> bool:
    """Whether something was written in this house."""
    return str(getattr(thing, "__module__", "")).partition(".")[0] in OURS


def summary(thing: object) -> str:
    """The first sentence, or sentences, of what it promises: its first paragraph in one line."""
    told = inspect.getdoc(thing) or ""
    return plain(" ".join(told.split("\n\n")[0].split()))


def plain(told: str) -> str:
    """A docstring's words as a page says them: what is named stands between single backticks."""
    return re.sub(r":\w+:`~?([^`]+)`|``([^`]+)``", lambda found: f"`{found[1] or found[2]}`", told)


def members(kind: type, *, above: bool = True) -> Iterator[Member]:
    """What instances of a class offer: fields, properties and methods of it and, with `above`, of those it stands on.

    Private ones are left out, and those that only another library calls.
    """
    told: dict[str, Member] = {}
    for base in reversed([one for one in kind.__mro__ if is_ours(one) and (above or one is kind)]):
        words = described(base)
        for name, text in inspect.get_annotations(base).items():
            told[name] = Member(name, f"{name}: {_unmapped(str(_bare(text)))}", words.get(name, ""))
        for name, value in vars(base).items():
            if found := _member(name, value, words):
                told[name] = found
    yield from (member for name, member in told.items() if name == "__call__" or not name.startswith(("_", "handle_")))


def _member(name: str, value: Any, words: dict[str, str]) -> Member | None:
    if isinstance(value, property):
        gives = _bare(inspect.signature(value.fget).return_annotation) if value.fget else ""
        return Member(name, f"{name}: {gives}", summary(value))
    if isinstance(value, classmethod | staticmethod) or inspect.isfunction(value):
        function = value.__func__ if isinstance(value, classmethod | staticmethod) else value
        return Member(name, f"{name}{_without_self(signature(function))}", summary(function))
    if isinstance(value, enum.Enum):
        return Member(name, f"{name} = {value.value!r}", words.get(name, ""))
    return None


def described(kind: type) -> dict[str, str]:
    """The sentence under each field of a class."""
    try:
        body = ast.parse(inspect.cleandoc(inspect.getsource(kind))).body[0]
    except (OSError, TypeError, SyntaxError):
        return {}
    told: dict[str, str] = {}
    for field, text in pairwise(body.body if isinstance(body, ast.ClassDef) else ()):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and (words := _words(text)):
            told[field.target.id] = words
    return told


def constants(file: Path) -> dict[str, str]:
    """The sentence under each constant of a module."""
    told: dict[str, str] = {}
    for named, text in pairwise(ast.parse(file.read_text(encoding="utf-8")).body):
        targets = named.targets if isinstance(named, ast.Assign) else [getattr(named, "target", None)]
        if words := _words(text):
            told |= {one.id: words for one in targets if isinstance(one, ast.Name)}
    return told


def _words(node: ast.AST) -> str:
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    return plain(" ".join(str(node.value.value).split())) if is_text else ""  # type: ignore[attr-defined]


def _bare(annotation: Any) -> Any:
    if annotation is inspect.Signature.empty:
        return annotation
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    return _Bare(
        re.sub(r"\b(?:core|plugins|sqlalchemy|datetime|collections\.abc|typing)(?:\.\w+)*\.(\w+)", r"\1", text)
    )


def _default(value: Any) -> Any:
    """A default that is no plain value, or differs from machine to machine, is shown as one that is there."""
    if isinstance(value, enum.Enum):
        return _Bare(str(value))
    inside = value if isinstance(value, tuple | frozenset) else (value,)
    is_plain = all(type(one) in (str, int, float, bool, type(None)) for one in inside) and value != sys.executable
    return value if is_plain or value is inspect.Parameter.empty else _Bare("...")


def _unmapped(text: str) -> str:
    """What a mapped attribute holds."""
    found = re.fullmatch(r"Mapped\[(.*)\]", text)
    return found[1] if found else text


def _without_self(text: str) -> str:
    return re.sub(r"^\((?:self|cls)(?:, )?(?:/, )?", "(", text)
