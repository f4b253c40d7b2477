"""An empty official document: the page, its grid of lines and signs, the plain styles, the page numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import quoteattr

from plugins.alliances.papers.layout import Style, line_pitch, official, sign_space, styles, twips
from plugins.alliances.papers.word.styles import MAIN, Dressed, W, dress, parsed, run_xml

if TYPE_CHECKING:
    from docx.document import Document

KEPT: Final = frozenset({"Normal", "Default Paragraph Font", "Normal Table", "No List"})
"""What Word takes for granted; all other styles of an empty document go."""
NAMED: Final = f'xmlns:w="{MAIN}"'
CHINESE: Final = "86"
"""How Word numbers the signs of simplified Chinese."""


_AS_TODAY: Final = (
    f'<w:compat {NAMED}><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
    ' w:val="15"/></w:compat>'
)


def empty() -> tuple[Document, Dressed]:
    """A document of one empty section, dressed in the official styles."""
    import docx

    document = docx.Document()
    _plain(document)
    dressed = dress(document)
    _page(document)
    _page_numbers(document, dressed)
    _fonts(document)
    _as_today(document)
    properties = document.core_properties
    properties.title = properties.author = properties.comments = ""
    return document, dressed


def _plain(document: Document) -> None:
    """Only the plain styles, in the type of the text: the grid counts signs of this size."""
    whole = document.styles.element
    for style in list(whole.iterfind(f"{W}style")):
        name = style.find(f"{W}name")
        if name is None or name.get(f"{W}val") not in KEPT:
            whole.remove(style)
    text = styles()["text"]
    normal = Style(key="normal", name="Normal", font=text.font, size=text.size)
    _replace(document.styles["Normal"].element, f"{W}rPr", run_xml(normal).replace("<w:rPr>", f"<w:rPr {NAMED}>"))
    _replace(document.styles["Normal"].element, f"{W}pPr", f'<w:pPr {NAMED}><w:jc w:val="both"/></w:pPr>')
    defaults = whole.find(f"{W}docDefaults")
    if defaults is not None:
        whole.remove(defaults)
    whole.insert(
        0,
        parsed(
            f'<w:docDefaults {NAMED}><w:rPrDefault><w:rPr><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr>'
            "</w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        ),
    )
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)


def _as_today(document: Document) -> None:
    """Without this, Word opens a document as one of long ago."""
    old = document.settings.element.find(f"{W}compat")
    old.addprevious(parsed(_AS_TODAY))
    old.getparent().remove(old)


def _page(document: Document) -> None:
    page = official()["page"]
    section = document.element.body.sectPr
    for child in list(section):
        section.remove(child)
    edges = " ".join(f'w:{edge}="{twips(page[edge])}"' for edge in ("top", "right", "bottom", "left", "footer"))
    for xml in (
        f'<w:pgSz {NAMED} w:w="{twips(page["width"])}" w:h="{twips(page["height"])}"/>',
        f'<w:pgMar {NAMED} {edges} w:header="851" w:gutter="0"/>',
        f'<w:docGrid {NAMED} w:type="linesAndChars" w:linePitch="{line_pitch()}" w:charSpace="{sign_space()}"/>',
    ):
        section.append(parsed(xml))


def _page_numbers(document: Document, dressed: Dressed) -> None:
    """On the outer side: right on odd pages, left on even ones."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, key in ((section.footer, "foot_odd"), (section.even_page_footer, "foot_even")):
        footer.is_linked_to_previous = False
        whole = footer.part.element
        for child in list(whole):
            whole.remove(child)
        whole.append(parsed(_page_number(dressed.ids[key])))


def _page_number(style: str) -> str:
    dash = "\u2014"
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{which}"/></w:r>' for which in ("begin", "end"))
    return (
        f'<w:p {NAMED}><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t xml:space="preserve">{dash} </w:t></w:r>'
        f'{begin}<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'<w:r><w:t>1</w:t></w:r>{end}<w:r><w:t xml:space="preserve"> {dash}</w:t></w:r></w:p>'
    )


def _fonts(document: Document) -> None:
    """Which font to take where an official one is not installed."""
    fonts, instead = official()["fonts"], official()["instead"]
    entries = "".join(
        f"<w:font w:name={quoteattr(name)}>"
        + (f"<w:altName w:val={quoteattr(instead[name])}/>" if name in instead else "")
        + f'<w:charset w:val="{CHINESE if not name.isascii() else "00"}"/><w:family w:val="auto"/></w:font>'
        for name in fonts.values()
    )
    for part in document.part.package.parts:
        if part.partname == "/word/fontTable.xml":
            head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            part._blob = f"{head}<w:fonts {NAMED}>{entries}</w:fonts>".encode()  # noqa: SLF001 - nothing else writes this part


def _replace(style: Any, tag: str, xml: str) -> None:
    """Put a style's look in the place of the one it has."""
    old = style.find(tag)
    if old is not None:
        style.remove(old)
    look = parsed(xml)
    after = style.find(f"{W}rPr")
    if tag.endswith("pPr") and after is not None:
        after.addprevious(look)
    else:
        style.append(look)
