"""What is measured: rows of a name, a value, a unit, and what stands beside it in the same run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """A measurement; lower is better."""

    name: str
    value: float
    unit: str
    baseline: float | None = None


def write(rows: Iterable[Row], file: Path) -> None:
    """Keep the rows as JSON."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n")


def table(rows: Sequence[Row]) -> str:
    """The rows for people to read."""
    lines = [("name", "value", "unit", "baseline")]
    lines += [(row.name, _shown(row.value), row.unit, _shown(row.baseline)) for row in rows]
    name, value, unit, baseline = (max(map(len, column)) for column in zip(*lines, strict=True))
    return "\n".join(f"{a:{name}}  {b:>{value}}  {c:{unit}}  {d:>{baseline}}".rstrip() for a, b, c, d in lines)


def _shown(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else f"{value:.2f}"
