"""``python -m bench.soak [--kills N] [--seed S]``: storm, count, and exit 1 on any loss."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from random import Random
from typing import Protocol

from bench.data import demonstration
from bench.soak.backups import Backups
from bench.soak.imports import Imports
from bench.soak.jobs import Jobs
from bench.soak.kills import Tally
from bench.soak.long_imports import LongImports
from bench.soak.reminders import Reminders
from bench.soak.signups import SignUps
from bench.soak.terms import Terms
from bench.soak.uploads import Uploads
from core.settings import Settings

HEAD = ("storm", "kills", "mid-write", "promised", "lost", "half done", "audit broken")


class Storm(Protocol):
    """A part of the storm: what it counted, one more round of it, and its end."""

    @property
    def tally(self) -> Tally:
        """What it did, and what it found."""

    def round(self) -> None:
        """Work, kill, look."""

    def close(self) -> None:
        """Give back what it holds."""


STORMS: tuple[Callable[[Settings, Random], Storm], ...] = (
    SignUps,
    Imports,
    LongImports,
    Jobs,
    Reminders,
    Uploads,
    Backups,
    Terms,
)


def main() -> None:
    """The storms take turns until so many processes were killed."""
    asked = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    asked.add_argument("--kills", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    begun = time.monotonic()
    tallies: list[Tally] = []
    for number, storm in enumerate(STORMS):
        share = given.kills // len(STORMS) + (number < given.kills % len(STORMS))
        with demonstration() as settings, ExitStack() as ending:
            started = time.monotonic()
            storming = storm(settings, Random(given.seed + number))
            ending.callback(storming.close)
            tallies.append(storming.tally)
            while storming.tally.kills < share:
                _progress(f"{storming.tally.name}: {storming.tally.kills} of {share}")
                storming.round()
            _progress("")
            took = time.monotonic() - started
            print(f"{storming.tally.name}: {storming.tally.kills} kills in {took:.0f} s", file=sys.stderr, flush=True)
    print(_table(tallies))
    kills, mid_write = sum(one.kills for one in tallies), sum(one.mid_write for one in tallies)
    print(
        f"{kills} kills, {mid_write} of them in the middle of a write, seed {given.seed}, {time.monotonic() - begun:.0f} s."
    )
    if not all(one.is_whole for one in tallies):
        print("Something was lost or left half done.", file=sys.stderr)
        raise SystemExit(1)
    if mid_write * 2 < kills:
        print("Fewer than half of the kills fell into a write: this says too little.", file=sys.stderr)
        raise SystemExit(1)


def _progress(words: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{words:60}", end="\r" if not words else "", file=sys.stderr, flush=True)


def _table(tallies: list[Tally]) -> str:
    lines: list[tuple[str, ...]] = [HEAD]
    lines += [
        tuple(map(str, (one.name, one.kills, one.mid_write, one.promised, one.lost, one.half_done, one.broken_chains)))
        for one in tallies
    ]
    wide = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join([f"{first:{wide[0]}}", *(f"{cell:>{w}}" for cell, w in zip(rest, wide[1:], strict=True))])
        for first, *rest in lines
    )


if __name__ == "__main__":
    main()
