"""Two texts beside each other, compared in words: Chinese is cut into words, so that a figure that changed is marked alone."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any, Final, Literal

Kind = Literal["same", "gone", "new"]
SMALL: Final = 20_000
"""Words of one stretch times words of the other, up to which every word is compared with every other."""
DEEPEST: Final = 8
"""How often a long stretch is taken apart; what is left then is marked as a whole."""
SENTENCE_ENDS: Final = frozenset("\u3002\uff01\uff1f\uff1b!?;\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: in both, or in this one alone."""

    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Compared:
    """Both texts in pieces: what the earlier has alone is ``gone``, what the later has alone ``new``."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def is_same(self) -> bool:
        """Whether there is no difference."""
        return all(piece.kind == "same" for piece in (*self.before, *self.after))


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch that two lists of words have in common: where it begins in each, and how long it is."""

    one: int
    other: int
    size: int


def words_of(text: str) -> list[str]:
    """The text in words, spaces and signs; joined they are the text again."""
    import rjieba  # late: its dictionary takes a fifth of a second

    found: list[str] = rjieba.cut(text)
    return found if "".join(found) == text else list(text)


def compared(before: str, after: str) -> Compared:
    """Two texts beside each other, what differs marked word by word."""
    one, other = words_of(before), words_of(after)
    common = list(common_blocks(one, other))
    return Compared(
        tuple(_pieces(one, [(block.one, block.size) for block in common], "gone")),
        tuple(_pieces(other, [(block.other, block.size) for block in common], "new")),
    )


def common_blocks(one: Sequence[str], other: Sequence[str]) -> Iterator[Block]:
    """What both have in common, in order: whole sentences first, and words within what differs.

    Comparing sentences first keeps it quick, and keeps a common "the" from tying two sentences together that say
    different things.
    """
    sentences, theirs = list(_sentences(one)), list(_sentences(other))
    starts, their_starts = _starts(sentences), _starts(theirs)
    done = their_done = 0
    for block in [*_alike(sentences, theirs), Block(len(sentences), len(theirs), 0)]:
        begins, their_begins = starts[block.one], their_starts[block.other]
        yield from _within(one, other, (done, begins), (their_done, their_begins))
        done, their_done = starts[block.one + block.size], their_starts[block.other + block.size]
        if block.size:
            yield Block(begins, their_begins, done - begins)


def _within(
    one: Sequence[str], other: Sequence[str], mine: tuple[int, int], theirs: tuple[int, int]
) -> Iterator[Block]:
    """What two stretches have in common; a comma in between is no resemblance, the full stop at the end of both is one."""
    (begins, ends), (their_begins, their_ends) = mine, theirs
    for block in _alike(one[begins:ends], other[their_begins:their_ends]):
        found = Block(begins + block.one, their_begins + block.other, block.size)
        ends_both = found.one + found.size == ends and found.other + found.size == their_ends
        if ends_both or _says_something(one[found.one : found.one + found.size]):
            yield found


def _alike(one: Sequence[Any], other: Sequence[Any], deep: int = 0) -> Iterator[Block]:
    """The stretches that two lists have in common, in order; quick whatever they hold.

    Short lists are compared each with each; long ones are taken apart first, at what stands once in both.
    """
    if len(one) * len(other) <= SMALL:
        found = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
        yield from (Block(block.a, block.b, block.size) for block in found if block.size)
        return
    anchors = _anchors(one, other) if deep < DEEPEST else []
    begins = their_begins = 0
    for at, there in [*anchors, (len(one), len(other))]:
        if anchors:
            for block in _alike(one[begins:at], other[their_begins:there], deep + 1):
                yield Block(begins + block.one, their_begins + block.other, block.size)
        if at < len(one):
            yield Block(at, there, 1)
        begins, their_begins = at + 1, there + 1


def _anchors(one: Sequence[Any], other: Sequence[Any]) -> list[tuple[int, int]]:
    """Where something stands that each list has once: the longest row of them that is in order in both."""
    here, there = _once(one), _once(other)
    pairs = [(at, there[thing]) for thing, at in here.items() if thing in there]
    tails: list[int] = []
    rows: list[tuple[tuple[int, int], Any]] = []
    for pair in pairs:
        place = bisect_left(tails, pair[1])
        row = (pair, rows[place - 1] if place else None)
        tails[place : place + 1] = [pair[1]]
        rows[place : place + 1] = [row]
    found: list[tuple[int, int]] = []
    last: Any = rows[-1] if rows else None
    while last is not None:
        found.append(last[0])
        last = last[1]
    return found[::-1]


def _once(things: Sequence[Any]) -> dict[Any, int]:
    """What stands once in the list, and where."""
    counted = Counter(things)
    return {thing: at for at, thing in enumerate(things) if counted[thing] == 1}


def _says_something(words: Iterable[str]) -> bool:
    return any(letter.isalnum() for word in words for letter in word)


def _sentences(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    sentence: list[str] = []
    for word in words:
        sentence.append(word)
        if word[-1:] in SENTENCE_ENDS:
            yield tuple(sentence)
            sentence = []
    if sentence:
        yield tuple(sentence)


def _starts(sentences: Iterable[Sequence[str]]) -> list[int]:
    """Where each sentence begins, and where the last one ends, counted in words."""
    starts = [0]
    for sentence in sentences:
        starts.append(starts[-1] + len(sentence))
    return starts


def _pieces(words: Sequence[str], common: Sequence[tuple[int, int]], otherwise: Kind) -> Iterator[Piece]:
    """The words in stretches; stretches of one kind that follow each other are one."""
    marks = [otherwise] * len(words)
    for begins, size in common:
        marks[begins : begins + size] = ["same"] * size
    edges = [0, *(at for at, (one, other) in enumerate(pairwise(marks), start=1) if one != other), len(words)]
    for begins, ends in pairwise(edges):
        if begins < ends:
            yield Piece("".join(words[begins:ends]), marks[begins])
