"""Simply formatted text: what people write in Markdown, as blocks that pages and Word are made from.

Headings, lists, tables and bold; everything else stays the words it is. HTML is written here from the blocks alone, so
that nothing somebody stored ever comes through as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, Literal

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.tree import SyntaxTreeNode

Align = Literal["", "left", "center", "right"]
DEEPEST: Final = 6
"""HTML knows headings of six levels."""
WIDEST: Final = 30
"""Columns a table may have; what has more stays the words it is."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look; line feeds begin new lines."""

    text: str
    bold: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a passage, from 1."""

    level: int
    runs: Runs


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words that run on."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Items:
    """A list; each item is blocks of its own, further lists among them."""

    ordered: bool
    start: int
    items: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its head, its rows, and how each column is set."""

    head: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    aligned: tuple[Align, ...]


Block = Heading | Paragraph | Items | Grid


@lru_cache(maxsize=1024)
def blocks(words: str) -> tuple[Block, ...]:
    """What the words are made of, in order."""
    from markdown_it.tree import SyntaxTreeNode

    is_narrow = all(line.count("|") <= WIDEST for line in words.split("\n"))
    return tuple(_blocks(SyntaxTreeNode(_reader(tables=is_narrow).parse(words)).children))


@lru_cache(maxsize=2048)
def html(words: str, top: int = 4) -> Markup:
    """The words for a page; headings begin at the level `top`."""
    return _html(blocks(words), top)


def plain(words: str) -> str:
    """The words without any formatting, for excerpts and notices."""
    return "\n".join(_plain(blocks(words)))


# Reading


@cache
def _reader(*, tables: bool) -> MarkdownIt:
    from markdown_it import MarkdownIt  # late: a seventh of a second

    reader = MarkdownIt("zero").enable(["heading", "list", "newline", "escape", *(["table"] if tables else [])])
    reader.inline.ruler.before("newline", "bold", _bold)
    return reader


def _bold(state: StateInline, silent: bool) -> bool:
    """``**words**``, also between Chinese characters and their punctuation, where CommonMark sees no end of it."""
    source, begins = state.src, state.pos + 2
    if not source.startswith("**", state.pos) or source[begins : begins + 1] in ("", "*", " ", "\n"):
        return False
    ends = source.find("**", begins, state.posMax)
    if ends == -1 or source[ends - 1] in " \n\\":
        return False
    if not silent:
        most = state.posMax
        state.push("strong_open", "strong", 1)
        state.pos, state.posMax = begins, ends
        state.md.inline.tokenize(state)
        state.push("strong_close", "strong", -1)
        state.posMax = most
    state.pos = ends + 2
    return True


def _blocks(nodes: Iterable[SyntaxTreeNode]) -> Iterable[Block]:
    for node in nodes:
        match node.type:
            case "heading":
                yield Heading(int(node.tag[1]), _runs(node))
            case "bullet_list" | "ordered_list":
                start = int(node.attrs.get("start", 1))
                items = tuple(tuple(_blocks(item.children)) for item in node.children)
                yield Items(node.type == "ordered_list", start, items)
            case "table":
                yield _grid(node)
            case _:
                if runs := _runs(node):
                    yield Paragraph(runs)


def _grid(node: SyntaxTreeNode) -> Grid:
    rows = [row.children for part in node.children for row in part.children]
    aligned = tuple(_aligned(cell) for cell in rows[0])
    texts = [tuple(_runs(cell) for cell in row) for row in rows]
    return Grid(texts[0], tuple(texts[1:]), aligned)


def _aligned(cell: SyntaxTreeNode) -> Align:
    wish = str(cell.attrs.get("style", "")).removeprefix("text-align:")
    return "center" if wish == "center" else "right" if wish == "right" else "left" if wish == "left" else ""


def _runs(node: SyntaxTreeNode) -> Runs:
    """The words of a block, neighbours of one look as one."""
    found: list[Run] = []
    for run in _pieces(node, bold=False):
        if found and found[-1].bold == run.bold:
            found[-1] = Run(found[-1].text + run.text, run.bold)
        elif run.text:
            found.append(run)
    return tuple(found)


def _pieces(node: SyntaxTreeNode, *, bold: bool) -> Iterable[Run]:
    for piece in node.children:
        if piece.type in ("softbreak", "hardbreak"):
            yield Run("\n", bold)
        elif piece.children:
            yield from _pieces(piece, bold=bold or piece.type == "strong")
        else:
            yield Run(piece.content, bold)


# Writing


def _html(several: Sequence[Block], top: int) -> Markup:
    return Markup("").join(_element(block, top) for block in several)


def _element(block: Block, top: int) -> Markup:
    match block:
        case Heading():
            level = min(top + block.level - 1, DEEPEST)
            return Markup("<h%d>%s</h%d>\n") % (level, _inline(block.runs), level)
        case Paragraph():
            return Markup("<p>%s</p>\n") % _inline(block.runs)
        case Items():
            return _list(block, top)
        case Grid():
            return _table(block)


def _list(block: Items, top: int) -> Markup:
    items = Markup("").join(Markup("<li>%s</li>\n") % _item(item, top) for item in block.items)
    if not block.ordered:
        return Markup("<ul>\n%s</ul>\n") % items
    begins = Markup(' start="%d"') % block.start if block.start != 1 else ""
    return Markup("<ol%s>\n%s</ol>\n") % (begins, items)


def _item(item: Sequence[Block], top: int) -> Markup:
    """An item; one that is a single paragraph needs no element for it."""
    if item and isinstance(item[0], Paragraph):
        return _inline(item[0].runs) + _html(item[1:], top)
    return _html(item, top)


def _table(grid: Grid) -> Markup:
    head = Markup("").join(_cell(runs, align, "th") for runs, align in zip(grid.head, grid.aligned, strict=True))
    rows = Markup("").join(
        Markup("<tr>%s</tr>\n") % Markup("").join(_cell(*pair, "td") for pair in zip(row, grid.aligned, strict=True))
        for row in grid.rows
    )
    return Markup('<table class="words-table">\n<thead><tr>%s</tr></thead>\n<tbody>\n%s</tbody>\n</table>\n') % (
        head,
        rows,
    )


def _cell(runs: Runs, align: Align, name: Literal["th", "td"]) -> Markup:
    look = Markup(' class="to-%s"') % align if align in ("center", "right") else ""
    return Markup("<%s%s>%s</%s>") % (name, look, _inline(runs), name)


def _inline(runs: Runs) -> Markup:
    return Markup("").join(
        Markup("<strong>%s</strong>") % _lines(run.text) if run.bold else _lines(run.text) for run in runs
    )


def _lines(text: str) -> Markup:
    return Markup("<br>\n").join(escape(line) for line in text.split("\n"))


def _plain(several: Sequence[Block]) -> Iterable[str]:
    for block in several:
        match block:
            case Heading() | Paragraph():
                yield _words(block.runs)
            case Items():
                for item in block.items:
                    yield from _plain(item)
            case Grid():
                for row in (block.head, *block.rows):
                    yield " ".join(_words(runs) for runs in row)


def _words(runs: Runs) -> str:
    return "".join(run.text for run in runs)
