"""Documents: recognised by what they are, refused where they carry a program."""

import io
import time
import zipfile
import zlib
from contextlib import suppress
from typing import Any

import pytest
import typst
from openpyxl import Workbook

from core.files.documents import DOCX, OFD, PDF, TEXT, XLSX
from core.files.errors import (
    DocumentActive,
    DocumentDamaged,
    DocumentEmpty,
    DocumentLocked,
    DocumentTooLarge,
    FileRefused,
    NotADocument,
    OldDocument,
)
from core.files.service import MOST_DOCUMENT_MB, prepare_document

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def archive(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def word(main: str = WORD, **more: str | bytes) -> bytes:
    """A Word document as small as one can be; further parts by their names, ``__`` for a slash."""
    types = f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    parts: dict[str, str | bytes] = {"[Content_Types].xml": types, "word/document.xml": "<w:document/>"}
    return archive(parts | {name.replace("__", "/").replace("_dot_", "."): content for name, content in more.items()})


def relation(kind: str, target: str, mode: str = "External") -> str:
    return f'<Relationships><Relationship Id="r1" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'


def workbook() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def pdf(catalog: bytes = b"", *streams: tuple[bytes, bytes], behind: bytes = b"") -> bytes:
    """A PDF with this in its catalog, and these streams."""
    body = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog " + catalog + b" >>\nendobj\n"
    for number, (head, content) in enumerate(streams, 2):
        body += b"%d 0 obj\n<< %b >>\nstream\n%b\nendstream\nendobj\n" % (number, head, content)
    return body + b"trailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n" + behind


def packed(content: bytes) -> tuple[bytes, bytes]:
    return b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", zlib.compress(content)


PAGE = typst.compile(b"= Minutes\n#lorem(600)")

KEPT: dict[str, tuple[bytes, str, str]] = {
    "a PDF of ours": (PAGE, PDF, "minutes.pdf"),
    "a PDF": (pdf(), PDF, "minutes.pdf"),
    "a PDF with a picture whose bytes look like anything": (
        pdf(b"", (b"/Subtype /Image", b"/JavaScript /Launch")),
        PDF,
        "minutes.pdf",
    ),
    "a PDF with packed objects": (pdf(b"", packed(b"7 0 << /Type /Page >>")), PDF, "minutes.pdf"),
    "a PDF padded with zeros": (pdf(behind=b"\0" * 9000), PDF, "minutes.pdf"),
    "a Word document": (word(), DOCX, "minutes.docx"),
    "a Word document with links and its template on a disk": (
        word(
            word___rels__document_dot_xml_dot_rels=relation("hyperlink", "https://example.cn/"),
            word___rels__settings_dot_xml_dot_rels=relation("attachedTemplate", "file:///C:/Normal.dotm"),
        ),
        DOCX,
        "minutes.docx",
    ),
    "a workbook": (workbook(), XLSX, "minutes.xlsx"),
    "an OFD": (archive({"OFD.xml": "<ofd:OFD/>", "Doc_0/Document.xml": "<ofd:Document/>"}), OFD, "minutes.ofd"),
    "a text": ("驻站日记录\r\n第一项".encode(), TEXT, "minutes.txt"),
    "a text of Chinese Windows": ("驻站日记录\r\n第一项".encode("gb18030"), TEXT, "minutes.txt"),
    "a text with a mark at its beginning": ("驻站日记录".encode("utf-8-sig"), TEXT, "minutes.txt"),
}


@pytest.mark.parametrize("what", KEPT)
def test_a_document_is_kept_as_what_it_is_whatever_its_name_says(what: str) -> None:
    data, media_type, name = KEPT[what]
    prepared = prepare_document(data, "minutes.exe")
    assert (prepared.kind, prepared.media_type, prepared.name) == ("document", media_type, name)
    if media_type == TEXT:
        assert prepared.data.decode().startswith("驻站日记录")
    else:
        assert prepared.data == data


REFUSED: dict[str, tuple[bytes, type[FileRefused]]] = {
    "empty": (b"", DocumentEmpty),
    "a table without a word": (b",,,\n,,,\n", DocumentEmpty),
    "too large": (b"x" * (MOST_DOCUMENT_MB * 2**20 + 1), DocumentTooLarge),
    "a program": (b"MZ\x90\0" + b"\0" * 500, NotADocument),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, NotADocument),
    "a shell script": (b"#!/bin/sh\nrm -rf /\n", NotADocument),
    "a page": (b"<html><script>alert(1)</script></html>", NotADocument),
    "a page with blanks before": (b"\n\n  <!DOCTYPE html><script>", NotADocument),
    "bytes": (bytes(range(256)), NotADocument),
    "any archive": (archive({"a.txt": "x"}), NotADocument),
    "a template": (
        word("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"),
        NotADocument,
    ),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, OldDocument),
    "Word with a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        DocumentLocked,
    ),
    "Word with macros": (word("application/vnd.ms-word.document.macroEnabled.main+xml"), DocumentActive),
    "Word with macros that calls itself without": (word(word__vbaProject_dot_bin=b"x"), DocumentActive),
    "Word with an ActiveX": (word(word__activeX__activeX1_dot_xml="<x/>"), DocumentActive),
    "Word with something embedded": (word(word__embeddings__oleObject1_dot_bin=b"x"), DocumentActive),
    "Word with a program in it": (word(word__media__a_dot_exe=b"MZ"), DocumentActive),
    "Word that fetches its template": (
        word(word___rels__settings_dot_xml_dot_rels=relation("attachedTemplate", "https://evil.example/a.dotm")),
        DocumentActive,
    ),
    "Word that fetches a frame from a share": (
        word(word___rels__webSettings_dot_xml_dot_rels=relation("frame", "\\\\evil\\share\\a")),
        DocumentActive,
    ),
    "Word with entities": (
        archive({"[Content_Types].xml": '<!DOCTYPE x [<!ENTITY a "b">]><Types>&a;</Types>', "word/document.xml": ""}),
        DocumentDamaged,
    ),
    "Word cut short": (word()[:-30], DocumentDamaged),
    "Word behind something else": (b"PK\x03\x04#!/bin/sh\n" + word(), DocumentActive),
    "Word before something else": (word() + b"MZ\x90\0" + b"\0" * 100, DocumentActive),
    "Word that unpacks into gigabytes": (word(word__a_dot_xml=b"\0" * (257 * 2**20)), DocumentDamaged),
    "a PDF cut short": (PAGE[: len(PAGE) // 2], DocumentDamaged),
    "a PDF with a script": (pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), DocumentActive),
    "a PDF that hides its script": (pdf(b"/OpenAction << /S /J#61vaScript /J#53 (x) >>"), DocumentActive),
    "a PDF with a packed script": (pdf(b"", packed(b"7 0 << /S /JavaScript >>")), DocumentActive),
    "a PDF with a script packed twice": (
        pdf(b"", (b"/Type /ObjStm /Filter [/FlateDecode /FlateDecode]", zlib.compress(zlib.compress(b"/JS")))),
        DocumentLocked,
    ),
    "a PDF that starts a program": (pdf(b"/OpenAction << /S /Launch /F (cmd.exe) >>"), DocumentActive),
    "a PDF with a file in it": (pdf(b"/Names << /EmbeddedFiles 5 0 R >>"), DocumentActive),
    "a PDF with a password": (pdf().replace(b"/Root", b"/Encrypt 5 0 R /Root"), DocumentLocked),
    "a PDF that is also an archive": (pdf(behind=archive({"a.class": "x"})), DocumentActive),
    "a PDF with a program behind it": (pdf(behind=b"MZ" + b"\x90" * 5000), DocumentActive),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_harmless_document_is_refused_with_a_sentence(what: str) -> None:
    data, why = REFUSED[what]
    with pytest.raises(FileRefused) as refused:
        prepare_document(data, "minutes.docx")
    assert type(refused.value) is why
    assert "minutes.docx" in str(refused.value)
    assert refused.value.field == "document"


@pytest.mark.parametrize(
    "piece", [b"<<", b">>stream", b">>stream endstream ", b"obj<</ObjStm>>stream\nendstream", b"#41", b"stream"]
)
def test_a_file_made_to_keep_us_busy_does_not(piece: bytes) -> None:
    """Eight times as much takes about eight times as long; were every piece held against every other, it took 64 times."""

    def keeps_busy_s(size: int) -> float:
        data = pdf(behind=b"")[:20] + piece * (size // len(piece) - 100) + b"startxref\n%%EOF"
        began = time.thread_time()  # what others do on this machine meanwhile does not count
        with suppress(FileRefused):
            prepare_document(data, "busy.pdf")
        return time.thread_time() - began

    most = MOST_DOCUMENT_MB * 2**20
    assert keeps_busy_s(most) < 24 * keeps_busy_s(most // 8) + 0.2


def test_a_workbook_of_a_form_can_be_kept() -> None:
    book: Any = Workbook()
    book.active["A1"] = "驻站日"
    out = io.BytesIO()
    book.save(out)
    assert prepare_document(out.getvalue(), "台账.xlsx").name == "台账.xlsx"
