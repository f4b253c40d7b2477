"""``python -m bench.soak [--rounds N] [--seed S]``: storm, count, and exit 1 on any loss."""

from __future__ import annotations

import argparse
import sys
import time
from random import Random

from bench.data import demonstration
from bench.soak.imports import Imports
from bench.soak.jobs import Jobs
from bench.soak.kills import Tally
from bench.soak.signups import SignUps

HEAD = ("storm", "kills", "mid-write", "promised", "lost", "half done", "audit broken")


def main() -> None:
    """Each round kills once in every part."""
    asked = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    asked.add_argument("--rounds", type=int, default=12)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    begun = time.monotonic()
    tallies: list[Tally] = []
    parts: tuple[type[SignUps | Imports | Jobs], ...] = (SignUps, Imports, Jobs)
    with demonstration() as settings:
        for number, part in enumerate(parts):
            storm = part(settings, Random(given.seed + number))
            tallies.append(storm.tally)
            try:
                for each in range(given.rounds):
                    _progress(f"{storm.tally.name}: {each + 1} of {given.rounds}")
                    storm.round()
            finally:
                storm.close()
    _progress("")
    print(_table(tallies))
    kills, mid_write = sum(one.kills for one in tallies), sum(one.mid_write for one in tallies)
    print(
        f"{kills} kills, {mid_write} of them in the middle of a write, seed {given.seed}, {time.monotonic() - begun:.0f} s."
    )
    if not all(one.is_whole for one in tallies):
        print("Something was lost or left half done.", file=sys.stderr)
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
