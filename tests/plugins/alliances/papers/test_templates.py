"""A station's own template is checked before it holds: unknown fields, mistakes and whatever fetches or runs are named."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import docx
import pytest
from sqlalchemy import select

from core.database import Database
from core.platform import catalog
from core.stations.models import Station
from core.testing import SignedIn, Visitor, make_station
from core.words import speak
from plugins.alliances.minutes.testing import make_draft, make_held_meeting
from plugins.alliances.models.papers import PaperTemplate
from plugins.alliances.papers.errors import (
    FieldMisplaced,
    FieldUnknown,
    FieldUnknownNearOne,
    RowsNotRepeated,
    TemplateDoesMore,
    TemplateFaulty,
    TemplateFetches,
    TemplateNotWord,
    TemplateWithoutText,
)
from plugins.alliances.papers.sample import full
from plugins.alliances.papers.sheet import Agreed, Passage, Sheet
from plugins.alliances.papers.word.default import default
from plugins.alliances.papers.word.template import check, fill

TEXT = "{{p text }}"


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    with speak(catalog()):
        yield


def template(*lines: str, rows: tuple[str, ...] = ()) -> bytes:
    """What somebody wrote in Word, with these paragraphs, and these rows of a table."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if rows:
        table = document.add_table(len(rows), 1)
        for cell, words in zip(table.column_cells(0), rows, strict=True):
            cell.text = words
    return saved(document)


def saved(document: Any) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def changed(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The document with one of its parts changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content.decode()) if name == part else content)
    return made.getvalue()


def printed(data: bytes, sheet: Sheet) -> list[str]:
    return [one.text for one in docx.Document(BytesIO(fill(data, sheet))).paragraphs]


def test_the_template_of_the_house_is_fine_in_both_languages() -> None:
    check(default("minutes"), "ours.docx")
    check(default("record"), "ours.docx")
    with speak(type(catalog())()):
        check(default("minutes"), "ours.docx")


def test_a_template_without_any_of_our_styles_prints_the_text_with_numbered_headings() -> None:
    data = template("{{ 标题 }}", "{{p 正文 }}")
    check(data, "plain.docx")
    said = docx.Document(BytesIO(fill(data, full("minutes")))).paragraphs
    assert said[0].text == "关于试用纪要模板的座谈会"
    heading = next(one for one in said if one.text == "上次会议遗留事项")
    assert heading._p.pPr.numPr is not None


def test_rows_are_repeated_and_parts_left_out() -> None:
    data = template(
        TEXT,
        "{%p if issue %}",
        "issued",
        "{%p endif %}",
        rows=("{%tr for 一项 in 议定事项 %}", "{{ 一项.内容 }}", "{%tr endfor %}"),
    )
    check(data, "rows.docx")
    agreed = (Agreed(words="甲"), Agreed(words="乙"))
    made = docx.Document(
        BytesIO(fill(data, Sheet(kind="minutes", station="站", title="会", day=date(2026, 3, 1), decisions=agreed)))
    )
    assert [row.cells[0].text for row in made.tables[0].rows] == ["甲", "乙"]
    assert "issued" not in [one.text for one in made.paragraphs]


def test_a_section_of_another_plugin_is_a_field_of_its_key() -> None:
    data = template(TEXT, "{{p section.agri_machinery.trials }}", "{{p 专题.looms.none }}")
    assert check(data, "sections.docx") == {"agri_machinery.trials", "looms.none"}, "the office is told which it prints"
    trials = Passage(heading="试验", words="亩产**560**公斤", key="agri_machinery.trials")
    sheet = Sheet(
        kind="minutes", station="站", title="会", day=date(2026, 3, 1), passages=(Passage(words="前言"), trials)
    )
    assert printed(data, sheet) == ["前言", "试验", "亩产560公斤"]


@pytest.mark.parametrize(
    ("wrote", "meant"),
    [("titel", "title"), ("标体", "标题"), ("atends", "attends"), ("出席人", "出席"), ("会议时刻", "会议时间")],
)
def test_an_unknown_field_is_named_with_the_nearest_known_one(wrote: str, meant: str) -> None:
    with pytest.raises(FieldUnknownNearOne) as refused:
        check(template(TEXT, f"{{{{ {wrote} }}}}"), "ours.docx")
    assert refused.value.facts == {"name": wrote, "nearest": meant}
    assert wrote in str(refused.value)
    assert meant in str(refused.value)


def test_an_unknown_part_of_a_row_is_named_too() -> None:
    rows = ("{%tr for one in decisions %}", "{{ one.ownr }}", "{%tr endfor %}")
    with pytest.raises(FieldUnknownNearOne) as refused:
        check(template(TEXT, rows=rows), "ours.docx")
    assert refused.value.facts == {"name": "one.ownr", "nearest": "one.owner"}


