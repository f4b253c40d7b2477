"""Addresses of pages: how one is put together is worked out when the first one is, not when the application starts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Write = Callable[..., tuple[str, str]]

_written: dict[tuple[object, ...], Write] = {}
"""The functions of addresses by the parts of these, for every application of the process: they read their rule."""


class Address(Rule):
    """Werkzeug's rule. That writes and compiles two functions for each address, of which most are never called.

    They were most of what a start cost. Should Werkzeug name the method otherwise some day, it is as it was: slower.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Write:
        compiled = super()._compile_builder
        own: list[Write] = []

        def write() -> Write:
            if self.defaults:  # stand in the function itself
                return compiled(append_unknown)
            key = (append_unknown, *self._trace)
            if key not in _written:
                _written[key] = compiled(append_unknown)
            return _written[key]

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            if not own:
                own.append(write())
            return own[0](rule, **values)

        return build
