"""Documents: set from data alone, in our own typeface, on any machine."""

import re
import zlib
from datetime import date
from pathlib import Path

import pytest

from core.documents import service
from core.words import lazy as _

HELLO = """
#import "/paper.typ": code, data, paper, signatures
#show: paper.with(title: data.title, subject: "x", page-words: data.pages)
= #data.title
#data.name
#data.day
#for one in data.codes { code(one, alt: "a code") }
#pagebreak()
*#data.name*
#signatures(..data.signers)
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    file = tmp_path / "hello.typ"
    file.write_text(HELLO)
    return file


DATA = {
    "title": "Register",
    "name": "张三",
    "day": date(2026, 11, 1),
    "codes": [service.qr_svg("https://lianzhan.example.cn/a")],
    "pages": "Page {n} of {m}",
    "signers": ["Head"],
}


def unpacked(pdf: bytes) -> str:
    """All that stands compressed in a PDF: what it names its fonts, and which characters they draw."""
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(stream).decode("latin-1"))
        except zlib.error:
            continue
    return "\n".join(found) + pdf.decode("latin-1")


def characters(pdf: bytes) -> set[str]:
    """The characters that can be copied out of a PDF."""
    mapped = re.findall(r"<[0-9A-F]{4}> <([0-9A-F]{4,8})>", unpacked(pdf))
    return {bytes.fromhex(one).decode("utf-16-be") for one in mapped}


def test_a_document_is_set_in_our_typeface_with_its_text(template: Path) -> None:
    made = service.pdf(template, DATA)
    assert made.startswith(b"%PDF")
    assert "NotoSansSC-Regular" in unpacked(made)
    assert "NotoSansSC-Bold" in unpacked(made)
    assert set("张三Register2026-11-01") <= characters(made)
    assert len(re.findall(r"/Type\s*/Page\b", unpacked(made))) == 2


def test_data_is_never_markup(template: Path) -> None:
    made = service.pdf(template, DATA | {"name": '#panic("no") $x$ <b> *a* \\ " `'})
    assert set('#$<*`\\"') <= characters(made)


def test_lazy_words_are_said_when_the_document_is_made(template: Path) -> None:
    assert set("Save") <= characters(service.pdf(template, DATA | {"name": _("Save")}))


def test_a_warning_is_a_mistake(tmp_path: Path) -> None:
    template = tmp_path / "wrong.typ"
    template.write_text('#set text(font: "Comic Neue")\nhello')
    with pytest.raises(service.DocumentFaulty, match=r"wrong\.typ.*comic neue"):
        service.pdf(template, {})


def test_what_data_lacks_is_a_mistake(template: Path) -> None:
    with pytest.raises(service.DocumentFaulty, match="title"):
        service.pdf(template, {})


def test_a_template_reads_no_file_it_was_not_given(tmp_path: Path) -> None:
    template = tmp_path / "curious.typ"
    for name in ("/etc/passwd", "/main.py", "../secret"):
        template.write_text(f'#read("{name}")')
        with pytest.raises(service.DocumentFaulty):
            service.pdf(template, {})


def test_a_template_reads_the_files_it_was_given(tmp_path: Path) -> None:
    template = tmp_path / "letter.typ"
    template.write_text('#set text(font: "Noto Sans SC")\n#read("/words.txt")')
    assert set("Hello") <= characters(service.pdf(template, {}, files={"/words.txt": b"Hello"}))


def test_a_code_keeps_its_quiet_zone_and_any_size() -> None:
    drawn = service.qr_svg("https://lianzhan.example.cn/activate/abc")
    assert re.search(r'viewBox="0 0 (\d+) \1"', drawn)
    assert "width=" not in drawn
    assert "M4 4.5" in drawn
