"""Promise 4: everything is said in both languages, and Chinese stands where translators look for it."""

import subprocess
import sys

from core.testing.promises.words import *
from tests.house.checkout import ROOT


def test_no_message_is_untranslated_fuzzy_or_translated_twice_differently() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "tools.messages", "check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
