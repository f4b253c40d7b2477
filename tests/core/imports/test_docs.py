"""What the guide says of imports."""

from __future__ import annotations

import re
from pathlib import Path

RAISED = re.compile(r'(?:ValueProblem\(\s*|    code = )"([a-z_]+)"')


def test_every_reason_for_a_refusal_stands_in_the_guide() -> None:
    guide = Path("docs/imports.md").read_text("utf-8")
    raised = {code for file in Path("core/imports").rglob("*.py") for code in RAISED.findall(file.read_text("utf-8"))}
    assert len(raised) > 25
    assert {code for code in raised - {"file"} if f"`{code}`" not in guide} == set()
