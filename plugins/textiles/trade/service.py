"""Which part of the trade the segments of a chain are: by their names, until a person says otherwise."""

from __future__ import annotations

import tomllib
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.api.data import Chain, Segment, Station, on_at
from core.api.declare import DomainError, NotFound, _
from plugins.textiles.models import SegmentPart
from plugins.textiles.trade.words import PARTS

PLUGIN: Final = "textiles"


class PartUnknown(DomainError):
    """A part that the trade does not have."""

    code = "textile_part_unknown"
    field = "part"
    message = _("The trade has no such part. Choose one of those offered.")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the trade: by which words its segments are known, and who is next to it."""

    key: str
    words: Sequence[str]
    neighbours: frozenset[str]


@dataclass(frozen=True, slots=True)
class Matched:
    """A segment of a chain, and which part it is."""

    id: int
    name: str
    part: str
    """Empty: none of the trade."""
    by_person: bool


@cache
def parts() -> Mapping[str, Part]:
    """The parts of the trade in their order."""
    text = files("plugins.textiles.trade").joinpath("parts.toml").read_text("utf-8")
    told = tomllib.loads(text)["parts"]
    return {one["key"]: Part(one["key"], tuple(one["words"]), frozenset(one["neighbours"])) for one in told}


def part_of(name: str) -> str:
    """Which part a segment of this name is: that of the longest word in it, of the last where several are as long.

    What a thing is made of stands before what it is. Empty where no word is in the name.
    """
    letters = "".join(name.split()).casefold()
    found = [
        (len(word), letters.rfind(word), part.key)
        for part in parts().values()
        for word in ("".join(word.split()) for word in part.words)
        if word in letters
    ]
    return max(found)[2] if found else ""


@cache
def steps() -> Mapping[tuple[str, str], int]:
    """How many steps lie between two parts, from supplier to customer and back."""
    return {(one, other): far for one in parts() for other, far in _from(one).items()}


def _from(one: str) -> Mapping[str, int]:
    far, waiting = {one: 0}, deque([one])
    while waiting:
        here = waiting.popleft()
        for other in sorted(parts()[here].neighbours - far.keys()):
            far[other] = far[here] + 1
            waiting.append(other)
    return far


def matched(session: Session, chain_id: int | None) -> Sequence[Matched]:
    """The segments of a chain in order, each with its part; one statement."""
    query = (
        select(Segment.id, Segment.name, SegmentPart.part)
        .outerjoin(SegmentPart, SegmentPart.segment_id == Segment.id)
        .where(Segment.chain_id == chain_id)
        .order_by(Segment.position, Segment.id)
    )
    return [
        Matched(number, name, part_meant(name, said), said is not None) for number, name, said in session.execute(query)
    ]


def segments_of_the_trade(session: Session) -> Select[int, str, str]:
    """``id``, ``name`` and said ``part`` of the segments of all chains on which a station of the trade stands."""
    chains = select(Station.chain_id).where(
        Station.chain_id.is_not(None), Station.state == "open", on_at(session, PLUGIN, Station.id.expression)
    )
    return (
        select(Segment.id, Segment.name, SegmentPart.part)
        .join(Chain, Chain.id == Segment.chain_id)
        .outerjoin(SegmentPart, SegmentPart.segment_id == Segment.id)
        .where(Chain.id.in_(chains))
    )


def part_meant(name: str, said: str | None) -> str:
    """Which part a segment is: what a person said, or else what its name says. Empty: none of the trade."""
    return part_of(name) if said is None else said


def segment_of(session: Session, station: Station, segment_id: int) -> Segment:
    """A segment of the station's chain. Raises NotFound."""
    query = select(Segment).where(Segment.id == segment_id, Segment.chain_id == station.chain_id)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def say_part(session: Session, segment: Segment, part: str | None) -> None:
    """This segment is that part of the trade, or (empty) none; None: its name says it again. Raises PartUnknown."""
    if part and part not in PARTS:
        raise PartUnknown
    said = session.get(SegmentPart, segment.id)
    if part is None:
        if said is not None:
            session.delete(said)
    elif said is None:
        session.add(SegmentPart(segment_id=segment.id, part=part))
    else:
        said.part = part
    session.flush()
