"""The template that holds where a station has none of its own: the official layout, made by code.

It is what an office gets to begin its own from. So it is written with the same fields a template has, in the language of
whoever asks: made here and not kept as a file, it cannot disagree with ``official.toml`` and is read in review.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import escape

from plugins.alliances.papers.layout import in_chinese, official, twips
from plugins.alliances.papers.sheet import Kind
from plugins.alliances.papers.word.base import empty
from plugins.alliances.papers.word.body import NAMED, table_look
from plugins.alliances.papers.word.styles import Dressed, parsed
from plugins.alliances.papers.words import LABELS

COLUMNS: Final = {"position": 10, "words": 42, "owner": 20, "due": 28}
"""How wide the columns of a table of decisions are, in hundredths."""
ATTENDANCE: Final = ("attends", "sits_in", "excused")


def default(kind: Kind) -> bytes:
    """The template of the house, in the language spoken at the moment."""
    return _made(kind, is_chinese=not str(LABELS["owner"]).isascii())


@lru_cache(maxsize=4)
def _made(kind: Kind, *, is_chinese: bool) -> bytes:
    document, dressed = empty()
    pen = _Pen(dressed, is_chinese=is_chinese)
    for element in pen.minutes() if kind == "minutes" else pen.record():
        document.element.body.sectPr.addprevious(element)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


class _Pen:
    """Writes paragraphs with fields."""

    def __init__(self, dressed: Dressed, *, is_chinese: bool) -> None:
        self.dressed, self.is_chinese = dressed, is_chinese

    def minutes(self) -> Iterable[Any]:
        """Head, title, text, decisions, who was there, amendments, imprint."""
        yield self.line("mark", self.field("mark"))
        yield self.line("issue", self.field("issue") + self.field("draft"))
        yield self.line("sender", self.field("station") + "\t" + self.field("issued_on"))
        yield self.line("title", self.field("title"))
        yield from self.facts("day", "place", "chairs", "records")
        yield self.alone("p", self.name("text"), printed=True)
        yield from self.agreed()
        yield self.line("text", "")
        for part in ATTENDANCE:
            yield from self.where(part, self.line("attendance", self.labelled(part)))
        yield from self.where("signed", self.line("attendance", self.label("signed") + self.everybody("signed")))
        yield from self.where("issuer", self.line("attendance", self.labelled("issuer")))
        yield from self.amendments()
        yield from self.where("issue", self.line("imprint", self.field("station") + "\t" + self.field("issued_on")))

    def record(self) -> Iterable[Any]:
        """Title, who was there, what was said, lines to sign on."""
        yield self.line("title", self.field("mark"))
        yield self.line("issue", self.field("number"))
        yield from self.facts("title", "day", "place", "chairs", *ATTENDANCE, "absent", "records")
        yield self.alone("p", self.name("text"), printed=True)
        yield self.line("text", "")
        for part in ("sign_chairs", "sign_records"):
            yield self.line("facts", self.label(part) + "_" * 24)

    def facts(self, *keys: str) -> Iterable[Any]:
        """What the meeting was, a line each; what nobody said is left out."""
        for key in keys:
            words = self.labelled(key)
            if key == "day":
                words += "\u2002" + self.field("time")
            yield from self.where(key, self.line("facts", words))

    def agreed(self) -> Iterable[Any]:
        """What was decided as a table, under a heading that goes on counting."""
        yield self.alone("p", f"if {self.name('decisions')}")
        yield self.line("heading1", str(LABELS["decisions"]))
        yield self.table("decisions", COLUMNS)
        yield self.alone("p", "endif")

    def amendments(self) -> Iterable[Any]:
        """What was amended after the issue."""
        yield self.alone("p", f"if {self.name('amendments')}")
        yield self.line("heading1", str(LABELS["amendments"]))
        yield self.alone("p", f"for {self.name('one')} in {self.name('amendments')}")
        of = [self.part(key) for key in ("position", "on", "words", "reason")]
        yield self.line("text", f"{of[0]}.\u2002{of[1]}\u2002{of[2]}\u2002({of[3]})")
        yield self.alone("p", "endfor")
        yield self.alone("p", "endif")

    def table(self, rows: str, columns: dict[str, int]) -> Any:
        """A table with a row for each of these rows."""
        page = official()["page"]
        width = twips(page["width"] - page["left"] - page["right"])
        widths = [width * share // 100 for share in columns.values()]
        head = "".join(self.cell("cell_head", str(LABELS[key]), at) for key, at in zip(columns, widths, strict=True))
        cells = "".join(self.cell("cell", self.part(key), at) for key, at in zip(columns, widths, strict=True))
        grid = "".join(f'<w:gridCol w:w="{at}"/>' for at in widths)
        repeated = f"for {self.name('one')} in {self.name(rows)}"
        return parsed(
            f"<w:tbl {NAMED}>{table_look(width)}<w:tblGrid>{grid}</w:tblGrid>"
            f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"
            f"{self.whole_row(repeated, len(widths), width)}"
            f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"
            f"{self.whole_row('endfor', len(widths), width)}</w:tbl>"
        )

    def whole_row(self, says: str, columns: int, width: int) -> str:
        """A row that only says how rows are repeated, and is not there in the paper."""
        words = self._line("cell", f"{{%tr {says} %}}")
        return (
            f'<w:tr><w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:gridSpan w:val="{columns}"/></w:tcPr>'
            f"{words}</w:tc></w:tr>"
        )

    def cell(self, style: str, words: str, width: int) -> str:
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{self._line(style, words)}</w:tc>'

    def everybody(self, rows: str) -> str:
        """The names of rows, one behind the other."""
        one, named, on = self.name("one"), self.part("name"), self.part("on")
        return f"{{% for {one} in {self.name(rows)} %}}{named}\u2002{on}{{% if not loop.last %}}; {{% endif %}}{{% endfor %}}"

    def where(self, key: str, *elements: Any) -> Iterable[Any]:
        """These, where the field says anything."""
        yield self.alone("p", f"if {self.name(key)}")
        yield from elements
        yield self.alone("p", "endif")

    def alone(self, kind: str, says: str, *, printed: bool = False) -> Any:
        """A paragraph that is not there in the paper: it says what becomes of those that follow."""
        return self.line("text", f"{{{{{kind} {says} }}}}" if printed else f"{{%{kind} {says} %}}")

    def line(self, style: str, words: str) -> Any:
        return parsed(self._line(style, words))

    def labelled(self, key: str) -> str:
        return self.label(key) + self.field(key)

    def label(self, key: str) -> str:
        return (official()["numbering"]["said"] if self.is_chinese else "%s: ") % str(LABELS[key])

    def field(self, key: str) -> str:
        return f"{{{{ {self.name(key)} }}}}"

    def part(self, key: str) -> str:
        return f"{{{{ {self.name('one')}.{self.name(key)} }}}}"

    def name(self, key: str) -> str:
        return in_chinese(key) if self.is_chinese else key

    def _line(self, style: str, words: str) -> str:
        pieces = "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(piece)}</w:t>' for piece in words.split("\t"))
        return f'<w:p {NAMED}><w:pPr><w:pStyle w:val="{self.dressed.ids[style]}"/></w:pPr><w:r>{pieces}</w:r></w:p>'