def test_an_unknown_field_in_the_foot_of_the_page_is_found() -> None:
    document = docx.Document(BytesIO(template(TEXT)))
    document.sections[0].footer.paragraphs[0].text = "{{ xyz }}"
    with pytest.raises(FieldUnknown):
        check(saved(document), "ours.docx")


@pytest.mark.parametrize(
    "line",
    [
        "{{ title",
        "{{ title }",
        "{% if title %}",
        "{%p for one in decisions %}",
        "{% endfor %}",
        "{{ title | }}",
        "{{ }}",
        "{% nonsense %}",
    ],
)
def test_a_mistake_is_answered_with_its_place(line: str) -> None:
    with pytest.raises(TemplateFaulty) as refused:
        check(template(TEXT, line), "ours.docx")
    assert refused.value.facts["place"]


def test_what_begins_in_one_row_and_ends_in_another_place_is_refused() -> None:
    with pytest.raises(TemplateFaulty):
        check(template(TEXT, "{% for one in decisions %}", rows=("{{ one.words }}{% endfor %}",)), "ours.docx")


@pytest.mark.parametrize(
    "line",
    [
        "{{ title.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ title.upper() }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ title | upper }}",
        "{{ 2 ** 99999999 }}",
        "{{ 'a' * 999999999 }}",
        "{% for one in range(999999999) %}{% endfor %}",
        "{% set title = 1 %}",
        "{% include 'other' %}",
        "{% import 'other' as other %}",
        "{% macro a() %}{% endmacro %}",
        "{{ self }}",
        "{{ title[0] }}",
        "{{ lipsum }}",
        "{% autoescape false %}{{ title }}{% endautoescape %}",
    ],
)
def test_what_a_template_computes_calls_or_includes_is_refused(line: str) -> None:
    with pytest.raises((TemplateDoesMore, FieldUnknown, TemplateFaulty)):
        check(template(TEXT, line), "ours.docx")


def test_rows_within_rows_end_somewhere() -> None:
    deep = "{% for a in agenda %}" * 5 + "{% endfor %}" * 5
    with pytest.raises(TemplateDoesMore):
        check(template(TEXT, deep), "ours.docx")


def test_what_prints_paragraphs_stands_alone() -> None:
    with pytest.raises(FieldMisplaced):
        check(template("so: {{ text }}"), "ours.docx")
    with pytest.raises(FieldMisplaced):
        check(template(TEXT, "{{p title }}"), "ours.docx")


def test_rows_are_not_printed_as_words_nor_words_repeated() -> None:
    with pytest.raises(RowsNotRepeated):
        check(template(TEXT, "{{ decisions }}"), "ours.docx")
    with pytest.raises(RowsNotRepeated):
        check(template(TEXT, "{% for one in title %}{{ one }}{% endfor %}"), "ours.docx")


def test_a_template_that_forgets_the_text_is_refused() -> None:
    with pytest.raises(TemplateWithoutText):
        check(template("{{ title }}"), "ours.docx")


def test_what_is_fetched_when_it_is_opened_is_refused() -> None:
    away = '<Relationship Id="rId99" Type="http://x/attachedTemplate" Target="file:///C:/evil.dotm" TargetMode="External"/>'
    rels = "word/_rels/document.xml.rels"
    with pytest.raises(TemplateFetches):
        check(
            changed(template(TEXT), rels, lambda xml: xml.replace("</Relationships>", f"{away}</Relationships>")),
            "a.docx",
        )
    asking = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDETEXT "c:/x"</w:instrText></w:r></w:p>'
    with pytest.raises(TemplateFetches):
        check(
            changed(template(TEXT), "word/document.xml", lambda xml: xml.replace("<w:sectPr", f"{asking}<w:sectPr", 1)),
            "a.docx",
        )


@pytest.mark.parametrize(
    "asks",
    [
        "<w:fldSimple w:instr='DDEAUTO c:/x'/>",
        '<q:fldSimple xmlns:q="http://schemas.openxmlformats.org/wordprocessingml/2006/main" q:instr="&#68;DEAUTO x"/>',
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDE</w:instrText><w:instrText>AUTO x</w:instrText></w:r>',
        '<w:r><w:fldChar w:fldCharType="begin"/><w:fldChar w:fldCharType="begin"/><w:instrText>TITLE</w:instrText>'
        '<w:fldChar w:fldCharType="end"/><w:instrText>x</w:instrText><w:fldChar w:fldCharType="end"/></w:r>',
        '<w:r><w:fldChar w:fldCharType="{{ title }}"/><w:instrText>PAGE</w:instrText></w:r>',
    ],
)
def test_a_field_that_runs_something_is_found_however_it_is_written(asks: str) -> None:
    with pytest.raises(TemplateFetches):
        check(
            changed(
                template(TEXT),
                "word/document.xml",
                lambda xml: xml.replace("<w:sectPr", f"<w:p>{asks}</w:p><w:sectPr", 1),
            ),
            "a.docx",
        )


