"""What pages import of rotas brings no solver along."""

import subprocess
import sys

LOOKS = """
import sys
import plugins.duty_days
from plugins.duty_days.rota import exchange_views, month_views, tasks, views
heavy = [name for name in sys.modules if name.split(".")[0] in ("ortools", "typst", "numpy", "pandas")]
sys.exit(", ".join(heavy) or 0)
"""


def test_web_processes_import_neither_the_solver_nor_the_printer() -> None:
    told = subprocess.run([sys.executable, "-c", LOOKS], capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert told.returncode == 0, told.stderr
