"""``python -m bench``: measure everything, print the table, write ``var/bench.json``."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench import dispatch, first_visit, imports, lists, pages, signups, start, terms
from bench.data import demonstration
from bench.rows import Row, table, write

KEPT = Path("var/bench.json")


def main() -> None:
    """Measure in a fixed order, the smallest process first."""
    begun = time.monotonic()
    with demonstration() as settings:
        rooms: list[tuple[str, Callable[[], list[Row]]]] = [
            ("the start", lambda: start.measure(settings.data_dir)),
            ("the first visit", lambda: first_visit.measure(settings.data_dir)),
            ("the imports", imports.measure),
            ("the term change", terms.measure),
            ("the hooks", dispatch.measure),
            ("the sign-ups", signups.measure),
            ("the long lists", lists.measure),
            ("the pages", lambda: pages.measure(settings)),
        ]
        rows: list[Row] = []
        for name, measure in rooms:
            print(f"Measuring {name} ...", file=sys.stderr)
            rows += measure()
    write(rows, KEPT)
    print(table(rows))
    print(f"{KEPT} is written, after {time.monotonic() - begun:.0f} s.", file=sys.stderr)


if __name__ == "__main__":
    main()
