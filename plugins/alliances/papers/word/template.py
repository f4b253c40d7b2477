"""A template of Word: opened, checked, and filled in with a sheet.

What is filled in is data, never markup: signs that mean something to templates or to Word stay signs.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from plugins.alliances.papers.errors import TemplateFaulty, TemplateNotWord
from plugins.alliances.papers.sample import samples
from plugins.alliances.papers.sheet import Passage, Sheet
from plugins.alliances.papers.word import checks
from plugins.alliances.papers.word.body import Writer, clean
from plugins.alliances.papers.word.fields import context
from plugins.alliances.papers.word.styles import dress

if TYPE_CHECKING:
    from docxtpl import DocxTemplate
    from jinja2 import Environment

FOOTNOTES: Final = "footnotes+xml"


def check(data: bytes, name: str) -> frozenset[str]:
    """That papers can be made from this template: it is read, and filled in with samples. Takes a moment.

    Returns the keys of the sections of plugins that it prints by themselves: no list of all of them exists that could be
    held against it. Raises a TemplateRefused that says which place is meant.
    """
    try:
        checks.check_parts(data)
        template = _opened(data)
        parts = list(_parts(template))
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, AttributeError) as problem:
        raise TemplateNotWord(name=name) from problem
    checks.check_fields(parts, environment())
    for sheet in samples():
        fill(data, sheet)
    return checks.sections_in(parts)


def fill(data: bytes, sheet: Sheet) -> bytes:
    """The paper as a Word document. Takes a moment. Raises TemplateFaulty, which :func:`check` would have raised before."""
    template = _opened(data)
    document = template.get_docx()
    writer = Writer(document, dress(document))
    apart = checks.sections_in(_parts(template))

    def text(passages: Iterable[Passage]) -> object:
        several = tuple(passages)
        return _Later(lambda: _subdocument(template, writer.passages(several)), is_there=bool(several))

    template.render(context(sheet, text, apart), environment())
    properties = document.core_properties
    properties.title, properties.author, properties.comments = clean(sheet.title), clean(sheet.station), ""
    written = BytesIO()
    template.save(written)
    return written.getvalue()


@cache
def environment() -> Environment:
    """The language of templates without anything that could be called."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    made = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    made.globals.clear()
    made.filters.clear()
    made.tests.clear()
    return made


class _Later:
    """Paragraphs that are written where a template prints them, and not where it does not."""

    def __init__(self, write: Callable[[], Any], *, is_there: bool) -> None:
        self._write, self._is_there = write, is_there

    def __html__(self) -> str:
        return str(self._write())

    def __bool__(self) -> bool:
        return self._is_there


def _subdocument(template: DocxTemplate, elements: Iterable[Any]) -> Any:
    made = template.new_subdoc()
    for element in elements:
        made.element.body.append(element)
    return made


def _opened(data: bytes) -> DocxTemplate:
    """The template, which fills in strictly: what is no well-formed document is refused and not mended silently."""
    from docxtpl import DocxTemplate
    from jinja2 import TemplateError
    from lxml import etree

    class Template(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types; imported late
        def render_xml_part(self, src_xml: str, part: Any, context: dict[str, Any], jinja_env: Environment) -> str:
            self.current_rendering_part = part
            source = _in_lines(src_xml)
            try:
                xml = str(self.resolve_listing(jinja_env.from_string(source).render(context))).replace("\n<w:p", "<w:p")
                etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
            except (TemplateError, RecursionError) as problem:
                raise TemplateFaulty(place=checks.place_of(source, getattr(problem, "lineno", None) or 1)) from problem
            except etree.XMLSyntaxError as problem:
                raise TemplateFaulty(place=checks.place_of(xml, problem.lineno or 1)) from problem
            return xml

        def render_properties(self, context: dict[str, Any], jinja_env: Environment) -> None:
            """The title and the sender are said by us, whatever the template says of itself."""

    template = Template(BytesIO(data))
    template.init_docx()
    return template


def _parts(template: DocxTemplate) -> Iterator[str]:
    """Everything that is filled in, as the language of templates reads it."""
    yield _in_lines(template.patch_xml(template.get_xml()))
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _key, part in template.get_headers_footers(uri):
            yield _in_lines(template.patch_xml(template.get_part_xml(part)))
    for part in template.get_docx().part.package.parts:
        if part.content_type.endswith(FOOTNOTES):
            yield _in_lines(template.patch_xml(part.blob.decode()))


def _in_lines(xml: str) -> str:
    """A line for each paragraph, so that a mistake has a place."""
    return xml.replace("<w:p ", "\n<w:p ").replace("<w:p>", "\n<w:p>")
