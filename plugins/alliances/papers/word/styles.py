"""The styles and the numbering of official documents, put into any Word document that lacks them.

A template of an office may have styles of its own under the same names: then those hold. What it has not is added, so
that a text always has its headings, lists and tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import quoteattr

from plugins.alliances.papers.layout import (
    TEXT_SIZE,
    TWIPS_A_POINT,
    Style,
    closer_by,
    line_pitch,
    official,
    styles,
    twips,
)

if TYPE_CHECKING:
    from docx.document import Document

MAIN: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W: Final = f"{{{MAIN}}}"
NUMBERINGS: Final = ("headings", "lists", "bullets")
LIST_INDENT: Final = 2
"""So many signs in begins an item of a list, on whatever level."""


@dataclass(frozen=True, slots=True)
class Dressed:
    """What a document calls our styles, and under which numbers it has our numberings."""

    ids: Mapping[str, str]
    """Ids of styles, by our key."""
    headings: int
    """The number of the list that headings are counted in."""
    abstract: Mapping[str, int]
    """The numbers of the definitions that lists are begun from."""


def dress(document: Document) -> Dressed:
    """Give the document what it lacks of our styles and numbering; says what it calls them."""
    known = {_name(style): style.get(f"{W}styleId") for style in document.styles.element.iterfind(f"{W}style")}
    lacking = [style for style in styles().values() if style.name.lower() not in known]
    tied = any(style.key == "heading1" for style in lacking)
    abstract = {kind: _abstract(document, kind, tied=tied) for kind in NUMBERINGS}
    headings = _heading_list(document, abstract["headings"])
    for style in lacking:
        document.styles.element.append(parsed(xml_of(style, headings)))
        known[style.name.lower()] = style.id
    return Dressed({style.key: known[style.name.lower()] for style in styles().values()}, headings, abstract)


def begin_list(document: Document, abstract: int, start: int | None = None) -> int:
    """A list of its own that counts from `start`; its number."""
    numbering = numbering_of(document)
    number = 1 + max((int(one.get(f"{W}numId")) for one in numbering.iterfind(f"{W}num")), default=0)
    again = (
        "".join(
            f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{start if level == 0 else 1}"/></w:lvlOverride>'
            for level in range(3)
        )
        if start is not None
        else ""
    )
    numbering.append(parsed(f'<w:num {_NAMED} w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{again}</w:num>'))
    return number


def numbering_of(document: Document) -> Any:
    """Where a document keeps its numbering; made where it has none yet."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.parts.numbering import NumberingPart

    part = document.part
    if not any(relation.reltype == RELATIONSHIP_TYPE.NUMBERING for relation in part.rels.values()):
        empty = parsed(f"<w:numbering {_NAMED}/>")
        made = NumberingPart(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, empty, part.package)
        part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
    return part.numbering_part.element


def parsed(xml: str) -> Any:
    """An element of Word from its text."""
    from docx.oxml import parse_xml

    return parse_xml(xml)


def xml_of(style: Style, headings: int) -> str:
    """A style as Word writes it."""
    kind = "" if style.name.isascii() else ' w:customStyle="1"'
    level = f'<w:outlineLvl w:val="{style.numbered}"/>' if style.numbered is not None else ""
    return (
        f'<w:style {_NAMED} w:type="paragraph"{kind} w:styleId="{style.id}"><w:name w:val={quoteattr(style.name)}/>'
        f"<w:qFormat/><w:pPr>{''.join(_paragraph(style, headings))}{level}</w:pPr>{run_xml(style)}</w:style>"
    )


def run_xml(style: Style) -> str:
    """The look of a style's words."""
    latin = style.font if style.font == official()["fonts"]["foot"] else official()["fonts"]["latin"]
    closer = f'<w:spacing w:val="{closer_by()}"/>' if style.size == TEXT_SIZE else ""
    bold = '<w:b w:val="1"/><w:bCs w:val="1"/>' if style.bold else '<w:b w:val="0"/><w:bCs w:val="0"/>'
    return (
        f"<w:rPr><w:rFonts w:ascii={quoteattr(latin)} w:hAnsi={quoteattr(latin)} w:eastAsia={quoteattr(style.font)}"
        f' w:cs={quoteattr(latin)}/>{bold}<w:i w:val="0"/>'
        f'<w:color w:val="{style.colour or "000000"}"/>{closer}'
        f'<w:sz w:val="{style.size * 2}"/><w:szCs w:val="{style.size * 2}"/></w:rPr>'
    )


