"""PDF set by Typst from a template and plain data.

A template is a ``.typ`` file of its feature (``core/<feature>/documents/slips.typ``). It says what the paper looks
like and gets what stands on it as data, never as markup: a name with a ``#`` in it stays a name::

    #import "/paper.typ": data, paper
    #show: paper.with(title: data.title)

It sees ``/paper.typ``, the `files` it is given and nothing else: no other file, no font of the machine, no network.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files as resources
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from core.errors import DomainError
from core.words import lazy as _

FONTS: Final = Path(str(resources("core.documents") / "fonts"))
"""Noto Sans SC, regular and bold; ``tools/assets.py`` puts them there, the wheel carries them."""
PAPER: Final = Path(str(resources("core.documents") / "paper.typ"))


class FontsMissing(DomainError):
    """The typeface is not where it belongs: a checkout whose assets were not built."""

    code = "fonts_missing"
    status = 500
    message = _("The typeface for documents is missing. Run `make assets`, or install LianZhan again, and try again.")


class DocumentFaulty(DomainError):
    """A template that does not compile without a warning; a mistake of the developer."""

    code = "document_faulty"
    status = 500
    message = _("The document %(name)s could not be set: %(problem)s")


def pdf(template: Path, data: Mapping[str, Any], *, files: Mapping[str, bytes] | None = None) -> bytes:
    """The document as PDF. Takes a moment: call it before the write transaction.

    `data` is what ``data`` is in the template: numbers, text, lists and mappings; lazy words and days become text.
    `files` are photos and the like, by the absolute names under which the template reads them (``/photo.jpg``).
    Raises :class:`DocumentFaulty` for a template with a mistake; a warning is one.
    """
    import typst  # imported late: 30 MB that no page needs

    sources = {"main.typ": template.read_bytes(), "paper.typ": _paper()}
    sources |= {name.lstrip("/"): content for name, content in (files or {}).items()}
    try:
        made, warnings = typst.compile_with_warnings(  # type: ignore[call-overload]  # its types forget files by name
            sources,
            font_paths=[_fonts()],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False, default=str)},
        )
    except typst.TypstError as problem:
        raise DocumentFaulty(name=template.name, problem=problem) from problem
    if warnings:
        raise DocumentFaulty(name=template.name, problem="; ".join(map(str, warnings)))
    return bytes(made)


def qr_svg(text: str, *, one_of_many: bool = False) -> str:
    """A QR code for paper as SVG, with the quiet zone it needs; the template sets its width.

    Of the eight patterns that may lie over a code the best is looked for; for one of hundreds, any will do.
    """
    import segno

    drawn, mask = BytesIO(), 2 if one_of_many else None
    segno.make(text, error="m", micro=False, mask=mask).save(drawn, kind="svg", border=4, xmldecl=False, omitsize=True)
    return drawn.getvalue().decode()


@cache
def _paper() -> bytes:
    return PAPER.read_bytes()


@cache
def _fonts() -> str:
    if not any(FONTS.glob("*.ttf")):
        raise FontsMissing
    return str(FONTS)
