"""Record and minutes are official Word documents: fonts by name, grid, margins, real numbering; text is never markup."""

from __future__ import annotations

import os
import re
import subprocess
import zlib
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest

from core.platform import catalog
from core.words import speak
from plugins.alliances.papers.sample import bare, full
from plugins.alliances.papers.sheet import Agreed, Passage, Sheet
from plugins.alliances.papers.word.default import default
from plugins.alliances.papers.word.styles import W
from plugins.alliances.papers.word.template import fill
from tools.system import libreoffice

MM = 36000
POINT = 12700


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    with speak(catalog()):
        yield


def opened(sheet: Sheet) -> Any:
    return docx.Document(BytesIO(fill(default(sheet.kind), sheet)))


def paragraphs(document: Any) -> list[str]:
    return [one.text for one in document.paragraphs]


def font(document: Any, style: str) -> str:
    return str(document.styles[style].element.find(f"{W}rPr/{W}rFonts").get(f"{W}eastAsia"))


def minutes(*words: str, **more: Any) -> Sheet:
    passages = tuple(Passage(heading="春耕", words=one) for one in words)
    return Sheet(kind="minutes", station="站", title="会", day=date(2026, 3, 1), passages=passages, **more)


def test_page_margins_and_grid_are_those_of_official_documents() -> None:
    section = opened(full("minutes")).sections[0]
    edges = [
        round(edge / MM, 1)
        for edge in (section.top_margin, section.left_margin, section.page_width, section.page_height)
    ]
    assert edges == [37, 28, 210, 297]
    text = (section.page_width - section.left_margin - section.right_margin) / MM
    height = (section.page_height - section.top_margin - section.bottom_margin) / MM
    assert (round(text), round(height)) == (156, 225)
    grid = section._sectPr.find(f"{W}docGrid")
    assert grid.get(f"{W}type") == "linesAndChars"
    assert height * MM / POINT // (int(grid.get(f"{W}linePitch")) / 20) == 22
    assert text * MM / POINT // (16 + int(grid.get(f"{W}charSpace")) / 4096) == 28


def test_fonts_are_named_as_official_documents_want_them() -> None:
    document = opened(full("minutes"))
    wanted = {
        "Title": "方正小标宋简体",
        "Body Text": "仿宋_GB2312",
        "Heading 1": "黑体",
        "Heading 2": "楷体_GB2312",
        "Heading 3": "仿宋_GB2312",
        "页码（单页）": "宋体",
    }
    assert {style: font(document, style) for style in wanted} == wanted
    assert document.styles["Title"].font.size.pt == 22
    assert document.styles["Body Text"].font.size.pt == 16


def test_headings_are_numbered_by_word_and_not_typed() -> None:
    document = opened(full("minutes"))
    headings = [one for one in document.paragraphs if one.style.name.startswith("Heading")]
    assert [one.text for one in headings][:4] == ["上次会议遗留事项", "二级标题", "三级标题", "四级标题"]
    numbers = {one._p.pPr.numPr.numId.val for one in headings if one._p.pPr.numPr is not None}
    assert len(numbers) == 1
    abstract = document.part.numbering_part.element.find(f"{W}abstractNum")
    says = [level.find(f"{W}lvlText").get(f"{W}val") for level in abstract.iterfind(f"{W}lvl")]
    assert says == ["%1、", "（%2）", "%3.", "（%4）"]
    assert abstract.find(f"{W}lvl/{W}numFmt").get(f"{W}val") == "chineseCountingThousand"


def test_each_list_counts_from_its_own_beginning() -> None:
    document = opened(minutes("1. 甲\n2. 乙", "5. 丙\n6. 丁"))
    items = [one for one in document.paragraphs if one.style.name == "List Paragraph"]
    lists = list(dict.fromkeys(one._p.pPr.numPr.numId.val for one in items))
    assert [one.text for one in items] == ["甲", "乙", "丙", "丁"]
    assert len(lists) == 2
    starts = {
        int(one.get(f"{W}numId")): one.find(f"{W}lvlOverride/{W}startOverride").get(f"{W}val")
        for one in document.part.numbering_part.element.iterfind(f"{W}num")
        if one.find(f"{W}lvlOverride") is not None
    }
    assert [starts[number] for number in lists] == ["1", "5"]


