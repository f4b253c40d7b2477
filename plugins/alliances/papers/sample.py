"""Minutes of a meeting that never was, with everything a paper can show: what templates are tried out with."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from core.api.declare import _
from plugins.alliances.papers.sheet import Agreed, Amended, Issued, Kind, Passage, Sheet, Signed

DAY = date(2026, 3, 12)


def samples() -> tuple[Sheet, ...]:
    """A full one and one with as little as possible, of either kind."""
    return (full("minutes"), full("record"), bare("minutes"), bare("record"))


def full(kind: Kind) -> Sheet:
    """A meeting of which everything was written down."""
    speaker = str(_("Li Si")) if kind == "record" else ""
    return Sheet(
        kind=kind,
        station=str(_("Station of the sample chain")),
        alliance=str(_("Sample alliance")),
        forum=str(_("Sample forum")),
        number=31,
        title=str(_("What a template prints of a meeting")),
        theme=str(_("Trying a template out")),
        day=DAY,
        begins=time(14, 30),
        ends=time(16),
        place=str(_("Meeting room of the station")),
        chairs=(str(_("Zhang San")),),
        attends=(str(_("Li Si")), str(_("Wang Wu")), str(_("Zhao Liu"))),
        sits_in=(str(_("Sun Qi")),),
        excused=(str(_("Zhou Ba")),),
        absent=(str(_("Wu Jiu")),),
        records=(str(_("Zheng Shi")),),
        agenda=(str(_("What was left open")), str(_("What is new"))) if kind == "record" else (),
        passages=(
            Passage(heading=str(_("What was left open")), speaker=speaker, words=str(_SAID)),
            Passage(heading=str(_("What is new")), speaker=speaker, words=str(_LISTED)),
            Passage(heading=str(_("A section of another plugin")), words=str(_("Words of this section."))),
        ),
        **(_issued() if kind == "minutes" else {}),
    )


def _issued() -> dict[str, Any]:
    """What only minutes have."""
    return {
        "decisions": (
            Agreed(words=str(_("The sample is looked at.")), owner=str(_("Li Si")), due=date(2026, 3, 31)),
            Agreed(words=str(_("The template holds from then on.")), owner=str(_("Wang Wu"))),
        ),
        "signed": (Signed(name=str(_("Zhang San")), on=date(2026, 3, 14)), Signed(name=str(_("Li Si")))),
        "issued": Issued(year=2026, number=3, on=date(2026, 3, 16), issuer=str(_("Wang Wu"))),
        "amendments": (
            Amended(
                number=1,
                day=date(2026, 3, 20),
                words=str(_("Read 16 instead of 15.")),
                reason=str(_("A slip of the pen")),
            ),
        ),
    }


def bare(kind: Kind) -> Sheet:
    """A meeting of which hardly anything is known yet."""
    return Sheet(kind=kind, station=str(_("Station of the sample chain")), title=str(_("Sample")), day=DAY)


_SAID = _(
    "The text stands here as it was written, with **words that matter**.\n\n"
    "## A heading\n\nWords below it.\n\n### A smaller heading\n\nWords below that.\n\n#### The smallest\n\nFurther words."
)
_LISTED = _(
    "What is listed is counted:\n\n1. the first;\n2. the second:\n   1. one part;\n   2. another;\n3. the last.\n\n"
    "What has no order:\n\n- this;\n- that.\n\n| What | How much | Unit |\n|---|---:|---|\n| Yield | 560 | kg |\n| Cost | 310 | yuan |"
)
