"""Minutes and records as PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files as resources
from pathlib import Path
from typing import Any, Final

from core.api.data import day_in_words
from core.api.paper import pdf
from core.api.web import _, language, today
from plugins.alliances.papers import words
from plugins.alliances.papers.layout import official
from plugins.alliances.papers.sheet import Passage, Sheet
from plugins.alliances.papers.words import LABELS
from plugins.alliances.writing.text import Block, Grid, Heading, Items, Paragraph, Runs, blocks

TEMPLATE: Final = Path(str(resources("plugins.alliances.papers") / "documents" / "meeting.typ"))
PLAIN_NUMBERS: Final = ("1.", "a)", "i.", "1)")
"""How headings are counted in languages that do not count as official documents do."""
COLUMNS: Final = ("position", "words", "owner", "due")
DEEPEST: Final = 4


def printed(sheet: Sheet) -> bytes:
    """The paper as PDF. Takes a moment: call it before the write transaction."""
    is_chinese = language().startswith("zh")
    return pdf(
        TEMPLATE,
        {
            "title": sheet.title,
            "mark": words.mark(sheet),
            "station": sheet.station,
            "number": words.issue_words(sheet.issued) or words.session_words(sheet),
            "watermark": words.WATERMARK if sheet.is_draft else "",
            "facts": [[str(word), said] for word, said in facts(sheet)],
            "text": list(_text(sheet.passages)),
            "decisions": {
                "title": LABELS["decisions"],
                "heads": [LABELS[key] for key in COLUMNS],
                "rows": [
                    [str(number), one.words, one.owner, words.day_words(one.due)]
                    for number, one in enumerate(sheet.decisions, 1)
                ],
            },
            "amendments": {
                "title": LABELS["amendments"],
                "rows": [
                    {"head": words.amended_words(one), "text": _blocks(blocks(one.words), 1), "reason": one.reason}
                    for one in sheet.amendments
                ],
            },
            "signed-words": words.said(LABELS["signed"], ""),
            "signed": [f"{one.name} {words.day_words(one.on)}".strip() for one in sheet.signed],
            "digest": sheet.issued.digest if sheet.issued else "",
            "signatures": signatures(sheet),
            "numbering": official()["numbering"]["typst"] if is_chinese else PLAIN_NUMBERS,
            "pages": _("Page {n} of {m}"),
            "made": _("Made on %(day)s", day=day_in_words(today())),
            "language": "zh" if is_chinese else "en",
        },
    )


def facts(sheet: Sheet) -> list[tuple[Any, str]]:
    """What the meeting was and who was there, as lines; what nobody said is left out."""
    issued = sheet.issued
    several = [
        (LABELS["day"], words.when(sheet)),
        (LABELS["place"], sheet.place),
        (LABELS["theme"], sheet.theme),
        *words.attendance(sheet),
        (LABELS["issuer"], f"{issued.issuer} {words.day_words(issued.on)}".strip() if issued else ""),
    ]
    return [(word, text) for word, text in several if text]


def signatures(sheet: Sheet) -> list[str]:
    """What stands before the lines to sign on."""
    keys = ("sign_chairs", "sign_records") if sheet.kind == "record" else ("sign_chairs", "sign_issues")
    return [str(LABELS[key]) for key in keys]


def _text(passages: Iterable[Passage]) -> Iterator[dict[str, Any]]:
    before = ""
    for passage in passages:
        heading = passage.heading.strip()
        if heading and heading != before:
            yield {"kind": "heading", "level": 1, "runs": [{"text": heading, "bold": False}]}
        before = heading
        if passage.speaker:
            yield {"kind": "paragraph", "runs": [{"text": words.said(passage.speaker, ""), "bold": True}]}
        yield from _blocks(blocks(passage.words), 1 if heading else 0)


def _blocks(several: Sequence[Block], below: int) -> list[dict[str, Any]]:
    top = min((block.level for block in several if isinstance(block, Heading)), default=1)
    return [_block(block, below + 1 - top) for block in several]


def _block(block: Block, shift: int) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": min(block.level + shift, DEEPEST), "runs": _runs(block.runs)}
        case Paragraph():
            return {"kind": "paragraph", "runs": _runs(block.runs)}
        case Items():
            items = [[_block(one, DEEPEST) for one in item] for item in block.items]
            return {"kind": "items", "ordered": block.ordered, "start": block.start, "items": items}
        case Grid():
            return {
                "kind": "grid",
                "head": [_runs(runs) for runs in block.head],
                "rows": [[_runs(runs) for runs in row] for row in block.rows],
                "aligned": list(block.aligned),
            }


def _runs(runs: Runs) -> list[dict[str, Any]]:
    return [{"text": run.text, "bold": run.bold} for run in runs]