def test_page_numbers_stand_on_the_outer_side() -> None:
    document = opened(full("minutes"))
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    assert section.footer.paragraphs[0].text == section.even_page_footer.paragraphs[0].text == "— 1 —"
    sides = [
        one.paragraphs[0].style.element.find(f"{W}pPr/{W}jc").get(f"{W}val")
        for one in (section.footer, section.even_page_footer)
    ]
    assert sides == ["right", "left"]


def test_minutes_say_who_was_there_who_sees_to_what_and_who_issued_them() -> None:
    document = opened(full("minutes"))
    said = paragraphs(document)
    for words in (
        "示例论坛会议纪要",
        "〔2026〕3号",
        "主持：张三",
        "出席：李四、王五、赵六",
        "列席：孙七",
        "请假：周八",
        "记录：郑十",
        "签发：王五",
    ):
        assert words in said
    table = document.tables[-1]
    assert [cell.text for cell in table.rows[0].cells] == ["序号", "议定事项", "责任人", "完成期限"]
    assert [cell.text for cell in table.rows[1].cells][2:] == ["李四", "2026年3月31日"]
    assert table.rows[0]._tr.trPr.find(f"{W}tblHeader") is not None


def test_a_draft_says_that_it_is_one_and_leaves_out_what_is_not_known() -> None:
    said = paragraphs(opened(bare("minutes")))
    assert "草稿，未签发" in said
    assert not [one for one in said if one.startswith(("出席", "签发", "主持"))]


def test_who_spoke_stands_bold_before_what_was_said() -> None:
    spoken = next(one for one in opened(full("record")).paragraphs if one.text.startswith("李四："))
    assert spoken.runs[0].bold
    assert spoken.runs[0].text == "李四："


@pytest.mark.parametrize(
    "typed",
    ["{{ title }}", "{% for x in y %}", "{#", "</w:t></w:r></w:p>", "<w:p/>", "&amp; &", "{_{", "#{", "]]>", "\\a"],
)
def test_what_was_typed_is_never_markup(typed: str) -> None:
    sheet = minutes(f"前{typed}后", decisions=(Agreed(words=typed, owner=typed),), place=typed)
    document = opened(sheet)
    said = paragraphs(document)
    plain = typed
    assert f"前{plain}后" in said
    assert f"会议地点：{plain}" in said
    assert [cell.text for cell in document.tables[-1].rows[1].cells][1:3] == [plain, plain]


def test_signs_no_document_may_hold_are_left_out() -> None:
    dirty = "\x00\x07\x0b\x0c\x1b\ud800\ufffe"
    sheet = minutes(f"前{dirty}后", place=f"东{dirty}厅", chairs=(f"张{dirty}三",))
    said = paragraphs(opened(sheet))
    assert {"前后", "会议地点：东厅", "主持：张三"} <= set(said)


def test_libreoffice_sets_it_with_lines_tables_and_numbering_as_they_should_be(tmp_path: Path) -> None:
    office = libreoffice()
    assert office, "LibreOffice is needed: `make test` installs it"
    twenty_pages = "一二三四五六七八九十" * (28 * 22 * 2)
    (tmp_path / "minutes.docx").write_bytes(
        fill(default("minutes"), minutes(twenty_pages, "## 土地\n\n1. 深松\n2. 整平", **_decided()))
    )
    command = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run(  # noqa: S603 - our own command
        [*command, "--outdir", str(tmp_path), str(tmp_path / "minutes.docx")],
        check=True,
        capture_output=True,
        timeout=120,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    made = (tmp_path / "minutes.pdf").read_bytes()
    signs = shown_signs(made)
    assert set("一二、（）1.2深松整平议定事项责任人完成期限会议纪要") <= signs
    assert len(re.findall(rb"/Type\s*/Page\b", made)) == 21, "22 lines of 28 signs a page, with a head of half a page"


def _decided() -> dict[str, Any]:
    return {"decisions": (Agreed(words="深松二十亩", owner="李四", due=date(2026, 3, 31)),)}


def shown_signs(pdf: bytes) -> set[str]:
    """The signs the document has in its fonts."""
    unpacked = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            unpacked.append(zlib.decompress(stream).decode("latin-1"))
        except zlib.error:
            continue
    mapped = re.findall(r"<[0-9A-Fa-f]{2,4}>\s*<([0-9A-Fa-f]{4,8})>", "\n".join(unpacked))
    return {bytes.fromhex(code).decode("utf-16-be", "replace") for code in mapped}
