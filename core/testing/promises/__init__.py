"""What every plugin promises, written once: each module is a promise, each test of it a sentence of the checklist.

The same test functions run in this repository, over the core and all of its plugins (``tests/house``), and in the
repository of any other plugin, over that plugin alone (:mod:`core.testing.plugin`). They ask fixtures of
:mod:`core.testing.promises.fixtures` for what they hold to the promise.
"""

from __future__ import annotations

from collections.abc import Callable
from pkgutil import iter_modules
from typing import Any, TypeVar

import pytest

Test = TypeVar("Test", bound=Callable[..., Any])

# A promise that is broken says with which values, wherever its test runs.
pytest.register_assert_rewrite(*(f"{__name__}.{found.name}" for found in iter_modules(__path__)))


def promises(key: str, sentence: str) -> Callable[[Test], Test]:
    """Mark a test as part of the promise `key`, which it proves for what the sentence says.

    The sentence stands in the checklist of ``lianzhan plugin check``; the key is what ``EXEMPT`` of a plugin's
    testing.py names. Say in the message of an assertion how to mend what it found: it stands there, too.
    """

    def mark(test: Test) -> Test:
        marked: Test = pytest.mark.promises(key, sentence)(test)
        return marked

    return mark