def test_page_numbers_and_a_table_of_contents_are_fine() -> None:
    mark = '<w:r><w:fldChar w:fldCharType="%s"/></w:r>'
    said = "<w:r><w:instrText> %s </w:instrText></w:r>"
    begin, separate, end = (mark % one for one in ("begin", "separate", "end"))
    number = begin + said % "PAGE" + separate + "<w:r><w:t>1</w:t></w:r>" + end
    contents = begin + said % "TOC \\o" + separate + begin + said % "PAGEREF a" + separate + end + end
    check(
        changed(
            template(TEXT),
            "word/document.xml",
            lambda xml: xml.replace("<w:sectPr", f"<w:p>{number}{contents}</w:p><w:sectPr", 1),
        ),
        "a.docx",
    )


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.4", template(TEXT)[:2000]])
def test_what_is_no_word_document_is_answered_with_a_sentence(content: bytes) -> None:
    with pytest.raises(TemplateNotWord):
        check(content, "ours.docx")


# On the page of the station


@pytest.fixture
def station(database: Database) -> Station:
    with database.writing() as session:
        return make_station(session)


def bring(office: Visitor, station: Station, content: bytes) -> Any:
    return office.press(
        f"/stations/{station.id}/p/alliances/templates", kind="minutes", document=(BytesIO(content), "ours.docx")
    )


def test_a_template_is_tried_out_holds_and_is_given_up(
    database: Database, station: Station, signed_in: SignedIn
) -> None:
    office = signed_in("office")
    assert bring(office, station, template("{{ title }} of ours", TEXT)).status_code == 303
    with database.reading() as session:
        number, held = session.execute(select(PaperTemplate.id, PaperTemplate.held_since)).one()
    assert held is None
    sample = office.get(f"/p/alliances/templates/{number}/sample.docx")
    assert docx.Document(BytesIO(sample.data)).paragraphs[0].text.endswith("of ours")
    assert office.press(f"/p/alliances/templates/{number}/hold").status_code == 303
    with database.reading() as session:
        assert session.scalar(select(PaperTemplate.held_since)) <= datetime.now(UTC)
    assert office.press(f"/p/alliances/templates/{number}/give-up").status_code == 303
    with database.reading() as session:
        assert session.scalar(select(PaperTemplate.id)) is None


def test_a_refused_template_says_why_and_nothing_is_kept(
    database: Database, station: Station, signed_in: SignedIn
) -> None:
    answer = bring(signed_in("office"), station, template(TEXT, "{{ titel }}"))
    assert "titel" in answer.text
    assert "“title”" in answer.text
    with database.reading() as session:
        assert session.scalar(select(PaperTemplate.id)) is None


def test_minutes_leave_in_the_template_of_their_station(
    database: Database, station: Station, signed_in: SignedIn
) -> None:
    with database.writing() as session:
        station = session.get_one(Station, station.id)
        minutes = make_draft(session, station, make_held_meeting(session, station, title="Trials"))
        meeting = minutes.meeting_id
    office, manager = signed_in("office"), signed_in("manager", station=station)
    address = f"/p/alliances/meetings/{meeting}/minutes"
    assert bring(office, station, template("ours", TEXT)).status_code == 303
    assert paragraphs(manager.press(f"{address}.docx"))[0] != "ours", "on trial is not yet holding"
    with database.reading() as session:
        number = session.scalar(select(PaperTemplate.id))
    office.press(f"/p/alliances/templates/{number}/hold")
    assert paragraphs(manager.press(f"{address}.docx"))[0] == "ours"
    assert manager.press(f"{address}.pdf").data.startswith(b"%PDF")
    assert "Trials" in manager.page(f"{address}/paper").text
    assert manager.press(f"/p/alliances/meetings/{meeting}/record.docx").status_code == 200
    assert manager.press(f"/p/alliances/meetings/{meeting}/record.pdf").status_code == 200
    leader = signed_in("deputy", station=station)
    assert leader.press(f"{address}.docx").status_code in (403, 404), "drafts are not handed out"


def paragraphs(answer: Any) -> list[str]:
    return [one.text for one in docx.Document(BytesIO(answer.data)).paragraphs]
