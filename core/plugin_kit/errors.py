"""What keeps several commands of the kit from doing what they are asked."""

from __future__ import annotations

from core.errors import DomainError
from core.words import lazy as _


class TestingNotInstalled(DomainError):
    """What plugins are tested with is not there."""

    code = "testing_not_installed"
    message = _(
        "This needs what plugins are tested with, and pytest is not installed. Run `pip install 'lianzhan[testing]'`, then try again."
    )
