"""The text of a paper as paragraphs of Word: headings that are really numbered, lists, tables, bold words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal
from xml.sax.saxutils import escape

from plugins.alliances.papers.layout import official, twips
from plugins.alliances.papers.word.styles import MAIN, Dressed, begin_list, parsed
from plugins.alliances.writing.text import Block, Grid, Heading, Items, Paragraph, Run, Runs, blocks

if TYPE_CHECKING:
    from docx.document import Document

    from plugins.alliances.papers.sheet import Passage

DEEPEST: Final = 4
"""Levels of headings in an official document."""
DEEPEST_LIST: Final = 3
CELL_MARGIN: Final = 80
_NOT_XML: Final = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(words: str) -> str:
    """Without the signs that no document may hold."""
    return _NOT_XML.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes text into a document whose styles are known."""

    document: Document
    dressed: Dressed

    def passages(self, passages: Iterable[Passage]) -> Iterable[Any]:
        """Passages one after the other: heading, who spoke, what was said."""
        before = ""
        for passage in passages:
            heading = passage.heading.strip()
            if heading and heading != before:
                yield self.heading(1, (Run(heading),))
            before = heading
            yield from self.said(passage.speaker, blocks(clean(passage.words)), below=1 if heading else 0)

    def said(self, speaker: str, words: Sequence[Block], *, below: int) -> Iterable[Any]:
        """What somebody said: the name stands bold before the first words."""
        if not speaker.strip():
            yield from self.blocks(words, below=below)
            return
        name = Run(official()["numbering"]["said"] % speaker.strip(), bold=True)
        if words and isinstance(words[0], Paragraph):
            yield self.paragraph("text", (name, *words[0].runs))
            yield from self.blocks(words[1:], below=below)
        else:
            yield self.paragraph("text", (name,))
            yield from self.blocks(words, below=below)

    def blocks(self, several: Sequence[Block], *, below: int) -> Iterable[Any]:
        """These blocks; their topmost headings stand on the level under `below`."""
        top = min((block.level for block in several if isinstance(block, Heading)), default=1)
        for block in several:
            match block:
                case Heading():
                    yield self.heading(below + 1 + block.level - top, block.runs)
                case Paragraph():
                    yield self.paragraph("text", block.runs)
                case Items():
                    yield from self.list_of(block)
                case Grid():
                    yield self.table(block)

    def heading(self, level: int, runs: Runs) -> Any:
        """A heading that Word numbers itself."""
        level = min(level, DEEPEST)
        plain = tuple(Run(run.text) for run in runs)  # a heading has one look
        return self.paragraph(f"heading{level}", plain, number=(self.dressed.headings, level - 1))

    def list_of(self, items: Items) -> Iterable[Any]:
        """A list that counts from its own beginning; lists within it count on deeper levels."""
        kind = "lists" if items.ordered else "bullets"
        number = begin_list(self.document, self.dressed.abstract[kind], items.start if items.ordered else None)
        yield from self._items(items, number, 0)

    def table(self, grid: Grid) -> Any:
        """A table as wide as the text, its head again on each page."""
        page, columns = official()["page"], len(grid.head)
        width = twips(page["width"] - page["left"] - page["right"])
        each = width // columns
        head = "".join(self._cell("cell_head", runs, "", each) for runs in grid.head)
        rows = "".join(
            f"<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            f"{''.join(self._cell('cell', runs, align, each) for runs, align in zip(row, grid.aligned, strict=True))}</w:tr>"
            for row in grid.rows
        )
        column = f'<w:gridCol w:w="{each}"/>'
        return parsed(
            f"<w:tbl {NAMED}>{table_look(width)}<w:tblGrid>{column * columns}</w:tblGrid>"
            f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{rows}</w:tbl>"
        )

    def paragraph(self, style: str, runs: Runs, *, number: tuple[int, int] | None = None) -> Any:
        """A paragraph in a style, as item of a list where a number and level are given."""
        return parsed(self._paragraph(style, runs, number=number))

    def _items(self, items: Items, number: int, level: int) -> Iterable[Any]:
        for item in items.items:
            first = item[0] if item else None
            runs, rest = (first.runs, item[1:]) if isinstance(first, Paragraph) else ((), item)
            yield self.paragraph("item", runs, number=(number, level))
            for block in rest:
                if isinstance(block, Items) and block.ordered == items.ordered and level + 1 < DEEPEST_LIST:
                    yield from self._items(block, number, level + 1)
                elif isinstance(block, Items):
                    yield from self.list_of(block)
                else:
                    yield from self.blocks((block,), below=DEEPEST)

    def _paragraph(
        self,
        style: str,
        runs: Runs,
        *,
        number: tuple[int, int] | None = None,
        align: Literal["", "left", "center", "right"] = "",
    ) -> str:
        counted = f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>' if number else ""
        set_to = f'<w:jc w:val="{align}"/>' if align else ""
        return (
            f'<w:p {NAMED}><w:pPr><w:pStyle w:val="{self.dressed.ids[style]}"/>{counted}{set_to}</w:pPr>'
            f"{''.join(map(_run, runs))}</w:p>"
        )

    def _cell(self, style: str, runs: Runs, align: Literal["", "left", "center", "right"], width: int) -> str:
        return (
            f'<w:tc {NAMED}><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
            f"{self._paragraph(style, runs, align=align)}</w:tc>"
        )


NAMED: Final = f'xmlns:w="{MAIN}"'


def table_look(width: int) -> str:
    """How every table looks: thin black lines, as wide as the text."""
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f'<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="{CELL_MARGIN}" w:type="dxa"/><w:right w:w="{CELL_MARGIN}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )


def _run(run: Run) -> str:
    look = "<w:rPr><w:b/><w:bCs/></w:rPr>" if run.bold else ""
    lines = clean(run.text).replace("\t", " ").split("\n")
    return f"<w:r>{look}{'<w:br/>'.join(map(_text, lines))}</w:r>"


def _text(line: str) -> str:
    return f'<w:t xml:space="preserve">{escape(line)}</w:t>'
