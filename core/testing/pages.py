"""Reading pages as a browser would: their forms, links and words."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urljoin

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
HIDDEN = frozenset({"csrf_token", "once", "seen"})


@dataclass(slots=True)
class PageField:
    """One field of a form: what a browser would send for it, and what may be chosen, or is suggested while one types."""

    name: str
    kind: str
    value: str = ""
    is_sent: bool = True
    choices: list[str] = field(default_factory=list)


@dataclass(slots=True)
class PageForm:
    """A form of a page."""

    action: str
    method: str
    fields: list[PageField] = field(default_factory=list)
    takes_files: bool = False

    @property
    def values(self) -> dict[str, list[str]]:
        """What a browser would send without anything typed."""
        sent: dict[str, list[str]] = {}
        for one in self.fields:
            if one.is_sent and one.name and one.kind not in ("file", "submit"):
                sent.setdefault(one.name, []).append(one.value)
        return sent

    @property
    def typed(self) -> list[PageField]:
        """The fields people fill in."""
        return [one for one in self.fields if one.name and one.kind not in {"hidden", "submit"}]

    def names(self) -> set[str]:
        """The names of all fields, hidden ones too."""
        return {one.name for one in self.fields}

    def submit(self, client: FlaskClient, typed: dict[str, Any] | None = None) -> TestResponse:
        """Send the form with these values in place of its own. A redirect is answered, not followed."""
        values: dict[str, Any] = {**self.values, **(typed or {})}
        if self.method == "get":
            return client.get(self.action, query_string=values)
        content = "multipart/form-data" if self.takes_files else None
        return client.post(self.action, data=values, content_type=content)


@dataclass(slots=True)
class Element:
    """An element as it opened: its name, its attributes, and where it begins."""

    name: str
    attributes: dict[str, str]
    line: int


class Page(HTMLParser):
    """A page taken apart: ``forms``, ``links``, ``elements``, ``text``."""

    def __init__(self, html: str, url: str = "/") -> None:
        super().__init__(convert_charrefs=True)
        self.url = url
        self.forms: list[PageForm] = []
        self.elements: list[Element] = []
        self._words: list[str] = []
        self._open: list[str] = []
        self._form: PageForm | None = None
        self._choice: PageField | None = None
        self._area: PageField | None = None
        self._suggested: dict[str, list[str]] = {}
        self._offered: list[str] | None = None
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        """The words of the page, without those of scripts and styles."""
        return " ".join(" ".join(self._words).split())

    @property
    def links(self) -> list[str]:
        """The addresses on this site that the page links to, without what follows a #."""
        hrefs = [one.attributes.get("href", "") for one in self.elements if one.name == "a"]
        whole = [urldefrag(urljoin(self.url, href))[0] for href in hrefs if href and not href.startswith("#")]
        return [address for address in dict.fromkeys(whole) if address.startswith("/")]

    def form(self, action: str = "", method: str = "post") -> PageForm:
        """The form that sends to `action`, or else the first whose address contains it; without one, the page's own."""
        fitting = [form for form in self.forms if form.method == method and action in form.action]
        if not fitting:
            raise LookupError(f"{self.url} has no form to {action!r}, only {[form.action for form in self.forms]}")
        return next((form for form in fitting if form.action == (action or self.url)), fitting[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of an element that opens."""
        given = {name: value or "" for name, value in attrs}
        self.elements.append(Element(tag, given, self.getpos()[0]))
        if tag not in VOID:
            self._open.append(tag)
        if tag == "form":
            action = urljoin(self.url, given.get("action") or self.url)
            self._form = PageForm(
                action, given.get("method", "get").lower(), takes_files="multipart" in given.get("enctype", "")
            )
            self.forms.append(self._form)
        elif tag == "datalist":
            self._offered = self._suggested.setdefault(given.get("id", ""), [])
        elif tag == "option" and self._offered is not None:
            self._offered.append(given.get("value", ""))
        elif self._form is not None:
            self._take_field(self._form, tag, given)

    def handle_endtag(self, tag: str) -> None:
        """Take note of an element that closes."""
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag == "form":
            self._form = None
        elif tag == "datalist":
            self._offered = None
        elif tag == "select":
            self._choice = None
        elif tag == "textarea" and self._area is not None:
            self._area.value = self._area.value.removeprefix("\r").removeprefix("\n")
            self._area = None

    def handle_data(self, data: str) -> None:
        """Take note of words."""
        if self._area is not None:
            self._area.value += data
        if not {"script", "style", "template"} & set(self._open):
            self._words.append(data)

    def _take_field(self, form: PageForm, tag: str, given: dict[str, str]) -> None:
        name, kind, value = given.get("name", ""), given.get("type", "text"), given.get("value", "")
        if tag == "input":
            sent = "checked" in given if kind in ("checkbox", "radio") else True
            suggested = self._suggested.setdefault(given["list"], []) if "list" in given else []
            form.fields.append(PageField(name, kind, value or ("on" if kind == "checkbox" else ""), sent, suggested))
        elif tag == "button" and name:
            form.fields.append(PageField(name, "submit", value))
        elif tag == "textarea":
            self._area = PageField(name, "textarea")
            form.fields.append(self._area)
        elif tag == "select":
            self._choice = PageField(name, "select", is_sent=False)
            form.fields.append(self._choice)
        elif tag == "option" and self._choice is not None:
            self._choice.choices.append(value)
            if "selected" in given or not self._choice.is_sent:
                self._choice.value, self._choice.is_sent = value, True


def page_of(answer: TestResponse) -> Page:
    """The page in an answer of the test client; a picture is taken for one without elements."""
    return Page(answer.get_data().decode(errors="replace"), answer.request.full_path.rstrip("?"))
