"""Whether papers can be made from a template: what it prints is known, stands where it can, and nothing is run or fetched.

A template is a stranger's program as much as it is a document. Of the language of templates it may use what prints
fields, repeats rows and leaves parts out; that is looked at before anything of it is filled in.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from plugins.alliances.papers.errors import (
    FieldMisplaced,
    FieldUnknown,
    FieldUnknownNearOne,
    RowsNotRepeated,
    TemplateDoesMore,
    TemplateFaulty,
    TemplateFetches,
    TemplateTooLarge,
    TemplateWithoutText,
)
from plugins.alliances.papers.layout import in_chinese
from plugins.alliances.papers.word.fields import Field, known, nearest, parts_of

if TYPE_CHECKING:
    from jinja2 import Environment, nodes

MOST_XML: Final = 4 * 2**20
"""Of one part of a template, in bytes."""
DEEPEST: Final = 2
"""Rows within rows."""
LONGEST_PLACE: Final = 40
OF_LOOPS: Final = frozenset({"index", "first", "last"})
FETCHING: Final = frozenset(
    {"attachedTemplate", "aFChunk", "subDocument", "oleObject", "package", "control", "mailMergeSource", "frame"}
)
"""Kinds of relations that bring something from elsewhere into a document."""
HARMLESS: Final = frozenset(
    {"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "DATE", "TIME", "TITLE", "STYLEREF", "SEQ", "REF", "PAGEREF", "TOC", "HYPERLINK"}
)  # fmt: skip
"""The fields of Word that a template may have; others fetch, ask or run."""
_XML: Final = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
"""How a part begins that is read as XML, whatever it is called."""
_PRINTED: Final = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_TAG: Final = re.compile(r"<[^<>]*>")


def check_parts(data: bytes) -> None:
    """Nothing is too large, fetched or run. Raises TemplateTooLarge, TemplateFetches."""
    from defusedxml import ElementTree

    with zipfile.ZipFile(BytesIO(data)) as archive:
        for part in archive.infolist():
            is_text = part.filename.endswith((".xml", ".rels"))
            if not is_text:
                with archive.open(part) as opened:
                    is_text = opened.read(3).lstrip().startswith(_XML)
            if not is_text:
                continue
            if part.file_size > MOST_XML:
                raise TemplateTooLarge
            if part.filename.endswith(".rels"):
                for relation in ElementTree.fromstring(archive.read(part)):
                    _check_relation(relation.attrib)
            else:
                _check_instructions(archive.read(part))


def check_fields(parts: Iterable[str], environment: Environment) -> None:
    """What the parts print is known and stands where it can.

    Raises TemplateFaulty, TemplateDoesMore, FieldUnknown, FieldMisplaced, RowsNotRepeated, TemplateWithoutText.
    """
    printed: set[str] = set()
    for part in parts:
        _Reading(printed).template(_read(part, environment), part)
        _check_places(part)
    if "text" not in printed:
        raise TemplateWithoutText(name=in_chinese("text"))


def sections_in(parts: Iterable[str]) -> frozenset[str]:
    """The keys of the sections that a template prints by themselves."""
    printed = (found[1].strip().partition(".") for part in parts for found in _PRINTED.finditer(part))
    return frozenset(key for name, _dot, key in printed if key and name in known() and known()[name].kind == "sections")


def place_of(source: str, line: int) -> str:
    """The words near a line of a part, as somebody finds them again in Word."""
    lines = source.splitlines()
    around = " ".join(lines[max(0, line - 1) : line + 1]) or source[-2000:]
    return " ".join(_TAG.sub("", around).split())[:LONGEST_PLACE]


def _read(part: str, environment: Environment) -> nodes.Template:
    from jinja2 import TemplateError

    try:
        return environment.parse(part)
    except (TemplateError, RecursionError) as problem:
        raise TemplateFaulty(place=place_of(part, getattr(problem, "lineno", None) or 1)) from problem


class _Reading:
    """Goes through the language of a template and knows what is known at each place of it."""

    def __init__(self, printed: set[str]) -> None:
        self.printed = printed
        self.source = ""

    def template(self, read: nodes.Template, source: str) -> None:
        self.source = source
        for node in read.body:
            self.statement(node, {}, 0)

    def statement(self, node: nodes.Node, rows: Mapping[str, Field], depth: int) -> None:
        from jinja2 import nodes as n

        match node:
            case n.Output():
                for piece in node.nodes:
                    if not isinstance(piece, n.TemplateData):
                        self.value(piece, rows, is_printed=True)
            case n.If():
                self.value(node.test, rows)
                for inner in (*node.body, *node.elif_, *node.else_):
                    self.statement(inner, rows, depth)
            case n.For() if depth < DEEPEST and node.test is None and not node.recursive:
                within = {**rows, self.target(node): self.of_rows(node)}
                for inner in (*node.body, *node.else_):
                    self.statement(inner, within, depth + 1)
            case _:
                raise self.more(node)

    def target(self, node: nodes.For) -> str:
        from jinja2 import nodes as n

        if not isinstance(node.target, n.Name):
            raise self.more(node)
        return node.target.name

    def of_rows(self, node: nodes.For) -> Field:
        from jinja2 import nodes as n

        if not isinstance(node.iter, n.Name):
            raise self.more(node)
        field = self.known(node.iter.name)
        if field.kind != "rows":
            raise RowsNotRepeated(name=node.iter.name)
        return field

    def value(self, node: nodes.Node, rows: Mapping[str, Field], *, is_printed: bool = False) -> None:
        from jinja2 import nodes as n

        match node:
            case n.Const():
                pass
            case n.Name():
                self.name(node.name, rows, is_printed=is_printed)
            case n.Getattr():
                self.part(node, rows)
            case n.Not():
                self.value(node.node, rows)
            case n.And() | n.Or():
                self.value(node.left, rows)
                self.value(node.right, rows)
            case n.Compare() if all(operand.op in ("eq", "ne") for operand in node.ops):
                self.value(node.expr, rows)
                for operand in node.ops:
                    self.value(operand.expr, rows)
            case _:
                raise self.more(node)

    def name(self, name: str, rows: Mapping[str, Field], *, is_printed: bool) -> None:
        if name in rows:
            raise RowsNotRepeated(name=name)
        field = self.known(name)
        if is_printed:
            if field.kind in ("rows", "sections"):
                raise RowsNotRepeated(name=name)
            if rows and field.kind == "text":
                raise FieldMisplaced(name=name)
            self.printed.add(field.key)

    def part(self, node: nodes.Getattr, rows: Mapping[str, Field]) -> None:
        from jinja2 import nodes as n

        owner = node.node
        if node.attr.startswith("_"):
            raise self.more(node)
        if isinstance(owner, n.Getattr):
            self.part(owner, rows)
            if not self.is_section(owner):
                raise self.more(node)
        elif not isinstance(owner, n.Name):
            raise self.more(node)
        elif owner.name == "loop" and rows:
            self.among(node.attr, OF_LOOPS, f"loop.{node.attr}")
        elif owner.name in rows:
            self.among(node.attr, parts_of(rows[owner.name]), f"{owner.name}.{node.attr}")
        elif self.known(owner.name).kind != "sections":
            raise self.unknown(f"{owner.name}.{node.attr}", owner.name)

    def is_section(self, node: nodes.Node) -> bool:
        from jinja2 import nodes as n

        while isinstance(node, n.Getattr):
            node = node.node
        return isinstance(node, n.Name) and node.name in known() and known()[node.name].kind == "sections"

    def known(self, name: str) -> Field:
        field = known().get(name)
        if field is None:
            raise self.unknown(name, nearest(name, known()))
        return field

    def among(self, name: str, names: Iterable[str], whole: str) -> None:
        names = sorted(names)
        if name not in names:
            near = nearest(name, names)
            raise self.unknown(whole, f"{whole.partition('.')[0]}.{near}" if near else "")

    def unknown(self, name: str, near: str) -> FieldUnknown:
        return FieldUnknownNearOne(name=name, nearest=near) if near else FieldUnknown(name=name)

    def more(self, node: nodes.Node) -> TemplateDoesMore:
        return TemplateDoesMore(place=place_of(self.source, node.lineno or 1))


def _check_places(part: str) -> None:
    """What prints paragraphs stands between paragraphs, what prints words within a line."""
    for found in _PRINTED.finditer(part):
        name = found[1].strip().split(".")[0].strip()
        field = known().get(name)
        tags = part.rfind("<", 0, found.start())
        in_line = part.startswith("<w:t", tags) and part[tags + 4 : tags + 5] in (">", " ")
        if (field is not None and field.kind in ("text", "sections")) == in_line:
            raise FieldMisplaced(name=found[1].strip())


def _check_relation(relation: Mapping[str, Any]) -> None:
    kind = str(relation.get("Type", "")).rpartition("/")[2]
    if kind in FETCHING:
        raise TemplateFetches(what=kind)
    if relation.get("TargetMode") == "External" and kind != "hyperlink":
        raise TemplateFetches(what=str(relation.get("Target", ""))[:LONGEST_PLACE])


def _check_instructions(xml: bytes) -> None:
    for instruction in _instructions(xml):
        if instruction not in HARMLESS:
            raise TemplateFetches(what=instruction[:LONGEST_PLACE])


def _instructions(xml: bytes) -> Iterator[str]:
    """The first word of every field of Word, however it is written; one that is made up from another field, too."""
    from defusedxml import ElementTree

    said: list[list[str] | None] = []
    """Of each field that is open its instruction; None once its result is reached."""
    for element in ElementTree.fromstring(xml).iter():
        match _local(element.tag):
            case "fldSimple":
                yield _first_word(_attribute(element, "instr"))
            case "instrText" | "delInstrText":
                if said and (words := said[-1]) is not None:
                    words.append(element.text or "")
                else:
                    yield _first_word(element.text or "")
            case "fldChar":
                yield from _at_mark(_attribute(element, "fldCharType"), said)
    for words in said:
        yield _first_word("".join(words or ()))


def _at_mark(mark: str, said: list[list[str] | None]) -> Iterator[str]:
    if mark == "begin":
        if said and said[-1] is not None:
            yield "{ }"  # a field within the instruction of another: what it becomes nobody knows before
        said.append([])
    elif mark in ("separate", "end") and said:
        words = said.pop()
        if words is not None:
            yield _first_word("".join(words))
        if mark == "separate":
            said.append(None)
    else:
        yield mark


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _attribute(element: Any, name: str) -> str:
    """Whatever the namespace is called, or which of the two editions of the format it is of."""
    return next((value for key, value in element.attrib.items() if _local(key) == name), "")


def _first_word(instruction: str) -> str:
    words = instruction.split()
    return words[0].upper() if words else "{ }"