def _paragraph(style: Style, headings: int) -> Iterable[str]:
    """The look of a style's paragraphs; Word wants these in this order."""
    if style.keep:
        yield "<w:keepNext/>"
    if style.numbered is not None:
        yield f'<w:numPr><w:ilvl w:val="{style.numbered}"/><w:numId w:val="{headings}"/></w:numPr>'
    if style.ruled:
        yield f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="6" w:color="{style.ruled}"/></w:pBdr>'
    if style.boxed:
        yield (
            f'<w:pBdr><w:top w:val="single" w:sz="8" w:space="4" w:color="{style.boxed}"/>'
            f'<w:bottom w:val="single" w:sz="8" w:space="4" w:color="{style.boxed}"/></w:pBdr>'
        )
    if style.right_tab:
        page = official()["page"]
        width = twips(page["width"] - page["left"] - page["right"])
        yield f'<w:tabs><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
    # Programs differ in how they set signs into the cells of the grid, which are a little narrower than the signs. So
    # ours stand as the grid would have them, line by line and sign by sign, but not on it.
    yield '<w:snapToGrid w:val="0"/>'
    exact = style.line * TWIPS_A_POINT or (line_pitch() if style.size == TEXT_SIZE else 0)
    rule = f'w:line="{exact}" w:lineRule="exact"' if exact else 'w:line="240" w:lineRule="auto"'
    yield f'<w:spacing w:before="{style.before * TWIPS_A_POINT}" w:after="{style.after * TWIPS_A_POINT}" {rule}/>'
    yield indent_xml(
        style.size, first=style.indent, hanging=style.hanging, left=style.left_indent, right=style.right_indent
    )
    yield f'<w:jc w:val="{style.align}"/>'


def indent_xml(size: int, *, first: int = 0, hanging: int = 0, left: int = 0, right: int = 0) -> str:
    """An indent in signs of this size; in signs for Word, in lengths for who does not count signs."""
    sign = size * TWIPS_A_POINT
    says = (
        f'w:leftChars="{(left + hanging) * 100}" w:left="{(left + hanging) * sign}"'
        f' w:rightChars="{right * 100}" w:right="{right * sign}"'
    )
    if hanging:
        says += f' w:hangingChars="{hanging * 100}" w:hanging="{hanging * sign}"'
    else:
        says += f' w:firstLineChars="{first * 100}" w:firstLine="{first * sign}"'
    return f"<w:ind {says}/>"


_NAMED: Final = f'xmlns:w="{MAIN}"'


def _name(style: Any) -> str:
    name = style.find(f"{W}name")
    return "" if name is None else str(name.get(f"{W}val")).lower()


def _heading_list(document: Document, abstract: int) -> int:
    """The list that headings are counted in: the one of the document's own headings, where these are numbered."""
    wanted = styles()["heading1"].name
    for style in document.styles.element.iterfind(f"{W}style"):
        number = style.find(f"{W}pPr/{W}numPr/{W}numId")
        if _name(style) == wanted and number is not None:
            return int(number.get(f"{W}val"))
    for one in numbering_of(document).iterfind(f"{W}num"):
        of = one.find(f"{W}abstractNumId")
        if of is not None and int(of.get(f"{W}val")) == abstract and one.find(f"{W}lvlOverride") is None:
            return int(one.get(f"{W}numId"))
    return begin_list(document, abstract)


def _abstract(document: Document, kind: str, *, tied: bool) -> int:
    """The number of a definition of ours, found again by its name or added; `tied` to our styles of headings."""
    numbering = numbering_of(document)
    there = list(numbering.iterfind(f"{W}abstractNum"))
    name = f"official-{kind}"
    for one in there:
        called = one.find(f"{W}name")
        if called is not None and called.get(f"{W}val") == name:
            return int(one.get(f"{W}abstractNumId"))
    number = 1 + max((int(one.get(f"{W}abstractNumId")) for one in there), default=-1)
    levels = "".join(_level(kind, level, said, tied=tied) for level, said in enumerate(official()["numbering"][kind]))
    added = parsed(
        f'<w:abstractNum {_NAMED} w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>'
        f'<w:name w:val="{name}"/>{levels}</w:abstractNum>'
    )
    numbering.insert(len(there), added)  # all definitions stand before all lists
    return number


def _level(kind: str, level: int, said: Mapping[str, str], *, tied: bool) -> str:
    heading = kind == "headings"
    style = styles()[f"heading{level + 1}"]
    indent = indent_xml(style.size, first=style.indent if heading else LIST_INDENT)
    of_style = f'<w:pStyle w:val="{style.id}"/>' if heading and tied else ""
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{said["format"]}"/>{of_style}'
        f'<w:suff w:val="{"space" if kind == "bullets" else "nothing"}"/><w:lvlText w:val={quoteattr(said["text"])}/>'
        f'<w:lvlJc w:val="left"/><w:pPr>{indent}</w:pPr></w:lvl>'
    )
