"""Logs: facts as fields, one line each; never personal data.

    log.info("rota_published", rota=rota.id, slots=84)

structlog takes an eighth of the time a web process needs to start, and a healthy one says nothing then: it is
imported with the first line.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from functools import cached_property
from typing import Any

_MOST_CAUSES = 5


class Log:
    """Writes to standard error: readable on a terminal, JSON elsewhere."""

    def info(self, event: str, **facts: Any) -> None:
        """Note what happened."""
        self._logger.info(event, **facts)

    def warning(self, event: str, **facts: Any) -> None:
        """Note what somebody should look at."""
        self._logger.warning(event, **facts)

    def error(self, event: str, **facts: Any) -> None:
        """Note what failed; ``exc_info=problem`` adds what kind of exception it was, and where."""
        self._logger.error(event, **facts)

    @cached_property
    def _logger(self) -> Any:
        import structlog

        readable = sys.stderr.isatty()
        structlog.configure(
            processors=[
                structlog.contextvars.merge_contextvars,
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso"),
                _where,
                structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
                if readable
                else structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
            # Asked for with every line: standard error may be another one by then, as in every test.
            logger_factory=lambda *_names: structlog.WriteLogger(sys.stderr),
        )
        return structlog.get_logger()


def _where(_logger: Any, _method: str, facts: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Write an exception as its kinds and places. What it says may quote a name or a number: that stays out."""
    problem = facts.pop("exc_info", None)
    told: list[str] = []
    while isinstance(problem, BaseException) and len(told) < _MOST_CAUSES:
        frames = "".join(traceback.format_tb(problem.__traceback__))
        told.append(f"{frames}{type(problem).__module__}.{type(problem).__qualname__}")
        problem = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
    if told:
        facts["exception"] = "\nwhich came from\n".join(told)
    return facts


log = Log()
