"""``python -m bench``: measure everything, print the table, write ``var/bench.json``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench import dispatch, first_visit, imports, lists, pages, pairing, records, rota, signups, start, terms
from bench.data import demonstration
from bench.rows import Row, table, write

KEPT = Path("var/bench.json")


def main() -> None:
    """Measure in a fixed order, the smallest process first."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--coupled-seconds", type=float, default=rota.COUPLED_S, help="for the largest rota")
    asked = parser.parse_args()
    begun = time.monotonic()
    with demonstration() as settings:
        rooms: list[tuple[str, Callable[[], list[Row]]]] = [
            ("the start", lambda: start.measure(settings.data_dir)),
            ("the first visit", lambda: first_visit.measure(settings.data_dir)),
            ("the imports", imports.measure),
            ("the term change", terms.measure),
            ("the hooks", dispatch.measure),
            ("the sign-ups", signups.measure),
            ("the rotas", lambda: rota.measure(asked.coupled_seconds)),
            ("the pairings", pairing.measure),
            ("the long lists", lists.measure),
            ("the pages", lambda: pages.measure(settings)),
            ("the records", lambda: records.measure(settings)),
        ]
        rows: list[Row] = [Row("demo:load_s", time.monotonic() - begun, "s")]
        for name, measure in rooms:
            print(f"Measuring {name} ...", file=sys.stderr)
            rows += measure()
    write(rows, KEPT)
    print(table(rows))
    print(f"{KEPT} is written, after {time.monotonic() - begun:.0f} s.", file=sys.stderr)


if __name__ == "__main__":
    main()
